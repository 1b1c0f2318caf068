import type { Condition } from '@cairn/rules/contracts/condition.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { type ApiServer, startApiServer } from './api-server.js';

let server: ApiServer;

const person = async (user: string) => (await server.call('GET', `/api/profiles/lookup?identity=userId:${user}&fresh=true`)).body;
const find = async (body: object) => await server.call('POST', '/api/clusters/find', body);
const trait = (name: string) => ({ kind: 'trait', name });

/** Twenty who ordered little long ago, ten who order much and lately, and three of whom nothing is known. */
beforeAll(async () => {
  server = await startApiServer();
  const identify = (userId: string, traits: object) => ({ type: 'identify', userId, traits });
  const calm = Array.from({ length: 20 }, (_, n) => identify(`calm${n}`, { spent: 10 + n, visits: 1 + (n % 3), same: 7 }));
  const busy = Array.from({ length: 10 }, (_, n) => identify(`busy${n}`, { spent: 900 + n * 5, visits: 40 + (n % 4), same: 7 }));
  const strangers = Array.from({ length: 3 }, (_, n) => identify(`new${n}`, { name: `New ${n}` }));
  const batch = [...calm, ...busy, ...strangers];
  expect((await server.ingest('/batch', { batch })).body.rejected).toEqual([]);
  for (const { userId } of batch) await person(userId);
}, 60_000);
afterAll(async () => {
  await server.close();
});

describe('groups among people', () => {
  test('are found, described by what sets them apart, and the same each time', async () => {
    const { status, body } = await find({ dimensions: [trait('spent'), trait('visits')] });
    expect(status).toBe(200);
    expect(body).toMatchObject({ total: 33, asked: 33, leftOut: 3, k: 2 });
    expect(body.candidates.map(({ k }: { k: number }) => k)).toEqual([2, 3, 4, 5, 6, 7, 8]);
    expect(body.candidates[0].silhouette).toBeGreaterThan(0.8);
    expect(body.clusters).toMatchObject([
      { value: 'group-1', people: 20, typical: [19.5, 2] },
      { value: 'group-2', people: 10, typical: [922.5, 41] },
    ]);
    expect(body.clusters[1].apart.map(({ by }: { by: number }) => by > 0)).toEqual([true, true]);
    expect(body.clusters[1].sample[0].displayName).toMatch(/^busy/);
    expect(body.points).toHaveLength(30);
    const again = (await find({ dimensions: [trait('spent'), trait('visits')] })).body;
    expect(again.clusters).toEqual(body.clusters);
  });

  test('are as many as are asked for, and who lacks a number counts as having 0 where that is said', async () => {
    const { body } = await find({ dimensions: [trait('spent'), trait('visits')], missing: 'zero', k: 3 });
    expect(body).toMatchObject({ leftOut: 0, k: 3 });
    expect(body.clusters.map(({ people }: { people: number }) => people).reduce((a: number, b: number) => a + b)).toBe(33);
  });

  test('are saved as a computed trait with a segment each, which new people join by the nearest', async () => {
    const { body } = await find({ dimensions: [trait('spent'), trait('visits')] });
    const source = {
      type: 'cluster',
      missing: 'none',
      dimensions: body.dimensions.map(({ median: _median, ...dimension }: { median: number }) => dimension),
      clusters: body.clusters.map(({ value, center }: { value: string; center: number[] }) => ({ value, center })),
    };
    expect(await server.call('PUT', '/api/computed-traits/habit', { label: 'Habit', source })).toMatchObject({ status: 200 });
    const condition: Condition = { fact: 'computed', params: { name: 'habit' }, operator: 'equal', value: 'group-2' };
    expect((await server.call('PUT', '/api/segments/busy', { name: 'Busy', condition })).status).toBe(200);
    for (const user of ['calm3', 'busy3', 'new0']) await person(user);
    const segmentsOf = async (user: string) => (await person(user)).segments.map(({ key }: { key: string }) => key);
    expect([await segmentsOf('calm3'), await segmentsOf('busy3'), await segmentsOf('new0')]).toEqual([[], ['busy'], []]);
    await server.ingest('/identify', { userId: 'late', traits: { spent: 700, visits: 30 } });
    expect(await segmentsOf('late')).toEqual(['busy']);
    await server.ingest('/identify', { userId: 'late', traits: { spent: 12, visits: 1 } });
    expect(await segmentsOf('late')).toEqual([]);
    expect(await server.call('DELETE', '/api/computed-traits/habit')).toMatchObject({ status: 409 });
  });

  test.each([
    ['numbers that too few have', { dimensions: [trait('nothing')] }, 422, 'too-few-people'],
    ['a number that all have alike', { dimensions: [trait('same'), trait('spent')] }, 422, 'all-alike'],
    ['more groups than there are different people', { dimensions: [trait('visits')], k: 12 }, 422, 'too-few-people'],
    ['no number at all', { dimensions: [] }, 400, 'invalid-request'],
    ['more than it can look at', { dimensions: Array.from({ length: 9 }, (_, n) => trait(`t${n}`)) }, 400, 'invalid-request'],
    ['a number that is named twice', { dimensions: [trait('spent'), trait('spent')] }, 400, 'invalid-request'],
    ['one group', { dimensions: [trait('spent')], k: 1 }, 400, 'invalid-request'],
  ])('are refused for %s', async (_, request, status, code) => {
    expect(await find(request)).toMatchObject({ status, body: { code } });
  });

  test.each([
    ['a center of another length', { center: [1] }, {}, 'clusters.0.center'],
    ['two of one name', { value: 'b' }, {}, 'clusters.1.value'],
    ['a computed trait that is no number', {}, { kind: 'computed', name: 'habit' }, 'dimensions.0.name'],
    ['itself', {}, { kind: 'computed', name: 'odd' }, 'dimensions.0.name'],
  ])('as a trait are refused with %s', async (_, cluster, dimension, path) => {
    const base = { kind: 'trait', name: 'spent', scale: 'plain', mean: 1, deviation: 1 };
    const clusters = [
      { value: 'a', center: [0, 0], ...cluster },
      { value: 'b', center: [1, 1] },
    ];
    const source = {
      type: 'cluster',
      missing: 'none',
      dimensions: [
        { ...base, ...dimension },
        { ...base, name: 'visits' },
      ],
      clusters,
    };
    const answer = await server.call('PUT', '/api/computed-traits/odd', { label: 'Odd', source });
    expect(answer.status).toBe(422);
    expect(answer.body.details[0].path).toContain(path);
  });
});
