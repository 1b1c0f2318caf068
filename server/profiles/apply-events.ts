import type { Decision } from '@cairn/workflows/contracts/interpreter.js';

import type { EventDocument } from '../events/event.js';
import type { RefusalCode } from '../platform/error-codes.js';
import type { ReadAccounts } from './account-links.js';
import type { AnswerChange } from './answer-changes.js';
import type { KeptAnswer } from './answer-index.js';
import { refusedToken, tokenOf } from './applied.js';
import type { Decided, Definitions, ProfileView } from './core.js';
import { byTime, type Draft, draftOf, type Folding, foldingOf } from './draft.js';
import { foldAccount, seeAccounts, tellAccounts } from './fold-accounts.js';
import { affectedComputed, nextComputedChange } from './fold-computed.js';
import { settleHeldTraits } from './fold-held.js';
import { affected, evaluateMemberships, nextSegmentChange } from './fold-memberships.js';
import { followRule, type TurnCause } from './fold-rules.js';
import { dropEndedRuns, enterDue, foldEventIntoRuns, foldSegmentChange, nextEntryDue, nextRunChange, observeConditions } from './fold-runs.js';
import { dropUnaskedAggregates, foldState, keepExitTimes, RefusedEvent, refoldAggregates } from './fold-state.js';
import type { ProfileDocument } from './profile.js';
import { profileLimits, sizeOf } from './profile-limits.js';
import { keepSearchKeys } from './search-keys.js';

export interface Fold {
  profile: ProfileDocument;
  decisions: Decision[];
  /** Events that could not be folded: recorded in `applied`, to become dead letters (core 9). */
  refused: { event: EventDocument; code: RefusalCode; message: string }[];
  /** Present: something must be looked up in events folded before (a run's trigger or a trait came late). Fold again with `earlier`, since this instant (ms UTC). */
  missedSince?: number;
}

export interface FoldInput {
  profile: ProfileDocument;
  /** In any order; none of them folded before. */
  events: EventDocument[];
  definitions: Definitions;
  /** ms UTC. */
  now: number;
  /** Everything folded before, when the profile is below the definitions' epoch: aggregates are counted afresh from it. */
  folded?: EventDocument[];
  /** Events folded before, since {@link Fold.missedSince} of a first try. */
  earlier?: EventDocument[];
  /** Those of the profile and of its events, where a condition asks for accounts. */
  accounts?: ReadAccounts;
}

/** Due instants that one fold walks through; later ones follow in the next. */
const maxTicks = 500;

/**
 * The fold. Pure. All events of a batch change the profile before any condition looks at it (semantics §1.4); then due instants pass, each
 * evaluated at itself; then every event meets the runs, in order of time. Whatever the order and split of events into folds, traits,
 * aggregates, exit times and memberships end the same.
 */
export function applyEvents(input: FoldInput): Fold {
  const refused: Fold['refused'] = [];
  for (;;) {
    const without = new Set(refused.map(({ event }) => event));
    const events = input.events.filter((event) => !without.has(event)).sort(byTime);
    const attempt = tryFold({ ...input, events });
    if ('profile' in attempt) {
      const applied = [...attempt.profile.applied, ...events.map(tokenOf), ...refused.map(({ event }) => refusedToken(tokenOf(event)))];
      return { ...attempt, profile: { ...attempt.profile, applied }, refused };
    }
    refused.push(attempt);
  }
}

type Attempt = Omit<Fold, 'refused'> | Fold['refused'][number];

