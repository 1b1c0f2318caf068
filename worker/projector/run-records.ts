import { collections, type RunDocument } from '@cairn/server/platform/collections.js';
import type { Effect } from '@cairn/server/profiles/profile.js';
import { mergePath } from '@cairn/workflows/interpreter/transition.js';
import type { Collection, Db } from 'mongodb';

type RecordRun = Extract<Effect, { kind: 'recordRun' }>;

const rounds = 20;

/** Brings the read model of runs up. Safe to do twice, and in any order. */
export class RunRecords {
  private readonly runs: Collection<RunDocument>;

  constructor(db: Db) {
    this.runs = db.collection<RunDocument>(collections.runs);
  }

  /** Conditional on the transition that was read, so that two performers at once lose nothing of each other's path. */
  async record(workspace: string, effect: RecordRun): Promise<void> {
    const _id = `${workspace}:${effect.run.runId}`;
    for (let round = 0; round < rounds; round++) {
      const stored = await this.runs.findOne({ _id });
      const next = recorded(workspace, effect, stored);
      if (!stored) {
        if (await this.inserted({ _id, ...next })) return;
        continue;
      }
      const replaced = await this.runs.updateOne({ _id, 'run.transition': stored.run.transition, path: stored.path }, { $set: next });
      if (replaced.matchedCount > 0) return;
    }
    throw new Error(`Run ${effect.run.runId} kept changing for ${rounds} rounds.`);
  }

  private async inserted(document: RunDocument): Promise<boolean> {
    try {
      await this.runs.insertOne(document);
      return true;
    } catch (error) {
      if ((error as { code?: number }).code === 11_000) return false;
      throw error;
    }
  }
}

/** An older record that comes late adds its part of the path and changes nothing else. */
function recorded(workspace: string, { run, path, profileId }: RecordRun, stored: RunDocument | null): Omit<RunDocument, '_id'> {
  const newer = stored && stored.run.transition > run.transition ? stored.run : run;
  return {
    workspace,
    runId: run.runId,
    profileId: newer === run ? profileId : (stored?.profileId ?? profileId),
    journey: run.journey,
    version: newer.version,
    state: newer.ended ? 'ended' : 'active',
    run: newer,
    path: newer === run ? mergePath(stored?.path ?? [], path) : mergePath(path, stored?.path ?? []),
    enteredAt: new Date(run.enteredAt),
    ...(newer.ended && { endedAt: new Date(newer.ended.at) }),
  };
}
