import type { Step } from '@cairn/workflows/contracts/journey.js';

import { stepTypes } from './new-step.js';

/** On the clipboard steps are canonical JSON, so they travel between journeys, workspaces and files. */
export function toClipboard(steps: readonly Step[]): string {
  return JSON.stringify({ 'cairn/steps': 1, steps }, null, 2);
}

/** Undefined when the text is something else. What the steps hold is checked by validation, as everything else. */
export function fromClipboard(text: string): Step[] | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof parsed !== 'object' || parsed === null || !('cairn/steps' in parsed) || !('steps' in parsed) || !Array.isArray(parsed.steps)) return undefined;
  const steps = parsed.steps.filter(isStepLike);
  return steps.length > 0 ? steps : undefined;
}

function isStepLike(value: unknown): value is Step {
  if (typeof value !== 'object' || value === null || !('id' in value) || !('type' in value)) return false;
  if (typeof value.id !== 'string' || !(stepTypes as readonly unknown[]).includes(value.type)) return false;
  if (value.type === 'split') return hasBranches(value, 'otherwise');
  if (value.type === 'waitUntil') return hasBranches(value, 'timeout');
  if (value.type === 'randomSplit') return 'branches' in value && Array.isArray(value.branches);
  return true;
}

function hasBranches(value: object, last: string): boolean {
  const record = value as Record<string, unknown>;
  return Array.isArray(record.branches) && typeof record[last] === 'object' && record[last] !== null;
}
