import type { Condition } from '@cairn/rules/contracts/condition.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { type ApiServer, startApiServer } from './api-server.js';

let server: ApiServer;

const orders = (value: number): Condition => ({ fact: 'event', params: { name: 'Order Completed' }, operator: 'greaterThanInclusive', value });
const inGold = { fact: 'segment', params: { key: 'gold' }, operator: 'equal', value: true };
const put = async (key: string, condition: unknown, name = key) => await server.call('PUT', `/api/segments/${key}`, { name, condition });
const epoch = async () => (await server.db.collection<{ _id: string; epoch: number }>('workspaces').findOne({ _id: 'demo' }))?.epoch;
const track = (userId: string, event: string) => ({ type: 'track', userId, event, properties: {} });

beforeAll(async () => {
  server = await startApiServer();
  const batch = [track('one', 'Order Completed'), track('two', 'Order Completed'), track('two', 'Order Completed'), track('three', 'Seen')];
  expect((await server.ingest('/batch', { batch })).status).toBe(200);
  // Asking for fresh data applies what is pending: no worker runs in this test.
  for (const user of ['one', 'two', 'three']) expect((await server.call('GET', `/api/profiles/lookup?identity=userId:${user}&fresh=true`)).status).toBe(200);
});
afterAll(async () => {
  await server.close();
});

describe('previewing a condition', () => {
  test('counts people by events that no profile keeps yet, and shows them', async () => {
    const answer = await server.call('POST', '/api/segments/preview', { condition: orders(2) });
    expect(answer).toMatchObject({ status: 200, body: { count: 1, total: 3, asked: 3, estimate: false, sample: [{ displayName: 'two' }] } });
  });

  test('counts people without any such event', async () => {
    const never = { fact: 'event', params: { name: 'Order Completed' }, operator: 'equal', value: 0 };
    expect((await server.call('POST', '/api/segments/preview', { condition: never })).body).toMatchObject({ count: 1, sample: [{ displayName: 'three' }] });
  });

  test('counts by the database where it can, and whom that leaves else', async () => {
    const byName: Condition = { fact: 'trait', params: { name: 'nickname' }, operator: 'missing' };
    const byPattern: Condition = { fact: 'trait', params: { name: 'nickname' }, operator: 'matches', value: '^a' };
    expect((await server.call('POST', '/api/segments/preview', { condition: byName })).body).toMatchObject({ count: 3, asked: 3, total: 3, estimate: false });
    expect((await server.call('POST', '/api/segments/preview', { condition: byPattern })).body).toMatchObject({
      count: 0,
      asked: 3,
      total: 3,
      estimate: false,
    });
  });

  test('explains every clause for one person', async () => {
    const { body: one } = await server.call('GET', '/api/profiles/lookup?identity=userId:one');
    const answer = await server.call('POST', '/api/segments/preview', { condition: { all: [orders(1), orders(2)] }, profileId: one.id });
    expect(answer.body.explanation).toMatchObject({
      kind: 'all',
      result: false,
      parts: [
        { result: true, actual: 1 },
        { result: false, actual: 1 },
      ],
    });
  });

  test('refuses what is not a condition and names the clause', async () => {
    const answer = await server.call('POST', '/api/segments/preview', {
      condition: { all: [orders(1), { fact: 'trait', params: { name: 'a' }, operator: 'is', value: 1 }] },
    });
    expect(answer).toMatchObject({ status: 422, body: { code: 'invalid-condition', details: [{ path: 'condition.all.1.operator' }] } });
  });

  test('tells of a person who does not exist', async () => {
    expect(await server.call('POST', '/api/segments/preview', { condition: orders(1), profileId: 'nobody' })).toMatchObject({ status: 404 });
  });
});

