import type { EventDocument, IdentityId } from '../events/event.js';
import { liveLinks, type ReadAccounts } from './account-links.js';
import { parseToken } from './applied.js';
import { nextStateChange } from './apply-events.js';
import type { Definitions } from './core.js';
import type { MergeDocument, ProfileBefore } from './core-store.js';
import { byTime, type Draft, draftOf, foldingOf } from './draft.js';
import { foldAccount, seeAccounts, tellAccount } from './fold-accounts.js';
import { evaluateMemberships } from './fold-memberships.js';
import { activeRuns, nextRunChange, runOf } from './fold-runs.js';
import { foldState, keepExitTimes } from './fold-state.js';
import { newestOf } from './merge-profiles.js';
import { type Effect, isNewer, type ProfileDocument } from './profile.js';
import { keepSearchKeys } from './search-keys.js';
import type { Side, Split } from './split-merge.js';
import { tagOfTurns, turnsOf } from './tags.js';

export interface UnmergeInput {
  merge: MergeDocument;
  /** Who has both sides now, caught up. */
  holder: ProfileDocument;
  /** The loser of then, as its id was left behind. */
  loser: ProfileDocument;
  split: Split;
  /** Every event that the holder's identities own, whatever its state. */
  events: EventDocument[];
  /** messageIds among those that traits name which belong to events, the holder's or anybody's: the others were set by hand. */
  eventIds: ReadonlySet<string>;
  /** Those of them that the holder has folded (core 15). */
  folded: EventDocument[];
  definitions: Definitions;
  /** Those of the holder and of its events, where a condition asks for accounts. */
  accounts?: ReadAccounts;
  /** ms UTC. */
  now: number;
}

/**
 * One person becomes two again. Pure. Each side is folded afresh from its own events; what no event says (consent, slots, entries, tags, runs) is
 * divided by how it was before, and where that is not known both sides get the stricter. No journey starts by it: conditions are asked silently.
 */
export function unmergeProfiles(input: UnmergeInput): { staying: ProfileDocument; leaving: ProfileDocument } {
  return { staying: sideOf(input, 'stay'), leaving: sideOf(input, 'leave') };
}

function sideOf(input: UnmergeInput, side: Side): ProfileDocument {
  const { holder, loser, split, folded, definitions, accounts, now } = input;
  const before = profilesOf(split, side);
  const {
    mergedInto: _merged,
    movedRuns: _moved,
    lastSeenAt: _seen,
    nextEvaluationAt: _next,
    askAll: _ask,
    effectsDueAt: _due,
    searchKeys: _keys,
    ...own
  } = side === 'stay' ? holder : loser;
  const draft = draftOf(
    {
      ...own,
      createdAt: new Date(Math.min(...before.map(({ createdAt }) => createdAt.getTime()))),
      updatedAt: new Date(now),
      traits: traitsWithoutEvent(input, side),
      tags: tagsOf(input, side),
      accounts: {},
      computed: {},
      identities: identitiesOf(input, side),
      aggregates: {},
      memberships: {},
      formerMemberships: formerOf(input, side),
      ruleAnswers: ruleAnswersOf(input, side),
      exitTimes: {},
      entered: enteredOf(input, side),
      ...(holder.dues && { dues: holder.dues }),
      slots: { ...holder.slots },
      consent: { ...holder.consent, unsubscribed: unsubscribedOf(input, side) },
      applied: appliedOf(input, side),
      epoch: definitions.epoch,
      ...runsOf(input, side),
    },
    definitions,
    accounts,
  );
  const events = folded.filter(({ who }) => split.side.get(who) === side).sort(byTime);
  for (const event of events) {
    foldState(draft, foldingOf(event));
    if (event.type === 'group') foldAccount(draft, event);
  }
  seeAccounts(draft);
  keepExitTimes(draft);
  askConditions(draft, input, before);
  for (const [key] of [...liveLinks(holder), ...liveLinks(draft.profile)]) tellAccount(draft, key, `unmerge:${holder.version}`);
  keepSearchKeys(draft.profile, definitions.searchable);
  return draft.profile;
}

function identitiesOf({ holder, split }: UnmergeInput, side: Side): ProfileDocument['identities'] {
  return holder.identities
    .filter(({ id }) => split.side.get(id) === side)
    .map((identity) => {
      const apart = new Set([...(identity.apart ?? []), ...(split.apart.get(identity.id) ?? [])]);
      return apart.size > 0 ? { ...identity, apart: [...apart] } : identity;
    });
}

