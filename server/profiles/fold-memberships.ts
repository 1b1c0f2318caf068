import type { KeptAnswer } from './definitions-index.js';
import { type Draft, factsOf } from './draft.js';
import { evaluateComputed } from './fold-computed.js';
import { turnTag } from './tags.js';

export interface SegmentChange {
  segment: string;
  on: 'entered' | 'left';
  /** ms UTC: the event's time, or the due instant. */
  at: number;
}

/**
 * Brings computed traits up to date, then what the profile keeps of answers, memberships of segments and tags that follow a rule: each condition's
 * answer at `now`. `all`: everything (a tick, new definitions); else only what reads something that changed, and those that read it in turn.
 * @param since when a change is said to have happened.
 */
export function evaluateMemberships(draft: Draft, now: number, options: { all: boolean; since: number }): SegmentChange[] {
  evaluateComputed(draft, now, options);
  const { index } = draft;
  if (options.all) dropUndefined(draft);
  const facts = factsOf(draft, now);
  const changes: SegmentChange[] = [];
  const queued = options.all ? undefined : affected(draft);
  for (const answer of index.ordered) {
    if (queued && !queued.has(answer)) continue;
    const holds = answer.condition.evaluate(facts);
    if (holds === isKept(draft, answer)) continue;
    keepAnswer(draft, answer, holds, options.since);
    for (const reader of index.reading[answer.kind].get(answer.key) ?? []) queued?.add(reader);
    if (answer.kind === 'segment') changes.push({ segment: answer.key, on: holds ? 'entered' : 'left', at: options.since });
  }
  return changes;
}

function isKept({ profile }: Draft, { kind, key }: KeptAnswer): boolean {
  if (kind === 'segment') return Object.hasOwn(profile.memberships, key);
  return Object.hasOwn(profile.tags, key) && profile.tags[key]?.on === true;
}

function keepAnswer(draft: Draft, { kind, key }: KeptAnswer, holds: boolean, since: number): void {
  if (kind === 'tag') {
    turnTag(draft, { tag: key, on: holds, by: 'rule', source: key }, since);
    return;
  }
  if (holds) draft.profile.memberships[key] = { since: new Date(since) };
  else leave(draft, key, since);
  draft.changed.segments.add(key);
}

/** Stays in segments, now over, that a profile remembers. */
const keptStays = 50;

function leave({ profile }: Draft, key: string, at: number): void {
  const stay = { since: profile.memberships[key]?.since ?? new Date(at), until: new Date(at) };
  delete profile.memberships[key];
  const stays = Object.entries({ ...profile.formerMemberships, [key]: stay });
  if (stays.length > keptStays) stays.sort(([a, x], [b, y]) => y.until.getTime() - x.until.getTime() || (a < b ? -1 : 1)).length = keptStays;
  profile.formerMemberships = Object.fromEntries(stays);
}

/** What was deleted since this profile was last folded. */
function dropUndefined({ profile, index, definitions }: Draft): void {
  for (const key of Object.keys(profile.memberships)) if (!index.segmentKeys.has(key)) delete profile.memberships[key];
  for (const key of definitions.deletedTags) if (Object.hasOwn(profile.tags, key)) delete profile.tags[key];
}

/** What may answer differently after what this fold changed. */
export function affected(draft: Draft): Set<KeptAnswer> {
  const { changed, index } = draft;
  const found = new Set<KeptAnswer>();
  const add = (answers: readonly KeptAnswer[] | undefined) => {
    for (const answer of answers ?? []) found.add(answer);
  };
  for (const trait of changed.traits) add(index.reading.trait.get(trait));
  for (const aggregate of changed.aggregates) add(index.reading.aggregate.get(aggregate));
  for (const segment of changed.segments) add(index.reading.segment.get(segment));
  for (const tag of changed.tags) add(index.reading.tag.get(tag));
  for (const name of changed.computed) add(index.reading.computed.get(name));
  if (changed.consent) for (const answer of index.readingConsent) found.add(answer);
  if (changed.accounts.size > 0) add(index.reading.accounts);
  return found;
}

/** The first instant after `now` at which any of these may answer differently by time alone. */
export function nextSegmentChange(draft: Draft, now: number, answers: Iterable<KeptAnswer>): number | undefined {
  const facts = factsOf(draft, now);
  let next: number | undefined;
  for (const { condition } of answers) {
    const at = condition.nextChangeAt(facts);
    if (at !== undefined && (next === undefined || at < next)) next = at;
  }
  return next;
}
