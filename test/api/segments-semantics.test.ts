import type { Condition } from '@cairn/rules/contracts/condition.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { type ApiServer, startApiServer } from './api-server.js';

/** What segments mean, line by line (semantics §3), on the whole server; what conditions mean (§2) is in `rules/semantics*.test.ts`. */
let server: ApiServer;

const plan = (value: string): Condition => ({ fact: 'trait', params: { name: 'plan' }, operator: 'equal', value });
const ordered = (times: number): Condition => ({ fact: 'event', params: { name: 'Order' }, operator: 'greaterThanInclusive', value: times });
const inSegment = (key: string): Condition => ({ fact: 'segment', params: { key }, operator: 'equal', value: true });
const put = async (key: string, condition: Condition) => await server.call('PUT', `/api/segments/${key}`, { name: key, condition });
const identify = async (userId: string, traits: object) => await server.ingest('/batch', { batch: [{ type: 'identify', userId, traits }] });
const track = async (userId: string, event: string) => await server.ingest('/batch', { batch: [{ type: 'track', userId, event, properties: {} }] });
/** Applies what is pending, as a worker would, and answers what was stored. */
async function stored(userId: string) {
  const { body } = await server.call('GET', `/api/profiles/lookup?identity=userId:${userId}&fresh=true`);
  const profile = await server.db.collection('profiles').findOne({ 'identities.value': userId });
  return {
    id: body.id as string,
    memberships: Object.keys(profile?.memberships ?? {}).sort(),
    runs: Object.values(profile?.runs ?? {}),
    traits: profile?.traits,
  };
}
const welcome = (segment: string) => ({
  schemaVersion: 1,
  name: `Welcome ${segment}`,
  trigger: { type: 'segment', segment, on: 'entered' },
  reentry: { type: 'never' },
  exits: [],
  start: 'pause',
  steps: [
    { id: 'pause', type: 'delay', duration: { amount: 1, unit: 'hour' }, next: 'end' },
    { id: 'end', type: 'exit' },
  ],
});
async function publish(key: string, segment: string): Promise<void> {
  expect((await server.call('PUT', `/api/journeys/${key}`, welcome(segment))).status).toBeLessThan(300);
  expect((await server.call('POST', `/api/journeys/${key}/publish`, {})).status).toBe(200);
}

beforeAll(async () => {
  server = await startApiServer();
  await put('gold', plan('gold'));
  await put('buyers', ordered(1));
  await put('gold-buyers', { all: [inSegment('gold'), inSegment('buyers')] });
});
afterAll(async () => {
  await server.close();
});

describe('§3.1 membership follows the profile in the same write', () => {
  test.each<[string, (user: string) => Promise<unknown>, string[]]>([
    ['a trait brings in', async (user) => await identify(user, { plan: 'gold' }), ['gold']],
    ['an event brings in', async (user) => await track(user, 'Order'), ['buyers']],
    ['a trait takes out', async (user) => [await identify(user, { plan: 'gold' }), await identify(user, { plan: 'silver' })], []],
    ['a cleared trait takes out', async (user) => [await identify(user, { plan: 'gold' }), await identify(user, { plan: null })], []],
    ['both at once', async (user) => [await identify(user, { plan: 'gold' }), await track(user, 'Order')], ['buyers', 'gold', 'gold-buyers']],
  ])('%s', async (name, happens, expected) => {
    const user = name.replaceAll(' ', '-');
    await happens(user);
    expect((await stored(user)).memberships).toEqual(expected);
  });
});

