import { collections, type RunDocument } from '@cairn/server/platform/collections.js';
import { Gathering } from '@cairn/server/platform/gathering.js';
import type { Effect } from '@cairn/server/profiles/profile.js';
import { mergePath } from '@cairn/workflows/interpreter/transition.js';
import type { AnyBulkWriteOperation, Collection, Db } from 'mongodb';

type RecordRun = Extract<Effect, { kind: 'recordRun' }>;

const rounds = 20;

type Recording = Pick<RecordRun, 'run' | 'path' | 'profileId'> & { workspace: string };

/** Brings the read model of runs up. Safe to do twice, and in any order. What comes while one write is under way is the next one, together. */
export class RunRecords {
  private readonly runs: Collection<RunDocument>;
  private readonly gathering: Gathering<Recording, undefined>;

  constructor(db: Db) {
    // No majority is waited for: taking the effect out of its outbox comes later, waits for one, and is lost with this if it is lost.
    this.runs = db.collection<RunDocument>(collections.runs, { writeConcern: { w: 1 }, readConcern: { level: 'local' }, readPreference: 'primary' });
    this.gathering = new Gathering(async (records: Recording[]) => {
      await this.write(records);
      return records.map(() => undefined);
    });
  }

  async record(workspace: string, { run, path, profileId }: RecordRun): Promise<void> {
    await this.gathering.add({ workspace, run, path, profileId });
  }

  /** Each run conditional on what was read of it, so that two performers at once lose nothing of each other's path. */
  private async write(records: Recording[]): Promise<void> {
    const ids = [...new Set(records.map(idOf))];
    for (let round = 0; round < rounds; round++) {
      const stored = new Map((await this.runs.find({ _id: { $in: ids } }).toArray()).map((run) => [run._id, run]));
      const next = new Map(stored);
      for (const record of records) next.set(idOf(record), recorded(record, next.get(idOf(record))));
      if (await this.writeAll([...next.values()], stored)) return;
    }
    throw new Error(`${ids.length} runs kept changing for ${rounds} rounds, ${ids[0]} among them.`);
  }

  /** False: one of them was changed meanwhile. */
  private async writeAll(next: RunDocument[], stored: ReadonlyMap<string, RunDocument>): Promise<boolean> {
    const operations = next.map((document): AnyBulkWriteOperation<RunDocument> => {
      const { _id, ...change } = document;
      const before = stored.get(_id);
      if (!before) return { insertOne: { document } };
      return { updateOne: { filter: { _id, 'run.transition': before.run.transition, path: before.path }, update: { $set: change } } };
    });
    try {
      const { insertedCount, matchedCount } = await this.runs.bulkWrite(operations, { ordered: false });
      return insertedCount + matchedCount === operations.length;
    } catch (error) {
      if ((error as { code?: number }).code === 11_000) return false;
      throw error;
    }
  }
}

function idOf({ workspace, run }: Recording): string {
  return `${workspace}:${run.runId}`;
}

/** An older record that comes late adds its part of the path and changes nothing else. */
function recorded(record: Recording, stored: RunDocument | undefined): RunDocument {
  const { workspace, run, path, profileId } = record;
  const newer = stored && stored.run.transition > run.transition ? stored.run : run;
  return {
    _id: idOf(record),
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
