import { ComputedTraitsService } from '@cairn/server/computed-traits/computed-traits.service.js';
import { ComputedTraitsStore } from '@cairn/server/computed-traits/computed-traits.store.js';
import { type ReadySetDocument, ReadySetsStore } from '@cairn/server/computed-traits/ready-sets.store.js';
import { RfmKeeper } from '@cairn/server/computed-traits/rfm-keeper.js';
import { SampledPeople } from '@cairn/server/computed-traits/sampled-people.js';
import { Askers } from '@cairn/server/conditions/askers.js';
import { readPurchases, shopHistory } from '@cairn/server/demo/shop/purchases.js';
import { AuditStore } from '@cairn/server/platform/audit.js';
import { VersionsStore } from '@cairn/server/platform/versions.store.js';
import { createProfileCore } from '@cairn/server/profiles/create-profile-core.js';
import type { ProfileDocument } from '@cairn/server/profiles/profile.js';
import { SegmentsStore } from '@cairn/server/segments/segments.store.js';
import { TraitShares } from '@cairn/server/traits/trait-shares.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { type ApiServer, startApiServer } from './api-server.js';

let server: ApiServer;
const clock = { now: () => Date.now() };
const dayMs = 86_400_000;
const event = { name: 'Order Completed' };
const rfm = { set: 'rfm', settings: { recency: { event }, frequency: { event }, monetary: { event, property: 'total', measure: 'sum' } } };

/** Every customer's purchases, from the data itself. */
const orders = new Map<string, { at: number; total: number }[]>();
/** Customers of the data set; the shop also knows some who bought nothing. */
const customers = 2_357;
const everybody = new Set<string>();

async function foldEverybody(): Promise<void> {
  const { core } = createProfileCore(server.db, clock);
  const people = [...everybody].map((user) => ({ workspace: 'demo', identity: `demo:userId:${user}` }));
  for (let from = 0; from < people.length; from += 200) await core.catchUp(people.slice(from, from + 200));
}

async function profiles(): Promise<Map<string, ProfileDocument>> {
  const all = await server.db.collection<ProfileDocument>('profiles').find({}).toArray();
  return new Map(all.map((profile) => [profile.identities.find(({ type }) => type === 'userId')?.value ?? '', profile]));
}

beforeAll(async () => {
  server = await startApiServer();
  const purchases = await readPurchases();
  const lastDay = Math.max(...purchases.map(({ day }) => day));
  // The last purchase was yesterday.
  const calls = shopHistory(purchases, Math.floor(Date.now() / dayMs) - 1 - lastDay).filter(({ event: name }) => name !== 'Cart Updated');
  for (const { userId, event: name, timestamp, properties } of calls) {
    everybody.add(userId);
    if (name === event.name) orders.set(userId, [...(orders.get(userId) ?? []), { at: Date.parse(timestamp), total: properties?.total as number }]);
  }
  for (let from = 0; from < calls.length; from += 1_000)
    expect((await server.ingest('/batch', { import: true, batch: calls.slice(from, from + 1_000) })).body.rejected).toEqual([]);
  await foldEverybody();
}, 240_000);
afterAll(async () => {
  await server.close();
});

/** RFM by hand: fifths by sorting, names by a table in words. */
function byHand(now: number): Map<string, { recency: number; frequency: number; monetary: number; name: string }> {
  const numbers = new Map(
    [...orders].map(([user, made]) => [
      user,
      {
        recency: Math.floor((now - Math.max(...made.map(({ at }) => at))) / dayMs),
        frequency: made.length,
        monetary: Math.round(made.reduce((sum, { total }) => sum + total, 0) * 100) / 100,
      },
    ]),
  );
  const fifth = (part: 'recency' | 'frequency' | 'monetary', value: number) => {
    const sorted = [...numbers.values()]
      .map((each) => each[part])
      .filter((each) => part === 'recency' || each > 0)
      .sort((a, b) => a - b);
    const below = sorted.filter((each) => each < value).length;
    // The first fifth whose upper end is not below the value: ties go together.
    const cuts = [1, 2, 3, 4].map((k) => Math.ceil((k * sorted.length) / 5));
    return 1 + cuts.filter((cut) => cut <= below).length;
  };
  const table = `
    1: lost hibernating at-risk cant-lose cant-lose
    2: hibernating hibernating at-risk at-risk cant-lose
    3: about-to-sleep about-to-sleep need-attention loyal loyal
    4: promising potential-loyalists potential-loyalists loyal champions
    5: new potential-loyalists potential-loyalists champions champions`
    .trim()
    .split('\n')
    .map((row) => row.trim().split(/\s+/).slice(1));
  return new Map(
    [...numbers].map(([user, { recency, frequency, monetary }]) => {
      const [r, f, m] = [6 - fifth('recency', recency), fifth('frequency', frequency), monetary > 0 ? fifth('monetary', monetary) : 1];
      const value = Math.floor((f + m) / 2 + 0.5);
      return [user, { recency: r, frequency: f, monetary: m, name: table[r - 1]?.[value - 1] ?? '' }];
    }),
  );
}

