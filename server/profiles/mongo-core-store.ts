import { type AnyBulkWriteOperation, type ClientSession, type Collection, type Db, type Document, MongoBulkWriteError, MongoServerError } from 'mongodb';

import type { AccountDocument } from '../accounts/account.js';
import type { EventDocument, IdentityId } from '../events/event.js';
import type { AuditDocument } from '../platform/audit.js';
import { collections, type DecisionDocument } from '../platform/collections.js';
import type { CoreSession } from './core.js';
import type { CoreStore, EventMark, IdentityDocument, MergeDocument, MergeWrite, ProfileWrite, UnmergeWrite } from './core-store.js';
import { completeProfile, type Effect, type ProfileDocument } from './profile.js';
import { profileUpdate } from './profile-update.js';

const duplicateKey = 11_000;
const majority = { readConcern: { level: 'majority' }, writeConcern: { w: 'majority' }, readPreference: 'primary' } as const;
/** What the core reads of an event; its context is for people. */
const eventFields = { context: 0 } as const;

/** Effects to be taken out of one outbox. */
export interface Performed {
  workspace: string;
  profileId: string;
  effectIds: string[];
}

/** A condition inside a transaction failed: nothing of it may stay. */
class ConditionFailed extends Error {}

/** The core's store over the real database. Stays inside what MongoDB 6.0 has. */
export class MongoCoreStore implements CoreStore {
  private readonly profiles: Collection<ProfileDocument>;
  private readonly accounts: Collection<AccountDocument>;
  private readonly identities: Collection<IdentityDocument>;
  private readonly events: Collection<EventDocument>;
  private readonly merges: Collection<MergeDocument>;
  private readonly decisions: Collection<DecisionDocument>;
  private readonly audit: Collection<AuditDocument>;
  private readonly barriers: Collection<{ _id: string; n: number }>;

  constructor(private readonly db: Db) {
    this.profiles = db.collection<ProfileDocument>(collections.profiles, majority);
    this.accounts = db.collection<AccountDocument>(collections.accounts, majority);
    this.identities = db.collection<IdentityDocument>(collections.identities, majority);
    this.events = db.collection<EventDocument>(collections.events, majority);
    this.merges = db.collection<MergeDocument>(collections.merges, majority);
    this.decisions = db.collection<DecisionDocument>(collections.decisions, majority);
    this.audit = db.collection<AuditDocument>(collections.audit, majority);
    this.barriers = db.collection<{ _id: string; n: number }>('barriers', majority);
  }

  async ensureIndexes(): Promise<void> {
    await this.profiles.createIndexes([
      { key: { nextEvaluationAt: 1 }, partialFilterExpression: { nextEvaluationAt: { $exists: true } } },
      { key: { effectsDueAt: 1 }, partialFilterExpression: { effectsDueAt: { $exists: true } } },
      // Slices of a backfill look for their buckets among those who are behind, and count them, without reading a profile.
      { key: { workspace: 1, epoch: 1, bucket: 1 } },
    ]);
    await this.decisions.createIndex({ workspace: 1, profileId: 1, at: -1 });
    await this.merges.createIndex({ workspace: 1, survivor: 1 });
    // A transaction cannot always create what it writes to.
    for (const name of [collections.identities, collections.merges, collections.profiles, collections.audit])
      await this.db.createCollection(name).catch(ignoreExisting);
  }

  async withSession<T>(work: (session: CoreSession) => Promise<T>): Promise<T> {
    return await this.db.client.withSession({ causalConsistency: true }, async (session) => await work(session as CoreSession));
  }

  // Reads

  async readIdentities(session: CoreSession, workspace: string, ids: IdentityId[]): Promise<IdentityDocument[]> {
    return await this.identities.find({ _id: { $in: ids }, workspace }, reading(session)).toArray();
  }

  async readProfiles(session: CoreSession, workspace: string, ids: string[]): Promise<ProfileDocument[]> {
    const found = this.profiles.find({ _id: { $in: ids.map((id) => `${workspace}:${id}`) } }, reading(session));
    return (await found.toArray()).map(completeProfile);
  }

  async readAccounts(session: CoreSession, workspace: string, accountIds: string[]): Promise<AccountDocument[]> {
    return await this.accounts.find({ _id: { $in: accountIds.map((id) => `${workspace}:${id}`) } }, { session: of(session) }).toArray();
  }

