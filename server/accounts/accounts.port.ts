import type { EventDocument } from '../events/event.js';
import type { CoreSession } from '../profiles/core.js';
import type { AccountDocument, PeopleCount } from './account.js';

/**
 * What keeping accounts asks of a database, beside the core's own store and in its sessions: reads see what a majority has, and nothing older than what
 * the session has seen; writes return when a majority has them. Two implementations, one contract suite (accounts.contract.ts).
 */
export interface AccountsPort {
  withSession<T>(work: (session: CoreSession) => Promise<T>): Promise<T>;
  readAccount(session: CoreSession, workspace: string, accountId: string): Promise<AccountDocument | null>;
  /** As they are stored: an erased one is there, without its content. One that is missing cannot be seen yet. */
  readCalls(session: CoreSession, workspace: string, messageIds: string[]): Promise<EventDocument[]>;
  /** Conditional: `before` null inserts, else it must still have that version. */
  writeAccount(session: CoreSession, before: AccountDocument | null, after: AccountDocument): Promise<boolean>;
  /** Who belongs to it, and how many of them are in each of these segments. `behind`: some were last folded below `epoch`. */
  countPeople(session: CoreSession, account: AccountDocument, segments: readonly string[], epoch: number): Promise<PeopleCount & { behind: boolean }>;
  /** profileIds of people of it who were last folded with something else than this digest, by id. */
  peopleUnaware(session: CoreSession, account: AccountDocument, digest: string, limit: number): Promise<string[]>;
}
