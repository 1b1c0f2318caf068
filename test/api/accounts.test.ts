import { systemClock } from '@cairn/server/platform/clock.js';
import { createProfileCore } from '@cairn/server/profiles/create-profile-core.js';
import { createEffects } from '@cairn/worker/projector/effects.js';
import { createProjector, type Projector } from '@cairn/worker/projector/projector.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { type ApiServer, startApiServer } from './api-server.js';

let server: ApiServer;
let projector: Projector;

const group = async (userId: string, groupId: string, traits: object = {}, more: object = {}) =>
  expect(await server.ingest('/group', { userId, groupId, traits, ...more })).toMatchObject({ status: 200 });
const get = async (path: string) => (await server.call('GET', path)).body;
const person = async (user: string) => await get(`/api/profiles/lookup?identity=userId:${user}&fresh=true`);
const segmentsOf = async (user: string) => (await person(user)).segments.map(({ key }: { key: string }) => key).sort();
const inAccount = (where: object) => ({ fact: 'account', params: { match: 'any', where }, operator: 'equal', value: true });
const within = { timeout: 15_000, interval: 100 };

beforeAll(async () => {
  server = await startApiServer();
  const temporal = { perform: async () => undefined };
  const log = { warn: () => undefined, info: () => undefined };
  const { core, definitions } = createProfileCore(server.db, systemClock, { effects: createEffects(server.db, temporal as never, systemClock) });
  projector = createProjector({ db: server.db, core, definitions, clock: systemClock, log, workerId: 'w1', pollMs: 50 });
  projector.start();
  await group('ann', 'acme', { name: 'Acme Steel', plan: 'free' });
  await group('bob', 'acme', { plan: 'gold', 'a.b': { $x: 1 } });
  await group('cyd', 'a/b c');
});
afterAll(async () => {
  await projector.stop();
  await server.close();
});

describe('accounts', () => {
  test('have the newest traits of all their calls, and count their people', async () => {
    await expect
      .poll(() => get('/api/accounts/acme'), within)
      .toMatchObject({
        ...{ id: 'acme', name: 'Acme Steel', people: 2 },
        traits: [
          { name: 'a.b', value: { $x: 1 }, source: 'web' },
          { name: 'name', value: 'Acme Steel' },
          { name: 'plan', value: 'gold' },
        ],
      });
  });

  test('are listed by id, found by the beginning of id or of a word of their name', async () => {
    await expect.poll(async () => (await get('/api/accounts')).total, within).toBe(2);
    const ids = async (query: string) => (await get(`/api/accounts?${query}`)).items.map(({ id }: { id: string }) => id);
    expect([await ids(''), await ids('search=STEEL'), await ids('search=a/b'), await ids('search=none')]).toEqual([['a/b c', 'acme'], ['acme'], ['a/b c'], []]);
    const first = await get('/api/accounts?limit=1');
    expect(await ids(`limit=1&cursor=${first.nextCursor}`)).toEqual(['acme']);
  });

  test('tell who belongs to them, and a person tells their accounts', async () => {
    const { items, total } = await get('/api/accounts/acme/people');
    expect([items.map(({ displayName }: { displayName: string }) => displayName).sort(), total]).toEqual([['ann', 'bob'], 2]);
    expect((await person('ann')).accounts).toMatchObject([{ id: 'acme', name: 'Acme Steel' }]);
    expect((await get(`/api/accounts/${encodeURIComponent('a/b c')}/people`)).items).toMatchObject([{ displayName: 'cyd' }]);
  });

  test.each([
    ['an account', '/api/accounts/nothing'],
    ['people of an account', '/api/accounts/nothing/people'],
  ])('tell that %s does not exist', async (_, path) => {
    expect(await server.call('GET', path)).toMatchObject({ status: 404, body: { code: 'unknown-account' } });
  });
});

