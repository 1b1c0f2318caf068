import type { Condition } from '@cairn/rules/contracts/condition.js';

import type { RuleAction, SegmentDocument, TagDocument } from '../platform/collections.js';

/** What a segment asks, with the shared conditions that its draft refers to written out. */
export function askedBy({ draft, resolved }: Pick<SegmentDocument, 'resolved'> & { draft: Pick<SegmentDocument['draft'], 'condition'> }): Condition {
  return resolved ?? draft.condition;
}

/** As {@link askedBy}, of a tag's rule; undefined: it follows none. */
export function ruleOf({ definition, resolved }: Pick<TagDocument, 'definition' | 'resolved'>): Condition | undefined {
  return resolved ?? definition.condition;
}

/**
 * Keys of the segments that a condition asks for, or a journey, its trigger included. Reads any JSON: what is not a condition refers to nothing, so a draft with faults is
 * no obstacle.
 */
export function segmentsIn(condition: unknown): Set<string> {
  const found = new Set<string>();
  collect(condition, found);
  return found;
}

/**
 * What a condition, or anything that holds conditions, asks for, and what a journey's steps turn: `segment:KEY` and `tag:KEY`; of accounts, the segments that their people are asked about.
 * Reads any JSON, as {@link segmentsIn}.
 */
export function referencesIn(value: unknown): Set<string> {
  const found = new Set<string>();
  const visit = (part: unknown): void => {
    if (typeof part !== 'object' || part === null) return;
    const { fact, params } = part as { fact?: unknown; params?: { key?: unknown; segment?: unknown } };
    if ((fact === 'segment' || fact === 'tag') && typeof params?.key === 'string') found.add(`${fact}:${params.key}`);
    if (fact === 'people' && typeof params?.segment === 'string') found.add(`segment:${params.segment}`);
    const step = part as { type?: unknown; tag?: unknown; action?: unknown };
    if (step.type === 'tag' && typeof step.action === 'string' && typeof step.tag === 'string') found.add(`tag:${step.tag}`);
    for (const inner of Object.values(part)) visit(inner);
  };
  visit(value);
  return found;
}

/** A rule as far as it may turn itself. */
export interface RuleInGraph {
  key: string;
  condition: unknown;
  actions: readonly RuleAction[];
}

/** Who hangs on whom, among segments, tags that follow a condition, rules and the tags and traits that those set: for {@link cycleThrough}. */
export function conditionGraph({ segments, tags, rules = [] }: InGraph): (node: string) => Set<string> {
  const setBy = new Map<string, string[]>();
  for (const { key, actions } of rules) {
    for (const action of actions) {
      const set = action.type === 'tag' ? `tag:${action.tag}` : action.type === 'trait' ? `trait:${action.name}` : undefined;
      if (set !== undefined) setBy.set(set, [...(setBy.get(set) ?? []), `rule:${key}`]);
    }
  }
  const conditionOf = (kind: string, key: string): unknown => {
    if (kind === 'rule') return rules.find((rule) => rule.key === key)?.condition;
    return kind === 'tag' ? tags.get(key) : kind === 'segment' ? segments.get(key) : undefined;
  };
  return (node) => {
    const condition = conditionOf(node.slice(0, node.indexOf(':')), withoutKind(node));
    const traits = [...traitsIn(condition)].map((name) => `trait:${name}`).filter((trait) => setBy.has(trait));
    return new Set([...referencesIn(condition), ...traits, ...(setBy.get(node) ?? [])]);
  };
}

/** key → condition. */
type Asking = Pick<ReadonlyMap<string, unknown>, 'get'>;

interface InGraph {
  segments: Asking;
  tags: Asking;
  /** Absent: there is none. */
  rules?: readonly RuleInGraph[];
}

/** Names of the traits that a condition asks for, or compares with. */
function traitsIn(condition: unknown): Set<string> {
  const found = new Set<string>();
  const visit = (part: unknown): void => {
    if (typeof part !== 'object' || part === null) return;
    const { fact, params, trait } = part as { fact?: unknown; params?: { name?: unknown }; trait?: unknown };
    if (fact === 'trait' && typeof params?.name === 'string') found.add(params.name);
    if (typeof trait === 'string' && Object.keys(part).length === 1) found.add(trait);
    for (const inner of Object.values(part)) visit(inner);
  };
  visit(condition);
  return found;
}

function collect(value: unknown, found: Set<string>): void {
  if (Array.isArray(value)) {
    for (const item of value) collect(item, found);
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  const { fact, params } = value as { fact?: unknown; params?: { key?: unknown; segment?: unknown } };
  if (fact === 'segment' && typeof params?.key === 'string') found.add(params.key);
  if (fact === 'people' && typeof params?.segment === 'string') found.add(params.segment);
  const trigger = value as { type?: unknown; segment?: unknown; on?: unknown };
  if (trigger.type === 'segment' && typeof trigger.on === 'string' && typeof trigger.segment === 'string') found.add(trigger.segment);
  for (const inner of Object.values(value)) collect(inner, found);
}

/** As the author knows it. */
export function withoutKind(node: string): string {
  return node.slice(node.indexOf(':') + 1);
}

/** The way from `key` back to itself, `[a, b, a]`; undefined: there is none. `uses` answers what a segment asks for. */
export function cycleThrough(key: string, uses: (key: string) => Iterable<string>): string[] | undefined {
  const seen = new Set<string>();
  const walk = (at: string, way: string[]): string[] | undefined => {
    for (const next of uses(at)) {
      if (next === key) return [...way, next];
      if (seen.has(next)) continue;
      seen.add(next);
      const loop = walk(next, [...way, next]);
      if (loop) return loop;
    }
    return undefined;
  };
  return walk(key, [key]);
}
