import type { EventDocument } from '../events/event.js';
import { OperationalError } from '../platform/errors.js';
import type { Clock } from '../profiles/core.js';
import { applyCalls, newAccount } from './account.js';
import type { AccountsPort } from './accounts.port.js';

export interface AccountUpdatesDeps {
  store: AccountsPort;
  clock: Clock;
  /** A token that never repeats. */
  token(): string;
}

const rounds = 60;
/** Performs `updateAccount`. Idempotent and conditional: right whoever does it, however often, at once, killed anywhere. */
export class AccountUpdates {
  constructor(private readonly deps: AccountUpdatesDeps) {}

  /** Takes over what these calls say, and leaves the account due: its people are to be counted. */
  async update(workspace: string, { accountId, messageIds }: { accountId: string; messageIds: readonly string[] }): Promise<void> {
    const { store, clock, token } = this.deps;
    for (let round = 0; round < rounds; round++) {
      const written = await store.withSession(async (session) => {
        const before = await store.readAccount(session, workspace, accountId);
        const calls = messageIds.length > 0 ? await store.readCalls(session, workspace, [...messageIds]) : [];
        // A reader may be a moment behind. Taken for erased, what it says would be lost.
        if (calls.length < new Set(messageIds).size) throw notSeenYet(accountId);
        const now = new Date(clock.now());
        const after = { ...applyCalls(before ?? newAccount(workspace, accountId, now), calls.filter(isStored), now), dueAt: now, version: token() };
        return await store.writeAccount(session, before, after);
      });
      if (written) return;
    }
    throw new OperationalError('account-contended', `Account ${accountId} kept changing for ${rounds} rounds.`, {
      action: 'It is tried again.',
      retryAfterMs: 1_000,
    });
  }
}

function notSeenYet(accountId: string): OperationalError {
  return new OperationalError('call-not-seen', `A call about account ${accountId} cannot be read yet.`, { action: 'It is tried again.', retryAfterMs: 250 });
}

/** An erased event leaves its id alone behind. */
function isStored({ type }: Partial<EventDocument>): boolean {
  return type === 'group';
}