/** Traits that somebody set by hand: each side has its own of before; those set since stay with the holder. */
function traitsWithoutEvent({ holder, split, eventIds }: UnmergeInput, side: Side): ProfileDocument['traits'] {
  const others = new Set(profilesOf(split, otherSide(side)).flatMap(({ traits }) => Object.values(traits).map(({ messageId }) => messageId)));
  const kept: ProfileDocument['traits'] = {};
  const sources = [...profilesOf(split, side), ...(side === 'stay' ? [holder] : [])];
  for (const [name, trait] of sources.flatMap(({ traits }) => Object.entries(traits))) {
    if (eventIds.has(trait.messageId) || (side === 'stay' && others.has(trait.messageId))) continue;
    const current = Object.hasOwn(kept, name) ? kept[name] : undefined;
    if (!current || isNewer(trait, current)) kept[name] = trait;
  }
  return kept;
}

/** Turns of before go with their side; those made since stand on both. */
function tagsOf({ holder, split }: UnmergeInput, side: Side): ProfileDocument['tags'] {
  const own = profilesOf(split, side);
  const tags: ProfileDocument['tags'] = {};
  for (const key of new Set([holder, ...own].flatMap((profile) => Object.keys(profile.tags ?? {})))) {
    const turns = ({ tags: known }: Partial<Pick<ProfileBefore, 'tags'>>) => (known && Object.hasOwn(known, key) && known[key] ? turnsOf(known[key]) : []);
    const theirs = new Set(
      split.before[otherSide(side)].flatMap(({ profile, aloneUntil }) =>
        turns(profile)
          .filter(({ since }) => since < aloneUntil)
          .map(nameOf),
      ),
    );
    const state = tagOfTurns([...own.flatMap(turns), ...turns(holder).filter((turn) => !theirs.has(nameOf(turn)))]);
    if (state) tags[key] = state;
  }
  return tags;
}

/**
 * Strictest: what a side had revoked before stays revoked there, whatever was granted since; what was revoked since stays on both, for both could
 * have done it. Of several revocations the newest tells since when, so that another undoing knows of it too.
 */
function unsubscribedOf({ holder, split }: UnmergeInput, side: Side): ProfileDocument['consent']['unsubscribed'] {
  const own = profilesOf(split, side).map(({ consent }) => consent.unsubscribed);
  const theirs = split.before[otherSide(side)];
  const isTheirs = (channel: string, at: Date) =>
    theirs.some(
      ({ profile: { consent }, aloneUntil }) =>
        at < aloneUntil && Object.entries(consent.unsubscribed).some(([name, date]) => name === channel && +date === +at),
    );
  const together = [holder, ...split.together].flatMap(({ consent }) => Object.entries(consent.unsubscribed));
  const since = together.filter(([channel, at]) => !isTheirs(channel, at));
  return newestOf([...own, ...since.map((entry) => Object.fromEntries([entry]))]);
}

/** Stays that ended: each side's own of before, and those that ended since on both. */
function formerOf({ holder, merge, split }: UnmergeInput, side: Side): NonNullable<ProfileDocument['formerMemberships']> {
  const own = profilesOf(split, side).flatMap(({ formerMemberships }) => Object.entries(formerMemberships ?? {}));
  const since = Object.entries(holder.formerMemberships ?? {}).filter(([, { until }]) => until >= merge.at);
  return Object.fromEntries([...own, ...since]);
}

/**
 * As the tags are divided: what turned since stands for both, what turned before is each side's own. So a rule does again, or takes back, only what has changed
 * by being told apart.
 */
function ruleAnswersOf({ holder, split }: UnmergeInput, side: Side): NonNullable<ProfileDocument['ruleAnswers']> {
  const sinceOf = ({ ruleAnswers = {} }: Pick<ProfileBefore, 'ruleAnswers'>, key: string) =>
    Object.hasOwn(ruleAnswers, key) ? ruleAnswers[key]?.since : undefined;
  const isOwn = (key: string) => profilesOf(split, side).some((profile) => sinceOf(profile, key) !== undefined);
  const isTheirs = (key: string, since: Date) =>
    split.before[otherSide(side)].some(({ profile, aloneUntil }) => since < aloneUntil && sinceOf(profile, key)?.getTime() === since.getTime());
  return Object.fromEntries(Object.entries(holder.ruleAnswers ?? {}).filter(([key, { since }]) => isOwn(key) || !isTheirs(key, since)));
}

/** Each side's own entries of before, and all that were counted since: nobody gets into a journey once more by being told apart. */
function enteredOf({ holder, split }: UnmergeInput, side: Side): ProfileDocument['entered'] {
  const count = (profiles: Pick<ProfileDocument, 'entered'>[], journey: string, key: string) =>
    profiles.reduce(
      (sum, { entered }) =>
        sum + (Object.hasOwn(entered, journey) && entered[journey] && Object.hasOwn(entered[journey], key) ? (entered[journey][key] ?? 0) : 0),
      0,
    );
  const entered: ProfileDocument['entered'] = {};
  for (const [journey, keys] of Object.entries(holder.entered)) {
    const counts: { [key: string]: number } = {};
    for (const [key, all] of Object.entries(keys)) {
      const times = Math.max(0, all - count(profilesOf(split, otherSide(side)), journey, key));
      if (times > 0) counts[key] = times;
    }
    if (Object.keys(counts).length > 0) entered[journey] = counts;
  }
  return entered;
}