describe('RFM over the purchases of CDNOW', () => {
  let counts: Record<string, number> = {};

  test('suggests the shop’s own event and amount', async () => {
    const { body } = await server.call('GET', '/api/ready-sets');
    expect(body.items).toMatchObject([
      { set: 'rfm', installed: false, settings: rfm.settings },
      { set: 'lifecycle' },
      { set: 'orderValue', settings: { property: 'total' } },
    ]);
  });

  test('shows the head-count first: everybody, in eleven segments, as counted by hand', async () => {
    const { body, status } = await server.call('POST', '/api/ready-sets/preview', rfm);
    expect(status).toBe(200);
    expect(orders.size).toBe(customers);
    expect(body).toMatchObject({ total: everybody.size, asked: everybody.size, outside: everybody.size - customers });
    counts = Object.fromEntries(body.groups.map(({ value, people }: { value: string; people: number }) => [value, people]));
    const hand = [...byHand(Date.now()).values()].map(({ name }) => name);
    expect(counts).toEqual(Object.fromEntries(Object.keys(counts).map((name) => [name, hand.filter((each) => each === name).length])));
    expect(Object.values(counts).reduce((sum, count) => sum + count, 0)).toBe(customers);
    expect(body.segments).toHaveLength(11);
    expect(body.traits.every(({ exists }: { exists: boolean }) => !exists)).toBe(true);
    expect(await server.db.collection('computedTraits').countDocuments()).toBe(0);
  });

  test('is installed at once; everybody’s scores and name are those counted by hand, and the segments hold them', async () => {
    const installed = await server.call('POST', '/api/ready-sets/install', { ...rfm, names: { 'rfm-champions': 'Die Besten' } });
    expect(installed.body).toMatchObject({ installed: true, cutPoints: { people: everybody.size, lastLook: null } });
    await foldEverybody();
    const hand = byHand(Date.now());
    for (const [user, { computed, memberships }] of await profiles()) {
      const values = Object.fromEntries(Object.entries(computed).map(([key, { value }]) => [key, value]));
      const counted = hand.get(user);
      if (counted === undefined) {
        expect([values, memberships], user).toEqual([{}, {}]);
        continue;
      }
      const { recency, frequency, monetary, name } = counted;
      // Nobody has a score for an amount of nothing.
      expect(values, user).toEqual({
        rfm_recency: recency,
        rfm_frequency: frequency,
        ...(values.rfm_monetary !== undefined && { rfm_monetary: monetary }),
        rfm_segment: name,
      });
      expect(Object.keys(memberships), user).toEqual([`rfm-${name}`]);
    }
    const { body } = await server.call('GET', '/api/segments/rfm-champions');
    expect(body).toMatchObject({ name: 'Die Besten', members: counts.champions });
  }, 240_000);

  test('cut points are looked at again: kept while nothing moves, published when people changed', async () => {
    const { definitions } = createProfileCore(server.db, clock);
    const people = new SampledPeople(server.db, definitions, clock);
    const computed = new ComputedTraitsService({
      ...{
        client: server.db.client,
        store: new ComputedTraitsStore(server.db),
        askers: new Askers(server.db),
        versions: new VersionsStore(server.db),
        audit: new AuditStore(server.db),
        people,
      },
      ...{ shares: new TraitShares(server.db, clock), progress: async (workspace: string) => await new SegmentsStore(server.db).progress(workspace), clock },
    });
    const keeper = new RfmKeeper({ store: new ReadySetsStore(server.db), computed, people, clock });
    const sets = server.db.collection<ReadySetDocument>('readySets');
    const makeDue = async () => void (await sets.updateOne({ _id: 'demo:rfm' }, { $set: { cutPointsDueAt: new Date(0) } }));
    const live = async () => (await server.call('GET', '/api/computed-traits/rfm_monetary')).body.liveVersion as string;
    expect(await keeper.lookAtOne()).toBe(false);
    await makeDue();
    const before = await live();
    expect(await keeper.lookAtOne()).toBe(true);
    expect(await sets.findOne({ _id: 'demo:rfm' })).toMatchObject({ lastLook: { moved: 0, published: false } });
    expect(await live()).toBe(before);
    expect(await keeper.lookAtOne()).toBe(false);
    // Two in five buy for much more.
    const some = [...orders.keys()].filter((_, at) => at % 5 < 2);
    await server.ingest('/batch', { import: true, batch: some.map((userId) => ({ type: 'track', userId, event: event.name, properties: { total: 1_000 } })) });
    await foldEverybody();
    await makeDue();
    // Killed while looking: due again later, nothing published.
    expect(await keeper.lookAtOne(() => true)).toBe(true);
    expect(await live()).toBe(before);
    await makeDue();
    await keeper.lookAtOne();
    expect(await live()).not.toBe(before);
    const look = (await sets.findOne({ _id: 'demo:rfm' }))?.lastLook;
    expect(look).toMatchObject({ published: true });
    expect(look?.moved).toBeGreaterThan(0.2);
    await foldEverybody();
    const top = [...(await profiles()).values()].filter((profile) => profile.computed.rfm_monetary?.value === 5).length;
    expect(top / customers).toBeGreaterThan(0.15);
    expect(top / customers).toBeLessThan(0.25);
    // What somebody took away does not come back by itself.
    for (const { key } of (await server.call('GET', '/api/segments')).body.items) await server.call('DELETE', `/api/segments/${key}`);
    for (const name of ['rfm_segment', 'rfm_monetary']) expect((await server.call('DELETE', `/api/computed-traits/${name}`)).status).toBe(204);
    await sets.updateOne({ _id: 'demo:rfm' }, { $set: { cutPoints: { recency: [1, 2, 3, 4], frequency: [1, 2, 3, 4], monetary: [1, 2, 3, 4] } } });
    await makeDue();
    await keeper.lookAtOne();
    expect((await server.call('GET', '/api/computed-traits/rfm_monetary')).status).toBe(404);
    expect((await server.call('GET', '/api/ready-sets')).body.items[0]).toMatchObject({ set: 'rfm', installed: false });
    expect(await keeper.lookAtOne()).toBe(false);
  }, 240_000);
});