  async readPending(
    session: CoreSession,
    { workspace, names, limit, except }: { workspace: string; names: IdentityId[]; limit: number; except?: string[] },
  ): Promise<EventDocument[]> {
    const filter = { names: { $in: names }, pending: { $exists: true }, workspace, ...(except?.length && { _id: { $nin: except } }) };
    return await this.events.find(filter, { ...reading(session), projection: eventFields, limit, batchSize: limit + 1 }).toArray();
  }

  async readMarks(session: CoreSession, workspace: string, messageIds: string[]): Promise<EventMark[]> {
    const projection = { messageId: 1, replayAttempt: 1, pending: 1, refused: 1 };
    return await this.events.find({ _id: { $in: messageIds.map((id) => `${workspace}:${id}`) } }, { ...reading(session), projection }).toArray();
  }

  async readOwned(session: CoreSession, workspace: string, whos: IdentityId[], since?: Date): Promise<EventDocument[]> {
    // An event is received after it happened, so the index on receivedAt narrows this too.
    const filter = { who: { $in: whos }, workspace, ...(since && { receivedAt: { $gte: since }, timestamp: { $gte: since } }) };
    return await this.events.find(filter, { ...reading(session), projection: eventFields }).toArray();
  }

  // Writes

  async writeProfiles(session: CoreSession, writes: ProfileWrite[]): Promise<boolean[]> {
    const joined = writes.filter(({ identities }) => identities?.length);
    const alone = writes.filter((write) => !joined.includes(write));
    const written = new Set([...(await this.writeAlone(session, alone)), ...(await this.writeJoined(session, joined))]);
    return writes.map((write) => written.has(write));
  }

  /** Each on its own. Answers those that matched. */
  private async writeAlone(session: CoreSession, writes: ProfileWrite[]): Promise<ProfileWrite[]> {
    const [only] = writes;
    if (!only) return [];
    if (writes.length === 1) return (await this.writeOne(session, only)) ? [only] : [];
    let matchedCount = 0;
    const refused = await insertNew(async () => {
      const result = await this.profiles.bulkWrite(writes.map(operationOf), { session: of(session), ordered: false });
      matchedCount = result.matchedCount;
    });
    if (refused.size === 0 && matchedCount === updatesIn(writes)) return writes;
    // A bulk does not say which matched: the token does. Whoever moved on from ours since costs us a round, nothing else.
    const ids = writes.map(({ after }) => after._id);
    const now = await this.profiles.find({ _id: { $in: ids } }, { ...reading(session), projection: { version: 1 } }).toArray();
    const versions = new Map(now.map(({ _id, version }) => [_id, version]));
    return writes.filter(({ after }) => versions.get(after._id) === after.version);
  }

  /** Each with those who join it. All in one transaction while none fails; else in halves, so that one person's conflict costs the others little. */
  private async writeJoined(session: CoreSession, writes: ProfileWrite[]): Promise<ProfileWrite[]> {
    if (writes.length === 0) return [];
    const written = await this.transaction(session, async () => {
      const { matchedCount } = await this.profiles.bulkWrite(writes.map(operationOf), { session: of(session) });
      if (matchedCount !== updatesIn(writes)) throw new ConditionFailed();
      const identities = writes.flatMap((write) => write.identities ?? []);
      await this.identities.insertMany(identities, { session: of(session) });
    });
    if (written || writes.length === 1) return written ? writes : [];
    const half = Math.ceil(writes.length / 2);
    return [...(await this.writeJoined(session, writes.slice(0, half))), ...(await this.writeJoined(session, writes.slice(half)))];
  }

  private async writeOne(session: CoreSession, { before, after }: ProfileWrite): Promise<boolean> {
    if (!before) return (await insertNew(async () => void (await this.profiles.insertOne(stored(after), { session: of(session) })))).size === 0;
    const { matchedCount } = await this.profiles.updateOne({ _id: before._id, version: before.version }, profileUpdate(before, after), {
      session: of(session),
    });
    return matchedCount === 1;
  }

