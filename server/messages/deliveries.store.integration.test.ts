import { randomBytes } from 'node:crypto';

import type { Db, MongoClient } from 'mongodb';
import { afterAll, beforeAll, expect, it } from 'vitest';

import { createMongoClient } from '../platform/mongo-client.js';
import { deliveriesContract } from './deliveries.contract.js';
import { DeliveriesStore } from './deliveries.store.js';

let client: MongoClient;
let db: Db;
let store: DeliveriesStore;
beforeAll(async () => {
  client = createMongoClient(process.env.MONGODB_URI ?? '');
  db = client.db(`deliveries_${randomBytes(5).toString('hex')}`);
  store = new DeliveriesStore(db);
  await store.ensureIndexes();
});
afterAll(async () => {
  await db.dropDatabase();
  await client.close();
});

deliveriesContract('mongo', () => store);

it('an attempt that was overtaken does not replace the content of a newer one', async () => {
  const intent = {
    workspace: 'demo',
    key: 'content',
    profileId: 'p',
    journey: 'j',
    version: 'v',
    runId: 'r',
    stepId: 's',
    visit: 1,
    channel: 'email' as const,
    template: 't',
    transactional: false,
  };
  const mark = (subject: string) => ({ to: 'a@example.com', providerMessageId: 'm', templateVersion: 't', content: { subject, html: 'h', text: 't' } });
  await store.beginAttempt(intent, new Date(0));
  await store.beginAttempt(intent, new Date(1));
  expect(await store.beginHandOver('demo', 'content', 2, mark('new'), new Date(2))).toBe(true);
  expect(await store.beginHandOver('demo', 'content', 1, mark('old'), new Date(3))).toBe(false);
  expect(await store.readContent('demo', 'content')).toMatchObject({ handOver: 2, subject: 'new' });
});

it('works in the causally consistent session of a catch-up', async () => {
  const intent = {
    workspace: 'demo',
    key: 'session',
    profileId: 'p',
    journey: 'j',
    version: 'v',
    runId: 'r',
    stepId: 's',
    visit: 1,
    channel: 'email' as const,
    template: 't',
    transactional: true,
  };
  await client.withSession({ causalConsistency: true }, async (session) => {
    expect(await store.beginAttempt(intent, new Date(0), session as never)).toMatchObject({ handOver: 1 });
    expect(await store.settle('demo', 'session', 1, { from: ['intended'], to: 'refused' }, new Date(1))).toBe(true);
    // The upsert fails inside of the session, which stays usable.
    expect(await store.beginAttempt(intent, new Date(2), session as never)).toBeNull();
    expect(await db.collection('deliveries').countDocuments({ key: 'session' }, { session })).toBe(1);
  });
});