function tryFold({ profile, events, definitions, now, folded, earlier, accounts }: FoldInput): Attempt {
  const draft = draftOf(profile, definitions, accounts);
  if (earlier) draft.earlier = [...earlier].sort(byTime).map(foldingOf);
  const behind = profile.epoch < definitions.epoch;
  const dueAt = profile.nextEvaluationAt && profile.nextEvaluationAt.getTime() <= now ? profile.nextEvaluationAt.getTime() : undefined;
  dropEndedRuns(draft);
  if (behind) {
    if (folded) refoldAggregates(draft, folded);
    dropUnaskedAggregates(draft);
    noteRecounted(draft, profile);
  }
  const foldings = events.map(foldingOf);
  const historic = foldings.filter(({ event }) => event.historic);
  const live = foldings.filter(({ event }) => !event.historic);
  const bad = foldStates(draft, historic);
  if (bad) return bad;
  settleHeldTraits(draft, historic);
  seeAccounts(draft);
  const touched = affected(draft);
  // What an import or a new definition changes starts no journey: conditions are asked before the live events come, and before the next due instant.
  if (behind || historic.length > 0) {
    const quiet = evaluateMemberships(draft, dueAt === undefined ? now : dueAt - 1, { asking: behind ? 'outdated' : 'changed', since: now });
    followRules(draft, quiet, behind && profile.version !== '' ? 'definition' : 'history');
  }
  const worse = foldStates(draft, live);
  if (worse) return worse;
  settleHeldTraits(draft, foldings);
  seeAccounts(draft);
  for (const segment of affected(draft)) touched.add(segment);
  const changes = dueAt === undefined ? [] : tick(draft, dueAt, now, profile.askAll ? 'all' : 'due');
  if (dueAt !== undefined) delete draft.profile.askAll;
  changes.push(...evaluateMemberships(draft, now, { asking: 'changed', since: newestTime(live) ?? now }));
  const failed = foldRuns(draft, foldings, changes, now);
  if (failed) return failed;
  keepExitTimes(draft);
  tellAccounts(draft, profile);
  if (behind || dueAt !== undefined || isFoundAnew(draft)) keepSearchKeys(draft.profile, definitions.searchable);
  draft.profile.epoch = Math.max(profile.epoch, definitions.epoch);
  schedule(draft, now, behind || dueAt !== undefined ? 'all' : touched);
  draft.profile.updatedAt = new Date(now);
  return { profile: draft.profile, decisions: draft.decisions, ...(draft.missedSince !== undefined && { missedSince: draft.missedSince }) };
}

/**
 * A change that no event brings, for `decide`: what reads the changed is asked, runs that watch it act, segments bring people in, as in a fold. Pure.
 * The profile must be folded by these definitions, which it is after catching up.
 */
export function applyChange(
  view: Pick<ProfileView, 'profile' | 'definitions' | 'accounts' | 'now'>,
  change: (draft: Draft) => void,
): Required<Omit<Decided<unknown>, 'result'>> {
  const { profile, definitions, accounts, now } = view;
  const draft = draftOf(profile, definitions, accounts);
  change(draft);
  const changes = evaluateMemberships(draft, now, { asking: 'changed', since: now });
  const touched = affected(draft);
  foldRuns(draft, [], changes, now);
  tellAccounts(draft, profile);
  if (isFoundAnew(draft)) keepSearchKeys(draft.profile, definitions.searchable);
  schedule(draft, now, touched);
  return { profile: draft.profile, effects: draft.profile.effects, decisions: draft.decisions };
}

/** What was counted anew, or for the first time, for new definitions. */
function noteRecounted(draft: Draft, { aggregates: before }: ProfileDocument): void {
  for (const [key, state] of Object.entries(draft.profile.aggregates)) {
    const kept = Object.hasOwn(before, key) ? before[key] : undefined;
    if (kept !== state && JSON.stringify(kept) !== JSON.stringify(state)) draft.changed.aggregates.add(key);
  }
}

/** Did something change that people are found by? */
function isFoundAnew({ changed }: Draft): boolean {
  return changed.traits.size + changed.tags.size + changed.accounts.size > 0;
}

/** State first, for all of them. Answers the first that cannot be folded. */
function foldStates(draft: Draft, foldings: Folding[]): Fold['refused'][number] | undefined {
  const growing = foldings.some(({ event }) => event.traits);
  let size = growing ? sizeOf(draft.profile) : 0;
  for (const folding of foldings) {
    try {
      if (growing && folding.event.traits) size += sizeOf(folding.event.traits) + 100 * Object.keys(folding.event.traits).length;
      if (size > profileLimits.bytes) throw tooLarge();
      foldState(draft, folding);
      if (folding.event.type === 'group') foldAccount(draft, folding.event);
    } catch (error) {
      return refusal(folding.event, error);
    }
  }
  return undefined;
}

