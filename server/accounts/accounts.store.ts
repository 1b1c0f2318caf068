import type { ClientSession, Collection, Db } from 'mongodb';
import { liveBuckets } from '../events/buckets.js';
import type { EventDocument } from '../events/event.js';
import { collections } from '../platform/collections.js';
import { escapeKey } from '../platform/keys.js';
import type { CoreSession } from '../profiles/core.js';
import type { ProfileDocument } from '../profiles/profile.js';
import { accountKey, foldText } from '../profiles/search-keys.js';
import type { AccountDocument, PeopleCount } from './account.js';
import type { AccountsPort } from './accounts.port.js';

const majority = { readConcern: { level: 'majority' }, writeConcern: { w: 'majority' }, readPreference: 'primary' } as const;
const bySearchKey = { workspace: 1, searchKeys: 1, _id: 1 } as const;
/** Sorts after every text that begins with what stands before it. */
const afterAll = '\u{10ffff}';
const duplicateKey = 11_000;

/** Accounts in the database; people of an account are found by `profiles.searchKeys`. */
export class AccountsStore implements AccountsPort {
  private readonly accounts: Collection<AccountDocument>;
  private readonly profiles: Collection<ProfileDocument>;
  private readonly events: Collection<EventDocument>;

  constructor(private readonly db: Db) {
    this.accounts = db.collection<AccountDocument>(collections.accounts, majority);
    this.profiles = db.collection<ProfileDocument>(collections.profiles, majority);
    this.events = db.collection<EventDocument>(collections.events, majority);
  }

  async ensureIndexes(): Promise<void> {
    await this.accounts.createIndexes([
      { key: { dueAt: 1 }, partialFilterExpression: { dueAt: { $exists: true } } },
      { key: { workspace: 1, epoch: 1 } },
      { key: bySearchKey, name: 'by_search_key' },
    ]);
  }

  async withSession<T>(work: (session: CoreSession) => Promise<T>): Promise<T> {
    return await this.db.client.withSession({ causalConsistency: true }, async (session) => await work(session as CoreSession));
  }

  async readAccount(session: CoreSession, workspace: string, accountId: string): Promise<AccountDocument | null> {
    return await this.accounts.findOne({ _id: `${workspace}:${accountId}` }, { session: of(session) });
  }

  async readCalls(session: CoreSession, workspace: string, messageIds: string[]): Promise<EventDocument[]> {
    const ids = messageIds.map((id) => `${workspace}:${id}`);
    return await this.events.find({ _id: { $in: ids } }, { session: of(session), projection: { context: 0 } }).toArray();
  }

  async writeAccount(session: CoreSession, before: AccountDocument | null, after: AccountDocument): Promise<boolean> {
    if (before) return (await this.accounts.replaceOne({ _id: before._id, version: before.version }, after, { session: of(session) })).matchedCount === 1;
    try {
      await this.accounts.insertOne(after, { session: of(session) });
      return true;
    } catch (error) {
      if ((error as { code?: number }).code === duplicateKey) return false;
      throw error;
    }
  }

  async countPeople(session: CoreSession, account: AccountDocument, segments: readonly string[], epoch: number): Promise<PeopleCount & { behind: boolean }> {
    const [counted] = await this.profiles
      .aggregate<{ all: number; oldest: number; [segment: `s${number}`]: number }>(
        [{ $match: peopleOf(account) }, { $group: { _id: null, all: { $sum: 1 }, oldest: { $min: '$epoch' }, ...sumsOf(segments) } }],
        { session: of(session), hint: 'by_search_key' },
      )
      .toArray();
    return {
      all: counted?.all ?? 0,
      in: countsOf(segments, counted ?? {}),
      behind: counted !== undefined && counted.oldest < epoch,
    };
  }

  async peopleUnaware(session: CoreSession, account: AccountDocument, digest: string, limit: number): Promise<string[]> {
    const filter = { ...peopleOf(account), [`accounts.${escapeKey(account.accountId)}.seen`]: { $ne: digest } };
    const found = await this.profiles
      .find(filter, { session: of(session), hint: 'by_search_key', sort: { _id: 1 }, limit, projection: { profileId: 1 } })
      .toArray();
    return found.map(({ profileId }) => profileId);
  }

  // Whom to visit

  /** The longest due first. */
  async due(now: number, buckets: readonly number[], limit: number): Promise<Pick<AccountDocument, 'workspace' | 'accountId'>[]> {
    return await this.visits({ dueAt: { $lte: new Date(now) }, ...share(buckets) }, limit, { dueAt: 1 });
  }

  /** Not settled since the definitions of this epoch. Those that are due are found by that. */
  async below(workspace: string, epoch: number, buckets: readonly number[], limit: number): Promise<Pick<AccountDocument, 'workspace' | 'accountId'>[]> {
    return await this.visits({ workspace, epoch: { $lt: epoch }, dueAt: { $exists: false }, ...share(buckets) }, limit, { epoch: 1 });
  }

