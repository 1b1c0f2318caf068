import { join } from 'node:path';

import { type Child, startChild, untilReady } from './child.js';
import type { DataDir } from './data-dir.js';
import { startMail } from './mail.js';
import { startMongod } from './mongod.js';
import { freePortNear, isPortFree } from './ports.js';
import type { Settings } from './settings.js';
import { type Supervised, supervise } from './supervise.js';
import { startTemporalServer } from './temporal.js';

export interface StackOptions {
  settings: Settings;
  dataDir: DataDir;
  say(line: string): void;
  /** More environment for server and worker. */
  env?: NodeJS.ProcessEnv;
  /** Temporal's dynamic configuration, for tests. */
  dynamicConfig?: Record<string, unknown>;
}

export interface Stack {
  url: string;
  mongodbUri: string;
  temporalAddress: string;
  temporalUiUrl: string;
  temporalNamespace: string;
  mailUrl: string;
  smtpUrl: string;
  parts: Map<PartName, Supervised>;
  /** In order: who writes first, the databases last. */
  stop(): Promise<void>;
  /** At once, without a word. */
  kill(): Promise<void>;
}

export type PartName = 'mongod' | 'temporal' | 'mail' | 'server' | 'worker';

/** A whole Cairn as child processes, each started again when it dies. Used by `npm start`, the chaos tests and the browser tests. */
export async function startStack(options: StackOptions): Promise<Stack> {
  const { settings, dataDir, say } = options;
  if (!(await isPortFree(settings.port))) {
    throw new Error(`Port ${settings.port} is in use by another program. Stop that one, or choose another: CAIRN_PORT=${settings.port + 100} npm start`);
  }
  const taken = new Set([settings.port]);
  const port = (offset: number): Promise<number> => freePortNear(settings.port + offset, taken);
  const ports = {
    mongod: await port(1),
    temporal: await port(2),
    temporalUi: await port(3),
    temporalMetrics: await port(4),
    smtp: await port(5),
    mail: await port(6),
    worker: await port(7),
  };
  const parts = new Map<PartName, Supervised>();
  const add = async (name: PartName, start: () => Promise<Child>): Promise<void> => {
    parts.set(name, await supervise({ name, start, say, onStarted: (pid) => dataDir.record(name, pid) }));
  };
  const timed = async <T>(title: string, work: () => Promise<T>): Promise<T> => {
    const from = performance.now();
    const result = await work();
    say(`✓ ${title} (${((performance.now() - from) / 1000).toFixed(1)} s)`);
    return result;
  };

  const addresses = {
    mongodbUri: settings.mongodbUri ?? `mongodb://127.0.0.1:${ports.mongod}/?replicaSet=cairn`,
    temporalAddress: settings.temporalAddress ?? `127.0.0.1:${ports.temporal}`,
    temporalNamespace: settings.temporalNamespace ?? (settings.temporalAddress ? 'default' : 'cairn'),
    temporalUiUrl: settings.temporalUiUrl ?? `http://127.0.0.1:${ports.temporalUi}`,
    smtpUrl: settings.smtpUrl ?? `smtp://127.0.0.1:${ports.smtp}`,
    mailUrl: settings.mailUiUrl ?? `http://127.0.0.1:${ports.mail}`,
  };
  const stop = async (): Promise<void> => {
    for (const wave of [['server', 'worker'], ['mail', 'temporal'], ['mongod']] as PartName[][]) {
      await Promise.all(wave.map((name) => parts.get(name)?.stop(10_000)));
    }
  };
  const kill = async (): Promise<void> => {
    await Promise.all([...parts.values()].map((part) => part.kill()));
  };

  try {
    const starts: Promise<void>[] = [];
    if (!settings.mongodbUri) {
      const start = async (): Promise<Child> => (await startMongod({ port: ports.mongod, dataDir: dataDir.path, progress: say })).child;
      starts.push(timed(`MongoDB, ${addresses.mongodbUri}`, () => add('mongod', start)));
    }
    if (!settings.temporalAddress) {
      const { dynamicConfig } = options;
      const where = { port: ports.temporal, uiPort: ports.temporalUi, metricsPort: ports.temporalMetrics, dataDir: dataDir.path };
      const start = async (): Promise<Child> => (await startTemporalServer({ ...where, progress: say, dynamicConfig })).child;
      starts.push(timed(`Temporal, its page at ${addresses.temporalUiUrl}`, () => add('temporal', start)));
    }
    if (!settings.smtpUrl) {
      const start = async (): Promise<Child> => (await startMail({ smtpPort: ports.smtp, webPort: ports.mail, dataDir: dataDir.path })).child;
      starts.push(timed(`Mail catcher, ${addresses.mailUrl}`, () => add('mail', start)));
    }
    await settled(starts);

    const url = `http://localhost:${settings.port}`;
    const env: NodeJS.ProcessEnv = {
      ...process.env,
      CAIRN_MODE: 'embedded',
      CAIRN_SECRET: await dataDir.secret(),
      CAIRN_PUBLIC_URL: url,
      CAIRN_PORT: String(settings.port),
      CAIRN_WORKER_PORT: String(ports.worker),
      CAIRN_LOG_LEVEL: settings.logLevel,
      MONGODB_URI: addresses.mongodbUri,
      TEMPORAL_ADDRESS: addresses.temporalAddress,
      TEMPORAL_NAMESPACE: addresses.temporalNamespace,
      TEMPORAL_UI_URL: addresses.temporalUiUrl,
      SMTP_URL: addresses.smtpUrl,
      MAIL_UI_URL: addresses.mailUrl,
      ...options.env,
    };
    await settled([
      timed('Server', () => add('server', () => startProgram('server', env, dataDir, `http://127.0.0.1:${settings.port}/api/health`))),
      timed('Worker', () => add('worker', () => startProgram('worker', env, dataDir, `http://127.0.0.1:${ports.worker}/health`))),
    ]);
    return { url, ...addresses, parts, stop, kill };
  } catch (error) {
    await kill();
    throw error;
  }
}

/** Server and worker are started as an operator would: their compiled `main.js`, told everything by the environment. */
async function startProgram(name: 'server' | 'worker', env: NodeJS.ProcessEnv, dataDir: DataDir, healthUrl: string): Promise<Child> {
  const main = join(root(), name, 'dist', 'main.js');
  const child = startChild({ command: process.execPath, args: ['--enable-source-maps', main], env, logFile: dataDir.file(`${name}.log`) });
  try {
    await untilReady(child, `the ${name}`, async () => (await fetch(healthUrl, { signal: AbortSignal.timeout(3_000) })).ok);
  } catch (error) {
    await child.kill();
    throw error;
  }
  return child;
}

/** Waits for all before failing, so that nothing is started behind a clean-up's back. */
async function settled(jobs: Promise<unknown>[]): Promise<void> {
  const failed = (await Promise.allSettled(jobs)).find((result) => result.status === 'rejected');
  if (failed) throw failed.reason;
}

/** The checkout: from source this file is one folder below it, compiled two. */
function root(): string {
  return import.meta.dirname.endsWith('dist') ? join(import.meta.dirname, '..', '..') : join(import.meta.dirname, '..');
}