/** By the event's owner; what can no longer be read stays with the holder. */
function appliedOf({ holder, split, events }: UnmergeInput, side: Side): string[] {
  const whos = new Map(events.map(({ messageId, who }) => [messageId, who]));
  return holder.applied.filter((token) => (split.side.get(whos.get(parseToken(token).messageId) ?? '') ?? 'stay') === side);
}

type RunsOfSide = Pick<ProfileDocument, 'runs' | 'effects' | 'movedRuns'>;

/** A run stays with the side whose event caused it, and so does what is owed to it; the other side says where it went. */
function runsOf(input: UnmergeInput, side: Side): RunsOfSide {
  const { holder, loser, merge, split } = input;
  const isOn = runSide(input);
  const runs = Object.fromEntries(Object.entries(holder.runs).filter(([runId]) => isOn(runId) === side));
  const other = side === 'stay' ? loser.profileId : holder.profileId;
  const gone = Object.keys(holder.runs).filter((runId) => isOn(runId) !== side);
  const known = Object.entries(holder.movedRuns ?? {}).filter(
    ([runId, to]) => !Object.hasOwn(holder.runs, runId) && to !== (side === 'stay' ? holder : loser).profileId,
  );
  const moved = Object.fromEntries([...known, ...gone.map((runId) => [runId, other] as const)]);
  const effects = holder.effects.filter((effect) => isOn(runOf(effect)) === side);
  return {
    runs,
    effects: side === 'stay' ? effects : [...effects.map((effect) => owedBy(effect, loser.profileId)), ...told(input, runs, effects)],
    ...(Object.keys(moved).length > 0 && { movedRuns: moved }),
  };

  /** The read model follows, and so does what was decided and sent for them. */
  function told({ now }: UnmergeInput, leaving: ProfileDocument['runs'], owed: Effect[]): Effect[] {
    const from = [...new Set([holder, ...profilesOf(split, 'stay')].map(({ profileId }) => profileId))];
    const identities: IdentityId[] = [...split.side].flatMap(([id, at]) => (at === 'leave' ? [id] : []));
    const records = Object.values(leaving)
      .filter(({ runId }) => !owed.some((effect) => effect.kind === 'recordRun' && runOf(effect) === runId))
      .map((run): Effect => ({ id: `record:${run.runId}:${run.transition}:unmerge:${now}`, kind: 'recordRun', run, path: [], profileId: loser.profileId }));
    return [...records, { id: `history:${merge._id}`, kind: 'moveHistory', from, profileId: loser.profileId, identities }];
  }
}

function owedBy(effect: Effect, profileId: string): Effect {
  return 'profileId' in effect ? { ...effect, profileId } : effect;
}

/** By the owner of the event that caused it; a run that time caused is whose it was before, else the holder's. */
function runSide({ holder, split, events }: UnmergeInput): (runId: string | undefined) => Side {
  const whos = new Map(events.map(({ messageId, who }) => [messageId, who]));
  const left = new Set(profilesOf(split, 'leave').flatMap(({ runs }) => Object.keys(runs)));
  return (runId = '') => {
    const run = Object.hasOwn(holder.runs, runId) ? holder.runs[runId] : undefined;
    return split.side.get(whos.get(run?.trigger.messageId ?? '') ?? '') ?? (left.has(runId) ? 'leave' : 'stay');
  };
}

/**
 * Memberships as of now, since when they were true before; a due instant that nobody has looked at yet stays due. The holder is caught up, so that
 * whatever it was folded with is not after this instant.
 */
function askConditions(draft: Draft, { holder, now }: UnmergeInput, before: ProfileBefore[]): void {
  const { profile } = draft;
  const asOf = Math.min(now, (holder.nextEvaluationAt?.getTime() ?? Number.POSITIVE_INFINITY) - 1);
  evaluateMemberships(draft, asOf, { asking: 'all', since: now });
  for (const key of Object.keys(profile.memberships)) {
    const since = [...before, holder].flatMap(({ memberships }) => (Object.hasOwn(memberships, key) ? (memberships[key]?.since ?? []) : []))[0];
    if (since) profile.memberships[key] = { since };
  }
  // What its runs wait for, or leave for, may have become true by this: the fold that follows asks them.
  const soon = activeRuns(draft).length > 0 ? now : undefined;
  const instants = [soon, nextStateChange(draft, asOf, 'all'), nextRunChange(draft, asOf)].filter((instant) => instant !== undefined);
  if (instants.length > 0) profile.nextEvaluationAt = new Date(Math.min(...instants));
}

function nameOf(turn: object): string {
  return JSON.stringify(turn);
}

function profilesOf({ before }: Split, side: Side): ProfileBefore[] {
  return before[side].map(({ profile }) => profile);
}

function otherSide(side: Side): Side {
  return side === 'stay' ? 'leave' : 'stay';
}
