import { parentPort, workerData } from 'node:worker_threads';

import { MatchingRunsStore } from '@cairn/server/matching/matching-runs.store.js';
import { MatchingStages } from '@cairn/server/matching/matching-stages.js';
import { systemClock } from '@cairn/server/platform/clock.js';
import { AppError, UserError } from '@cairn/server/platform/errors.js';
import { createMongoClient } from '@cairn/server/platform/mongo-client.js';

import type { ThreadData, ThreadReply } from './matching-thread-host.js';
import { type MatchingJob, performStage, progressPulse } from './perform-stage.js';

/** Code of the thread that compares: reading, computing and writing, all beside the process's own work. One job at a time. */
const { mongodbUri, database } = workerData as ThreadData;
const client = createMongoClient(mongodbUri, { appName: 'cairn-matching', maxPoolSize: 4 });
const stages = new MatchingStages(client, database, systemClock);
const runs = new MatchingRunsStore(client.db(database));

async function answer(job: MatchingJob): Promise<ThreadReply> {
  try {
    return { ok: true, answer: await performStage(stages, job, progressPulse(runs, systemClock, job)) };
  } catch (error) {
    const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
    if (error instanceof UserError) return { ok: false, message: error.message, code: error.code, status: error.status };
    return { ok: false, message, ...(error instanceof AppError && { code: error.code }) };
  }
}

parentPort?.on('message', (job: MatchingJob) => {
  void answer(job).then((reply) => parentPort?.postMessage(reply));
});