  async merge(session: CoreSession, { survivor, loser, identities, journal, audit }: MergeWrite): Promise<boolean> {
    return await this.transaction(session, async () => {
      const current = await this.profiles.findOneAndReplace({ _id: loser.before._id, version: loser.before.version }, stored(loser.after), {
        session: of(session),
        returnDocument: 'before',
        projection: { effects: 1 },
      });
      if (!current) throw new ConditionFailed();
      // What was performed for the loser since it was read is not owed by the survivor.
      const performed = new Set(loser.before.effects.filter(({ id }) => !current.effects.some((effect) => effect.id === id)).map(({ id }) => id));
      const after = { ...survivor.after, effects: survivor.after.effects.filter(({ id }) => !performed.has(id)) };
      if (!(await this.writeOne(session, { before: survivor.before, after }))) throw new ConditionFailed();
      await this.moveIdentities(session, identities);
      await this.merges.insertOne(journal, { session: of(session) });
      if (audit) await this.audit.insertOne(audit, { session: of(session) });
    });
  }

  async readMerges(session: CoreSession, workspace: string, ids: string[]): Promise<MergeDocument[]> {
    const found = await this.merges.find({ _id: { $in: ids }, workspace }, { session: of(session) }).toArray();
    return found.map(({ profilesBefore: { survivor, loser }, ...merge }) => ({
      ...merge,
      profilesBefore: { survivor: completeProfile(survivor), loser: completeProfile(loser) },
    }));
  }

  async unmerge(session: CoreSession, { staying, leaving, identities, redirect, journal, audit }: UnmergeWrite): Promise<boolean> {
    return await this.transaction(session, async () => {
      const options = { session: of(session) };
      const current = await this.profiles.findOne({ _id: staying.before._id, version: staying.before.version }, { ...options, projection: { effects: 1 } });
      if (!current) throw new ConditionFailed();
      // What was performed since the outbox was read is owed by neither.
      const performed = new Set(staying.before.effects.filter(({ id }) => !current.effects.some((effect) => effect.id === id)).map(({ id }) => id));
      for (const { before, after } of [staying, leaving]) {
        const owing = { ...after, effects: after.effects.filter(({ id }) => !performed.has(id)) };
        const { matchedCount } = await this.profiles.replaceOne({ _id: before._id, version: before.version }, stored(owing), options);
        if (matchedCount === 0) throw new ConditionFailed();
      }
      await this.moveIdentities(session, identities);
      const { workspace, profileId } = leaving.after;
      if (redirect.length > 0)
        await this.profiles.updateMany({ _id: { $in: redirect.map((id) => `${workspace}:${id}`) } }, { $set: { mergedInto: profileId } }, options);
      const { _id, ...undone } = journal;
      const { matchedCount } = await this.merges.updateOne({ _id, undoneAt: { $exists: false } }, { $set: undone }, options);
      if (matchedCount === 0) throw new ConditionFailed();
      if (audit) await this.audit.insertOne(audit, options);
    });
  }

  private async moveIdentities(session: CoreSession, identities: IdentityDocument[]): Promise<void> {
    if (identities.length === 0) return;
    const moves = identities.map(({ _id, ...identity }) => ({ updateOne: { filter: { _id }, update: { $set: identity } } }));
    await this.identities.bulkWrite(moves, { session: of(session) });
  }

  /** False: a condition failed, or somebody else made what this would make. */
  private async transaction(session: CoreSession, work: () => Promise<void>): Promise<boolean> {
    try {
      await of(session).withTransaction(work, { readConcern: { level: 'snapshot' }, writeConcern: { w: 'majority' }, readPreference: 'primary' });
      return true;
    } catch (error) {
      if (error instanceof ConditionFailed || isDuplicate(error)) return false;
      throw error;
    }
  }

  async markDone(session: CoreSession, workspace: string, marks: { messageId: string; replayAttempt: number }[]): Promise<void> {
    const byAttempt = new Map<number, string[]>();
    for (const { messageId, replayAttempt } of marks) {
      const ids = byAttempt.get(replayAttempt) ?? [];
      ids.push(`${workspace}:${messageId}`);
      byAttempt.set(replayAttempt, ids);
    }
    for (const [replayAttempt, ids] of byAttempt) {
      // Waited for only so that the next look for pending people, which sees what a majority has, does not find these again.
      await this.events.updateMany({ _id: { $in: ids }, replayAttempt, pending: { $exists: true } }, { $unset: { pending: '' } }, { session: of(session) });
    }
  }

