import type { CompiledSegment } from './core.js';
import { type Draft, factsOf } from './draft.js';

export interface SegmentChange {
  segment: string;
  on: 'entered' | 'left';
  /** ms UTC: the event's time, or the due instant. */
  at: number;
}

/**
 * Brings memberships up to date: the answer of each condition at `now`. `all`: everything (a tick, new definitions); else only segments
 * that read what changed, and those that read them.
 * @param since when a change is said to have happened.
 */
export function evaluateMemberships(draft: Draft, now: number, options: { all: boolean; since: number }): SegmentChange[] {
  const { index, profile } = draft;
  const facts = factsOf(draft, now);
  const changes: SegmentChange[] = [];
  const queued = options.all ? undefined : affected(draft);
  for (const segment of index.ordered) {
    if (queued && !queued.has(segment)) continue;
    const inside = Object.hasOwn(profile.memberships, segment.key);
    const now = segment.condition.evaluate(facts);
    if (now === inside) continue;
    if (now) profile.memberships[segment.key] = { since: new Date(options.since) };
    else delete profile.memberships[segment.key];
    draft.changed.segments.add(segment.key);
    for (const reader of index.segmentsReading.segment.get(segment.key) ?? []) queued?.add(reader);
    changes.push({ segment: segment.key, on: now ? 'entered' : 'left', at: options.since });
  }
  if (options.all) {
    for (const key of Object.keys(profile.memberships)) if (!index.position.has(key)) delete profile.memberships[key];
  }
  return changes;
}

/** Segments that may answer differently after what this fold changed. */
export function affected(draft: Draft): Set<CompiledSegment> {
  const { changed, index } = draft;
  const found = new Set<CompiledSegment>();
  const add = (segments: CompiledSegment[] | undefined) => {
    for (const segment of segments ?? []) found.add(segment);
  };
  for (const trait of changed.traits) add(index.segmentsReading.trait.get(trait));
  for (const aggregate of changed.aggregates) add(index.segmentsReading.aggregate.get(aggregate));
  for (const segment of changed.segments) add(index.segmentsReading.segment.get(segment));
  return found;
}

/** The first instant after `now` at which any of these may answer differently by time alone. */
export function nextSegmentChange(draft: Draft, now: number, segments: Iterable<CompiledSegment>): number | undefined {
  const facts = factsOf(draft, now);
  let next: number | undefined;
  for (const segment of segments) {
    const at = segment.condition.nextChangeAt(facts);
    if (at !== undefined && (next === undefined || at < next)) next = at;
  }
  return next;
}
