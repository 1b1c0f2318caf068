import { canonicalJson } from '@cairn/workflows/contracts/canonical.js';
import type { JourneyDefinition } from '@cairn/workflows/contracts/journey.js';

/** Stands for everything of a journey that is no step: its name, trigger, re-entry, exits and which step is first. */
const settings = '@trigger';

/** Ids of the steps that were added, changed or removed, in the order of `after`, removed ones last; `@trigger` first for the rest. */
export function changedSteps(before: JourneyDefinition | undefined, after: JourneyDefinition): string[] {
  const { steps: newSteps, ...newSettings } = after;
  const { steps: oldSteps = [], ...oldSettings } = before ?? {};
  const old = new Map(oldSteps.map((step) => [step.id, canonicalJson(step)]));
  const now = new Set(newSteps.map((step) => step.id));
  return [
    ...(canonicalJson(oldSettings) === canonicalJson(newSettings) ? [] : [settings]),
    ...newSteps.filter((step) => old.get(step.id) !== canonicalJson(step)).map((step) => step.id),
    ...oldSteps.filter((step) => !now.has(step.id)).map((step) => step.id),
  ];
}
