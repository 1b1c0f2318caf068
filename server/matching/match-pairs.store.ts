import { hashId } from '@cairn/workflows/contracts/names.js';
import { type AnyBulkWriteOperation, type Collection, type Db, type Document, type Filter, MongoBulkWriteError } from 'mongodb';

import { collections } from '../platform/collections.js';
import type { ProfileDocument } from '../profiles/profile.js';
import { type SummarySource, summaryFields } from '../profiles/profile-answer.js';
import type { MatchPairDocument, PairState } from './matching.documents.js';

/** What a run says about two profiles. */
export type FoundPair = Pick<MatchPairDocument, 'a' | 'b' | 'weight' | 'evidence' | 'fields' | 'marks'>;

/** What a pair shows of each side. */
export type ComparedProfile = SummarySource;

/** Where a page of pairs, heaviest first, begins: strictly after (weight, pairId). */
export interface AfterPair {
  weight: number;
  pairId: string;
}

const duplicateKey = 11_000;

/** The same for both orders. */
export function pairIdOf(workspace: string, a: string, b: string): string {
  return a < b ? hashId('pair', workspace, a, b) : hashId('pair', workspace, b, a);
}

/** Pairs of profiles that may be one person, and what people said about them. */
export class MatchPairsStore {
  private readonly pairs: Collection<MatchPairDocument>;

  private readonly profiles: Collection<ProfileDocument>;

  constructor(db: Db) {
    this.profiles = db.collection<ProfileDocument>(collections.profiles);
    this.pairs = db.collection<MatchPairDocument>(collections.matchPairs);
  }

  async ensureIndexes(): Promise<void> {
    await this.pairs.createIndex({ workspace: 1, state: 1, weight: -1, pairId: 1 });
    await this.pairs.createIndex({ workspace: 1, a: 1 });
    await this.pairs.createIndex({ workspace: 1, b: 1 });
  }

  /**
   * Brings what a run found up to date; the same again changes nothing, and a later run's word stands. A person's answer stays unless a value that was compared then and
   * now has changed; a merge stays unless both are there again in what the run read, that is, somebody undid it.
   */
  async keep(workspace: string, run: { runId: string; startedAt: Date }, found: readonly FoundPair[]): Promise<void> {
    if (found.length === 0) return;
    const writes = found.map((pair): AnyBulkWriteOperation<MatchPairDocument> => {
      const pairId = pairIdOf(workspace, pair.a, pair.b);
      const filter = { _id: `${workspace}:${pairId}`, $or: [{ runId: { $lte: run.runId } }, { runId: { $exists: false } }] };
      return { updateOne: { filter, update: [{ $set: afterRun(workspace, pairId, run, pair) }], upsert: true } };
    });
    try {
      await this.pairs.bulkWrite(writes, { ordered: false });
    } catch (error) {
      // Refused as a second insert: a later run has written it.
      if (!(error instanceof MongoBulkWriteError) || ![error.writeErrors].flat().every(({ code }) => code === duplicateKey)) throw error;
    }
  }

  /** Unanswered pairs that this run, having ended, did not find again. */
  async dropUnseen(workspace: string, runId: string): Promise<void> {
    await this.pairs.deleteMany({ workspace, state: { $in: ['open', 'later'] }, runId: { $lt: runId } });
  }

  /** Unanswered pairs with a profile that is there no more. */
  async dropWith(workspace: string, profileIds: readonly string[]): Promise<void> {
    const ids = [...profileIds];
    const unanswered: Filter<MatchPairDocument> = { workspace, state: { $in: ['open', 'later'] } };
    await this.pairs.deleteMany({ ...unanswered, a: { $in: ids } });
    await this.pairs.deleteMany({ ...unanswered, b: { $in: ids } });
  }

  async read(workspace: string, pairId: string): Promise<MatchPairDocument | null> {
    return await this.pairs.findOne({ _id: `${workspace}:${pairId}` });
  }

  /** Heaviest first. */
  async list(workspace: string, filter: { state: PairState; from?: number; after?: AfterPair }, limit: number): Promise<MatchPairDocument[]> {
    return await this.pairs.find(listFilter(workspace, filter)).sort({ weight: -1, pairId: 1 }).limit(limit).toArray();
  }

  /** Those of these profiles that are there, merged into nobody. */
  async liveProfiles(workspace: string, profileIds: readonly string[]): Promise<Map<string, ComparedProfile>> {
    const found = await this.profiles
      .find({ _id: { $in: profileIds.map((id) => `${workspace}:${id}`) }, mergedInto: { $exists: false } })
      .project<ComparedProfile>(summaryFields)
      .toArray();
    return new Map(found.map((profile) => [profile.profileId, profile]));
  }

  async count(workspace: string, filter: { state: PairState; from?: number }, limit: number): Promise<number> {
    return await this.pairs.countDocuments(listFilter(workspace, filter), { limit });
  }

