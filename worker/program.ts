import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';

import { BackfillsStore } from '@cairn/server/backfills/backfills.store.js';
import { JourneysStore } from '@cairn/server/journeys/journeys.store.js';
import { RunPokes } from '@cairn/server/journeys/run-pokes.js';
import { RunsStore } from '@cairn/server/journeys/runs.store.js';
import { createRenderer } from '@cairn/server/messages/renderer.js';
import { systemClock } from '@cairn/server/platform/clock.js';
import { createMongoClient, keepConnecting } from '@cairn/server/platform/mongo-client.js';
import { createProfileCore } from '@cairn/server/profiles/create-profile-core.js';
import { Client, Connection } from '@temporalio/client';
import type { Logger } from 'pino';

import { createSendPort } from './activities/send.js';
import { createStepDeps } from './activities/step-deps.js';
import { BackfillStarter } from './backfills/backfill-starter.js';
import { createEmailAdapter } from './channels/email.js';
import type { WorkerConfig } from './config.js';
import { JourneyHost } from './journey-host.js';
import { createMatchingDeps } from './matching/matching-deps.js';
import { MatchingThread } from './matching/matching-thread-host.js';
import { createWorkerMetrics } from './metrics.js';
import { DueProfiles } from './projector/due-profiles.js';
import { createEffects } from './projector/effects.js';
import { createProjector } from './projector/projector.js';
import { TemporalEffects } from './projector/temporal-effects.js';
import { WakeUpServer } from './projector/wake-up-server.js';
import { Reconciler } from './reconciler.js';
import { RfmCutPoints } from './rfm-cut-points.js';
import { TagJobs } from './tag-jobs.js';

export interface WorkerProgram {
  /** Takes nothing new, lets what is in hand end, closes connections. */
  stop(): Promise<void>;
}

/** Everything the worker process does, wired by hand: projector, journey steps, email, reconciler, status page. */
export async function startWorkerProgram(config: WorkerConfig, logger: Logger): Promise<WorkerProgram> {
  const clock = systemClock;
  const metrics = createWorkerMetrics();
  const mongo = keepConnecting(createMongoClient(config.mongodbUri, { appName: 'cairn-worker' }));
  const db = mongo.db(config.database);
  const connection = Connection.lazy({ address: config.temporalAddress });
  const temporal = new Client({ connection, namespace: config.temporalNamespace });

  const { core, hands, definitions, store } = createProfileCore(db, clock, {
    effects: createEffects(db, new TemporalEffects(temporal, () => journeys.client), clock),
    onApplied: (events) => metrics.applied.inc(events.length),
    onConflict: () => metrics.conflicts.inc(),
    onRefused: (count) => metrics.refused.inc(count),
    onEffectFailed: (effect, error) => {
      metrics.effectsFailed.inc({ kind: effect.kind });
      logger.debug({ err: error, kind: effect.kind }, 'an effect stays in its outbox');
    },
  });
  const renderer = createRenderer();
  // The first mail need not wait for MJML to be loaded; failing, that mail says why.
  renderer.warmUp().catch(() => undefined);
  const adapter = createEmailAdapter({ url: config.smtpUrl, connections: config.smtpPool, dkim: config.dkim });
  const sender = createSendPort({
    db,
    core,
    renderer,
    adapter,
    clock,
    publicUrl: config.publicUrl,
    secret: config.secret,
    onOutcome: (outcome, reason) => metrics.sends.inc({ outcome, reason: reason ?? '' }),
  });
  const backfills = new BackfillsStore(db);
  const dueProfiles = new DueProfiles(db);
  const onFailure = (code: string): void => metrics.workflowFailures.inc({ code });
  const comparing = new MatchingThread({ mongodbUri: config.mongodbUri, database: config.database });
  const journeys = new JourneyHost({
    address: config.temporalAddress,
    namespace: config.temporalNamespace,
    connection,
    deps: {
      ...createStepDeps(db, core, sender, clock),
      log: logger,
      onFailure,
      backfill: { store: backfills, definitions, behind: async (...of) => await dueProfiles.behind(...of), core, clock, log: logger },
      matching: createMatchingDeps({ db, work: comparing, merging: hands, clock, log: logger, onFailure }),
    },
    maxConcurrentSteps: config.maxConcurrentSteps,
    logger,
  });
  const runs = new RunsStore(db);
  const starter = new BackfillStarter({ store: backfills, temporal, clock });
  const tagJobs = new TagJobs({ db, core, store, definitions, clock, log: logger });
  const reconciler = new Reconciler({
    db,
    temporal,
    core,
    journeys: new JourneysStore(db),
    runs,
    pokes: new RunPokes(temporal, runs, clock, logger),
    clock,
    log: logger,
  });

  // The same after a crash: a worker that comes back takes its own share again, instead of dividing it with its ghost.
  const workerId = config.port === 0 ? randomUUID() : `${hostname()}:${config.port}`;
  const projector = createProjector({ db, core, definitions, clock, log: logger, workerId, backfills: starter, onLag: (seconds) => metrics.lag.set(seconds) });
  const wakeUps = new WakeUpServer({
    db,
    clock,
    workerId,
    host: config.host,
    port: config.port,
    url: config.url,
    onWake: () => projector.wake(),
    onError: (error) => logger.debug({ err: error }, 'wake-up server'),
    routes: {
      '/metrics': async (_request, response) =>
        void response.writeHead(200, { 'content-type': metrics.registry.contentType }).end(await metrics.registry.metrics()),
      '/health': (_request, response) => {
        const body = JSON.stringify({ status: 'ok', journeys: journeys.isRunning ? 'running' : 'waiting for Temporal' });
        response.writeHead(200, { 'content-type': 'application/json', 'cache-control': 'no-store' }).end(body);
      },
    },
  });
  const { url } = await wakeUps.start();

  const cutPoints = new RfmCutPoints({ client: mongo, database: config.database, definitions, clock, log: logger });

  projector.start();
  journeys.start();
  reconciler.start();
  tagJobs.start();
  cutPoints.start();
  logger.info({ url }, 'worker runs');

  return {
    stop: async () => {
      await Promise.all([projector.stop(), journeys.stop(), reconciler.stop(), cutPoints.stop(), tagJobs.stop()]);
      await comparing.close();
      adapter.close();
      await renderer.close();
      await wakeUps.stop();
      await connection.close();
      await mongo.close();
    },
  };
}
