import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';

import type { Json } from '@cairn/rules/contracts/facts.js';
import { WorkspacesStore } from '@cairn/server/access/workspaces.store.js';
import { bucketOf } from '@cairn/server/events/buckets.js';
import type { EventDocument } from '@cairn/server/events/event.js';
import { JourneysService } from '@cairn/server/journeys/journeys.service.js';
import { JourneysStore } from '@cairn/server/journeys/journeys.store.js';
import { RunPokes } from '@cairn/server/journeys/run-pokes.js';
import { RunsStore } from '@cairn/server/journeys/runs.store.js';
import type { SendPort } from '@cairn/server/messages/send.js';
import { collections, type RunDocument, type TagDefinition, type TagDocument, type TemplateDocument } from '@cairn/server/platform/collections.js';
import { createMongoClient } from '@cairn/server/platform/mongo-client.js';
import { VersionsStore } from '@cairn/server/platform/versions.store.js';
import type { EffectPerformer } from '@cairn/server/profiles/core.js';
import { createProfileCore } from '@cairn/server/profiles/create-profile-core.js';
import type { Effect, ProfileDocument } from '@cairn/server/profiles/profile.js';
import { createStepDeps } from '@cairn/worker/activities/step-deps.js';
import { createJourneyWorkers } from '@cairn/worker/journey-workers.js';
import { createEffects } from '@cairn/worker/projector/effects.js';
import { TemporalEffects } from '@cairn/worker/projector/temporal-effects.js';
import { Reconciler } from '@cairn/worker/reconciler.js';
import type { SendHeld, SendOutcome } from '@cairn/workflows/contracts/interpreter.js';
import type { JourneyDefinition } from '@cairn/workflows/contracts/journey.js';
import { workflowIdFor } from '@cairn/workflows/contracts/names.js';
import { Client, Connection } from '@temporalio/client';
import { bundleWorkflowCode, NativeConnection, type Worker } from '@temporalio/worker';
import type { Db, MongoClient } from 'mongodb';

import { startTemporal } from '../fixtures/temporal.js';

export const workspace = 'demo';
const log = { warn: () => {}, error: () => {}, info: () => {} };
const clock = { now: () => Date.now() };

