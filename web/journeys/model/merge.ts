import type { JourneyDefinition, Step } from '@cairn/workflows/contracts/journey.js';

import { sameJson } from './changes.js';
import { outletsOf, withNext } from './ports.js';

/** Both sides changed the same field of the same step (or the same setting); the field named kept the value `mine`. */
export interface Clash {
  stepId?: string;
  field: string;
  /** The other's value; undefined: they took it away. */
  theirs: unknown;
}

export interface MergeResult {
  definition: JourneyDefinition;
  clashes: Clash[];
}

/**
 * Brings two drafts that grew from the same base together, step by step and field by field; never last-write-wins for the whole.
 * A step that one side deleted and the other changed stays. Ways that lead to a step that is gone become loose ends: a problem that is shown.
 */
export function mergeDrafts(base: JourneyDefinition, mine: JourneyDefinition, theirs: JourneyDefinition): MergeResult {
  const clashes: Clash[] = [];
  const { steps: baseSteps, ...baseSettings } = base;
  const { steps: mySteps, ...mySettings } = mine;
  const { steps: theirSteps, ...theirSettings } = theirs;
  const settings = mergeFields(baseSettings, mySettings, theirSettings, (field, value) => clashes.push({ field, theirs: value }));
  const steps = mergeSteps(byId(baseSteps), byId(mySteps), byId(theirSteps), clashes);
  const definition = { ...settings, steps: inOrder(steps, mySteps, theirSteps) } as JourneyDefinition;
  return { definition: withoutDangling(definition), clashes };
}

/** The other's value after all. */
export function takeTheirs(definition: JourneyDefinition, { stepId, field, theirs }: Clash): JourneyDefinition {
  if (stepId === undefined) return withoutDangling(withField(definition, field, theirs));
  return withoutDangling({ ...definition, steps: definition.steps.map((step) => (step.id === stepId ? withField(step, field, theirs) : step)) });
}

function withField<T extends object>(value: T, field: string, to: unknown): T {
  const changed: Record<string, unknown> = { ...value, [field]: to };
  if (to === undefined) delete changed[field];
  return changed as T;
}

function byId(steps: Step[]): Map<string, Step> {
  return new Map(steps.map((step) => [step.id, step]));
}

function mergeSteps(base: Map<string, Step>, mine: Map<string, Step>, theirs: Map<string, Step>, clashes: Clash[]): Map<string, Step> {
  const merged = new Map<string, Step>();
  for (const id of new Set([...mine.keys(), ...theirs.keys()])) {
    const [old, my, their] = [base.get(id), mine.get(id), theirs.get(id)];
    if (my && their) {
      const changed = my.type === their.type ? mergeFields(old ?? {}, my, their, (field, value) => clashes.push({ stepId: id, field, theirs: value })) : my;
      merged.set(id, sameJson(changed, my) ? my : (changed as unknown as Step));
    } else {
      const left = my ?? their;
      // Gone on one side: it stays gone only if the other side left it as it was.
      if (left && !(old && sameJson(old, left))) merged.set(id, left);
    }
  }
  return merged;
}

function mergeFields(base: object, mine: object, theirs: object, clash: (field: string, theirs: unknown) => void): Record<string, unknown> {
  const [old, my, their] = [base, mine, theirs] as Record<string, unknown>[];
  const result: Record<string, unknown> = {};
  for (const field of new Set([...Object.keys(mine), ...Object.keys(theirs)])) {
    const [before, left, right] = [old?.[field], my?.[field], their?.[field]];
    const unchangedByMe = sameJson(before, left);
    if (!unchangedByMe && !sameJson(before, right) && !sameJson(left, right)) clash(field, right);
    const value = unchangedByMe ? right : left;
    if (value !== undefined) result[field] = value;
  }
  return result;
}

/** Their order, with my new steps after the step they followed in mine. */
function inOrder(steps: Map<string, Step>, mine: Step[], theirs: Step[]): Step[] {
  const ids = theirs.map((step) => step.id).filter((id) => steps.has(id));
  mine.forEach((step, index) => {
    if (!steps.has(step.id) || ids.includes(step.id)) return;
    const after = mine
      .slice(0, index)
      .reverse()
      .find((each) => ids.includes(each.id));
    ids.splice(after ? ids.indexOf(after.id) + 1 : 0, 0, step.id);
  });
  return ids.map((id) => steps.get(id) as Step);
}

function withoutDangling(definition: JourneyDefinition): JourneyDefinition {
  const ids = new Set(definition.steps.map((step) => step.id));
  const gone = (next: string | null): boolean => next !== null && !ids.has(next);
  return {
    ...definition,
    start: gone(definition.start) ? null : definition.start,
    steps: definition.steps.map((step) => outletsOf(step).reduce((changed, each) => (gone(each.next) ? withNext(changed, each.outlet, null) : changed), step)),
  };
}
