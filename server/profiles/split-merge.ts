import type { EventDocument, IdentityId } from '../events/event.js';
import type { IdentityDocument, MergeDocument, ProfileBefore } from './core-store.js';
import type { ProfileDocument } from './profile.js';

export type Side = 'stay' | 'leave';

/** Who is whose when a merge is undone. */
export interface Split {
  side: ReadonlyMap<IdentityId, Side>;
  /** Profiles as they were when they became part of this person, by where they go. */
  before: Record<Side, Joined[]>;
  /** Both together, as they were whenever somebody else joined them. */
  together: ProfileBefore[];
  /** profileIds merged later that go with who leaves. */
  redirect: string[];
  /** Identities of both sides that were named together: what linked them links them no more. */
  apart: ReadonlyMap<IdentityId, ReadonlySet<IdentityId>>;
}

export interface Joined {
  profile: ProfileBefore;
  /** What it had from before this instant it had by itself: no other part of this person did it. */
  aloneUntil: Date;
}

export interface SplitInput {
  merge: MergeDocument;
  /** Who has both sides now. */
  holder: Pick<ProfileDocument, 'identities'>;
  /** The holder's, with their owners before. */
  identities: IdentityDocument[];
  /** Merges named by those owners before. */
  merges: MergeDocument[];
  /** Every event that these identities own, whatever its state. */
  events: Pick<EventDocument, 'messageId' | 'names'>[];
}

/** One identity is remembered with at most so many that it is kept apart from. */
const mostApart = 100;

/**
 * The loser's identities of then leave, the survivor's stay. What came later goes with whom the event names that brought it: an identity by itself, a
 * profile that was merged later as a whole; what nothing ties to the loser stays. Pure; null when one of the sides has nothing left.
 */
export function splitMerge(input: SplitInput): Split | null {
  const { merge, holder } = input;
  const side = new Map<IdentityId, Side>();
  const held = new Set(holder.identities.map(({ id }) => id));
  const assign = (ids: Iterable<IdentityId>, to: Side) => {
    for (const id of ids) if (held.has(id) && !side.has(id)) side.set(id, to);
  };
  const { survivor, loser } = merge.profilesBefore;
  const before: Split['before'] = { stay: [{ profile: survivor, aloneUntil: merge.at }], leave: [{ profile: loser, aloneUntil: merge.at }] };
  assign(idsOf(loser), 'leave');
  assign(idsOf(survivor), 'stay');
  const leaving = [...side].flatMap(([id, at]) => (at === 'leave' ? [id] : []));
  const later = laterMerges(input, new Set(leaving));
  for (const { profilesBefore, at } of later.into) {
    before.stay.push(joined(input, profilesBefore.survivor, at));
    assign(idsOf(profilesBefore.survivor), 'stay');
  }
  const redirect: string[] = [];
  for (const { ids, of } of follow(newcomers(input, later.from, side), side)) {
    const to = side.get(ids[0] ?? '') ?? 'stay';
    if (!of || ids.length === 0) continue;
    before[to].push(joined(input, of.profilesBefore.loser, of.at));
    if (to === 'leave') redirect.push(of.loser);
  }
  for (const id of held) if (!side.has(id)) side.set(id, 'stay');
  if (leaving.length === 0 || ![...side.values()].includes('stay')) return null;
  const together = [...later.from.map(({ profilesBefore }) => profilesBefore.survivor), ...later.into.map(({ profilesBefore }) => profilesBefore.loser)];
  return { side, before, together, redirect, apart: apartPairs([...input.events, { names: merge.cause.names }], side) };
}

