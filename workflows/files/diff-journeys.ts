import { canonicalJson } from '../contracts/canonical.js';
import type { ExitRule, JourneyDefinition, Step } from '../contracts/journey.js';
import { edgesOf } from '../contracts/journey-graph.js';

/** One field that is not what it was. Of what there was not, or is no more, the value is absent. */
export interface FieldChange {
  /** `template`, `duration.amount`; of a branch by its id: `branches.vip.condition`. */
  path: string;
  before?: unknown;
  after?: unknown;
}

/** Of a list whose items have ids; where they stand in it is no change of theirs. */
export interface ItemsDiff<Item> {
  added: Item[];
  removed: Item[];
  changed: { id: string; fields: FieldChange[] }[];
}

/** One way in to a step: out of which step (`@trigger`: the journey begins there), by which branch. */
export interface WayIn {
  from: string;
  branch: string;
}

/**
 * What is different, by meaning: the order of keys and of steps, and where they stand on the canvas, are none. Plain data: shown by the command, and
 * what a plan for the people inside begins with. Everything empty: the same journey.
 */
export interface JourneyDiff {
  /** Name and description. */
  about: FieldChange[];
  trigger: FieldChange[];
  reentry: FieldChange[];
  exits: ItemsDiff<ExitRule>;
  goals: ItemsDiff<ExitRule>;
  steps: ItemsDiff<Step> & {
    /** Steps of both that are reached from elsewhere than before. */
    moved: { id: string; before: WayIn[]; after: WayIn[] }[];
  };
}

export function diffJourneys(before: JourneyDefinition, after: JourneyDefinition): JourneyDiff {
  return {
    about: [...diffFields(before.name, after.name, 'name'), ...diffFields(before.description, after.description, 'description')],
    trigger: diffFields(before.trigger, after.trigger),
    reentry: diffFields(before.reentry, after.reentry),
    exits: diffItems(before.exits, after.exits),
    goals: diffItems(before.goals ?? [], after.goals ?? []),
    steps: { ...diffItems(before.steps, after.steps), moved: movedSteps(before, after) },
  };
}

export function isSameJourney({ about, trigger, reentry, exits, goals, steps }: JourneyDiff): boolean {
  const lists = [about, trigger, reentry, ...[exits, goals, steps].flatMap(({ added, removed, changed }) => [added, removed, changed]), steps.moved];
  return lists.every(({ length }) => length === 0);
}

function diffItems<Item extends { id: string }>(before: readonly Item[], after: readonly Item[]): ItemsDiff<Item> {
  const [old, now] = [byId(before), byId(after)];
  return {
    added: after.filter(({ id }) => !old.has(id)),
    removed: before.filter(({ id }) => !now.has(id)),
    changed: after.flatMap((item) => {
      const fields = old.has(item.id) ? diffFields(old.get(item.id), item) : [];
      return fields.length > 0 ? [{ id: item.id, fields }] : [];
    }),
  };
}

function movedSteps(before: JourneyDefinition, after: JourneyDefinition): JourneyDiff['steps']['moved'] {
  const [old, now] = [waysIn(before), waysIn(after)];
  const stayed = byId(before.steps);
  return after.steps.flatMap(({ id }) => {
    const [was, is] = [old.get(id) ?? [], now.get(id) ?? []];
    return stayed.has(id) && canonicalJson(was) !== canonicalJson(is) ? [{ id, before: was, after: is }] : [];
  });
}

/** Step id → how it is reached, sorted. */
function waysIn({ start, steps }: JourneyDefinition): Map<string, WayIn[]> {
  const ways = new Map<string, WayIn[]>(start === null ? [] : [[start, [{ from: '@trigger', branch: 'next' }]]]);
  for (const step of steps) {
    for (const { branch, to } of edgesOf(step)) if (to !== null) ways.set(to, [...(ways.get(to) ?? []), { from: step.id, branch }]);
  }
  const name = ({ from, branch }: WayIn) => `${from}/${branch}`;
  for (const found of ways.values()) found.sort((a, b) => (name(a) < name(b) ? -1 : 1));
  return ways;
}

/** Conditions are one value each: what of them is different is for people to see. */
const wholes: ReadonlySet<string> = new Set(['condition', 'where', 'value']);

function diffFields(before: unknown, after: unknown, path = ''): FieldChange[] {
  if (before === after || (before !== undefined && after !== undefined && canonicalJson(before) === canonicalJson(after))) return [];
  if (isFields(before) && isFields(after)) {
    const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
    return [...keys].flatMap((key) => {
      const at = path === '' ? key : `${path}.${key}`;
      const [was, is] = [before[key], after[key]];
      return wholes.has(key) ? whole(was, is, at) : diffFields(was, is, at);
    });
  }
  if (areItems(before) && areItems(after)) return diffList(before, after, path);
  return whole(before, after, path);
}

function whole(before: unknown, after: unknown, path: string): FieldChange[] {
  if (canonicalJson(before ?? null) === canonicalJson(after ?? null) && (before === undefined) === (after === undefined)) return [];
  return [{ path, ...(before !== undefined && { before }), ...(after !== undefined && { after }) }];
}

/** Branches by their ids. The first that holds is taken, so their order counts: it is told as the list of ids. */
function diffList(before: readonly { id: string }[], after: readonly { id: string }[], path: string): FieldChange[] {
  const [old, now] = [byId(before), byId(after)];
  const fields = [...new Set([...now.keys(), ...old.keys()])].flatMap((id) => diffFields(old.get(id), now.get(id), `${path}.${id}`));
  const order = (items: readonly { id: string }[]) => items.map(({ id }) => id).filter((id) => old.has(id) && now.has(id));
  return [...fields, ...whole(order(before), order(after), path)];
}

function byId<Item extends { id: string }>(items: readonly Item[]): Map<string, Item> {
  return new Map(items.map((item) => [item.id, item]));
}

function isFields(value: unknown): value is { [field: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function areItems(value: unknown): value is { id: string }[] {
  return Array.isArray(value) && value.every((item) => isFields(item) && typeof item.id === 'string');
}