describe('the other sets', () => {
  test('lifecycle stages: the head-count adds up, and the thresholds are the author’s', async () => {
    const settings = { event, newDays: 30, activeDays: 90, atRiskDays: 180 };
    const preview = async (change: object) =>
      (await server.call('POST', '/api/ready-sets/preview', { set: 'lifecycle', settings: { ...settings, ...change } })).body;
    const { groups, outside, total } = await preview({});
    expect(groups.map(({ value }: { value: string }) => value)).toEqual(['new', 'active', 'at-risk', 'lapsed']);
    expect(groups.reduce((sum: number, { people }: { people: number }) => sum + people, outside)).toBe(total);
    const later = await preview({ atRiskDays: 3_000 });
    expect(later.groups.at(-1)).toEqual({ value: 'lapsed', people: 0 });
    expect(await preview({ atRiskDays: 10 })).toMatchObject({ code: 'invalid-computed-trait' });
  });

  test('order value: count, total, average and last, of every customer', async () => {
    expect((await server.call('POST', '/api/ready-sets/install', { set: 'orderValue', settings: { event, property: 'total' } })).status).toBe(200);
    await foldEverybody();
    const { body } = await server.call('GET', `/api/profiles/lookup?identity=userId:${[...orders.keys()][0]}`);
    const values = Object.fromEntries(body.computed.map(({ name, value }: { name: string; value: unknown }) => [name, value]));
    expect(values).toHaveProperty('order_total');
    expect(values.order_average).toBeCloseTo((values.order_total as number) / (values.order_count as number), 6);
  }, 120_000);

  test.each([
    [{ set: 'rfm', settings: { recency: { event } } }, 'invalid-request'],
    [{ set: 'churn', settings: {} }, 'invalid-request'],
    [{ ...rfm, settings: { ...rfm.settings, monetary: { event, property: 'a..b', measure: 'sum' } } }, 'invalid-computed-trait'],
  ])('refuses %j', async (body, code) => {
    expect(await server.call('POST', '/api/ready-sets/install', body)).toMatchObject({ body: { code } });
  });
});
