import type { AggregateState, Json } from '@cairn/rules/contracts/facts.js';
import type { Command, PathEntry, RunState } from '@cairn/workflows/contracts/run.js';

import type { IdentityId, IdentityType } from '../events/event.js';
import type { AuditDocument } from '../platform/audit.js';

/**
 * One document of `profiles`. Changes only through `catchUp` and `decide` (profiles/core.ts), in conditional writes on `version`.
 * Map keys that come from users (trait names) are escaped as in events.
 *
 * Indexes: `{nextEvaluationAt}`, `{effectsDueAt}`, `{workspace, epoch}`, `{workspace, searchKeys, _id}` (partial where the field is), wildcard on `memberships`; identity
 * look-ups go through `identities`.
 */
export interface ProfileDocument {
  /** `workspace:profileId`. The id derives from the event that made it. */
  _id: string;
  workspace: string;
  profileId: string;
  /** First event's `receivedAt`; older survives a merge, ties by smaller id. */
  createdAt: Date;
  updatedAt: Date;
  /** Newest event time folded. */
  lastSeenAt?: Date;
  traits: { [name: string]: TraitState };
  /** Tag key → how it stands. Off is kept, so that it wins over an older "on" in a merge. */
  tags: { [tagKey: string]: TagState };
  /** Escaped account id → how this person came to it. */
  accounts: { [accountKey: string]: AccountLink };
  /** Computed traits, by escaped name; kept current in the fold. */
  computed: { [name: string]: ComputedState };
  /** What the person is found by (search-keys.ts); absent: nothing. */
  searchKeys?: string[];
  identities: ProfileIdentity[];
  aggregates: { [aggregateKey: string]: AggregateState };
  /** Segments this person is in now, and since when (event or tick instant). Absent: not in. */
  memberships: { [segmentKey: string]: { since: Date } };
  /** The last stay in each segment that the person has left, by the definition of then: the newest 50. */
  formerMemberships?: { [segmentKey: string]: { since: Date; until: Date } };
  /** Rules whose condition holds now, by their `answerKey`, and since when. Absent: none. */
  ruleAnswers?: { [answerKey: string]: { since: Date } };
  /** Runs inside now, and ended ones until their workflow was told. */
  runs: { [runId: string]: RunState };
  /** journey → re-entry key ('' if none) → times entered. */
  entered: { [journey: string]: { [key: string]: number } };
  /** journey → the date or schedule that it last came by for this person ("2026-03-29 02:30", local time): each is for once. Absent: none. */
  dues?: { [journey: string]: string };
  /** `journey/exitId` → latest matching event time in ms: refuses an entry whose trigger is not newer. */
  exitTimes: { [exit: string]: number };
  /** Frequency-cap slots taken: delivery key → when handed over, and by which hand-over attempt: only that one, or a later one, gives it back. */
  slots: { [deliveryKey: string]: { at: Date; channel: string; journey: string; attempt: number } };
  consent: ConsentSnapshot;
  /** When a condition's answer next changes by time alone. */
  nextEvaluationAt?: Date;
  /** Set by a merge: the tick that it leaves due asks every condition, not only those that time may turn. */
  askAll?: true;
  /** 0–255, hashed from the id: the lease that sweeps it. */
  bucket: number;
  /** Random token; changes with every write. */
  version: string;
  /** `messageId/replayAttempt` of events folded and not yet seen done; a trailing `!` marks one that was refused. */
  applied: string[];
  /** Outbox, in order. */
  effects: Effect[];
  /** Set while `effects` is not empty; sparse index of the sweep. */
  effectsDueAt?: Date;
  /** Workspace epoch of the definitions last folded with. */
  epoch: number;
  /** Present on the losing side of a merge; everything else is then empty. */
  mergedInto?: string;
  /** Run id → profileId: runs that went to somebody else when a merge was undone. Their workflows may still ask here. */
  movedRuns?: { [runId: string]: string };
}

