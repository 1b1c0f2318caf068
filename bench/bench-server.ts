import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { startMongod } from '@cairn/embedded/mongod.js';
import { anyFreePort } from '@cairn/embedded/ports.js';
import { createApiKey, createWorkspace, createWriteKey } from '@cairn/server/access/setup.js';
import { exampleSecret } from '@cairn/server/platform/config.js';
import { MongoClient } from 'mongodb';

/** A real mongod of its own. MONGODB_URI is used instead when set. */
export async function startBenchMongo(): Promise<{ uri: string; client: MongoClient; stop(): Promise<void> }> {
  const dataDir = await mkdtemp(join(tmpdir(), 'cairn-bench-'));
  const own = process.env.MONGODB_URI ? undefined : await startMongod({ port: await anyFreePort(), dataDir, cacheGb: 1 });
  const uri = own?.uri ?? String(process.env.MONGODB_URI);
  const client = await new MongoClient(uri).connect();
  return {
    uri,
    client,
    stop: async () => {
      await client.close();
      await own?.child.kill();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

export interface BenchServer {
  url: string;
  writeKey: string;
  apiKey: string;
  stop(): Promise<void>;
}

/** The server as a process of its own, as in production, on `database`, with one workspace, write key and API key. */
export async function startBenchServer(
  mongo: { uri: string; client: MongoClient },
  database: string,
  program = fileURLToPath(import.meta.resolve('@cairn/server/main.js')),
  environment: { [name: string]: string } = {},
): Promise<BenchServer> {
  const db = mongo.client.db(database);
  const now = new Date();
  await createWorkspace(db, { id: 'bench', name: 'Bench', sender: { name: 'Bench', address: 'bench@example.com' }, now });
  const { key: writeKey } = await createWriteKey(db, { workspace: 'bench', name: 'Bench', source: 'bench', createdBy: 'bench', now });
  const { key: apiKey } = await createApiKey(db, { workspace: 'bench', name: 'Bench', createdBy: 'bench', now });
  const port = await anyFreePort();
  const url = `http://127.0.0.1:${port}`;
  const child = spawn(process.execPath, [program], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      ...process.env,
      CAIRN_MODE: 'embedded',
      CAIRN_SECRET: exampleSecret,
      CAIRN_PORT: String(port),
      CAIRN_LOG_LEVEL: 'warn',
      MONGODB_URI: mongo.uri,
      CAIRN_DATABASE: database,
      TEMPORAL_ADDRESS: '127.0.0.1:1',
      ...environment,
    },
  });
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  await untilUp(url);
  return {
    url,
    writeKey,
    apiKey,
    stop: async () => {
      child.kill('SIGTERM');
      await exited;
    },
  };
}

/** The worker as a process of its own; without `temporal` that is down, as the pipeline allows. */
export async function startBenchWorker(
  mongodbUri: string,
  database: string,
  temporal: { address: string; namespace: string } = { address: '127.0.0.1:1', namespace: 'default' },
): Promise<() => Promise<void>> {
  const port = await anyFreePort();
  const child = spawn(process.execPath, [fileURLToPath(import.meta.resolve('@cairn/worker/main.js'))], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      ...process.env,
      CAIRN_MODE: 'embedded',
      CAIRN_SECRET: exampleSecret,
      CAIRN_LOG_LEVEL: 'fatal',
      MONGODB_URI: mongodbUri,
      CAIRN_DATABASE: database,
      TEMPORAL_ADDRESS: temporal.address,
      TEMPORAL_NAMESPACE: temporal.namespace,
      CAIRN_WORKER_PORT: String(port),
      CAIRN_WORKER_URL: `http://127.0.0.1:${port}`,
    },
  });
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  return async () => {
    child.kill('SIGTERM');
    await exited;
  };
}

async function untilUp(url: string): Promise<void> {
  for (let tries = 0; tries < 600; tries += 1) {
    const answer = await fetch(`${url}/v1/m`, { method: 'POST' }).catch(() => null);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`The server at ${url} did not start within a minute.`);
}
