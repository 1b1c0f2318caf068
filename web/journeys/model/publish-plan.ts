import type { JourneyDefinition, Step } from '@cairn/workflows/contracts/journey.js';
import type { PublishChoice } from '@cairn/workflows/contracts/publish-plan.js';

import type { Inside } from '../api.js';
import { sameJson } from './changes.js';

export const pinned: PublishChoice = { people: 'pin', share: 100, timers: 'keep', removed: {} };

/** A step that people stand on and the draft does not have, or has as another type. */
export interface RemovedStep {
  stepId: string;
  /** As the version that is live has it; undefined: it is of a version before. */
  step: Step | undefined;
  people: number;
}

/** Most people first. */
export function removedSteps(live: JourneyDefinition, draft: JourneyDefinition, { steps }: Pick<Inside, 'steps'>): RemovedStep[] {
  const before = new Map(live.steps.map((step) => [step.id, step]));
  const now = new Map(draft.steps.map((step) => [step.id, step]));
  const people = new Map<string, number>();
  for (const at of steps) {
    const step = before.get(at.stepId);
    const isThere = now.has(at.stepId) && (!step || now.get(at.stepId)?.type === step.type);
    if (!isThere) people.set(at.stepId, (people.get(at.stepId) ?? 0) + at.people);
  }
  return [...people].map(([stepId, count]) => ({ stepId, step: before.get(stepId), people: count })).sort((a, b) => b.people - a.people);
}

/** How many stand in a wait whose times the draft changes. */
export function changedWaits(live: JourneyDefinition, draft: JourneyDefinition, { steps }: Pick<Inside, 'steps'>): number {
  const before = new Map(live.steps.map((step) => [step.id, step]));
  const changed = new Set(draft.steps.filter((step) => isOtherWait(before.get(step.id), step)).map(({ id }) => id));
  return steps.reduce((sum, { stepId, people }) => sum + (changed.has(stepId) ? people : 0), 0);
}

function isOtherWait(before: Step | undefined, step: Step): boolean {
  if (before?.type !== step.type) return false;
  return !sameJson(timesOf(before), timesOf(step));
}

function timesOf(step: Step): unknown {
  switch (step.type) {
    case 'delay':
      return [step.duration, step.until];
    case 'window':
      return [step.weekdays, step.from, step.to];
    case 'waitUntil':
      return step.timeout.after;
    default:
      return null;
  }
}

/** Nobody can wait out a step that is no wait. */
export function isWait(step: Step | undefined): boolean {
  return step === undefined || step.type === 'delay' || step.type === 'window' || step.type === 'waitUntil';
}
