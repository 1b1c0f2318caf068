import type { EventDocument } from '@cairn/server/events/event.js';
import RudderAnalytics from '@rudderstack/rudder-sdk-node';
import { Analytics } from '@segment/analytics-node';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { type ApiServer, startApiServer } from './api-server.js';

let server: ApiServer;

beforeAll(async () => {
  server = await startApiServer();
});
afterAll(async () => {
  await server.close();
});

const eventsOf = async (userId: string) =>
  await server.db
    .collection<EventDocument>('events')
    .find({ names: `demo:userId:${userId}` })
    .sort({ name: 1 })
    .toArray();

test('the unmodified Segment SDK for Node delivers every kind of call', async () => {
  const analytics = new Analytics({ writeKey: server.writeKey, host: server.url, maxEventsInBatch: 20, flushInterval: 50 });
  const failed: unknown[] = [];
  analytics.on('error', (error) => failed.push(error));
  const timestamp = new Date(Date.now() - 60_000);
  analytics.identify({ userId: 'segment', traits: { email: 'Seg@Example.com', plan: 'pro' } });
  analytics.track({ userId: 'segment', event: 'Cart Updated', properties: { total: 12.5, products: [{ sku: 'a' }] }, timestamp });
  analytics.page({ userId: 'segment', name: 'Home', properties: { url: 'https://shop.example/' } });
  analytics.screen({ userId: 'segment', name: 'Cart' });
  analytics.group({ userId: 'segment', groupId: 'acme' });
  analytics.alias({ userId: 'segment', previousId: 'before-login' });
  await analytics.closeAndFlush({ timeout: 10_000 });
  expect(failed).toEqual([]);
  const events = await eventsOf('segment');
  expect(events.map((event) => event.name)).toEqual(['Alias', 'Cart Updated', 'Group', 'Identify', 'Page Viewed', 'Screen Viewed']);
  expect(events.find((event) => event.type === 'identify')).toMatchObject({
    names: ['demo:userId:segment', 'demo:email:seg@example.com'],
    traits: { plan: 'pro' },
  });
  const cart = events.find((event) => event.type === 'track');
  expect(cart).toMatchObject({ properties: { total: 12.5, products: [{ sku: 'a' }] }, context: { library: { name: '@segment/analytics-node' } } });
  expect(Math.abs((cart?.timestamp.getTime() ?? 0) - timestamp.getTime())).toBeLessThan(10_000);
  expect(cart?.fromFuture).toBeUndefined();
});

test('the unmodified RudderStack SDK for Node delivers, compressed', async () => {
  const analytics = new RudderAnalytics(server.writeKey, { dataPlaneUrl: server.url, flushInterval: 50, gzip: true });
  const said = async (call: (done: (error?: Error) => void) => void) =>
    await new Promise<void>((resolve, reject) => {
      call((error) => (error ? reject(error) : resolve()));
    });
  await Promise.all([
    said((done) => analytics.identify({ userId: 'rudder', traits: { plan: 'basic' }, context: { externalId: [{ id: 'c9', type: 'crm' }] } }, done)),
    said((done) => analytics.track({ userId: 'rudder', event: 'Order Completed', properties: { total: 3 } }, done)),
    said((done) => analytics.page({ userId: 'rudder', name: 'Home' }, done)),
    said((done) => analytics.group({ userId: 'rudder', groupId: 'acme' }, done)),
    said((done) => analytics.alias({ userId: 'rudder', previousId: 'r0' }, done)),
  ]);
  const events = await eventsOf('rudder');
  expect(events.map((event) => event.name)).toEqual(['Alias', 'Group', 'Identify', 'Order Completed', 'Page Viewed']);
  expect(events.find((event) => event.type === 'identify')).toMatchObject({ names: ['demo:userId:rudder', 'demo:external:crm:c9'], traits: { plan: 'basic' } });
});

test('the Segment SDK is told when its write key is wrong', async () => {
  const analytics = new Analytics({ writeKey: 'wk_demo_0123456789abcdef', host: server.url, maxRetries: 0, flushInterval: 50 });
  const failed = new Promise<{ code: string }>((resolve) => {
    analytics.on('error', (error) => resolve(error));
  });
  analytics.track({ userId: 'u', event: 'E' });
  await analytics.closeAndFlush({ timeout: 10_000 });
  expect((await failed).code).toBe('delivery_failure');
});
