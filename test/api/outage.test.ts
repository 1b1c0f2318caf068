import { afterAll, beforeAll, expect, test } from 'vitest';

import { startMongo } from '../fixtures/mongo.js';
import { type ApiServer, startApiServer } from './api-server.js';

let mongo: Awaited<ReturnType<typeof startMongo>>;
let server: ApiServer;

beforeAll(async () => {
  mongo = await startMongo();
  const shared = process.env.MONGODB_URI;
  process.env.MONGODB_URI = mongo.uri;
  server = await startApiServer();
  process.env.MONGODB_URI = shared;
});
afterAll(async () => {
  await server.close();
  await mongo.stop();
});

test('while the database hangs events are turned away in time, with when to come back; afterwards the same call is stored once', async () => {
  const event = { userId: 'u', event: 'E', messageId: 'during' };
  expect((await server.ingest('/track', { ...event, messageId: 'before' })).status).toBe(200);
  process.kill(mongo.pid, 'SIGSTOP');
  try {
    const startedAt = performance.now();
    const answers = await Promise.all([
      server.ingest('/track', event),
      server.ingest('/batch', { batch: [{ type: 'track', ...event, messageId: 'during-2' }] }),
    ]);
    for (const answer of answers) {
      expect(answer).toMatchObject({ status: 503, body: { code: 'store-unavailable' } });
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    }
    expect(performance.now() - startedAt).toBeLessThan(20_000);
  } finally {
    process.kill(mongo.pid, 'SIGCONT');
  }
  await expect.poll(async () => (await server.ingest('/track', event)).status, { timeout: 30_000 }).toBe(200);
  expect(await server.db.collection('events').countDocuments({ messageId: 'during' })).toBe(1);
}, 90_000);
