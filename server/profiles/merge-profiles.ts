import { mergeAggregates } from '@cairn/rules/compile/fold-aggregate.js';
import type { Decision } from '@cairn/workflows/contracts/interpreter.js';
import { mergeRuns } from '@cairn/workflows/interpreter/merge-runs.js';
import { observe } from '@cairn/workflows/interpreter/observe.js';
import type { EventDocument } from '../events/event.js';
import { liveLinks, type ReadAccounts } from './account-links.js';
import type { Definitions } from './core.js';
import { addEffect, byTime, type Draft, draftOf, factsOf, foldingOf } from './draft.js';
import { tellAccount } from './fold-accounts.js';
import { reassertRules } from './fold-rules.js';
import { activeRuns, keep, runOf } from './fold-runs.js';
import { type ComputedState, isNewer, type ProfileDocument } from './profile.js';
import { keepSearchKeys } from './search-keys.js';
import { mergeTag } from './tags.js';

/** The older profile is the one whose first event was received earlier, then the smaller id (design §5). */
export function olderFirst(a: ProfileDocument, b: ProfileDocument): [ProfileDocument, ProfileDocument] {
  const order = a.createdAt.getTime() - b.createdAt.getTime() || (a.profileId < b.profileId ? -1 : 1);
  return order < 0 ? [a, b] : [b, a];
}

export interface MergeInput {
  survivor: ProfileDocument;
  loser: ProfileDocument;
  /** Events that either side folded since the other's runs began: each side's exits and waits act on the other's runs (core 5). */
  folded: { survivor: EventDocument[]; loser: EventDocument[] };
  definitions: Definitions;
  /** Those of both sides, where a condition asks for accounts. */
  accounts?: ReadAccounts;
  now: number;
}

/**
 * Two profiles become one. Pure. Conditions are asked by the tick that it leaves due, at this instant: the fold that follows.
 */
export function mergeProfiles({ survivor, loser, folded, definitions, accounts, now }: MergeInput): {
  survivor: ProfileDocument;
  loser: ProfileDocument;
  decisions: Decision[];
} {
  const draft = draftOf(survivor, definitions, accounts);
  uniteState(draft, loser);
  reassertRules(draft, [survivor, loser], now);
  uniteRuns(draft, survivor, loser, now);
  uniteMovedRuns(draft, loser);
  // Two of its people are one now, or the newer word of one takes out the other.
  for (const [key] of [...liveLinks(survivor), ...liveLinks(loser)]) tellAccount(draft, key, `merge:${loser.version}`);
  adopt(draft, folded.loser, Object.keys(survivor.runs));
  adopt(draft, folded.survivor, Object.keys(loser.runs));
  keepSearchKeys(draft.profile, definitions.searchable);
  draft.profile.nextEvaluationAt = new Date(now);
  draft.profile.askAll = true;
  draft.profile.updatedAt = new Date(now);
  return { survivor: draft.profile, loser: emptied(loser, survivor.profileId, now), decisions: draft.decisions };
}

function uniteState(draft: Draft, loser: ProfileDocument): void {
  const { profile } = draft;
  profile.traits = newest(profile.traits, loser.traits, isNewer);
  profile.accounts = newest(profile.accounts, loser.accounts, isNewer);
  for (const [key, link] of Object.entries(profile.accounts)) profile.accounts[key] = { ...link, seen: '' };
  for (const [key, tag] of Object.entries(loser.tags)) {
    const own = Object.hasOwn(profile.tags, key) ? profile.tags[key] : undefined;
    profile.tags[key] = own ? mergeTag(own, tag) : tag;
  }
  profile.computed = newest(profile.computed, loser.computed, isNewerComputed);
  for (const [key, state] of Object.entries(loser.aggregates)) {
    const current = profile.aggregates[key];
    profile.aggregates[key] = mergeAggregates(current, state) ?? state;
  }
  for (const [key, { since }] of Object.entries(loser.memberships)) {
    const current = Object.hasOwn(profile.memberships, key) ? profile.memberships[key] : undefined;
    if (!current || since < current.since) profile.memberships[key] = { since };
  }
  if (loser.ruleAnswers) profile.ruleAnswers = newest(profile.ruleAnswers ?? {}, loser.ruleAnswers, (a, b) => a.since < b.since);
  if (loser.formerMemberships) profile.formerMemberships = newest(profile.formerMemberships ?? {}, loser.formerMemberships, (a, b) => a.until > b.until);
  for (const [exit, at] of Object.entries(loser.exitTimes)) profile.exitTimes[exit] = Math.max(at, profile.exitTimes[exit] ?? at);
  for (const [journey, keys] of Object.entries(loser.entered)) {
    const counts = { ...profile.entered[journey] };
    for (const [key, times] of Object.entries(keys)) counts[key] = (Object.hasOwn(counts, key) ? (counts[key] ?? 0) : 0) + times;
    profile.entered[journey] = counts;
  }
  if (loser.dues) profile.dues = newest(profile.dues ?? {}, loser.dues, (a, b) => a > b);
  profile.slots = { ...loser.slots, ...profile.slots };
  profile.consent = { unsubscribed: newestOf([profile.consent.unsubscribed, loser.consent.unsubscribed]) };
  profile.identities = [...profile.identities, ...loser.identities.filter(({ id }) => !profile.identities.some((own) => own.id === id))];
  profile.applied = [...profile.applied, ...loser.applied.filter((token) => !profile.applied.includes(token))];
  // Below the epoch on either side: the fold that follows counts again.
  profile.epoch = Math.min(profile.epoch, loser.epoch);
  if (loser.createdAt < profile.createdAt) profile.createdAt = loser.createdAt;
  if (loser.lastSeenAt && (!profile.lastSeenAt || profile.lastSeenAt < loser.lastSeenAt)) profile.lastSeenAt = loser.lastSeenAt;
}

