import type { Condition } from '@cairn/rules/contracts/condition.js';

import type { SegmentDocument, TagDocument } from '../platform/collections.js';

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

/** Who asks for whom, among segments and tags that follow a rule: for {@link cycleThrough}. */
export function conditionGraph(conditions: { segments: ReadonlyMap<string, unknown>; tags: ReadonlyMap<string, unknown> }): (node: string) => Set<string> {
  return (node) => {
    const [kind, key] = [node.slice(0, node.indexOf(':')), node.slice(node.indexOf(':') + 1)];
    return referencesIn((kind === 'tag' ? conditions.tags : conditions.segments).get(key));
  };
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
