import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { anyFreePort } from '@cairn/embedded/ports.js';
import { startTemporalServer } from '@cairn/embedded/temporal.js';
import { JourneysService } from '@cairn/server/journeys/journeys.service.js';
import { JourneysStore } from '@cairn/server/journeys/journeys.store.js';
import { RunPokes } from '@cairn/server/journeys/run-pokes.js';
import { RunsStore } from '@cairn/server/journeys/runs.store.js';
import { TemplatesStore } from '@cairn/server/messages/templates.store.js';
import { exampleSecret } from '@cairn/server/platform/config.js';
import { VersionsStore } from '@cairn/server/platform/versions.store.js';
import type { JourneyDefinition } from '@cairn/workflows/contracts/journey.js';
import { Client, Connection } from '@temporalio/client';
import { bundleWorkflowCode, NativeConnection, Worker } from '@temporalio/worker';
import { SMTPServer } from 'smtp-server';

import { type BenchServer, startBenchMongo, startBenchServer } from './bench-server.js';

const workspace = 'bench';
const bareQueue = 'bench-bare';
const silent = { log: () => {}, trace: () => {}, debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** Everything that takes an event to a mail, as in production: server and worker are processes of their own; Temporal, mongod and the SMTP sink are real. */
export class JourneyBench {
  readonly server: BenchServer;
  readonly client: Client;
  readonly runs: RunsStore;
  private readonly service: JourneysService;
  private readonly arrivals = new Map<string, (at: number) => void>();
  private readonly early = new Map<string, number>();
  private readonly onNoop: ((at: number) => void)[] = [];
  private readonly ends: (() => Promise<unknown>)[];

  private constructor(parts: { server: BenchServer; client: Client; runs: RunsStore; service: JourneysService; ends: (() => Promise<unknown>)[] }) {
    this.server = parts.server;
    this.client = parts.client;
    this.runs = parts.runs;
    this.service = parts.service;
    this.ends = parts.ends;
  }

  static async start(): Promise<JourneyBench> {
    const ends: (() => Promise<unknown>)[] = [];
    const mongo = await startBenchMongo();
    ends.unshift(mongo.stop);
    const database = `bench_journeys_${process.pid}`;
    const db = mongo.client.db(database);
    ends.unshift(async () => await db.dropDatabase());
    const server = await startBenchServer(mongo, database);
    ends.unshift(server.stop);
    const temporal = await startTemporal(ends);
    const connection = await Connection.connect({ address: temporal.address });
    ends.unshift(async () => await connection.close());
    const client = new Client({ connection, namespace: temporal.namespace });
    const runs = new RunsStore(db);
    const clock = { now: () => Date.now() };
    const service = new JourneysService(db, new JourneysStore(db), new VersionsStore(db), runs, new RunPokes(client, runs, clock, silent), clock);
    const bench = new JourneyBench({ server, client, runs, service, ends });
    const smtpUrl = await bench.startSink();
    await bench.startFloor(temporal);
    await startWorker(ends, { mongodbUri: mongo.uri, database, smtpUrl, ...temporal });
    const template = {
      name: 'Bench',
      subject: 'Your cart',
      mjml: '<mjml><mj-body><mj-section><mj-column><mj-text>{{ trigger.name }}</mj-text></mj-column></mj-section></mj-body></mjml>',
    };
    await mongo.client.withSession(
      async (session) =>
        await session.withTransaction(async () => {
          const now = new Date();
          const version = await new VersionsStore(db).publishVersion(session, {
            workspace,
            kind: 'template',
            key: 'cart',
            definition: template,
            by: 'bench',
            raiseEpoch: false,
            now,
          });
          await new TemplatesStore(db).put(session, workspace, 'cart', { definition: template, version: version.hash, now });
        }),
    );
    return bench;
  }

  async stop(): Promise<void> {
    for (const end of this.ends) await end();
  }

  async publish(key: string, definition: JourneyDefinition): Promise<void> {
    await this.service.put(workspace, key, definition, 'bench');
    await this.service.publish(workspace, key, { by: 'bench' });
    await new Promise((resolve) => setTimeout(resolve, 1_000));
  }

  /** Resolves with the instant at which the sink has the mail for this address. */
  async mailTo(address: string): Promise<number> {
    const known = this.early.get(address);
    if (known !== undefined) return known;
    return await new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`No mail to ${address} within 2 minutes.`)), 120_000);
      this.arrivals.set(address, (at) => {
        clearTimeout(timer);
        resolve(at);
      });
    });
  }

  async post(path: string, body: object): Promise<void> {
    const answer = await fetch(`${this.server.url}/v1/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...body, writeKey: this.server.writeKey }),
    });
    if (!answer.ok) throw new Error(`The server answered ${answer.status}: ${await answer.text()}`);
  }

  /** Starts one bare workflow; resolves when it is over. */
  async bare(id: string): Promise<void> {
    await this.client.workflow.execute('bare', { workflowId: `bare:${id}`, taskQueue: bareQueue });
  }

  /** Starts one bare workflow; resolves with the instant at which its activity ran. */
  async bareActivity(id: string): Promise<number> {
    const ran = new Promise<number>((resolve) => this.onNoop.push(resolve));
    const run = this.bare(id);
    const at = await ran;
    await run;
    return at;
  }

  private async startSink(): Promise<string> {
    const sink = new SMTPServer({
      disabledCommands: ['STARTTLS', 'AUTH'],
      authOptional: true,
      logger: false,
      onData: (stream, session, callback) => {
        stream.resume();
        stream.once('end', () => {
          // The envelope is emptied by the answer.
          const to = session.envelope.rcptTo;
          callback();
          for (const { address } of to) this.arrived(address, performance.now());
        });
      },
    });
    sink.on('error', () => undefined);
    await new Promise<void>((resolve) => sink.listen(0, '127.0.0.1', () => resolve()));
    this.ends.unshift(async () => await new Promise<void>((resolve) => sink.close(() => resolve())));
    return `smtp://127.0.0.1:${(sink.server.address() as AddressInfo).port}`;
  }

  private arrived(address: string, at: number): void {
    this.early.set(address, at);
    this.arrivals.get(address)?.(at);
    this.arrivals.delete(address);
  }

  private async startFloor(temporal: { address: string; namespace: string }): Promise<void> {
    const connection = await NativeConnection.connect({ address: temporal.address });
    const bundle = await bundleWorkflowCode({ workflowsPath: fileURLToPath(new URL('./bench-workflow.js', import.meta.url)), logger: silent });
    const worker = await Worker.create({
      connection,
      namespace: temporal.namespace,
      taskQueue: bareQueue,
      workflowBundle: bundle,
      maxCachedWorkflows: 500,
      maxConcurrentActivityTaskExecutions: 100,
      activities: { noop: async () => this.onNoop.shift()?.(performance.now()) },
    });
    const running = worker.run();
    this.ends.unshift(async () => {
      worker.shutdown();
      await running;
      await connection.close();
    });
  }
}

