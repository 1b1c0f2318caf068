import type { JourneyDefinition, Step } from '@cairn/workflows/contracts/journey.js';
import { type Names, noNames } from './names.js';
import { type Phrase, phrase } from './phrase.js';
import { reentrySummary, summary, title } from './summary.js';
import { triggerSummary } from './trigger-summary.js';

/** One line of "what changes", with the step it is about. */
export interface Change {
  kind: 'added' | 'removed' | 'changed' | 'rewired' | 'settings';
  stepId?: string;
  phrase: Phrase;
}

/** Equal as values; key order does not count. */
export function sameJson(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null || Array.isArray(a) !== Array.isArray(b)) return false;
  const left = Object.entries(a).filter(([, value]) => value !== undefined);
  const right = Object.entries(b).filter(([, value]) => value !== undefined);
  return left.length === right.length && left.every(([key, value]) => Object.hasOwn(b, key) && sameJson(value, (b as Record<string, unknown>)[key]));
}

/** What publishing `draft` would change against `live`, in sentences: settings first, then steps in the draft's order, then what is gone. */
export function changesBetween(live: JourneyDefinition | null, draft: JourneyDefinition, names: Names = noNames): Change[] {
  if (live === null) return draft.steps.map((step) => stepChange('added', step, names));
  const before = new Map(live.steps.map((step) => [step.id, step]));
  const now = new Set(draft.steps.map((step) => step.id));
  return [
    ...settingsChanges(live, draft, names),
    ...draft.steps.flatMap((step) => {
      const old = before.get(step.id);
      return old ? changesOfStep(old, step, names) : [stepChange('added', step, names)];
    }),
    ...live.steps.filter((step) => !now.has(step.id)).map((step) => stepChange('removed', step, names)),
  ];
}

function stepChange(kind: 'added' | 'removed' | 'rewired', step: Step, names: Names): Change {
  return { kind, stepId: step.id, phrase: phrase(`change.${kind}`, { title: title(step), summary: summary(step, names) }) };
}

function changesOfStep(old: Step, step: Step, names: Names): Change[] {
  if (sameJson(old, step)) return [];
  if (sameJson(unwired(old), unwired(step))) return [stepChange('rewired', step, names)];
  const before = summary(old, names);
  const after = summary(step, names);
  if (sameJson(before, after)) return [{ kind: 'changed', stepId: step.id, phrase: phrase('change.edited', { title: title(step) }) }];
  return [{ kind: 'changed', stepId: step.id, phrase: phrase('change.changed', { title: title(step), before, after }) }];
}

/** The step without where it leads. */
function unwired(step: Step): unknown {
  switch (step.type) {
    case 'waitUntil':
      return { ...step, branches: step.branches.map((branch) => ({ ...branch, next: null })), timeout: { ...step.timeout, next: null } };
    case 'split':
      return { ...step, branches: step.branches.map((branch) => ({ ...branch, next: null })), otherwise: null };
    case 'randomSplit':
      return { ...step, branches: step.branches.map((branch) => ({ ...branch, next: null })) };
    case 'exit':
      return step;
    default:
      return { ...step, next: null };
  }
}

function settingsChanges(live: JourneyDefinition, draft: JourneyDefinition, names: Names): Change[] {
  const settings = (changed: boolean, words: Phrase): Change[] => (changed ? [{ kind: 'settings', phrase: words }] : []);
  return [
    ...settings(live.name !== draft.name, phrase('change.name', { before: live.name, after: draft.name })),
    ...settings((live.description ?? '') !== (draft.description ?? ''), phrase('change.description')),
    ...settings(
      !sameJson(live.trigger, draft.trigger),
      phrase('change.trigger', { before: triggerSummary(live.trigger, names), after: triggerSummary(draft.trigger, names) }),
    ),
    ...settings(!sameJson(live.reentry, draft.reentry), phrase('change.reentry', { after: reentrySummary(draft.reentry) })),
    ...settings(!sameJson(live.exits, draft.exits), phrase('change.exits', { count: draft.exits.length })),
    ...settings(!sameJson(live.goals ?? [], draft.goals ?? []), phrase('change.goals', { count: draft.goals?.length ?? 0 })),
    ...settings(live.start !== draft.start, phrase('change.start')),
  ];
}

/** Message steps whose content people already inside will not get, because they finish the version they entered. */
export function changedMessages(live: JourneyDefinition | null, draft: JourneyDefinition): string[] {
  const before = new Map((live?.steps ?? []).map((step) => [step.id, step]));
  return draft.steps
    .filter((step) => step.type === 'message' && before.has(step.id) && !sameJson(unwired(before.get(step.id) as Step), unwired(step)))
    .map((step) => step.id);
}
