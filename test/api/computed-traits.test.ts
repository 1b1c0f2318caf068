import type { ComputedSource } from '@cairn/server/platform/collections.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { type ApiServer, startApiServer } from './api-server.js';

let server: ApiServer;

const order = { name: 'Order Completed' };
const count: ComputedSource = { type: 'measure', measure: { measure: 'count', event: order } };
const total: ComputedSource = { type: 'measure', measure: { measure: 'sum', event: order, property: 'total' } };
const score: ComputedSource = { type: 'score', measure: { measure: 'sum', event: order, property: 'total' }, cutPoints: [10, 20, 30, 40], better: 'more' };

const put = async (name: string, source: unknown, label = name) => await server.call('PUT', `/api/computed-traits/${name}`, { label, source });
const read = async (name: string) => (await server.call('GET', `/api/computed-traits/${name}`)).body;
const epoch = async () => (await server.db.collection<{ _id: string; epoch: number }>('workspaces').findOne({ _id: 'demo' }))?.epoch;
const bought = (userId: string, amount: number) => ({ type: 'track', userId, event: order.name, properties: { total: amount } });
const people = ['one', 'two', 'three'];
const lookup = async (user: string) => (await server.call('GET', `/api/profiles/lookup?identity=userId:${user}&fresh=true`)).body;
const stored = async (user: string) =>
  (await server.db.collection('profiles').findOne({ 'identities.value': user }))?.computed as Record<string, { value: unknown }>;
/** Folded by the newest definitions that the server has seen. */
async function caughtUp(user: string) {
  await lookup(user);
  return await stored(user);
}

beforeAll(async () => {
  server = await startApiServer();
  const batch = [bought('one', 5), bought('two', 15), bought('two', 20), { type: 'track', userId: 'three', event: 'Seen' }];
  expect((await server.ingest('/batch', { batch })).status).toBe(200);
  // Asking for fresh data applies what is pending: no worker runs in this test.
  for (const user of people) await lookup(user);
});
afterAll(async () => {
  await server.close();
});

describe('previewing a computed trait', () => {
  test('shows how its values lie, made from events that no profile keeps yet', async () => {
    const answer = await server.call('POST', '/api/computed-traits/preview', { source: total });
    expect(answer).toMatchObject({
      status: 200,
      body: {
        total: 3,
        person: null,
        distribution: { people: 3, withValue: 3, kind: 'number', summary: { least: 0, greatest: 35, average: 40 / 3, median: 5 } },
      },
    });
    expect(answer.body.distribution.buckets).toMatchObject([
      { from: 0, count: 1 },
      { from: 5, count: 1 },
      { from: 35, count: 1 },
    ]);
  });

  test('shows one person’s value and when it changes by time alone', async () => {
    const { id } = await lookup('two');
    const window: ComputedSource = { type: 'measure', measure: { measure: 'count', event: order, within: { amount: 1, unit: 'day' } } };
    const { body } = await server.call('POST', '/api/computed-traits/preview', { source: window, profileId: id });
    expect(body.person).toMatchObject({ id, displayName: 'two', value: 2 });
    expect(Date.parse(body.person.changesAt) - Date.now()).toBeGreaterThan(23 * 3_600_000);
    const never = await server.call('POST', '/api/computed-traits/preview', { source: count, profileId: id });
    expect(never.body.person).toMatchObject({ value: 2, changesAt: null });
    expect(await server.call('POST', '/api/computed-traits/preview', { source: count, profileId: 'nobody' })).toMatchObject({ status: 404 });
  });
});