/** A server of its own; `ends` gets what stops it. */
export async function startTemporal(ends: (() => Promise<unknown>)[]): Promise<{ address: string; namespace: string }> {
  const dataDir = await mkdtemp(join(tmpdir(), 'cairn-bench-temporal-'));
  const temporal = await startTemporalServer({ port: await anyFreePort(), uiPort: await anyFreePort(), metricsPort: await anyFreePort(), dataDir });
  ends.unshift(async () => {
    await temporal.child.kill();
    await rm(dataDir, { recursive: true, force: true });
  });
  return temporal;
}

async function startWorker(
  ends: (() => Promise<unknown>)[],
  at: { mongodbUri: string; database: string; smtpUrl: string; address: string; namespace: string },
): Promise<void> {
  const port = await anyFreePort();
  const child = spawn(process.execPath, [fileURLToPath(import.meta.resolve('@cairn/worker/main.js'))], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      ...process.env,
      CAIRN_MODE: 'embedded',
      CAIRN_SECRET: exampleSecret,
      CAIRN_LOG_LEVEL: 'error',
      MONGODB_URI: at.mongodbUri,
      CAIRN_DATABASE: at.database,
      TEMPORAL_ADDRESS: at.address,
      TEMPORAL_NAMESPACE: at.namespace,
      SMTP_URL: at.smtpUrl,
      CAIRN_WORKER_PORT: String(port),
      CAIRN_WORKER_URL: `http://127.0.0.1:${port}`,
    },
  });
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  ends.unshift(async () => {
    child.kill('SIGTERM');
    await exited;
  });
  for (let tries = 0; tries < 200; tries += 1) {
    const health = (await fetch(`http://127.0.0.1:${port}/health`)
      .then((answer) => answer.json())
      .catch(() => null)) as { journeys?: string } | null;
    if (health?.journeys === 'running') return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('The worker did not start within 20 s.');
}

const message = { id: 'mail', type: 'message' as const, channel: 'email' as const, template: 'cart', next: 'exit' };
const exit = { id: 'exit', type: 'exit' as const };

/** Event → email → end, begun by events of this name; with a delay of one second before it. */
export function mailJourney(event: string, options: { delay?: boolean } = {}): JourneyDefinition {
  return {
    schemaVersion: 1,
    name: 'Bench',
    trigger: { type: 'event', event: { name: event } },
    reentry: { type: 'afterExit' },
    exits: [],
    start: options.delay ? 'delay' : 'mail',
    steps: [...(options.delay ? [{ id: 'delay', type: 'delay' as const, duration: { amount: 1, unit: 'second' as const }, next: 'mail' }] : []), message, exit],
  };
}
