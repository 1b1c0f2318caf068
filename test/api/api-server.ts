import { createApiKey, createUser, createWorkspace, createWriteKey } from '@cairn/server/access/setup.js';
import { createApp } from '@cairn/server/app.module.js';
import { exampleSecret, readConfig } from '@cairn/server/platform/config.js';
import { createLogger } from '@cairn/server/platform/logger.js';
import type { Db } from 'mongodb';

import { testDatabase } from '../fixtures/mongo.js';

/** The whole server on a real mongod, listening on a port of its own, with one workspace, account, API key and write key. */
export interface ApiServer {
  url: string;
  db: Db;
  writeKey: string;
  apiKey: string;
  email: string;
  password: string;
  /** A call with the API key; answers status and parsed body. */
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  /** A call of an SDK: `path` below /v1, the write key as Basic auth. */
  ingest(path: string, body: unknown, headers?: Record<string, string>): Promise<Answer>;
  /** One of its providers. */
  get<T>(token: abstract new (...args: never[]) => T): T;
  close(): Promise<void>;
}

export interface Answer {
  status: number;
  headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into whatever was answered
  body: any;
}

export interface ApiServerOptions {
  /** Default: the run's shared mongod. */
  mongodbUri?: string;
  webDir?: string;
  /** Default: silent. */
  logger?: ReturnType<typeof createLogger>;
}

const workspace = 'demo';

export async function startApiServer(options: ApiServerOptions = {}): Promise<ApiServer> {
  const database = await testDatabase('api');
  const config = {
    ...readConfig({
      CAIRN_MODE: 'embedded',
      CAIRN_SECRET: exampleSecret,
      CAIRN_PORT: '0',
      MONGODB_URI: options.mongodbUri ?? database.uri,
      CAIRN_DATABASE: database.name,
      TEMPORAL_ADDRESS: process.env.TEMPORAL_ADDRESS ?? '127.0.0.1:1',
    }),
    webDir: options.webDir ?? null,
  };
  const { db } = database;
  const now = new Date();
  await createWorkspace(db, { id: workspace, name: 'Demo shop', sender: { name: 'Shop', address: 'shop@example.com' }, now });
  const account = { email: 'ann@example.com', password: 'correct horse' };
  await createUser(db, { workspace, name: 'Ann', ...account, now });
  const { key: apiKey } = await createApiKey(db, { workspace, name: 'test', createdBy: 'test', now });
  const { key: writeKey } = await createWriteKey(db, { workspace, name: 'Web', source: 'web', createdBy: 'test', now });
  const app = await createApp(config, { logger: options.logger ?? createLogger('silent', 'test') });
  await app.listen(0, '127.0.0.1');
  const url = await app.getUrl();
  return {
    url,
    db,
    writeKey,
    apiKey,
    ...account,
    call: async (method, path, body, headers = {}) => await send(`${url}${path}`, method, body, { authorization: `Bearer ${apiKey}`, ...headers }),
    ingest: async (path, body, headers = {}) => await send(`${url}/v1${path}`, 'POST', body, { authorization: basic(writeKey), ...headers }),
    get: (token) => app.get(token),
    close: async () => {
      await app.close();
      await database.drop();
    },
  };
}

export function basic(writeKey: string): string {
  return `Basic ${Buffer.from(`${writeKey}:`).toString('base64')}`;
}

/** Text and bytes are sent as they are, anything else as JSON. An empty header value leaves the header out. */
export async function send(url: string, method: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
  const asIs = body === undefined || typeof body === 'string' || body instanceof Uint8Array;
  const given = { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers };
  const response = await fetch(url, {
    method,
    headers: Object.fromEntries(Object.entries(given).filter(([, value]) => value !== '')),
    ...(body === undefined ? {} : { body: asIs ? (body as string) : JSON.stringify(body) }),
  });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    body: /json/.test(response.headers.get('content-type') ?? '') ? (JSON.parse(text) as unknown) : text,
  };
}