/** One that came later was alone until then; unless it had been part of one of these people once, and brought back what they did together. */
function joined({ merge, identities }: SplitInput, profile: ProfileBefore, at: Date): Joined {
  const own = new Set(idsOf(profile));
  const owners = new Set([profile.profileId, ...identities.flatMap(({ _id, before }) => (own.has(_id) ? before.map(({ profileId }) => profileId) : []))]);
  const wasTorn = identities.some(({ _id, before }) => before.some(({ undo, profileId }) => undo !== undefined && (own.has(_id) || owners.has(profileId))));
  return { profile, aloneUntil: wasTorn ? merge.at : at };
}

function idsOf({ identities }: Pick<ProfileBefore, 'identities'>): IdentityId[] {
  return identities.map(({ id }) => id);
}

/** Of the merges that came after this one: those that brought somebody in, and those by which both went into somebody else. */
function laterMerges({ merge, merges }: SplitInput, leaving: ReadonlySet<IdentityId>): { from: MergeDocument[]; into: MergeDocument[] } {
  const holds = (profile: ProfileBefore) => profile.identities.some(({ id }) => leaving.has(id));
  const standing = merges.filter(({ _id, undoneAt }) => _id !== merge._id && !undoneAt);
  const isBoth = (profile: ProfileBefore) => {
    const survivors = new Set(idsOf(merge.profilesBefore.survivor));
    return holds(profile) && profile.identities.some(({ id }) => survivors.has(id));
  };
  return {
    from: standing.filter(({ profilesBefore }) => isBoth(profilesBefore.survivor)),
    into: standing.filter(({ profilesBefore }) => isBoth(profilesBefore.loser)),
  };
}

/** What came later and goes together, with the names that brought it. */
interface Newcomer {
  ids: IdentityId[];
  names: IdentityId[];
  of?: MergeDocument;
}

function newcomers({ holder, identities, events }: SplitInput, from: MergeDocument[], side: ReadonlyMap<IdentityId, Side>): Newcomer[] {
  const held = new Set(idsOf(holder));
  const namesOf = new Map(events.map(({ messageId, names }) => [messageId, names]));
  const broughtBy = new Map(identities.map(({ _id, messageId }) => [_id, messageId]));
  const blocks = from.map((of): Newcomer => ({ ids: idsOf(of.profilesBefore.loser).filter((id) => held.has(id)), names: of.cause.names, of }));
  const inBlocks = new Set(blocks.flatMap(({ ids }) => ids));
  const single = [...held].filter((id) => !side.has(id) && !inBlocks.has(id));
  return [...blocks, ...single.map((id): Newcomer => ({ ids: [id], names: namesOf.get(broughtBy.get(id) ?? '') ?? [] }))];
}

/** Each after those that its names belong to; in the end those that nothing ties to anybody. */
function follow(waiting: Newcomer[], side: Map<IdentityId, Side>): Newcomer[] {
  const followed: Newcomer[] = [];
  for (;;) {
    const next = waiting.find(({ ids, names }) => names.some((name) => !ids.includes(name) && side.has(name)));
    if (!next) return [...followed, ...waiting];
    const by = next.names.find((name) => !next.ids.includes(name) && side.has(name)) as IdentityId;
    for (const id of next.ids) if (!side.has(id)) side.set(id, side.get(by) as Side);
    followed.push(next);
    waiting = waiting.filter((other) => other !== next);
  }
}

function apartPairs(events: Pick<EventDocument, 'names'>[], side: ReadonlyMap<IdentityId, Side>): Map<IdentityId, Set<IdentityId>> {
  const apart = new Map<IdentityId, Set<IdentityId>>();
  const add = (id: IdentityId, other: IdentityId) => {
    const others = apart.get(id) ?? new Set();
    if (others.size < mostApart) others.add(other);
    apart.set(id, others);
  };
  for (const { names } of events) {
    if (names.length < 2) continue;
    const [stay, leave] = (['stay', 'leave'] as const).map((at) => names.filter((name) => side.get(name) === at)) as [IdentityId[], IdentityId[]];
    for (const one of stay)
      for (const other of leave) {
        add(one, other);
        add(other, one);
      }
  }
  return apart;
}
