import type { Collection, Db } from 'mongodb';

import { collections } from '../platform/collections.js';
import type { LearnedModel, MatchingChunkDocument, MatchingPhase, MatchingRunDocument, MatchingRunState, SliceResult } from './matching.documents.js';
import type { MatchRecord } from './model/columns.js';

const dayMs = 86_400_000;

/** Runs, and the copies of profiles that they compare. */
export class MatchingRunsStore {
  private readonly runs: Collection<MatchingRunDocument>;
  private readonly chunks: Collection<MatchingChunkDocument>;

  constructor(db: Db) {
    this.runs = db.collection<MatchingRunDocument>(collections.matchingRuns);
    this.chunks = db.collection<MatchingChunkDocument>(collections.matchingChunks);
  }

  async ensureIndexes(): Promise<void> {
    await this.runs.createIndex({ workspace: 1, runId: -1 });
    await this.chunks.createIndex({ workspace: 1, runId: 1 });
    await this.chunks.createIndex({ expiresAt: 1 }, { expireAfterSeconds: 0 });
  }

  async insert(run: MatchingRunDocument): Promise<void> {
    await this.runs.insertOne(run);
  }

  async remove(workspace: string, runId: string): Promise<void> {
    await this.runs.deleteOne({ _id: `${workspace}:${runId}` });
  }

  async read(workspace: string, runId: string): Promise<MatchingRunDocument | null> {
    return await this.runs.findOne({ _id: `${workspace}:${runId}` });
  }

  /** Newest first. */
  async list(workspace: string, filter: { state?: MatchingRunState; before?: string }, limit: number): Promise<MatchingRunDocument[]> {
    const { state, before } = filter;
    return await this.runs
      .find({ workspace, ...(state && { state }), ...(before !== undefined && { runId: { $lt: before } }) })
      .sort({ runId: -1 })
      .limit(limit)
      .toArray();
  }

  /** Only while it runs: what ended stays as it ended. */
  async progress(workspace: string, runId: string, at: { phase: MatchingPhase; done: number; total: number; now: Date }): Promise<void> {
    const { now, ...progress } = at;
    await this.running(workspace, runId, { ...progress, touchedAt: now });
  }

  async keepSnapshot(workspace: string, runId: string, snapshot: NonNullable<MatchingRunDocument['snapshot']>): Promise<void> {
    await this.running(workspace, runId, { snapshot });
  }

  async keepLearned(workspace: string, runId: string, learned: LearnedModel): Promise<void> {
    await this.running(workspace, runId, { learned });
  }

  async keepSlice(workspace: string, runId: string, slice: number, result: SliceResult): Promise<void> {
    await this.running(workspace, runId, { [`slices.${slice}`]: result });
  }

  async keepFound(workspace: string, runId: string, found: NonNullable<MatchingRunDocument['found']>): Promise<void> {
    await this.runs.updateOne({ _id: `${workspace}:${runId}`, state: 'running' }, { $set: { found }, $unset: { slices: '' } });
  }

  async keepMerged(workspace: string, runId: string, merged: NonNullable<MatchingRunDocument['merged']>): Promise<void> {
    await this.running(workspace, runId, { merged });
  }

  /** @returns false when it had ended already. */
  async end(workspace: string, runId: string, how: { state: Exclude<MatchingRunState, 'running'>; failure?: string; now: Date }): Promise<boolean> {
    const { state, failure, now } = how;
    const ended = { state, phase: 'finished', endedAt: now, touchedAt: now, ...(failure !== undefined && { failure }) } as const;
    return await this.running(workspace, runId, ended);
  }

  private async running(workspace: string, runId: string, $set: { [field: string]: unknown }): Promise<boolean> {
    const { matchedCount } = await this.runs.updateOne({ _id: `${workspace}:${runId}`, state: 'running' }, { $set });
    return matchedCount > 0;
  }

  async writeChunk(workspace: string, runId: string, token: string, n: number, records: readonly MatchRecord[], now: Date): Promise<void> {
    const _id = chunkId(workspace, runId, token, n);
    const [ids, values] = [records.map(({ id }) => id), records.map((record) => [...record.values])];
    await this.chunks.insertOne({ _id, workspace, runId, ids, values, expiresAt: new Date(now.getTime() + dayMs) });
  }

  /** In the order in which they were read: by profile id. */
  async readChunks(workspace: string, runId: string, snapshot: NonNullable<MatchingRunDocument['snapshot']>): Promise<MatchRecord[]> {
    const records: MatchRecord[] = [];
    for (let n = 0; n < snapshot.chunks; n += 1) {
      const chunk = await this.chunks.findOne({ _id: chunkId(workspace, runId, snapshot.token, n) });
      if (chunk === null) throw new Error(`Part ${n} of matching run ${runId} is gone.`);
      chunk.ids.forEach((id, row) => {
        records.push({ id, values: chunk.values[row] ?? [] });
      });
    }
    return records;
  }

  async removeChunks(workspace: string, runId: string): Promise<void> {
    await this.chunks.deleteMany({ workspace, runId });
  }
}

function chunkId(workspace: string, runId: string, token: string, n: number): string {
  return `${workspace}:${runId}:${token}:${n}`;
}