describe('§3.2 editing a definition asks everyone again in the background', () => {
  test('with progress, and the change of members that it causes starts no journey', async () => {
    await track('old-hand', 'Visit');
    await stored('old-hand');
    await put('visitors', ordered(99));
    await publish('welcome-visitors', 'visitors');
    const { body } = await put('visitors', { fact: 'event', params: { name: 'Visit' }, operator: 'greaterThanInclusive', value: 1 });
    expect(body.backfill.done).toBeLessThan(body.backfill.total);
    await expect.poll(async () => (await stored('old-hand')).memberships).toContain('visitors');
    expect((await stored('old-hand')).runs).toEqual([]);
    // Whoever comes by an event of their own does start it.
    await track('newcomer', 'Visit');
    await expect.poll(async () => (await stored('newcomer')).runs).toHaveLength(1);
  });

  test('a journey that is published starts nobody who is in its segment already', async () => {
    await identify('settled', { plan: 'gold' });
    expect((await stored('settled')).memberships).toEqual(['gold']);
    await publish('welcome-gold', 'gold');
    await track('settled', 'Visit');
    const { memberships, runs } = await stored('settled');
    expect(memberships).toContain('gold');
    expect(runs.filter((run) => (run as { journey: string }).journey === 'welcome-gold')).toEqual([]);
  });
});

describe('§3.3 a segment may use another', () => {
  test('a cycle is refused on save, and shown', async () => {
    expect(await put('gold', { any: [inSegment('gold-buyers'), plan('gold')] })).toMatchObject({ status: 422, body: { code: 'segment-cycle' } });
  });

  test('what it uses must exist', async () => {
    expect(await put('nobody', inSegment('missing'))).toMatchObject({
      status: 422,
      body: { details: [{ path: 'condition.params.key', code: 'unknown-segment' }] },
    });
    const tag: Condition = { fact: 'tag', params: { key: 'missing' }, operator: 'equal', value: true };
    expect(await put('nobody', tag)).toMatchObject({ status: 422, body: { details: [{ path: 'condition.params.key', code: 'no-such-tag' }] } });
  });
});

describe('§3.4 preview before saving', () => {
  const condition: Condition = { all: [plan('trial'), { any: [ordered(2), { not: ordered(1) }] }] };

  test('how many, which twenty, and what each clause removes or adds', async () => {
    for (let n = 0; n < 25; n += 1) await identify(`trial-${n}`, { plan: 'trial' });
    await track('trial-0', 'Order');
    for (let n = 0; n < 25; n += 1) await stored(`trial-${n}`);
    const { body } = await server.call('POST', '/api/segments/preview', { condition });
    expect(body).toMatchObject({ count: 24, estimate: false });
    expect(body.sample).toHaveLength(20);
    expect((await server.call('POST', '/api/segments/preview', { condition, exact: true })).body).toMatchObject({ count: 24, estimate: false });
    const { body: rows } = await server.call('POST', '/api/segments/preview/rows', { condition });
    expect((await server.call('POST', '/api/segments/preview/rows', { condition, exact: true })).body).toEqual(rows);
    const { total } = body;
    // Who is not on trial never ordered, but for some: counted without the first clause.
    const others = await server.call('POST', '/api/segments/preview', { condition: (condition as { all: Condition[] }).all[1] });
    expect(total).toBeGreaterThan(24);
    expect(rows).toEqual({
      count: 24,
      estimate: false,
      rows: [
        { path: 'all.0', without: others.body.count },
        { path: 'all.1.any.0', without: 24 },
        { path: 'all.1.any.1.not', without: 0 },
      ],
    });
  });

  test('for a person every clause and group with answer, value and time', async () => {
    const { id: profileId } = await stored('trial-0');
    const { body } = await server.call('POST', '/api/segments/preview', { condition, profileId });
    const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/);
    expect(body.explanation).toMatchObject({
      kind: 'all',
      result: false,
      parts: [
        { kind: 'clause', result: true, actual: 'trial', foundAt: time },
        {
          kind: 'any',
          result: false,
          parts: [
            { result: false, actual: 1, foundAt: time },
            { kind: 'not', result: false, parts: [{ result: true, actual: 1, foundAt: time }] },
          ],
        },
      ],
    });
  });
});
