import type { Condition } from '@cairn/rules/contracts/condition.js';
import { BackfillsService } from '@cairn/server/backfills/backfills.service.js';
import { type BackfillDocument, BackfillsStore } from '@cairn/server/backfills/backfills.store.js';
import { EventsStore } from '@cairn/server/events/events.store.js';
import { readEvent } from '@cairn/server/events/read-event.js';
import { collections, type WorkspaceDocument } from '@cairn/server/platform/collections.js';
import { VersionsStore } from '@cairn/server/platform/versions.store.js';
import { createProfileCore } from '@cairn/server/profiles/create-profile-core.js';
import type { ProfileDocument } from '@cairn/server/profiles/profile.js';
import { SegmentsStore } from '@cairn/server/segments/segments.store.js';
import { type BackfillDeps, createBackfillActivities } from '@cairn/worker/activities/backfill.js';
import { BackfillStarter } from '@cairn/worker/backfills/backfill-starter.js';
import { DueProfiles } from '@cairn/worker/projector/due-profiles.js';
import { createProjector, type Projector } from '@cairn/worker/projector/projector.js';
import { backfillTaskQueue, backfillWorkflowIdFor } from '@cairn/workflows/contracts/backfill.js';
import { taskQueues } from '@cairn/workflows/contracts/run.js';
import { Client, Connection } from '@temporalio/client';
import { NativeConnection, Worker } from '@temporalio/worker';

import { testDatabase } from '../fixtures/mongo.js';
import { startTemporal } from '../fixtures/temporal.js';
import { workflowBundle } from '../journeys/world.js';

export const workspace = 'shop';
const clock = { now: () => Date.now() };
const log = { warn: () => undefined, info: () => undefined };

/** Asking everybody again on a real Temporal and a real mongod, beside a real projector. */
export class BackfillWorld {
  /** Called before every look for who is behind; what it throws fails the attempt, what it waits for holds it up. */
  before: () => Promise<void> = async () => {};
  readonly store: BackfillsStore;
  readonly service: BackfillsService;
  /** Events by user, as they were sent: what every answer is checked against. */
  readonly sent = new Map<string, number>();
  private readonly parts: Parts;
  private projector: Projector | undefined;
  private workers: { worker: Worker; run: Promise<void> }[] = [];
  private events = 0;

  private constructor(parts: Parts) {
    this.parts = parts;
    this.store = new BackfillsStore(parts.database.db);
    this.service = new BackfillsService({ store: this.store, temporal: parts.client, clock, epochOf: async () => await this.epoch() });
  }

  static async start(): Promise<BackfillWorld> {
    const [temporal, bundle, database] = await Promise.all([startTemporal(), workflowBundle(), testDatabase('backfills')]);
    const connection = await Connection.connect({ address: temporal.address });
    const native = await NativeConnection.connect({ address: temporal.address });
    const client = new Client({ connection, namespace: temporal.namespace });
    const { core, store, definitions } = createProfileCore(database.db, clock, { effects: { perform: () => Promise.resolve() } });
    await Promise.all([store.ensureIndexes(), new EventsStore(database.db).ensureIndexes(), new SegmentsStore(database.db).ensureIndexes()]);
    await database.db.collection<WorkspaceDocument>(collections.workspaces).insertOne({
      _id: workspace,
      name: 'Shop',
      epoch: 0,
      revision: 0,
      timezone: 'UTC',
      caps: [],
      triggerAgeMs: 3_600_000,
      sender: { name: '', address: '' },
      createdAt: new Date(),
    });
    const world = new BackfillWorld({ temporal, bundle, database, connection, native, client, core, definitions });
    world.startProjector();
    await world.startWorkers();
    return world;
  }

  async stop(): Promise<void> {
    const { temporal, database, connection, native } = this.parts;
    await this.projector?.stop();
    await this.stopWorkers();
    await native.close();
    await connection.close();
    await database.drop();
    await temporal.stop();
  }

  /** One order of each of these users. */
  async order(users: readonly string[]): Promise<void> {
    const events = users.map((userId) => {
      this.sent.set(userId, (this.sent.get(userId) ?? 0) + 1);
      const call = { messageId: `e${this.events++}`, userId, event: 'Ordered' };
      return readEvent(call, 'track', { workspace, source: 's', receivedAt: clock.now(), triggerAgeMs: 3_600_000, isImport: false });
    });
    for (let at = 0; at < events.length; at += 1_000) await new EventsStore(this.parts.database.db).insert(events.slice(at, at + 1_000));
    this.projector?.wake();
  }