export interface TraitState {
  value: Json;
  /** Event time. Newest wins; ties go to the larger messageId. A null value is a tombstone, kept so that late events cannot resurrect it. */
  at: Date;
  source: string;
  messageId: string;
}

/** A stored profile, whatever version of Cairn wrote it: what it does not have yet is empty. */
export function completeProfile<P extends Omit<ProfileDocument, 'effects'>>(stored: P): P {
  const { tags, accounts, computed } = stored as Partial<ProfileDocument>;
  return tags && accounts && computed ? stored : { ...stored, tags: tags ?? {}, accounts: accounts ?? {}, computed: computed ?? {} };
}

/** The newest value by event time wins; ties go to the larger messageId. */
export function isNewer(a: Pick<TraitState, 'at' | 'messageId'>, b: Pick<TraitState, 'at' | 'messageId'>): boolean {
  return a.at.getTime() - b.at.getTime() > 0 || (a.at.getTime() === b.at.getTime() && a.messageId > b.messageId);
}

/** How a tag stands: its newest turn, and those before it. */
export interface TagState extends TagTurn {
  /** The newest first, at most 9. */
  before?: TagTurn[];
}

export interface TagTurn {
  on: boolean;
  /** When it turned. Newest wins. */
  since: Date;
  by: TagOrigin;
  /** Who or what turned it: `user:…`, `key:…`, the tag's own key for its rule, a journey's key, an import's name. */
  source: string;
  /** The bulk job that turned it: it turns nobody twice. */
  job?: string;
}

export const tagOrigins = ['hand', 'rule', 'import', 'journey', 'api'] as const;
export type TagOrigin = (typeof tagOrigins)[number];

/** The newest `group` call about this account. Newest by event time wins; ties go to the larger messageId. */
export interface AccountLink {
  at: Date;
  messageId: string;
  /** Digest of what conditions saw of the account when this profile was last folded; empty: no condition asked. */
  seen: string;
  /** The newest call took the person out; kept so that an older one cannot bring them back. */
  left?: true;
}

export interface ComputedState {
  value: Json;
  /** The instant it was computed for. */
  at: Date;
}

export interface ProfileIdentity {
  type: IdentityType;
  value: string;
  id: IdentityId;
  since: Date;
  messageId?: string;
  /** Identities that were named together with this one over a merge that was undone: that links them no more. */
  apart?: IdentityId[];
}

/** Derived from `consents`; strictest wins in merges. */
export interface ConsentSnapshot {
  /** channel → unsubscribed at, from all marketing of that channel. */
  unsubscribed: { [channel: string]: Date };
}

/** Still to be done for this profile; performed in order under its own id, then removed by it. Safe to perform twice. */
export type Effect =
  | { id: string; kind: 'startRun'; runId: string; journey: string; profileId: string; command: Command }
  | { id: string; kind: 'pokeRun'; runId: string }
  /** Brings the `runs` read model up to this transition; older ones are ignored. */
  | { id: string; kind: 'recordRun'; run: RunState; path: PathEntry[]; profileId: string }
  /** An identify call of a rule's own. Names are escaped, as the profile's own are; `at` in ms UTC. */
  | { id: string; kind: 'setTraits'; messageId: string; rule: string; owner: IdentityId; traits: { [name: string]: Json }; at: number; historic: boolean }
  /** Tells the team. `at` in ms UTC. */
  | { id: string; kind: 'notify'; noticeId: string; profileId: string; rule: string; on: boolean; text: string; at: number }
  /** The account takes over what these `group` calls say of it, and is to count its people. */
  | { id: string; kind: 'updateAccount'; accountId: string; messageIds: string[] }
  /** Who changed this profile by hand, for the audit log: written with the change itself. */
  | { id: string; kind: 'recordAudit'; entry: AuditDocument }
  /** A merge was undone: runs, decisions and deliveries told of `from` that these identities' events caused are told of this person again. */
  | { id: string; kind: 'moveHistory'; from: string[]; profileId: string; identities: IdentityId[] };