  /** Pairs that nobody ever answered, heaviest first, for merging without asking. */
  async untouched(workspace: string, runId: string, from: number, limit: number): Promise<MatchPairDocument[]> {
    const never = { decidedAt: { $exists: false }, reopened: { $exists: false }, refused: { $exists: false } };
    return await this.pairs
      .find({ workspace, state: 'open', runId, weight: { $gte: from }, ...never })
      .sort({ weight: -1, pairId: 1 })
      .limit(limit)
      .toArray();
  }

  /** @param change.claim the run that claimed it. @returns false when it is in none of those states, or claimed by another. */
  async decide(workspace: string, pairId: string, change: PairChange): Promise<boolean> {
    const { from, to, by, now, claim, reopened, mergeId } = change;
    const { matchedCount } = await this.pairs.updateOne(
      { _id: `${workspace}:${pairId}`, state: { $in: [...from] }, claim: claim ?? { $exists: false } },
      {
        $set: { state: to, decidedAt: now, decidedBy: by, ...(reopened && { reopened }), ...(mergeId !== undefined && { mergeId }) },
        $unset: { refused: '', claim: '' },
      },
    );
    return matchedCount > 0;
  }

  /** Before it is merged without asking. @returns false when somebody has answered it. */
  async claim(workspace: string, pairId: string, runId: string): Promise<boolean> {
    const free: Filter<MatchPairDocument> = { $or: [{ claim: { $exists: false } }, { claim: runId }] };
    const filter = { _id: `${workspace}:${pairId}`, state: 'open', decidedAt: { $exists: false }, ...free } as const;
    return (await this.pairs.updateOne(filter, { $set: { claim: runId } })).matchedCount > 0;
  }

  /** Did somebody say of one of these and one of those that they are two people? */
  async isAnsweredNotSame(workspace: string, ones: string[], others: string[]): Promise<boolean> {
    const sides = [
      { a: { $in: ones }, b: { $in: others } },
      { a: { $in: others }, b: { $in: ones } },
    ];
    return (await this.pairs.findOne({ workspace, $or: sides, state: 'notSame' }, { projection: { _id: 1 } })) !== null;
  }

  /** What a run that has ended was about to merge is anybody's again. */
  async release(workspace: string, runId: string): Promise<void> {
    await this.pairs.updateMany({ workspace, runId, claim: runId }, { $unset: { claim: '' } });
  }

  async refuse(workspace: string, pairId: string, reason: string): Promise<void> {
    await this.pairs.updateOne({ _id: `${workspace}:${pairId}`, state: 'open' }, { $set: { refused: reason }, $unset: { claim: '' } });
  }

  /** What merging without asking came to. */
  async countMerged(workspace: string, runId: string, by: string): Promise<{ done: number; refused: number }> {
    const [done, refused] = await Promise.all([
      this.pairs.countDocuments({ workspace, state: 'merged', runId, decidedBy: by }),
      this.pairs.countDocuments({ workspace, state: 'open', runId, refused: { $exists: true } }),
    ]);
    return { done, refused };
  }
}

export interface PairChange {
  from: readonly PairState[];
  to: PairState;
  by: string;
  now: Date;
  claim?: string;
  reopened?: MatchPairDocument['reopened'];
  mergeId?: string;
}

function listFilter(workspace: string, { state, from, after }: { state: PairState; from?: number; after?: AfterPair }): Filter<MatchPairDocument> {
  return {
    workspace,
    state,
    ...(from !== undefined && { weight: { $gte: from } }),
    ...(after && { $or: [{ weight: { $lt: after.weight } }, { weight: after.weight, pairId: { $gt: after.pairId } }] }),
  };
}

/** One aggregation stage: every `$name` is the stored document's, as it was before. */
function afterRun(workspace: string, pairId: string, run: { runId: string; startedAt: Date }, pair: FoundPair): Document {
  const stored = (field: string) => ({ $ifNull: [`$${field}`, []] });
  const common = (field: 'fields' | 'marks') => ({ $size: { $setIntersection: [stored(field), { $literal: pair[field] }] } });
  const changed = { $ne: [common('marks'), common('fields')] };
  const undone = { $and: [{ $eq: ['$state', 'merged'] }, { $lt: ['$decidedAt', run.startedAt] }] };
  const answeredAndChanged = { $and: [{ $in: ['$state', ['notSame', 'later']] }, changed] };
  return {
    workspace: { $literal: workspace },
    pairId: { $literal: pairId },
    a: { $literal: pair.a },
    b: { $literal: pair.b },
    weight: pair.weight,
    evidence: { $literal: pair.evidence },
    fields: { $literal: pair.fields },
    marks: { $literal: pair.marks },
    runId: { $literal: run.runId },
    state: { $cond: [{ $or: [undone, answeredAndChanged] }, 'open', { $ifNull: ['$state', 'open'] }] },
    reopened: { $cond: [undone, 'undone', { $cond: [answeredAndChanged, 'changed', { $ifNull: ['$reopened', '$$REMOVE'] }] }] },
    refused: '$$REMOVE',
    claim: '$$REMOVE',
  };
}