describe('saving a computed trait', () => {
  test('publishes it, with progress until everybody has it', async () => {
    const saved = await put('orders', count, 'Orders');
    expect(saved).toMatchObject({ status: 200, body: { name: 'orders', label: 'Orders', source: count, backfill: { done: 0, total: 3 }, usedBy: [] } });
    for (const user of people) await expect.poll(async () => await caughtUp(user)).toHaveProperty('orders');
    expect(await read('orders')).toMatchObject({
      backfill: { done: 3, total: 3 },
      distribution: {
        withValue: 3,
        buckets: [
          { from: 0, count: 1 },
          { from: 1, count: 1 },
          { from: 2, count: 1 },
        ],
      },
    });
    await server.ingest('/batch', { batch: [bought('one', 7)] });
    await lookup('one');
    expect((await stored('one')).orders?.value).toBe(2);
  });

  test('the same again changes nothing, a new label asks nobody again', async () => {
    const at = (await epoch()) as number;
    const before = await read('orders');
    expect((await put('orders', count, 'Orders')).body).toMatchObject({ liveVersion: before.liveVersion, updatedAt: before.updatedAt });
    await put('orders', count, 'Number of orders');
    expect(await epoch()).toBe(at);
    await put('orders', { type: 'measure', measure: { measure: 'count', event: { name: 'Order *' } } });
    expect(await epoch()).toBe(at + 1);
    expect((await server.call('GET', '/api/computed-traits')).body).toMatchObject({ total: 1, items: [{ name: 'orders' }] });
  });

  test.each<[string, unknown, string, string]>([
    ['an unknown measure', { type: 'measure', measure: { measure: 'middle', event: order } }, 'invalid-request', 'source.measure.measure'],
    ['a sum of nothing', { type: 'measure', measure: { measure: 'sum', event: order } }, 'invalid-computed-trait', 'source.measure.property'],
    [
      'a prototype',
      { type: 'measure', measure: { measure: 'sum', event: order, property: '__proto__.x' } },
      'invalid-computed-trait',
      'source.measure.property',
    ],
    [
      'an operator',
      { type: 'measure', measure: { measure: 'count', event: { name: 'A', where: { $where: '1' } } } },
      'invalid-request',
      'source.measure.event.where',
    ],
    [
      'an impossible window',
      { type: 'uniqueList', event: order, property: 'sku', within: { amount: -1, unit: 'day' } },
      'invalid-computed-trait',
      'source.within',
    ],
    ['falling cut points', { ...score, cutPoints: [4, 3, 5, 6] }, 'invalid-computed-trait', 'source.cutPoints.1'],
    ['three cut points', { ...score, cutPoints: [1, 2, 3] }, 'invalid-request', 'source.cutPoints'],
    [
      'a score of a text',
      { ...score, measure: { measure: 'mostFrequent', event: order, property: 'sku' } },
      'invalid-computed-trait',
      'source.measure.measure',
    ],
    ['a name of itself', { type: 'rfmSegment', recency: 'bad', frequency: 'bad', monetary: 'bad' }, 'invalid-computed-trait', 'source.recency'],
    ['a name of no scores', { type: 'rfmSegment', recency: 'orders', frequency: 'x', monetary: 'y' }, 'invalid-computed-trait', 'source.recency'],
    ['stages that overlap', { type: 'lifecycle', event: order, newDays: 30, activeDays: 90, atRiskDays: 60 }, 'invalid-computed-trait', 'source.atRiskDays'],
    ['code', { type: 'code', code: 'process.exit()' }, 'invalid-request', 'source.type'],
  ])('refuses %s, and names the place', async (_, source, code, path) => {
    const answer = await put('bad', source);
    expect(answer.body).toMatchObject({ code });
    expect(answer.body.details[0].path).toContain(path);
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.status).toBeLessThan(500);
  });

  test('overwrites nothing when it is meant to be new, and nobody’s later change', async () => {
    const conditional = async (header: Record<string, string>) =>
      await server.call('PUT', '/api/computed-traits/orders', { label: 'Mine', source: count }, header);
    expect(await conditional({ 'if-none-match': '*' })).toMatchObject({ status: 409, body: { code: 'key-taken' } });
    expect(await conditional({ 'if-match': '"older"' })).toMatchObject({ status: 409, body: { code: 'changed-meanwhile' } });
    expect((await read('orders')).label).not.toBe('Mine');
  });

  test('refuses names that are none', async () => {
    for (const name of ['a-b', '1a', 'a.b', '$a', 'x'.repeat(65)]) {
      expect((await server.call('PUT', `/api/computed-traits/${encodeURIComponent(name)}`, { label: 'x', source: count })).status).toBe(400);
    }
  });
});

