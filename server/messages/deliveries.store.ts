import { type ClientSession, type Collection, type Db, type Filter, MongoServerError } from 'mongodb';

import { collections } from '../platform/collections.js';
import { decodeCursor, type ListQuery, type Page, pageOf } from '../platform/lists.js';
import type { CoreSession } from '../profiles/core.js';
import type { DeliveriesPort, DeliveryChange, HandOverMark } from './deliveries.port.js';
import type { DeliveryContent, DeliveryDocument, DeliveryIntent, DeliveryState } from './delivery.js';

const duplicateKey = 11_000;

export interface DeliveryFilter {
  journey?: string;
  state?: DeliveryState;
  profileId?: string;
  runId?: string;
}

/** `deliveries` and `delivery_contents`. Said again here, whatever the client's defaults: only what a majority has counts. */
export class DeliveriesStore implements DeliveriesPort {
  private readonly deliveries: Collection<DeliveryDocument>;
  private readonly contents: Collection<DeliveryContent>;

  constructor(db: Db) {
    const sure = { readConcern: { level: 'majority' }, writeConcern: { w: 'majority', journal: true } } as const;
    this.deliveries = db.collection<DeliveryDocument>(collections.deliveries, sure);
    this.contents = db.collection<DeliveryContent>('delivery_contents', { writeConcern: { w: 1 } });
  }

  async ensureIndexes(): Promise<void> {
    await this.deliveries.createIndexes([
      { key: { workspace: 1, createdAt: -1, _id: -1 } },
      { key: { workspace: 1, profileId: 1, createdAt: -1, _id: -1 } },
      { key: { workspace: 1, journey: 1, createdAt: -1, _id: -1 } },
      { key: { workspace: 1, state: 1, createdAt: -1, _id: -1 } },
      { key: { workspace: 1, runId: 1 } },
    ]);
  }

  async beginAttempt(intent: DeliveryIntent, now: Date, session?: CoreSession): Promise<DeliveryDocument | null> {
    const _id = idOf(intent.workspace, intent.key);
    try {
      return await this.deliveries.findOneAndUpdate(
        { _id, state: 'intended' },
        {
          $inc: { handOver: 1 },
          $set: { updatedAt: now },
          $setOnInsert: { ...intent, createdAt: now, history: [{ state: 'intended', at: now }] },
        },
        { upsert: true, returnDocument: 'after', ...sessionOf(session) },
      );
    } catch (error) {
      // There is one in another state: the upsert found no `intended` one and could not insert.
      if (error instanceof MongoServerError && error.code === duplicateKey) return null;
      throw error;
    }
  }

  async read(workspace: string, key: string, session?: CoreSession): Promise<DeliveryDocument | null> {
    return await this.deliveries.findOne({ _id: idOf(workspace, key) }, { ...sessionOf(session), readConcern: { level: 'majority' } });
  }

  async beginHandOver(workspace: string, key: string, attempt: number, message: HandOverMark, now: Date, session?: CoreSession): Promise<boolean> {
    const { content, ...mark } = message;
    const stored = this.storeContent(workspace, key, attempt, content, now);
    const marked = this.deliveries.updateOne(
      { _id: idOf(workspace, key), state: 'intended', handOver: attempt },
      {
        $set: { state: 'handing-over', ...mark, subject: content.subject, handedOverAt: now, updatedAt: now },
        $push: { history: { state: 'handing-over', at: now } },
      },
      sessionOf(session),
    );
    const [, result] = await Promise.all([stored, marked]);
    return result.modifiedCount === 1;
  }

  /** An attempt that was overtaken must not replace what a newer one sent: then `handOver` does not match and the insert fails. */
  private async storeContent(workspace: string, key: string, attempt: number, content: HandOverMark['content'], now: Date): Promise<void> {
    try {
      await this.contents.updateOne(
        { _id: idOf(workspace, key), handOver: { $lte: attempt } },
        { $set: { workspace, handOver: attempt, ...content, createdAt: now } },
        { upsert: true },
      );
    } catch (error) {
      if (!(error instanceof MongoServerError && error.code === duplicateKey)) throw error;
    }
  }

  async settle(workspace: string, key: string, attempt: number, change: DeliveryChange, now: Date, session?: CoreSession): Promise<boolean> {
    const { from, to, detail, refusal } = change;
    // What is sent needs no reason; one from a refusal before would mislead.
    const reason = to === 'sent' ? undefined : change.reason;
    const result = await this.deliveries.updateOne(
      { _id: idOf(workspace, key), state: { $in: from }, handOver: attempt },
      {
        $set: {
          state: to,
          updatedAt: now,
          ...(reason !== undefined && { reason }),
          ...(detail !== undefined && { detail }),
          ...(to === 'sent' && { sentAt: now }),
        },
        ...(to === 'sent' && { $unset: { reason: '', ...(detail === undefined && { detail: '' }) } }),
        ...(refusal && { $inc: { refusals: 1 } }),
        $push: { history: { $each: [{ state: to, at: now, ...(reason !== undefined && { reason }) }], $slice: -50 } },
      },
      sessionOf(session),
    );
    return result.modifiedCount === 1;
  }

  async states(workspace: string, keys: string[], session?: CoreSession): Promise<Map<string, DeliveryState>> {
    const found = await this.deliveries
      .find({ _id: { $in: keys.map((key) => idOf(workspace, key)) } }, { ...sessionOf(session), readConcern: { level: 'majority' } })
      .project<Pick<DeliveryDocument, 'key' | 'state'>>({ _id: 0, key: 1, state: 1 })
      .toArray();
    return new Map(found.map(({ key, state }) => [key, state]));
  }

  /** Newest first. */
  async list(workspace: string, filter: DeliveryFilter, query: ListQuery): Promise<Page<DeliveryDocument>> {
    const where: Filter<DeliveryDocument> = { workspace };
    for (const name of ['journey', 'state', 'profileId', 'runId'] as const)
      if (filter[name] !== undefined) Object.assign(where, { [name]: { $eq: filter[name] } });
    if (query.cursor !== undefined) {
      const [at, id] = decodeCursor(query.cursor, ['number', 'string']);
      where.$or = [{ createdAt: { $lt: new Date(at) } }, { createdAt: new Date(at), _id: { $lt: `${workspace}:${id}` } }];
    }
    const documents = await this.deliveries
      .find(where)
      .sort({ createdAt: -1, _id: -1 })
      .limit(query.limit + 1)
      .toArray();
    return pageOf(
      documents,
      query.limit,
      (document) => document,
      (document) => [document.createdAt.getTime(), document.key],
    );
  }

  async readContent(workspace: string, key: string): Promise<DeliveryContent | null> {
    return await this.contents.findOne({ _id: idOf(workspace, key) });
  }
}

function idOf(workspace: string, key: string): string {
  return `${workspace}:${key}`;
}

/** In production the core's opaque session is the driver's. */
function sessionOf(session: CoreSession | undefined): { session?: ClientSession } {
  return session === undefined ? {} : { session: session as unknown as ClientSession };
}
