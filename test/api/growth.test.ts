import type { EventDocument } from '@cairn/server/events/event.js';
import { collections } from '@cairn/server/platform/collections.js';
import { createProfileCore } from '@cairn/server/profiles/create-profile-core.js';
import type { ProfileDocument } from '@cairn/server/profiles/profile.js';
import { profileLimits, sizeOf } from '@cairn/server/profiles/profile-limits.js';
import { createEffects } from '@cairn/worker/projector/effects.js';
import { createProjector, type Projector } from '@cairn/worker/projector/projector.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { type ApiServer, startApiServer } from './api-server.js';

/** Profiles that grow for ever, through real ingestion and the worker's projector. */
const clock = { now: () => Date.now() };
const patience = 180_000;
let server: ApiServer;
let projector: Projector;

beforeAll(async () => {
  server = await startApiServer();
  const condition = { fact: 'event', params: { name: 'Read Meter', within: { amount: 30, unit: 'day' } }, operator: 'greaterThanInclusive', value: 1 };
  expect((await server.call('PUT', '/api/segments/metered', { name: 'Metered', condition })).status).toBeLessThan(300);
  const ever = { fact: 'event', params: { name: 'Read Meter' }, operator: 'greaterThanInclusive', value: 4_000 };
  expect((await server.call('PUT', '/api/segments/meters', { name: 'Meters', condition: ever })).status).toBeLessThan(300);
  const temporal = { perform: () => Promise.resolve() };
  const { core, definitions } = createProfileCore(server.db, clock, { effects: createEffects(server.db, temporal, clock) });
  const log = { warn: () => undefined, info: () => undefined };
  projector = createProjector({ db: server.db, core, definitions, clock, log, workerId: 'growth', pollMs: 20 });
  projector.start();
}, 60_000);
afterAll(async () => {
  await projector.stop();
  await server.close();
});

const events = () => server.db.collection<EventDocument>(collections.events);
const person = async (identity: string) => (await server.call('GET', `/api/profiles/lookup?identity=${identity}&fresh=true`)).body;
const stored = async (id: string) => (await server.db.collection<ProfileDocument>(collections.profiles).findOne({ _id: `demo:${id}` })) as ProfileDocument;

async function ingest(all: object[], { each = 2_500, isImport = false } = {}): Promise<void> {
  for (let from = 0; from < all.length; from += each) {
    const { status, body } = await server.ingest('/batch', { batch: all.slice(from, from + each), import: isImport });
    expect([status, body.rejected]).toEqual([200, []]);
  }
}