/** The newest instant of each name. */
export function newestOf(maps: { [name: string]: Date }[]): { [name: string]: Date } {
  const found: { [name: string]: Date } = {};
  for (const [name, at] of maps.flatMap((map) => Object.entries(map))) if (!Object.hasOwn(found, name) || (found[name] as Date) < at) found[name] = at;
  return found;
}

/** Both maps in one; where both have a key, the newer of the two. */
function newest<T>(own: { [key: string]: T }, other: { [key: string]: T }, isNewer: (a: T, b: T) => boolean): { [key: string]: T } {
  const united = { ...own };
  for (const [key, value] of Object.entries(other)) {
    const current = Object.hasOwn(own, key) ? own[key] : undefined;
    if (current === undefined || isNewer(value, current)) united[key] = value;
  }
  return united;
}

/** The fold that follows computes anew; until then the later answer stands. */
function isNewerComputed(a: ComputedState, b: ComputedState): boolean {
  return a.at.getTime() - b.at.getTime() > 0 || (a.at.getTime() === b.at.getTime() && JSON.stringify(a.value) > JSON.stringify(b.value));
}

function uniteRuns(draft: Draft, survivor: ProfileDocument, loser: ProfileDocument, now: number): void {
  const { profile, definitions } = draft;
  for (const effect of loser.effects) addEffect(draft, effect.kind === 'recordRun' ? { ...effect, profileId: profile.profileId } : effect);
  const reentryOf = (run: { version: string }) => definitions.version(run.version)?.definition.reentry;
  const { runs, ended } = mergeRuns(reentryOf, Object.values(survivor.runs), Object.values(loser.runs), now);
  profile.runs = Object.fromEntries(runs.map((run) => [run.runId, run]));
  for (const { run, path, decisions } of ended) {
    const before = survivor.runs[run.runId] ?? loser.runs[run.runId];
    if (before) keep(draft, before, { run, path, decisions, poke: true }, `merge:${loser.profileId}`);
    profile.runs[run.runId] = run;
  }
  // The read model follows: runs of the loser are the survivor's now.
  for (const runId of Object.keys(loser.runs)) {
    const run = profile.runs[runId];
    if (!run || profile.effects.some((effect) => effect.kind === 'recordRun' && runOf(effect) === runId)) continue;
    addEffect(draft, { id: `record:${runId}:${run.transition}:merge:${loser.profileId}`, kind: 'recordRun', run, path: [], profileId: profile.profileId });
  }
}

/** Runs that went elsewhere when a merge was undone: one that is back is here, another is where the side says that had it last. */
function uniteMovedRuns({ profile }: Draft, loser: ProfileDocument): void {
  const both = [profile.profileId, loser.profileId];
  const moved = [...Object.entries(profile.movedRuns ?? {}), ...Object.entries(loser.movedRuns ?? {})].filter(
    ([runId, to]) => !Object.hasOwn(profile.runs, runId) && !both.includes(to),
  );
  if (moved.length > 0) profile.movedRuns = Object.fromEntries(moved);
  else delete profile.movedRuns;
}

/** What the other side did meanwhile, as if it came now. */
function adopt(draft: Draft, events: EventDocument[], runIds: string[]): void {
  const own = new Set(runIds);
  for (const { event, fact } of [...events].sort(byTime).map(foldingOf)) {
    const facts = factsOf(draft, fact.timestamp, fact);
    for (const [run, journey] of activeRuns(draft)) {
      if (!own.has(run.runId)) continue;
      keep(draft, run, observe(journey, run, { event: fact, facts, now: fact.timestamp, historic: event.historic === true }), event.messageId);
    }
  }
}

/** The loser's id stays readable for ever: it says who went on. */
function emptied(loser: ProfileDocument, survivor: string, now: number): ProfileDocument {
  const { _id, workspace, profileId, createdAt, bucket, version, epoch } = loser;
  return {
    ...{ _id, workspace, profileId, createdAt, bucket, version, epoch },
    updatedAt: new Date(now),
    traits: {},
    tags: {},
    accounts: {},
    computed: {},
    identities: [],
    aggregates: {},
    memberships: {},
    runs: {},
    entered: {},
    exitTimes: {},
    slots: {},
    consent: { unsubscribed: {} },
    applied: [],
    effects: [],
    mergedInto: survivor,
  };
}