  private async visits(
    filter: { [field: string]: unknown },
    limit: number,
    sort: { [field: string]: 1 },
  ): Promise<Pick<AccountDocument, 'workspace' | 'accountId'>[]> {
    return await this.accounts.find(filter, { projection: { workspace: 1, accountId: 1 }, sort, limit }).toArray();
  }

  // For people to read

  async read(workspace: string, accountId: string): Promise<AccountDocument | null> {
    return await this.accounts.findOne({ _id: `${workspace}:${accountId}` });
  }

  async readMany(workspace: string, accountIds: readonly string[]): Promise<AccountDocument[]> {
    return accountIds.length === 0 ? [] : await this.accounts.find({ _id: { $in: accountIds.map((id) => `${workspace}:${id}`) } }).toArray();
  }

  /** By id, from after `after`; with a text, those whose id or name begins with it. */
  async list(
    workspace: string,
    { search, after, limit }: { search: string | undefined; after: string | undefined; limit: number },
  ): Promise<AccountDocument[]> {
    // `;` follows `:`: other workspaces' accounts are not come by.
    const filter = { workspace, ...searched(search), _id: { $gt: `${workspace}:${after ?? ''}`, $lt: `${workspace};` } };
    return await this.accounts.find(filter).sort({ _id: 1 }).limit(limit).toArray();
  }

  /** Who belongs to these accounts, and how many of them are in each of these segments, counted now. Empty where no segment is asked about. */
  async peopleIn(workspace: string, accountIds: readonly string[], segments: readonly string[]): Promise<Map<string, PeopleCount>> {
    if (accountIds.length === 0 || segments.length === 0) return new Map();
    const keys = new Map(accountIds.map((id) => [accountKey(escapeKey(id)), id]));
    const counted = await this.profiles
      .aggregate<{ _id: string; all: number; [segment: `s${number}`]: number }>(
        [
          { $match: { workspace, searchKeys: { $in: [...keys.keys()] } } },
          { $unwind: '$searchKeys' },
          { $match: { searchKeys: { $in: [...keys.keys()] } } },
          { $group: { _id: '$searchKeys', all: { $sum: 1 }, ...sumsOf(segments) } },
        ],
        { hint: 'by_search_key' },
      )
      .toArray();
    return new Map(counted.map((group) => [keys.get(group._id) as string, { all: group.all, in: countsOf(segments, group) }]));
  }

  /** Segments that people of it are in, with how many of them; of the first ten thousand people. */
  async segmentsOfPeople(workspace: string, accountId: string): Promise<{ key: string; people: number }[]> {
    const found = await this.profiles
      .aggregate<{ _id: string; people: number }>(
        [
          { $match: { workspace, searchKeys: accountKey(escapeKey(accountId)) } },
          { $limit: 10_000 },
          { $project: { in: { $objectToArray: '$memberships' } } },
          { $unwind: '$in' },
          { $group: { _id: '$in.k', people: { $sum: 1 } } },
        ],
        { hint: 'by_search_key' },
      )
      .toArray();
    return found.map(({ _id, people }) => ({ key: _id, people }));
  }

  async count(workspace: string, search: string | undefined): Promise<number> {
    return await this.accounts.countDocuments({ workspace, ...searched(search) }, { limit: 100_000 });
  }
}

function searched(search: string | undefined): { searchKeys?: { $elemMatch: { $gte: string; $lt: string } } } {
  const from = search === undefined ? '' : foldText(search);
  return from === '' ? {} : { searchKeys: { $elemMatch: { $gte: from, $lt: `${from}${afterAll}` } } };
}

function peopleOf({ workspace, accountId }: AccountDocument): { workspace: string; searchKeys: string } {
  return { workspace, searchKeys: accountKey(escapeKey(accountId)) };
}

/** Accumulators of a group, one for each segment: how many are in it. */
function sumsOf(segments: readonly string[]): { [name: `s${number}`]: object } {
  const isIn = (segment: string) => ({ $sum: { $cond: [{ $eq: [{ $type: `$memberships.${segment}.since` }, 'date'] }, 1, 0] } });
  return Object.fromEntries(segments.map((segment, at) => [`s${at}`, isIn(segment)]));
}

function countsOf(segments: readonly string[], sums: { [name: `s${number}`]: number }): PeopleCount['in'] {
  return Object.fromEntries(segments.map((segment, at) => [segment, sums[`s${at}`] ?? 0]));
}

function share(buckets: readonly number[]): { bucket?: { $in: number[] } } {
  return buckets.length === liveBuckets ? {} : { bucket: { $in: [...buckets] } };
}

function of(session: CoreSession): ClientSession {
  return session as ClientSession;
}
