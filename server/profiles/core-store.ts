import type { AccountDocument } from '../accounts/account.js';
import type { EventDocument, IdentityId, IdentityType } from '../events/event.js';
import type { AuditDocument } from '../platform/audit.js';
import type { DecisionDocument } from '../platform/collections.js';
import type { CoreSession } from './core.js';
import type { ProfileDocument } from './profile.js';

/** One document of `identities`. */
export interface IdentityDocument {
  _id: IdentityId;
  workspace: string;
  type: IdentityType;
  value: string;
  /** profileId of its owner now. */
  owner: string;
  /** When it came to its owner. */
  since: Date;
  /** The event that brought it. */
  messageId: string;
  /** Owners before, oldest first: merges, and their undoing, are read from here. */
  before: { profileId: string; from: Date; to: Date; merge?: string; undo?: string }[];
}

/** One document of `merges`, `_id` = `workspace:ULID-like id`: enough to undo it (core 15). */
export interface MergeDocument {
  _id: string;
  workspace: string;
  survivor: string;
  loser: string;
  at: Date;
  cause: MergeCause;
  /** Both as they were. Effects are left out: they went on. */
  profilesBefore: { survivor: ProfileBefore; loser: ProfileBefore };
  undoneAt?: Date;
  /** `user:…` or `key:…`. */
  undoneBy?: string;
}

export type ProfileBefore = Omit<ProfileDocument, 'effects'>;

/** An event that names both, or whoever decided that they are one person. */
export interface MergeCause {
  /** Absent: nobody's event. */
  messageId?: string;
  /** What the event names; empty when a person decided. */
  names: IdentityId[];
  /** `user:…`, `key:…` or `matching`. Absent: the event. */
  by?: string;
  /** In the words of whoever decided. */
  note?: string;
}

/** How an event stands, without its content. */
export type EventMark = Pick<EventDocument, '_id' | 'messageId' | 'replayAttempt' | 'pending' | 'refused'>;

/** A conditional write of one profile: `before` null inserts, else it must still have that version. Effects of `after` that `before` lacks are appended. */
export interface ProfileWrite {
  before: ProfileDocument | null;
  after: ProfileDocument;
  /** Inserted with it in one transaction (core 5). Is one of them there already, nothing of this write is done. */
  identities?: IdentityDocument[];
}

export interface MergeWrite {
  survivor: { before: ProfileDocument; after: ProfileDocument };
  loser: { before: ProfileDocument; after: ProfileDocument };
  /** The loser's, with their new owner. */
  identities: IdentityDocument[];
  journal: MergeDocument;
  audit?: AuditDocument;
}

/** A merge undone: the holder keeps who stays, the loser of then has who leaves. */
export interface UnmergeWrite {
  staying: { before: ProfileDocument; after: ProfileDocument };
  leaving: { before: ProfileDocument; after: ProfileDocument };
  /** Those that leave, with their new owner. */
  identities: IdentityDocument[];
  /** profileIds merged later into the one that leaves: they lead to it now. */
  redirect: string[];
  journal: { _id: string; undoneAt: Date; undoneBy: string };
  audit?: AuditDocument;
}

/**
 * What the core asks of a database. Two implementations, one contract suite (core-store.contract.ts).
 *
 * Every read and write of a session is causally consistent; reads see only what a majority has, writes return when a majority has them (core 1, 2).
 * Any call may reject with the write done or not done: callers start again.
 */
export interface CoreStore {
  withSession<T>(work: (session: CoreSession) => Promise<T>): Promise<T>;

  readIdentities(session: CoreSession, workspace: string, ids: IdentityId[]): Promise<IdentityDocument[]>;
  /** @param ids profileIds. Missing ones are left out. */
  readProfiles(session: CoreSession, workspace: string, ids: string[]): Promise<ProfileDocument[]>;
  /** Missing ones are left out. */
  readAccounts(session: CoreSession, workspace: string, accountIds: string[]): Promise<AccountDocument[]>;
  /** Pending events that name any of these, in any order; as many as `limit` says that more may be there (core 4). */
  readPending(session: CoreSession, request: { workspace: string; names: IdentityId[]; limit: number; except?: string[] }): Promise<EventDocument[]>;
  readMarks(session: CoreSession, workspace: string, messageIds: string[]): Promise<EventMark[]>;
  /** Every event that these own, whatever its state, not older than `since`. */
  readOwned(session: CoreSession, workspace: string, whos: IdentityId[], since?: Date): Promise<EventDocument[]>;

  /** Each on its own; tells which matched. */
  writeProfiles(session: CoreSession, writes: ProfileWrite[]): Promise<boolean[]>;
  /** Both profiles, identities and journal in one transaction. Effects that are performed meanwhile stay performed. */
  merge(session: CoreSession, write: MergeWrite): Promise<boolean>;
  /** @param ids `_id`s. Missing ones are left out. */
  readMerges(session: CoreSession, workspace: string, ids: string[]): Promise<MergeDocument[]>;
  /** Both profiles, identities, whoever leads to them and the journal in one transaction. False: one of them moved, or it is undone already. */
  unmerge(session: CoreSession, write: UnmergeWrite): Promise<boolean>;

  /** Each only if it still stands at this attempt (core 9). */
  markDone(session: CoreSession, workspace: string, marks: { messageId: string; replayAttempt: number }[]): Promise<void>;
  markRefused(
    session: CoreSession,
    workspace: string,
    marks: { messageId: string; replayAttempt: number; refused: NonNullable<EventDocument['refused']> }[],
  ): Promise<void>;
  /** The same `_id` again replaces. */
  writeDecisions(session: CoreSession, decisions: DecisionDocument[]): Promise<void>;
  /** Takes performed effects out by their own ids (core 10). Follows nothing: the profile is the one whose outbox was read. */
  pullEffects(workspace: string, profileId: string, effectIds: string[]): Promise<void>;
  /** A majority-acknowledged write of this very moment: what a session reads after it includes all that was accepted before (core 7). */
  barrier(session: CoreSession, workspace: string, profileId: string): Promise<void>;
}