async function untilFolded(): Promise<void> {
  const deadline = Date.now() + 150_000;
  for (;;) {
    const pending = await events().countDocuments({ pending: { $exists: true } });
    if (pending === 0) return;
    if (Date.now() > deadline) throw new Error(`${pending} events are pending still.`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Without the ids of the last page of events, which go at the next fold. */
const grown = (profile: ProfileDocument) => sizeOf({ ...profile, applied: [] });

/** Somebody else who comes while the other grows is folded like anybody. */
async function expectOthersWell(name: string): Promise<void> {
  const other = await person(`userId:${name}`);
  expect([other.traits.map((trait: { value: unknown }) => trait.value), other.pendingEvents]).toEqual([['well'], 0]);
}

const neighbour = (userId: string) => ({ type: 'identify', userId, traits: { how: 'well' } });

describe('one person who is ever more devices', () => {
  const devices = 10_000;

  test(
    'is five of them: the others are left out, the timeline says why, and nothing of what they did is lost',
    async () => {
      await ingest(Array.from({ length: devices }, (_, at) => ({ type: 'track', userId: 'swarm', anonymousId: `device-${at}`, event: 'Opened' })));
      await ingest([neighbour('beside-the-swarm')]);
      await untilFolded();
      const swarm = await person('userId:swarm');
      expect(swarm.identities.map(({ type }: { type: string }) => type).sort()).toEqual([...Array<string>(5).fill('anonymousId'), 'userId']);
      expect(await events().countDocuments({ who: 'demo:userId:swarm', refused: { $exists: true } })).toBe(0);
      // Most of it are the ids of the last page of events, until the next fold sees them done.
      expect(sizeOf(await stored(swarm.id))).toBeLessThan(profileLimits.bytes / 5);
      const { items } = (await server.call('GET', `/api/profiles/${swarm.id}/decisions?limit=1`)).body;
      expect(items).toMatchObject([{ kind: 'identity', outcome: 'limit', detail: { type: 'anonymousId', limit: 5 } }]);
      await expectOthersWell('beside-the-swarm');
    },
    patience,
  );

  test(
    'is a thousand, whatever the rules allow of one type',
    async () => {
      const { rules, revision } = (await server.call('GET', '/api/identity-rules')).body;
      const wide = rules.map((rule: { type: string }) => (rule.type === 'anonymousId' ? { ...rule, limit: 1_000 } : rule));
      expect((await server.call('PUT', '/api/identity-rules', { revision, rules: wide })).status).toBe(200);
      // Write keys remember the rules for a moment.
      await new Promise((resolve) => setTimeout(resolve, 1_500));
      await ingest(Array.from({ length: 1_100 }, (_, at) => ({ type: 'track', userId: 'hive', anonymousId: `cell-${at}`, event: 'Opened' })));
      await ingest([neighbour('beside-the-hive')]);
      await untilFolded();
      const hive = await person('userId:hive');
      expect(hive.identities).toHaveLength(1_000);
      expect(sizeOf(await stored(hive.id))).toBeLessThan(profileLimits.bytes / 2);
      const { items } = (await server.call('GET', `/api/profiles/${hive.id}/decisions?limit=1`)).body;
      expect(items).toMatchObject([{ kind: 'identity', outcome: 'limit', detail: { type: 'all', limit: 1_000 } }]);
      await expectOthersWell('beside-the-hive');
    },
    patience,
  );
});

describe('one person of whom ever more is said', () => {
  const deadLettersOf = async (userId: string) =>
    await events()
      .find({ who: `demo:userId:${userId}`, refused: { $exists: true } })
      .toArray();
  const identify = (userId: string, at: number, traits: object) => ({ type: 'identify', userId, messageId: `${userId}-${at}`, traits });

  test(
    'has 2,000 traits: what brings more becomes a dead letter that says so, and what changes those there is folded',
    async () => {
      const saying = Array.from({ length: 25 }, (_, at) => Object.fromEntries(Array.from({ length: 200 }, (_, of) => [`t${at * 200 + of}`, of])));
      await ingest([...saying.map((traits, at) => identify('talker', at, traits)), neighbour('beside-the-talker')]);
      await untilFolded();
      const talker = await person('userId:talker');
      expect(talker.traits).toHaveLength(2_000);
      const refused = await deadLettersOf('talker');
      expect(new Set(refused.map((event) => event.refused?.code))).toEqual(new Set(['too-many-traits']));
      expect(refused).toHaveLength(15);
      expect(refused[0]?.refused?.message).toContain('more than 2000 traits');
      const [{ name }] = talker.traits;
      await ingest([identify('talker', 99, { [name]: 'changed' })]);
      await untilFolded();
      expect((await person('userId:talker')).traits.find((trait: { name: string }) => trait.name === name).value).toBe('changed');
      expect(await deadLettersOf('talker')).toHaveLength(15);
      await expectOthersWell('beside-the-talker');
    },
    patience,
  );

  test(
    'stays within a megabyte: what would burst it becomes a dead letter, and can be replayed',
    async () => {
      const long = 'x'.repeat(10_000);
      const bulky = Array.from({ length: 60 }, (_, at) => identify('bulky', at, { [`a${at}`]: long, [`b${at}`]: long, [`c${at}`]: long }));
      await ingest(bulky, { each: 10 });
      await ingest([neighbour('beside-the-bulky')]);
      await untilFolded();
      const bulk = await person('userId:bulky');
      const size = sizeOf(await stored(bulk.id));
      expect(size).toBeLessThanOrEqual(profileLimits.bytes);
      expect(size).toBeGreaterThan(profileLimits.bytes * 0.8);
      const refused = await deadLettersOf('bulky');
      expect(new Set(refused.map((event) => event.refused?.code))).toEqual(new Set(['profile-too-large']));
      expect(refused.length + bulk.traits.length / 3).toBe(60);
      const [first] = refused;
      expect((await server.call('POST', `/api/dead-letters/${first?.messageId}/replay`)).status).toBeLessThan(300);
      await untilFolded();
      expect(await events().findOne({ _id: first?._id ?? '' })).toMatchObject({ replayAttempt: 1, refused: { code: 'profile-too-large' } });
      await expectOthersWell('beside-the-bulky');
    },
    patience,
  );
});

test(
  'one person who does ever more: what is old is counted by day, then by month, nothing is miscounted, and the profile hardly grows',
  async () => {
    const count = 5_000;
    const yearsMs = 8 * 365.25 * 86_400_000;
    const meter = (at: number) => ({
      type: 'track',
      userId: 'meter',
      messageId: `meter-${at}`,
      event: 'Read Meter',
      properties: { kwh: at },
      timestamp: new Date(Date.now() - 1_000 - yearsMs * (1 - at / (count - 1))).toISOString(),
    });
    const all = Array.from({ length: count }, (_, at) => meter(at));
    await ingest(all.slice(0, count / 2), { isImport: true });
    await untilFolded();
    const { id } = await person('userId:meter');
    const half = grown(await stored(id));
    await ingest(all.slice(count / 2), { isImport: true });
    await ingest([neighbour('beside-the-meter')]);
    await untilFolded();
    const meterNow = await person('userId:meter');
    expect(meterNow.segments.map(({ key }: { key: string }) => key).sort()).toEqual(['metered', 'meters']);
    const profile = await stored(id);
    const counts = Object.values(profile.aggregates).filter(({ recent }) => recent);
    expect(counts.map((state) => state.count)).toEqual(counts.map(() => count));
    for (const { recent, days } of counts) {
      expect(recent?.length).toBeLessThanOrEqual(100);
      expect(Object.keys(days ?? {}).length).toBeLessThanOrEqual(520);
    }
    const size = grown(profile);
    expect(size).toBeLessThan(50_000);
    expect(size).toBeLessThan(half * 1.5);
    await expectOthersWell('beside-the-meter');
  },
  patience,
);