describe('saving a segment', () => {
  test('publishes it, and the same again changes nothing', async () => {
    const first = await put('buyers', orders(1), 'Buyers');
    expect(first).toMatchObject({ status: 200, body: { key: 'buyers', name: 'Buyers', condition: orders(1), usedBy: [] } });
    const at = await epoch();
    expect((await put('buyers', orders(1), 'Buyers')).body).toMatchObject({ liveVersion: first.body.liveVersion, updatedAt: first.body.updatedAt });
    expect(await epoch()).toBe(at);
  });

  test('asks everyone again for a new condition, and nobody for a new name', async () => {
    await put('named', orders(3), 'Three');
    const at = (await epoch()) as number;
    await put('named', orders(3), 'Three or more');
    expect(await epoch()).toBe(at);
    await put('named', orders(4), 'Three or more');
    expect(await epoch()).toBe(at + 1);
  });

  test('puts people in at their next catch-up', async () => {
    await put('twice', orders(2));
    const members = async () => {
      await server.call('GET', '/api/profiles/lookup?identity=userId:two&fresh=true');
      return (await server.call('GET', '/api/segments/twice/members')).body;
    };
    // Definitions are looked at again after 250 ms.
    await expect.poll(members).toMatchObject({ total: 1, items: [{ displayName: 'two', segments: expect.arrayContaining(['twice']) }], nextCursor: null });
  });

  test('is filled from its own change on: another one stays as it was', async () => {
    const fill = async (key: string) => (await server.call('GET', `/api/segments/${key}`)).body.backfill;
    const askEveryone = async () => {
      for (const user of ['one', 'two', 'three']) await server.call('GET', `/api/profiles/lookup?identity=userId:${user}&fresh=true`);
      return await fill('early');
    };
    await put('early', orders(7));
    await expect.poll(askEveryone).toEqual({ done: 3, total: 3 });
    await put('late', orders(8));
    await put('resting', { fact: 'segment', params: { key: 'late' }, operator: 'equal', value: true });
    const { items } = (await server.call('GET', '/api/segments')).body as { items: { key: string; backfill: unknown }[] };
    expect(new Map(items.map(({ key, backfill }) => [key, backfill]))).toEqual(
      new Map([
        ...items.map(({ key }): [string, unknown] => [key, { done: 3, total: 3 }]),
        ['late', { done: 0, total: 3 }],
        ['resting', { done: 0, total: 3 }],
      ]),
    );
    // A new name asks nobody again.
    await put('early', orders(7), 'Very early');
    expect(await fill('early')).toEqual({ done: 3, total: 3 });
  });

  test.each([
    ['itself', 'gold', inGold],
    ['an unknown segment', 'silver', { fact: 'segment', params: { key: 'nowhere' }, operator: 'equal', value: true }],
    ['an empty list', 'silver', { all: [] }],
    ['a query operator', 'silver', { $where: 'true' }],
    ['nothing', 'silver', undefined],
  ])('refuses %s', async (_, key, condition) => {
    const answer = await put(key, condition);
    expect([400, 422]).toContain(answer.status);
    expect(answer.body.details.length).toBeGreaterThan(0);
    expect((await server.call('GET', `/api/segments/${key}`)).status).toBe(404);
  });

  test('refuses a cycle and shows the way round', async () => {
    await put('gold', orders(5));
    await put('best', inGold);
    const answer = await put('gold', { fact: 'segment', params: { key: 'best' }, operator: 'equal', value: true });
    expect(answer).toMatchObject({ status: 422, body: { code: 'segment-cycle', details: [{ message: 'gold → best → gold' }] } });
  });

  test('refuses a key that is none', async () => {
    expect((await put('Not%20A%20Key', orders(1))).status).toBe(400);
  });
});

describe('deleting a segment', () => {
  test('is refused while another uses it, which is named', async () => {
    await put('gold', orders(5));
    await put('best', inGold);
    expect(await server.call('DELETE', '/api/segments/gold')).toMatchObject({
      status: 409,
      body: { code: 'segment-in-use', details: [{ path: 'segments.best' }] },
    });
    expect((await server.call('DELETE', '/api/segments/best')).status).toBe(204);
    expect((await server.call('DELETE', '/api/segments/gold')).status).toBe(204);
    expect((await server.call('DELETE', '/api/segments/gold')).status).toBe(404);
  });

  test('is refused while a live journey uses it, even one whose draft no longer does', async () => {
    await put('started', orders(1));
    const journey = (trigger: unknown) => ({
      schemaVersion: 1,
      name: 'Welcome',
      trigger,
      reentry: { type: 'never' },
      exits: [],
      start: 'end',
      steps: [{ id: 'end', type: 'exit' }],
    });
    expect((await server.call('PUT', '/api/journeys/welcome', journey({ type: 'segment', segment: 'started', on: 'entered' }))).status).toBe(200);
    expect((await server.call('POST', '/api/journeys/welcome/publish', {})).status).toBeLessThan(300);
    expect((await server.call('PUT', '/api/journeys/welcome', journey({ type: 'event', event: { name: 'Seen' } }))).status).toBe(200);
    expect(await server.call('DELETE', '/api/segments/started')).toMatchObject({ status: 409, body: { details: [{ path: 'journeys.welcome' }] } });
    expect((await server.call('POST', '/api/journeys/welcome/publish', {})).status).toBeLessThan(300);
    expect((await server.call('DELETE', '/api/segments/started')).status).toBe(204);
  });
});

describe('a segment as a file', () => {
  const file = (key: string, condition: string) => `kind: segment\nkey: ${key}\nname: From git\ncondition:\n${condition}`;
  const vip = '  fact: trait\n  params:\n    name: tier\n  operator: equal\n  value: vip\n';

  test('is saved, and comes back letter by letter', async () => {
    expect(await server.call('PUT', '/api/segments/from-git/yaml', { yaml: file('from-git', vip) })).toMatchObject({ status: 200, body: { name: 'From git' } });
    expect((await server.call('GET', '/api/segments/from-git/yaml')).body).toEqual({ yaml: file('from-git', vip) });
  });

  test.each([
    ['no YAML', 'a: [', 'yaml'],
    ['another kind', file('from-git', vip).replace('segment', 'journey'), 'kind'],
    ['another key', file('other', vip), 'key'],
    ['a clause that is wrong', file('from-git', vip.replace('equal', 'is')), 'condition.operator'],
  ])('is refused with its place: %s', async (_, yaml, path) => {
    const answer = await server.call('PUT', '/api/segments/from-git/yaml', { yaml });
    expect(answer.status).toBe(422);
    const paths = (answer.body.details as { path: string }[]).map((detail) => detail.path);
    if (path === 'yaml') expect(paths[0]).toMatch(/^line 1/);
    else expect(paths).toContain(path);
  });
});

test('the schema of conditions is there for whoever asks', async () => {
  const answer = await server.call('GET', '/api/schemas/condition/v1.json');
  expect(answer).toMatchObject({ status: 200, body: { title: 'Cairn condition, version 1' } });
});