  async untilFolded(): Promise<void> {
    const events = this.parts.database.db.collection(collections.events);
    while ((await events.countDocuments({ pending: { $exists: true } })) > 0) await pause(20);
  }

  /** Published as the API does it. */
  async publish(key: string, condition: Condition): Promise<void> {
    const { db } = this.parts.database;
    const definition = { name: key, condition };
    await db.client.withSession(
      async (session) =>
        await session.withTransaction(async () => {
          const now = new Date();
          const request = { workspace, kind: 'segment', key, definition, by: 'test', raiseEpoch: true, now } as const;
          const { hash, epoch } = await new VersionsStore(db).publishVersion(session, request);
          await new SegmentsStore(db).put(session, workspace, key, { definition, resolved: undefined, version: hash, epoch, now });
        }),
    );
  }

  async epoch(): Promise<number> {
    return (await this.parts.database.db.collection<WorkspaceDocument>(collections.workspaces).findOne({ _id: workspace }))?.epoch ?? 0;
  }

  async newest(): Promise<BackfillDocument | undefined> {
    return (await this.store.list(workspace, 1))[0];
  }

  async behind(): Promise<number> {
    return await this.store.countBehind(workspace, await this.epoch());
  }

  /** Users who are in it. */
  async members(key: string): Promise<string[]> {
    const found = await this.parts.database.db
      .collection<ProfileDocument>(collections.profiles)
      .find({ [`memberships.${key}`]: { $exists: true } })
      .toArray();
    return found.map(({ identities }) => identities[0]?.value ?? '').sort();
  }

  async history() {
    return await this.parts.client.workflow.getHandle(backfillWorkflowIdFor(workspace)).fetchHistory();
  }

  async terminate(): Promise<void> {
    await this.parts.client.workflow.getHandle(backfillWorkflowIdFor(workspace)).terminate();
  }

  /** As if nothing had been heard of any for an hour. */
  async silence(): Promise<void> {
    await this.parts.database.db.collection(collections.backfills).updateMany({}, { $set: { touchedAt: new Date(0) } });
  }

  async clear(): Promise<void> {
    await this.parts.database.db.collection(collections.backfills).deleteMany({});
  }

  async startWorkers(): Promise<void> {
    const { native, temporal, bundle } = this.parts;
    const shared = { connection: native, namespace: temporal.namespace, shutdownForceTime: '1 second' as const, shutdownGraceTime: '10 milliseconds' as const };
    const workers = [
      await Worker.create({ ...shared, taskQueue: taskQueues.journeys, workflowBundle: bundle }),
      await Worker.create({
        ...shared,
        taskQueue: backfillTaskQueue,
        activities: createBackfillActivities(this.deps()),
        maxConcurrentActivityTaskExecutions: 2,
      }),
    ];
    // One whose activity hangs does not end in order: that is what is wanted.
    this.workers = workers.map((worker) => ({ worker, run: worker.run().catch(() => undefined) }));
  }

  async stopWorkers(): Promise<void> {
    for (const { worker } of this.workers) worker.shutdown();
    await Promise.all(this.workers.map(({ run }) => run));
  }

  private deps(): BackfillDeps {
    const { database, core, definitions } = this.parts;
    const due = new DueProfiles(database.db);
    const behind: BackfillDeps['behind'] = async (...of) => {
      await this.before();
      return await due.behind(...of);
    };
    return { store: this.store, definitions, behind, core, clock, log };
  }

  private startProjector(): void {
    const { database, core, definitions, client } = this.parts;
    const backfills = new BackfillStarter({ store: this.store, temporal: client, clock });
    this.projector = createProjector({ db: database.db, core, definitions, clock, log, workerId: 'w', backfills, pollMs: 50 });
    this.projector.start();
  }
}

export async function pause(ms: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, ms));
}

interface Parts {
  temporal: Awaited<ReturnType<typeof startTemporal>>;
  bundle: { code: string };
  database: Awaited<ReturnType<typeof testDatabase>>;
  connection: Connection;
  native: NativeConnection;
  client: Client;
  core: ReturnType<typeof createProfileCore>['core'];
  definitions: ReturnType<typeof createProfileCore>['definitions'];
}
