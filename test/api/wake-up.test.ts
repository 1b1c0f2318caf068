import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { WorkerDocument } from '@cairn/server/events/wake-up.js';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { type ApiServer, startApiServer } from './api-server.js';

let server: ApiServer;
let worker: Server;
const calls: ServerResponse[] = [];

beforeAll(async () => {
  server = await startApiServer();
  worker = createServer((_request, response) => void calls.push(response));
  await new Promise<void>((resolve) => worker.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(worker.address() as AddressInfo).port}/wake-up`;
  await server.db.collection<WorkerDocument>('workers').insertMany([
    { _id: 'here', url, seenAt: new Date() },
    { _id: 'gone', url: 'http://127.0.0.1:1/wake-up', seenAt: new Date() },
  ]);
});
afterAll(async () => {
  worker.closeAllConnections();
  worker.close();
  await server.close();
});

const track = async () => await server.ingest('/track', { userId: 'u', event: 'E' });

test('a registered worker is woken, by one call at a time, and a dead one holds up nobody', async () => {
  await track();
  await expect.poll(() => calls.length, { timeout: 5_000 }).toBe(1);
  // Not answered yet: what is stored meanwhile becomes one more call, not ten.
  for (let times = 0; times < 10; times += 1) expect((await track()).status).toBe(200);
  expect(calls).toHaveLength(1);
  calls[0]?.end();
  await expect.poll(() => calls.length, { timeout: 5_000 }).toBe(2);
  calls[1]?.end();
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(calls).toHaveLength(2);
});

test('a repeated event wakes nobody', async () => {
  const event = { userId: 'u', event: 'E', messageId: 'same' };
  await server.ingest('/track', event);
  await expect.poll(() => calls.length, { timeout: 5_000 }).toBe(3);
  calls[2]?.end();
  await server.ingest('/track', event);
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(calls).toHaveLength(3);
});
