import { MatchPairsStore } from '@cairn/server/matching/match-pairs.store.js';
import type { MatchingRunDocument } from '@cairn/server/matching/matching.documents.js';
import { inventPeople, storePeople } from '@cairn/server/matching/matching.fixture.js';
import { MatchingRunsService } from '@cairn/server/matching/matching-runs.service.js';
import { MatchingRunsStore } from '@cairn/server/matching/matching-runs.store.js';
import { MatchingSettingsStore } from '@cairn/server/matching/matching-settings.store.js';
import { MatchingStages } from '@cairn/server/matching/matching-stages.js';
import { createMatchingActivities } from '@cairn/worker/activities/matching.js';
import { type MatchingJob, performStage, progressPulse } from '@cairn/worker/matching/perform-stage.js';
import { matchingTaskQueue, matchingWorkflowIdFor } from '@cairn/workflows/contracts/matching.js';
import { taskQueues } from '@cairn/workflows/contracts/run.js';
import { Client, Connection } from '@temporalio/client';
import { NativeConnection, Worker } from '@temporalio/worker';

import { testDatabase } from '../fixtures/mongo.js';
import { startTemporal } from '../fixtures/temporal.js';
import { workflowBundle } from '../journeys/world.js';

export const workspace = 'shop';
const clock = { now: () => Date.now() };

/** Searches for duplicates on a real Temporal and a real mongod; the stages run in this process instead of a thread of their own. */
export class MatchingWorld {
  /** Called before every stage; what it throws fails the attempt, what it waits for holds it up. */
  before: (job: MatchingJob, signal: AbortSignal) => Promise<void> = async () => {};
  merges: { more: boolean }[] = [];
  readonly performed: string[] = [];
  readonly pairs: MatchPairsStore;
  readonly runs: MatchingRunsStore;
  readonly service: MatchingRunsService;
  private readonly parts: Parts;
  private running: Promise<void>[] = [];

  private constructor(parts: Parts) {
    this.parts = parts;
    const { db } = parts.database;
    this.pairs = new MatchPairsStore(db);
    this.runs = new MatchingRunsStore(db);
    this.service = new MatchingRunsService(this.runs, new MatchingSettingsStore(db), parts.client, clock);
  }

  static async start(): Promise<MatchingWorld> {
    const [temporal, bundle, database] = await Promise.all([startTemporal(), workflowBundle(), testDatabase('matching_runs')]);
    const connection = await Connection.connect({ address: temporal.address });
    const native = await NativeConnection.connect({ address: temporal.address });
    const client = new Client({ connection, namespace: temporal.namespace });
    const world = new MatchingWorld({ temporal, database, connection, native, client, workers: [] });
    await Promise.all([world.runs.ensureIndexes(), world.pairs.ensureIndexes()]);
    await storePeople(database.db, workspace, inventPeople(60, 8));
    await world.startWorkers(bundle);
    return world;
  }

  async stop(): Promise<void> {
    const { temporal, database, connection, native, workers } = this.parts;
    for (const worker of workers) worker.shutdown();
    await Promise.all(this.running);
    await native.close();
    await connection.close();
    await database.drop();
    await temporal.stop();
  }

  /** Once its workflow is over. */
  async ended(runId: string): Promise<MatchingRunDocument | null> {
    await this.parts.client.workflow.getHandle(matchingWorkflowIdFor(workspace)).result();
    return await this.runs.read(workspace, runId);
  }

  async history() {
    return await this.parts.client.workflow.getHandle(matchingWorkflowIdFor(workspace)).fetchHistory();
  }

  async terminate(): Promise<void> {
    await this.parts.client.workflow.getHandle(matchingWorkflowIdFor(workspace)).terminate();
  }

  async chunks(): Promise<number> {
    return await this.parts.database.db.collection('matchingChunks').countDocuments();
  }

  async clear(): Promise<void> {
    for (const name of ['matchPairs', 'matchingRuns', 'matchingChunks']) await this.parts.database.db.collection(name).deleteMany({});
  }

  /** As if nothing had been heard of it for an hour. */
  async silence(runId: string): Promise<void> {
    await this.parts.database.db.collection<{ _id: string }>('matchingRuns').updateOne({ _id: `${workspace}:${runId}` }, { $set: { touchedAt: new Date(0) } });
  }

  private async startWorkers(workflowBundle: { code: string }): Promise<void> {
    const { native, temporal } = this.parts;
    const log = { warn: () => {} };
    const activities = createMatchingActivities({
      runs: this.runs,
      pairs: this.pairs,
      clock,
      log,
      work: { perform: async (job, signal) => await this.perform(job, signal) },
      merge: async () => await Promise.resolve(this.merges.shift() ?? { more: false }),
    });
    const shared = { connection: native, namespace: temporal.namespace };
    this.parts.workers.push(
      await Worker.create({ ...shared, taskQueue: taskQueues.journeys, workflowBundle }),
      await Worker.create({ ...shared, taskQueue: matchingTaskQueue, activities, maxConcurrentActivityTaskExecutions: 1 }),
    );
    this.running = this.parts.workers.map((worker) => worker.run());
  }

  /** Each attempt starts from what is stored, as in a process that has just begun. */
  private async perform(job: MatchingJob, signal: AbortSignal): ReturnType<typeof performStage> {
    this.performed.push(job.stage);
    await this.before(job, signal);
    const { client, name } = this.parts.database;
    return await performStage(new MatchingStages(client, name, clock), job, progressPulse(this.runs, clock, job, signal));
  }
}

interface Parts {
  temporal: Awaited<ReturnType<typeof startTemporal>>;
  database: Awaited<ReturnType<typeof testDatabase>>;
  connection: Connection;
  native: NativeConnection;
  client: Client;
  workers: Worker[];
}
