import { type Collection, type Db, type Filter, MongoBulkWriteError } from 'mongodb';

import { collections } from '../platform/collections.js';
import type { EventDocument } from './event.js';

/** What became of one document of an insert. `repeat`: its messageId was stored before, and that one is majority-committed. */
export type InsertOutcome = 'stored' | 'repeat' | 'differing-repeat';

/** How long a repeat waits for the first one to be majority-committed. */
const commitPatienceMs = 5_000;

export class EventsStore {
  private readonly events: Collection<EventDocument>;

  constructor(db: Db) {
    this.events = db.collection<EventDocument>(collections.events);
  }

  async ensureIndexes(): Promise<void> {
    const pending = { partialFilterExpression: { pending: { $exists: true } } };
    await this.events.createIndex({ who: 1, receivedAt: 1 });
    await this.events.createIndex({ pending: 1, who: 1 }, pending);
    await this.events.createIndex({ names: 1 }, pending);
    await this.events.createIndex({ workspace: 1, 'refused.at': -1 }, { partialFilterExpression: { refused: { $exists: true } } });
  }

  /**
   * One unordered insert, acknowledged by a majority's journal. Answers per document, in order; rejects when any fate is unknown, and
   * then nothing of it may be acknowledged.
   */
  async insert(documents: EventDocument[]): Promise<InsertOutcome[]> {
    try {
      await this.events.insertMany(documents, { ordered: false, writeConcern: { w: 'majority', journal: true, wtimeoutMS: 10_000 } });
      return documents.map(() => 'stored');
    } catch (error) {
      const repeats = repeatedIndexes(error);
      if (repeats === null) throw error;
      const differing = await this.compareRepeats([...repeats].map((index) => documents[index] as EventDocument));
      return documents.map((document, index) => (repeats.has(index) ? (differing.has(document._id) ? 'differing-repeat' : 'repeat') : 'stored'));
    }
  }

  /** Core 6: a repeat may be acknowledged only when a majority read finds the first one. Answers the ids whose content differs. */
  private async compareRepeats(documents: EventDocument[]): Promise<Set<string>> {
    const wanted = new Map(documents.map((document) => [document._id, document]));
    const differing = new Set<string>();
    for (let waitedMs = 0; wanted.size > 0; waitedMs += 50) {
      const found = await this.events.find({ _id: { $in: [...wanted.keys()] } }, { readConcern: { level: 'majority' } }).toArray();
      for (const stored of found) {
        const sent = wanted.get(stored._id);
        // An erased event leaves its id alone behind: nothing to compare.
        if (sent !== undefined && stored.names !== undefined && contentOf(stored) !== contentOf(sent)) differing.add(stored._id);
        wanted.delete(stored._id);
      }
      if (wanted.size === 0) break;
      if (waitedMs >= commitPatienceMs) throw new Error(`${wanted.size} repeated events are not committed yet.`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    return differing;
  }

  /** What these identities did, newest first by the event's own time. One person's events are few enough to be sorted when asked. */
  async timeline(workspace: string, identities: string[], page: { limit: number; before?: { at: Date; id: string } | undefined }): Promise<EventDocument[]> {
    return await this.events
      .find({ workspace, who: { $in: identities }, ...olderThan('timestamp', page.before) })
      .sort({ timestamp: -1, _id: -1 })
      .limit(page.limit)
      .toArray();
  }

  /** Those among them that set this trait (its escaped name), newest first by the event's own time. */
  async settingTrait(
    workspace: string,
    identities: string[],
    trait: string,
    page: { limit: number; before?: { at: Date; id: string } | undefined },
  ): Promise<EventDocument[]> {
    const filter = { workspace, who: { $in: identities }, type: 'identify' as const, [`traits.${trait}`]: { $exists: true }, refused: { $exists: false } };
    return await this.events
      .find({ ...filter, ...olderThan('timestamp', page.before) })
      .sort({ timestamp: -1, _id: -1 })
      .limit(page.limit)
      .toArray();
  }

  /** What these messages are called and where they came from. */
  async briefly(workspace: string, messageIds: string[]): Promise<Pick<EventDocument, 'messageId' | 'name' | 'source'>[]> {
    return await this.events
      .find({ _id: { $in: messageIds.map((messageId) => `${workspace}:${messageId}`) } })
      .project<Pick<EventDocument, 'messageId' | 'name' | 'source'>>({ messageId: 1, name: 1, source: 1 })
      .toArray();
  }

  async read(workspace: string, messageId: string): Promise<EventDocument | null> {
    return await this.events.findOne({ _id: `${workspace}:${messageId}` });
  }

  async deadLetters(workspace: string, page: { limit: number; before?: { at: Date; id: string } | undefined }): Promise<EventDocument[]> {
    return await this.events
      .find({ workspace, refused: { $exists: true }, ...olderThan('refused.at', page.before) })
      .sort({ 'refused.at': -1, _id: -1 })
      .limit(page.limit)
      .toArray();
  }

  async countDeadLetters(workspace: string): Promise<number> {
    return await this.events.countDocuments({ workspace, refused: { $exists: true } }, { limit: 1_000 });
  }

  /**
   * Core 9: the next attempt has a number of its own, so marks of the one before cannot touch it. Conditional on what was seen: two people
   * pressing at once replay once. False: no longer a dead letter.
   */
  async replay(workspace: string, messageId: string, attempt: number, bucket: number): Promise<boolean> {
    const { matchedCount } = await this.events.updateOne(
      { _id: `${workspace}:${messageId}`, replayAttempt: attempt, refused: { $exists: true }, pending: { $exists: false } },
      { $set: { pending: bucket, replayAttempt: attempt + 1 }, $unset: { refused: '' } },
      { writeConcern: { w: 'majority', journal: true } },
    );
    return matchedCount > 0;
  }
}

/** Keyset paging, newest first: strictly before (time, _id). */
function olderThan(field: string, before: { at: Date; id: string } | undefined): Filter<EventDocument> {
  if (before === undefined) return {};
  return { $or: [{ [field]: { $lt: before.at } }, { [field]: before.at, _id: { $lt: before.id } }] };
}

/** Indexes refused because their `_id` exists; null when anything else went wrong as well. */
function repeatedIndexes(error: unknown): Set<number> | null {
  if (!(error instanceof MongoBulkWriteError)) return null;
  const writeErrors = Array.isArray(error.writeErrors) ? error.writeErrors : [error.writeErrors];
  if (writeErrors.length === 0 || error.result.getWriteConcernError() !== undefined) return null;
  return writeErrors.every((writeError) => writeError.code === 11_000) ? new Set(writeErrors.map((writeError) => writeError.index)) : null;
}

/** What the sender said, without what a second sending changes by itself (times of receipt and sending, retry notes in the context). */
function contentOf({ type, name, names, traits, properties }: EventDocument): string {
  return JSON.stringify([type, name, names, traits ?? null, properties ?? null]);
}
