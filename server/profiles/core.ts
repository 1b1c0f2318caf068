import type { AccountReads, AggregateSpec, CompiledCondition, FactEvent, Facts } from '@cairn/rules/contracts/facts.js';
import type { CompiledJourney, Decision } from '@cairn/workflows/contracts/interpreter.js';

import type { IdentityId } from '../events/event.js';
import type { CompiledIdentityRules } from '../identities/identity-rules.js';
import type { RuleDefinition } from '../platform/collections.js';
import type { ReadAccounts } from './account-links.js';
import type { CompiledComputed } from './compile-computed.js';
import type { Effect, ProfileDocument } from './profile.js';

/**
 * The seam of the core (shared rules: core.md). `catchUp` is the only way events change a profile; `decide` is the only way anybody
 * acts on one. Both are right whoever calls them, however often, at once, killed anywhere.
 */
export interface ProfileCore {
  /** Folds all that is pending for these people (up to the page limit) and, when `performEffects`, performs their outbox. */
  catchUp(people: Person[], options?: { performEffects?: boolean }): Promise<void>;

  /**
   * Write, catch up, decide (core 7): makes the barrier write, folds until nothing is pending, then asks `decide` (pure, may be asked
   * again after a conflict) and stores what it returns by a write conditional on the version it saw. Answers null when the profile does not exist.
   */
  decide<T>(request: DecideRequest<T>): Promise<T | null>;

  /** One causally consistent session for everything that one attempt decides and writes: what it wrote, its next reads include. */
  withSession<T>(work: (session: CoreSession) => Promise<T>): Promise<T>;

  /** The person as a majority knows them, uncaught-up: to see where to begin, never to decide on. Null: there is none. */
  look(session: CoreSession, workspace: string, profileId: string): Promise<ProfileView | null>;
}

export type Person = { workspace: string; identity: IdentityId } | { workspace: string; profileId: string };

export interface DecideRequest<T> {
  workspace: string;
  profileId: string;
  /** A majority-acknowledged write of this very attempt, made in the session that the catch-up then reads in. `session` is a driver ClientSession in production. */
  barrier(session: CoreSession): Promise<void>;
  /** The attempt's own, to go on in. Default: a new one. */
  session?: CoreSession;
  /** What else must be fresh: read after the barrier, beside the catch-up. */
  alongside?(): Promise<void>;
  decide(view: ProfileView): Decided<T>;
}

/** A causally consistent session; opaque here, so that the simulation can bring its own. */
export type CoreSession = { readonly brand?: 'core-session' } & object;

export interface ProfileView {
  profile: Readonly<ProfileDocument>;
  definitions: Definitions;
  /** Those of the profile, where a condition asks for accounts. */
  accounts?: ReadAccounts;
  /** The clock's instant of this attempt, ms UTC. */
  now: number;
  facts(now: number, trigger?: FactEvent): Facts;
}

/** `profile` absent: nothing to write. `effects` are appended to the outbox; `decisions` are written before the profile. */
export interface Decided<T> {
  result: T;
  profile?: ProfileDocument;
  effects?: Effect[];
  decisions?: Decision[];
}

/** What the fold needs to know about a workspace, compiled. Immutable; replaced as a whole when anything is published. */
export interface Definitions {
  workspace: string;
  /** Rises only when what the fold stores changes. */
  epoch: number;
  segments: CompiledSegment[];
  /** Every tag that exists; those with a condition follow it. */
  tags: DefinedTag[];
  /** Rules that are on, in the order in which they act. Absent: none. */
  rules?: readonly CompiledRule[];
  /** Tags that were deleted and are to go from every profile. */
  deletedTags: string[];
  /** Absent: none. */
  computed?: readonly CompiledComputed[];
  /** What any condition asks of accounts; absent: nothing, and none is read. */
  accounts?: AccountReads;
  /** Live journeys (latest version, for entries), paused ones included. */
  journeys: LiveJourney[];
  /** Every version that an active run may still follow, by content hash. */
  version(hash: string): CompiledJourney | undefined;
  /** Everything that profiles keep, of segments and journeys, each once. */
  aggregates: AggregateSpec[];
  /** Traits that people can be found by; absent: the default ones (search-keys.ts). */
  searchable?: readonly string[];
  /** Per workspace: at most so many messages of a channel to one person in a sliding window. Empty: no cap. */
  caps: { channel: string; limit: number; windowMs: number }[];
  /** The workspace's zone, for people who have none of their own. IANA; absent: UTC. */
  timezone?: string;
  /** What is an identity, how many a profile may hold, and which gives way. Events keep the names they came with. */
  identityRules: CompiledIdentityRules;
}

export interface CompiledSegment {
  key: string;
  version: string;
  condition: CompiledCondition;
  /** The workspace's since its condition changed: profiles folded since need not be asked again. Absent: not known. */
  epoch?: number;
}

export interface DefinedTag {
  key: string;
  condition?: CompiledCondition;
  /** As of {@link CompiledSegment}. */
  epoch?: number;
}

export interface CompiledRule extends Pick<RuleDefinition, 'whenTrue' | 'whenFalse' | 'current'> {
  key: string;
  /** Under which profiles keep its answer: another one, and everybody is asked as if for the first time, when what it sets changes. */
  answerKey: string;
  condition: CompiledCondition;
  /** As of {@link CompiledSegment}. */
  epoch?: number;
}

export interface LiveJourney {
  journey: CompiledJourney;
  paused: boolean;
  /** The number of the newest publish plan. Absent: there was none. */
  plan?: number;
}

/** Source of {@link Definitions}: cached, re-read when the workspace's revision moved. Throws while the workspace is below epoch `atLeast`. */
export interface DefinitionsSource {
  /** At most a quarter of a second old. */
  current(workspace: string, atLeast?: number): Promise<Definitions>;
  /** Whatever was published before this was asked is in them, and whatever came before something that `session` has seen. */
  fresh(workspace: string, options?: { atLeast?: number; session?: CoreSession }): Promise<Definitions>;
}

/** Performs one outbox entry. Rejecting keeps it there; the sweep tries again. */
export interface EffectPerformer {
  perform(workspace: string, effect: Effect): Promise<void>;
}

/** Injected everywhere; the core never reads the wall clock. ms UTC. */
export interface Clock {
  now(): number;
}