describe('a segment that asks for a computed trait', () => {
  test('follows it in the same write, and keeps it from being deleted', async () => {
    await put('bought_total', total);
    const condition = { fact: 'computed', params: { name: 'bought_total' }, operator: 'greaterThanInclusive', value: 1_000 };
    expect((await server.call('PUT', '/api/segments/big', { name: 'Big', condition })).status).toBe(200);
    await expect.poll(async () => await caughtUp('three')).toHaveProperty('bought_total');
    await server.ingest('/batch', { batch: [bought('three', 1_500)] });
    await lookup('three');
    const profile = await server.db.collection('profiles').findOne({ 'identities.value': 'three' });
    expect(profile).toMatchObject({ computed: { bought_total: { value: 1_500 } }, memberships: { big: {} } });
    expect(await server.call('DELETE', '/api/computed-traits/bought_total')).toMatchObject({ status: 409, body: { details: [{ path: 'segments.big' }] } });
    expect((await server.call('DELETE', '/api/segments/big')).status).toBe(204);
    expect((await server.call('DELETE', '/api/computed-traits/bought_total')).status).toBe(204);
  });
});

describe('a computed trait in use', () => {
  test('is not deleted, and the refusal says where; afterwards it goes from everybody', async () => {
    await put('spent', score);
    await put('often', { ...score, measure: { measure: 'count', event: order } });
    await put('named', { type: 'rfmSegment', recency: 'often', frequency: 'often', monetary: 'spent' });
    expect((await read('spent')).usedBy).toEqual([{ kind: 'computedTrait', key: 'named', name: 'named' }]);
    expect(await server.call('DELETE', '/api/computed-traits/spent')).toMatchObject({
      status: 409,
      body: { code: 'computed-trait-in-use', details: [{ path: 'computedTraits.named' }] },
    });
    // A part may not become what is no score either.
    expect(await put('spent', count)).toMatchObject({ status: 422, body: { code: 'invalid-computed-trait' } });
    await expect.poll(async () => await caughtUp('two')).toMatchObject({ spent: { value: 4 }, named: { value: expect.any(String) } });
    expect((await server.call('DELETE', '/api/computed-traits/named')).status).toBe(204);
    expect((await server.call('DELETE', '/api/computed-traits/spent')).status).toBe(204);
    await expect.poll(async () => Object.keys(await caughtUp('two')).sort()).toEqual(['often', 'orders']);
    expect(await server.call('DELETE', '/api/computed-traits/spent')).toMatchObject({ status: 404, body: { code: 'unknown-computed-trait' } });
  });
});

describe('a window of calendar days', () => {
  test('of people without a zone of their own is previewed on the workspace’s clocks', async () => {
    // Half a day apart: an event between the two midnights is of today in one of the zones only, whatever the hour of the test.
    const hourOfDay = new Date().getUTCHours() + new Date().getUTCMinutes() / 60;
    const there = (hourOfDay + 12) % 24;
    const timestamp = new Date(Date.now() - ((hourOfDay + there) / 2) * 3_600_000).toISOString();
    await server.ingest('/batch', { batch: [{ type: 'track', userId: 'clock', event: 'Looked', properties: {}, timestamp }] });
    const { id: profileId } = await lookup('clock');
    await server.db
      .collection<{ _id: string; epoch: number; revision: number }>('workspaces')
      .updateOne({ _id: 'demo' }, { $set: { timezone: 'Etc/GMT-12' }, $inc: { epoch: 1, revision: 1 } });
    const today: ComputedSource = { type: 'measure', measure: { measure: 'count', event: { name: 'Looked' }, within: { calendar: 'day' } } };
    const seen = async () => (await server.call('POST', '/api/computed-traits/preview', { source: today, profileId })).body.person.value;
    await expect.poll(seen).toBe(there > hourOfDay ? 1 : 0);
  });
});