function tooLarge(): RefusedEvent {
  return new RefusedEvent(
    'profile-too-large',
    `The profile would grow beyond ${profileLimits.bytes} bytes. Send fewer or shorter traits, then replay the event.`,
  );
}

/** Each due instant in turn, at that instant. Of whom a merge changed (`first` all), everything is asked once. */
function tick(draft: Draft, dueAt: number, now: number, first: 'due' | 'all'): AnswerChange[] {
  const changes: AnswerChange[] = [];
  let at: number | undefined = dueAt;
  for (let ticks = 0; at !== undefined && at <= now && ticks < maxTicks; ticks++) {
    changes.push(...evaluateMemberships(draft, at, { asking: ticks === 0 ? first : 'due', since: at }));
    observeConditions(draft, at);
    enterDue(draft, at);
    at = earliest(nextStateChange(draft, at, 'all'), earliest(nextRunChange(draft, at), nextEntryDue(draft, at)));
  }
  return changes;
}

function foldRuns(draft: Draft, foldings: Folding[], changes: AnswerChange[], now: number): Fold['refused'][number] | undefined {
  const ordered = [...foldings].sort((a, b) => byTime(a.event, b.event));
  for (const folding of ordered) {
    try {
      foldEventIntoRuns(draft, folding);
      if (Object.keys(draft.profile.runs).length > 20 && sizeOf(draft.profile) > profileLimits.bytes) throw tooLarge();
    } catch (error) {
      return refusal(folding.event, error);
    }
  }
  for (const change of changes) if ('segment' in change) foldSegmentChange(draft, change);
  followRules(draft, changes, 'live');
  const { traits, aggregates, computed, segments, tags, accounts, consent } = draft.changed;
  if (consent || traits.size + aggregates.size + computed.size + segments.size + tags.size + accounts.size > 0) observeConditions(draft, now);
  return undefined;
}

function followRules(draft: Draft, changes: readonly AnswerChange[], cause: TurnCause): void {
  for (const change of changes) if ('rule' in change) followRule(draft, change, cause);
}

/** An unscheduled answer costs a tick too many, never one too few: the instant kept before stands until it has passed. */
function schedule(draft: Draft, now: number, touched: ReadonlySet<KeptAnswer> | 'all'): void {
  const kept = touched === 'all' ? undefined : draft.profile.nextEvaluationAt?.getTime();
  const runs = earliest(nextRunChange(draft, now), nextEntryDue(draft, now));
  const at = earliest(kept, earliest(nextStateChange(draft, now, touched), runs));
  if (at === undefined) delete draft.profile.nextEvaluationAt;
  else draft.profile.nextEvaluationAt = new Date(at);
}

/** The first instant after `now` at which time alone changes a computed trait or a membership: of all, or of what this fold touched. */
export function nextStateChange(draft: Draft, now: number, touched: ReadonlySet<KeptAnswer> | 'all'): number | undefined {
  const [answers, computed] = touched === 'all' ? [draft.index.answers.timed(draft.profile), draft.index.computed.ordered] : [touched, affectedComputed(draft)];
  return earliest(nextSegmentChange(draft, now, answers), nextComputedChange(draft, now, computed));
}

function earliest(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined ? b : b === undefined ? a : Math.min(a, b);
}

function newestTime(foldings: Folding[]): number | undefined {
  return foldings.length > 0 ? Math.max(...foldings.map(({ fact }) => fact.timestamp)) : undefined;
}

function refusal(event: EventDocument, error: unknown): Fold['refused'][number] {
  if (error instanceof RefusedEvent) return { event, code: error.code, message: error.message };
  return { event, code: 'fold-failed', message: error instanceof Error ? error.message.slice(0, 500) : 'The event could not be folded.' };
}