/** Bundled from source, so that a test needs no build. */
export async function workflowBundle(): Promise<{ code: string }> {
  const silent = { log: () => {}, trace: () => {}, debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
  return await bundleWorkflowCode({ workflowsPath: fileURLToPath(new URL('../../workflows/runs/workflows.ts', import.meta.url)), logger: silent });
}

interface Parts {
  temporal: Awaited<ReturnType<typeof startTemporal>>;
  mongo: MongoClient;
  connection: Connection;
  native: NativeConnection;
  workers: Worker[];
  db: Db;
  client: Client;
  core: ReturnType<typeof createProfileCore>['core'];
  journeys: JourneysService;
  runs: RunsStore;
  reconciler: Reconciler;
  pokes: RunPokes;
}

/** Journeys on a real Temporal and a real mongod; only the sending is a typed fake that remembers. Task queues are fixed names, so each has a server of its own. */
export class JourneyWorld {
  readonly sends: { runId: string; stepId: string; visit: number }[] = [];
  outcome: SendOutcome['outcome'] = 'sent';
  private readonly running: Promise<void>[];

  readonly db: Db;
  readonly client: Client;
  readonly journeys: JourneysService;
  readonly runs: RunsStore;
  readonly reconciler: Reconciler;
  readonly pokes: RunPokes;
  private readonly core: Parts['core'];
  private readonly parts: Parts;

  private constructor(parts: Parts) {
    this.parts = parts;
    this.db = parts.db;
    this.client = parts.client;
    this.journeys = parts.journeys;
    this.runs = parts.runs;
    this.reconciler = parts.reconciler;
    this.pokes = parts.pokes;
    this.core = parts.core;
    this.running = parts.workers.map((worker) => worker.run());
  }

  static async start(): Promise<JourneyWorld> {
    const [temporal, bundle] = await Promise.all([startTemporal({ dynamicConfig: { 'limit.historyCount.suggestContinueAsNew': 60 } }), workflowBundle()]);
    const mongo = createMongoClient(process.env.MONGODB_URI ?? '');
    const db = mongo.db(`journeys_${randomUUID().slice(0, 8)}`);
    const connection = await Connection.connect({ address: temporal.address });
    const client = new Client({ connection, namespace: temporal.namespace });
    const native = await NativeConnection.connect({ address: temporal.address });
    const workersClient = new Client({ connection: native, namespace: temporal.namespace });
    const effects: EffectPerformer = createEffects(db, new TemporalEffects(client, () => workersClient), clock);
    const { core, store } = createProfileCore(db, clock, { effects });
    const [journeysStore, runs] = [new JourneysStore(db), new RunsStore(db)];
    await Promise.all([store.ensureIndexes(), journeysStore.ensureIndexes(), runs.ensureIndexes()]);
    await new WorkspacesStore(db).create({ id: workspace, name: 'Demo', sender: { name: 'Demo', address: 'shop@example.com' }, now: new Date() });
    await db
      .collection<TemplateDocument>(collections.templates)
      .insertOne({ _id: `${workspace}:cart`, workspace, key: 'cart', liveVersion: 'x' } as TemplateDocument);
    const pokes = new RunPokes(client, runs, clock, log);
    const sender: SendPort = { send: async (request) => ({ outcome: await world.send(request), isOwnWrite: false }) };
    const workers = await createJourneyWorkers(native, { ...createStepDeps(db, core, sender, clock), log }, { namespace: temporal.namespace, bundle });
    const world = new JourneyWorld({
      temporal,
      mongo,
      connection,
      native,
      workers,
      db,
      client,
      core,
      runs,
      pokes,
      journeys: new JourneysService(db, journeysStore, new VersionsStore(db), runs, pokes, clock),
      reconciler: new Reconciler({ db, temporal: client, core, journeys: journeysStore, runs, pokes, clock, log, lateMs: 300 }),
    });
    return world;
  }

  async stop(): Promise<void> {
    const { temporal, mongo, connection, native, workers } = this.parts;
    for (const worker of workers) worker.shutdown();
    await Promise.all(this.running);
    await native.close();
    await connection.close();
    await this.db.dropDatabase();
    await mongo.close();
    await temporal.stop();
  }

  async publish(key: string, definition: JourneyDefinition): Promise<void> {
    await this.journeys.put(workspace, key, definition, 'test');
    await this.journeys.publish(workspace, key, { by: 'test' });
    // Longer than definitions are cached for.
    await new Promise((resolve) => setTimeout(resolve, 300));
  }

  async makeTag(key: string): Promise<void> {
    const definition: TagDefinition = { name: key, color: 'gray' };
    const now = new Date();
    await this.parts.mongo.withSession(
      async (session) =>
        await session.withTransaction(async () => {
          const request = { workspace, kind: 'tag' as const, key, definition, by: 'test', raiseEpoch: true, now };
          const { hash, epoch } = await new VersionsStore(this.db).publishVersion(session, request);
          const tag: TagDocument = {
            _id: `${workspace}:${key}`,
            workspace,
            key,
            definition,
            liveVersion: hash,
            epoch,
            createdAt: now,
            updatedAt: now,
            updatedBy: 'test',
          };
          await this.db.collection<TagDocument>(collections.tags).insertOne(tag, { session });
        }),
    );
  }

  /** Stores an event as ingestion does, folds it, and performs what follows. @param options.lose effects of this kind are never performed */
  async track(userId: string, name: string, properties: { [key: string]: Json } = {}, options: { lose?: Effect['kind'] } = {}): Promise<void> {
    const who = `${workspace}:userId:${userId}`;
    const messageId = randomUUID();
    await this.db.collection<EventDocument>(collections.events).insertOne({
      _id: `${workspace}:${messageId}`,
      workspace,
      messageId,
      type: 'track',
      name,
      timestamp: new Date(),
      receivedAt: new Date(),
      source: 'test',
      who,
      names: [who],
      properties,
      pending: bucketOf(who),
      replayAttempt: 0,
    });
    if (options.lose) {
      await this.core.catchUp([{ workspace, identity: who }]);
      await this.db.collection<ProfileDocument>(collections.profiles).updateMany({ workspace }, { $pull: { effects: { kind: options.lose } } });
    }
    await this.sweep(userId);
  }

  async sweep(userId: string): Promise<void> {
    await this.core.catchUp([{ workspace, identity: `${workspace}:userId:${userId}` }], { performEffects: true });
  }

  /** The person's newest run of a journey, once it is so. */
  async runOf(userId: string, journey: string, until: (run: RunDocument) => boolean = ({ state }) => state === 'ended'): Promise<RunDocument> {
    let run: RunDocument | undefined;
    for (let tries = 0; tries < 300; tries++) {
      await this.sweep(userId);
      const identity = await this.db.collection<{ _id: string; owner: string }>(collections.identities).findOne({ _id: `${workspace}:userId:${userId}` });
      [run] = await this.runs.list(workspace, { journey, profileId: identity?.owner ?? '', limit: 1 });
      if (run && until(run)) return run;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`Not so after 15 s: ${JSON.stringify(run)}`);
  }

  async history(runId: string, temporalRunId?: string) {
    const handle = this.client.workflow.getHandle(workflowIdFor(runId), temporalRunId, { followRuns: false });
    await handle.result().catch(() => {});
    return await handle.fetchHistory();
  }

  private async send({ run, step }: Parameters<SendPort['send']>[0]): Promise<SendOutcome | SendHeld> {
    const { visit } = run.position;
    this.sends.push({ runId: run.runId, stepId: step.id, visit });
    return { stepId: step.id, visit, outcome: this.outcome };
  }
}

const second = { amount: 1, unit: 'second' as const };
const trigger = { type: 'event' as const, event: { name: 'Cart Updated' } };
const base = { schemaVersion: 1 as const, name: 'Test', trigger, reentry: { type: 'afterExit' as const }, exits: [] };
const mail = { id: 'mail', type: 'message' as const, channel: 'email' as const, template: 'cart', next: 'exit' };
const exit = { id: 'exit', type: 'exit' as const };
const bought = { id: 'bought', event: { name: 'Order Completed' } };

/** The shapes whose histories are counted and recorded. */
export const shapes = {
  mail: { ...base, start: 'mail', steps: [mail, exit] },
  delayMail: { ...base, start: 'delay', steps: [{ id: 'delay', type: 'delay', duration: second, next: 'mail' }, mail, exit] },
  longDelay: {
    ...base,
    exits: [bought],
    start: 'delay',
    steps: [{ id: 'delay', type: 'delay', duration: { amount: 1, unit: 'day' }, next: 'mail' }, mail, exit],
  },
  wait: {
    ...base,
    start: 'wait',
    steps: [
      {
        id: 'wait',
        type: 'waitUntil',
        branches: [{ id: 'purchase', event: bought.event, next: 'exit' }],
        timeout: { after: { amount: 2, unit: 'second' }, next: 'mail' },
      },
      mail,
      exit,
    ],
  },
} satisfies { [name: string]: JourneyDefinition };