describe('conditions on accounts', () => {
  test('hold for everybody of an account, and follow it when it changes', async () => {
    const condition = inAccount({ fact: 'trait', params: { name: 'plan' }, operator: 'equal', value: 'gold' });
    expect(await server.call('PUT', '/api/segments/of-gold', { name: 'Of gold', condition })).toMatchObject({ status: 200 });
    await expect.poll(() => segmentsOf('ann'), within).toEqual(['of-gold']);
    expect(await segmentsOf('cyd')).toEqual([]);
    await group('bob', 'acme', { plan: 'free' });
    await expect.poll(() => segmentsOf('ann'), within).toEqual([]);
    await group('bob', 'acme', { plan: 'gold' });
    await expect.poll(() => segmentsOf('ann'), within).toEqual(['of-gold']);
  });

  test('ask whether some or all of its people are in a segment', async () => {
    const bought = { fact: 'event', params: { name: 'Order Completed' }, operator: 'greaterThanInclusive', value: 1 };
    await server.call('PUT', '/api/segments/buyers', { name: 'Buyers', condition: bought });
    for (const share of ['some', 'all']) {
      const people = { fact: 'people', params: { segment: 'buyers', share }, operator: 'equal', value: true };
      expect(await server.call('PUT', `/api/segments/${share}-bought`, { name: share, condition: inAccount(people) })).toMatchObject({ status: 200 });
    }
    await server.ingest('/track', { userId: 'bob', event: 'Order Completed' });
    await expect.poll(() => segmentsOf('ann'), within).toEqual(['of-gold', 'some-bought']);
    await server.ingest('/track', { userId: 'ann', event: 'Order Completed' });
    await expect.poll(() => segmentsOf('bob'), within).toEqual(['all-bought', 'buyers', 'of-gold', 'some-bought']);
    expect((await get('/api/accounts/acme')).segments).toContainEqual({ key: 'buyers', name: 'Buyers', people: 2 });
  });

  test('are asked in a preview too, also about a segment that nobody has counted yet', async () => {
    const bought = { fact: 'event', params: { name: 'Order Completed' }, operator: 'greaterThanInclusive', value: 1 };
    await server.call('PUT', '/api/segments/uncounted', { name: 'Uncounted', condition: bought });
    const preview = async (where: object) => (await server.call('POST', '/api/segments/preview', { condition: inAccount(where) })).body;
    const people = { fact: 'people', params: { segment: 'uncounted', share: 'all' }, operator: 'equal', value: true };
    await expect.poll(() => preview(people), within).toMatchObject({ count: 2, total: 3 });
    expect(await preview({ fact: 'trait', params: { name: 'plan' }, operator: 'equal', value: 'gold' })).toMatchObject({ count: 2 });
  });

  test('may not go round', async () => {
    const people = { fact: 'people', params: { segment: 'all-bought', share: 'some' }, operator: 'equal', value: true };
    const answer = await server.call('PUT', '/api/segments/buyers', { name: 'Buyers', condition: inAccount(people) });
    expect(answer).toMatchObject({ status: 422, body: { code: 'segment-cycle' } });
  });
});

describe('leaving an account', () => {
  test('by hand is applied when it answers, audited, and counted', async () => {
    const { id } = await person('bob');
    expect((await server.call('DELETE', `/api/accounts/acme/people/${id}`)).status).toBe(204);
    expect((await get(`/api/profiles/${id}`)).accounts).toEqual([]);
    await expect.poll(async () => (await get('/api/accounts/acme')).people, within).toBe(1);
    expect(await server.db.collection('audit').findOne({ action: 'profile.leave-account' })).toMatchObject({ about: { id }, detail: { account: 'acme' } });
    for (const account of ['acme', 'constructor']) {
      expect(await server.call('DELETE', `/api/accounts/${account}/people/${id}`)).toMatchObject({ status: 404, body: { code: 'not-in-account' } });
    }
  });

  test('by a call is the same, and an older call does not bring back', async () => {
    await group('cyd', 'a/b c', {}, { context: { left: true } });
    await group('cyd', 'a/b c', {}, { timestamp: new Date(Date.now() - 60_000).toISOString() });
    expect((await person('cyd')).accounts).toEqual([]);
  });
});