  async markRefused(
    session: CoreSession,
    workspace: string,
    marks: { messageId: string; replayAttempt: number; refused: NonNullable<EventDocument['refused']> }[],
  ): Promise<void> {
    await this.events.bulkWrite(
      marks.map(({ messageId, replayAttempt, refused }) => ({
        updateOne: {
          filter: { _id: `${workspace}:${messageId}`, replayAttempt, pending: { $exists: true } },
          update: { $set: { refused }, $unset: { pending: '' } },
        },
      })),
      { session: of(session), ordered: false },
    );
  }

  async writeDecisions(session: CoreSession, decisions: DecisionDocument[]): Promise<void> {
    if (decisions.length === 0) return;
    // Waited for with the profile's own write, which comes later in the same session.
    await this.decisions.bulkWrite(
      decisions.map(({ _id, ...decision }) => ({ replaceOne: { filter: { _id }, replacement: decision, upsert: true } })),
      { session: of(session), ordered: false, writeConcern: { w: 1 } },
    );
  }

  async pullEffects(workspace: string, profileId: string, effectIds: string[]): Promise<void> {
    await this.pull([{ workspace, profileId, effectIds }]);
  }

  protected async pull(performed: Performed[]): Promise<void> {
    // Waited for: a sweep that read the outbox of a moment ago would poke a workflow twice, harmless and not free.
    await this.profiles.bulkWrite(performed.map(pullOf), { ordered: false });
  }

  async barrier(session: CoreSession, workspace: string, profileId: string): Promise<void> {
    await this.barriers.updateOne({ _id: `${workspace}:${profileId}` }, { $inc: { n: 1 } }, { session: of(session), upsert: true });
  }
}

function operationOf({ before, after }: ProfileWrite): AnyBulkWriteOperation<ProfileDocument> {
  if (!before) return { insertOne: { document: stored(after) } };
  return { updateOne: { filter: { _id: before._id, version: before.version }, update: profileUpdate(before, after) } };
}

function pullOf({ workspace, profileId, effectIds }: Performed): AnyBulkWriteOperation<ProfileDocument> {
  const left = { $filter: { input: '$effects', cond: { $not: { $in: ['$$this.id', effectIds] } } } };
  const update: Document[] = [
    { $set: { effects: left } },
    { $set: { effectsDueAt: { $cond: [{ $eq: [{ $size: '$effects' }, 0] }, '$$REMOVE', '$effectsDueAt'] } } },
  ];
  return { updateOne: { filter: { _id: `${workspace}:${profileId}`, 'effects.id': { $in: effectIds } }, update } };
}

function updatesIn(writes: ProfileWrite[]): number {
  return writes.filter(({ before }) => before).length;
}

function of(session: CoreSession): ClientSession {
  return session as ClientSession;
}

/**
 * A read concern of its own for every read: the driver writes the session's time into the object that it is given, and one that a collection's
 * readers share would make each wait for what the others saw.
 */
function reading(session: CoreSession): { session: ClientSession; readConcern: { level: 'majority' } } {
  return { session: of(session), readConcern: { level: 'majority' } };
}

/** As inserted: with the outbox's due time. */
function stored(profile: ProfileDocument): ProfileDocument {
  return profile.effects.length > 0 ? { ...profile, effectsDueAt: profile.updatedAt } : profile;
}

/** Which documents of an unordered insert exist already; anything else that goes wrong is thrown. */
async function insertNew(insert: () => Promise<void>): Promise<Set<number>> {
  try {
    await insert();
    return new Set();
  } catch (error) {
    if (error instanceof MongoBulkWriteError) {
      const failures = Array.isArray(error.writeErrors) ? error.writeErrors : [error.writeErrors];
      if (failures.length > 0 && failures.every(({ code }) => code === duplicateKey) && !error.result.getWriteConcernError())
        return new Set(failures.map(({ index }) => index));
    } else if (isDuplicate(error)) return new Set([0]);
    throw error;
  }
}

function isDuplicate(error: unknown): boolean {
  return error instanceof MongoServerError && error.code === duplicateKey;
}

function ignoreExisting(error: unknown): void {
  if (!(error instanceof MongoServerError) || error.codeName !== 'NamespaceExists') throw error;
}

export type { Effect };
