import { MatchPairsStore, pairIdOf } from '@cairn/server/matching/match-pairs.store.js';
import { inventPeople, newRun, storePeople } from '@cairn/server/matching/matching.fixture.js';
import { MatchingRunsStore } from '@cairn/server/matching/matching-runs.store.js';
import { MatchingStages } from '@cairn/server/matching/matching-stages.js';
import { createMongoClient } from '@cairn/server/platform/mongo-client.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { type ApiServer, startApiServer } from './api-server.js';

let server: ApiServer;
const workspace = 'demo';
const calm = async () => {};

beforeAll(async () => {
  server = await startApiServer();
  await storePeople(server.db, workspace, inventPeople(80, 6));
  await find('01AAAAAAAAAAAAAAAAAAAAAAAA');
});
afterAll(async () => {
  await server.close();
});

/** What a worker would do. */
async function find(runId: string): Promise<void> {
  const client = createMongoClient(process.env.MONGODB_URI ?? '');
  const runs = new MatchingRunsStore(server.db);
  await runs.insert(newRun(workspace, runId));
  const stages = new MatchingStages(client, server.db.databaseName, { now: () => Date.now() });
  await stages.read(workspace, runId, calm);
  await stages.learn(workspace, runId, calm);
  await stages.compare(workspace, runId, 0, calm);
  await stages.conclude(workspace, runId);
  await runs.end(workspace, runId, { state: 'completed', now: new Date() });
  await client.close();
}

const settings = async () => (await server.call('GET', '/api/matching/settings')).body;
const put = async (change: object) => {
  const { updatedAt: _at, updatedBy: _by, ...now } = await settings();
  return await server.call('PUT', '/api/matching/settings', { ...now, ...change });
};
const pairs = async (query = '') => (await server.call('GET', `/api/matching/pairs${query}`)).body;

describe('the settings', () => {
  test('begin with the usual traits, and merge nothing without asking', async () => {
    const now = await settings();
    expect(now).toMatchObject({ revision: 0, thresholds: { review: 4, autoMerge: null }, updatedAt: null, updatedBy: null });
    expect(now.fields.map(({ key }: { key: string }) => key)).toContain('birthday');
  });

  test('are changed as a whole; the same again changes nothing', async () => {
    const changed = await put({ thresholds: { review: 5, autoMerge: 20 } });
    expect(changed).toMatchObject({ status: 200, body: { revision: 1, thresholds: { review: 5, autoMerge: 20 } } });
    expect((await put({})).body).toEqual(changed.body);
    expect(await server.db.collection('audit').countDocuments({ action: 'matching-settings.change' })).toBe(1);
  });

  test('of an older revision are a conflict that names who changed them', async () => {
    const answer = await put({ revision: 0, thresholds: { review: 6, autoMerge: null } });
    expect(answer).toMatchObject({ status: 409, body: { code: 'matching-settings-changed' } });
    expect((await put({ thresholds: { review: 4, autoMerge: null } })).status).toBe(200);
  });

  const field = { key: 'city', traits: ['city'], kind: 'name', termFrequency: true };
  test.each<[string, object, number, string]>([
    ['a field of an unknown kind', { fields: [{ ...field, kind: 'soundex' }] }, 400, 'fields.0.kind'],
    ['a field without traits', { fields: [{ ...field, traits: [] }] }, 400, 'fields.0.traits'],
    ['a trait that is no name', { fields: [{ ...field, traits: ['.city'] }] }, 400, 'fields.0.traits.0'],
    ['a field key that is no name', { fields: [{ ...field, key: 'Home City' }] }, 400, 'fields.0.key'],
    ['a field with a key of its own making', { fields: [{ ...field, weight: 3 }] }, 400, 'fields.0'],
    ['no field at all', { fields: [] }, 400, 'fields'],
    ['no rule at all', { blocking: [] }, 400, 'blocking'],
    ['a rule without parts', { blocking: [[]] }, 400, 'blocking.0'],
    ['characters beyond the limit', { blocking: [[{ field: 'city', first: 21 }]] }, 400, 'blocking.0.0.first'],
    ['a threshold that is no number', { thresholds: { review: 'high', autoMerge: null } }, 400, 'thresholds.review'],
    ['two fields of one key', { fields: [field, field], blocking: [[{ field: 'city' }]] }, 422, 'fields.1.key'],
    ['a rule for a field that is not compared', { fields: [field], blocking: [[{ field: 'city' }], [{ field: 'town' }]] }, 422, 'blocking.1.0.field'],
    ['first and last characters', { fields: [field], blocking: [[{ field: 'city', first: 2, last: 2 }]] }, 422, 'blocking.0.0'],
    ['a rule that names a field twice', { fields: [field], blocking: [[{ field: 'city', first: 2 }, { field: 'city' }]] }, 422, 'blocking.0.1.field'],
    ['the same rule twice', { fields: [field], blocking: [[{ field: 'city' }], [{ field: 'city' }]] }, 422, 'blocking.1'],
    ['merging below reviewing', { thresholds: { review: 6, autoMerge: 5 } }, 422, 'thresholds.autoMerge'],
  ])('refuse %s, and say where', async (_, change, status, path) => {
    const before = await settings();
    const answer = await put(change);
    expect(answer).toMatchObject({ status, body: { details: expect.arrayContaining([expect.objectContaining({ path: expect.stringMatching(`^${path}`) })]) } });
    expect(await settings()).toEqual(before);
  });
});

describe('a run', () => {
  test('says what it learned, and how many pairs lie above each weight', async () => {
    const { body } = await server.call('GET', '/api/matching/runs/01AAAAAAAAAAAAAAAAAAAAAAAA');
    expect(body).toMatchObject({ state: 'completed', profiles: 86, learned: { keptFrom: 0, capped: false } });
    const [first] = body.learned.fields;
    expect(first).toMatchObject({ key: 'first_name', kind: 'name', levels: [{ level: 'equal' }, { level: 'similar92' }, {}, {}, { level: 'different' }] });
    expect(body.curve.find(({ weight }: { weight: number }) => weight === 4)).toMatchObject({ pairs: 6 });
    expect((await server.call('GET', '/api/matching/runs')).body.items).toMatchObject([{ runId: body.runId, pairs: expect.any(Number) }]);
  });

  test('that does not exist is refused', async () => {
    expect(await server.call('GET', '/api/matching/runs/nope')).toMatchObject({ status: 404, body: { code: 'unknown-matching-run' } });
    expect(await server.call('POST', '/api/matching/runs/nope/cancel')).toMatchObject({ status: 404 });
  });

  test('is started, is one at a time, and is cancelled', async () => {
    const started = await server.call('POST', '/api/matching/runs');
    expect(started).toMatchObject({ status: 202, body: { state: 'running', phase: 'waiting', startedBy: expect.stringMatching(/^key:/) } });
    expect(await server.call('POST', '/api/matching/runs')).toMatchObject({ status: 409, body: { code: 'matching-runs-already' } });
    expect(await server.call('POST', `/api/matching/runs/${started.body.runId}/cancel`)).toMatchObject({ status: 200 });
  });
});

describe('the pairs to review', () => {
  test('come heaviest first, each explained by parts that add up', async () => {
    const { items, total, nextCursor } = await pairs();
    expect([total, nextCursor]).toEqual([6, null]);
    for (const pair of items) {
      const sum = pair.fields.reduce((all: number, part: { weight: number; rarity: number }) => all + part.weight + part.rarity, pair.prior);
      expect(sum).toBeCloseTo(pair.weight, 6);
      expect(pair.fields.find(({ key }: { key: string }) => key === 'phone')).toMatchObject({ level: null, weight: 0, a: null, b: null });
    }
    const weights = items.map(({ weight }: { weight: number }) => weight);
    expect(weights).toEqual([...weights].sort((a, b) => b - a));
  });

  test('come page by page', async () => {
    const seen: string[] = [];
    let cursor = '';
    for (let page = await pairs('?limit=4'); ; page = await pairs(`?limit=4&cursor=${cursor}`)) {
      seen.push(...page.items.map(({ pairId }: { pairId: string }) => pairId));
      if (page.nextCursor === null) break;
      cursor = page.nextCursor;
    }
    expect([seen.length, new Set(seen).size]).toEqual([6, 6]);
  });

  test('follow the line as soon as it is moved', async () => {
    const [first] = (await pairs()).items;
    await put({ thresholds: { review: first.weight - 0.01, autoMerge: null } });
    expect((await pairs()).total).toBe(1);
    await put({ thresholds: { review: 4, autoMerge: null } });
    expect((await pairs()).total).toBe(6);
  });

  test('say of sensitive values how they compare, not what they are', async () => {
    const secret = await server.call('PATCH', '/api/traits/trait/birthday', { personalClass: 'secret' });
    expect(secret.status).toBeLessThan(300);
    const known = async () => (await pairs()).items[0].fields.find(({ key }: { key: string }) => key === 'birthday');
    // The classes are remembered for five seconds.
    await expect.poll(known, { timeout: 10_000, interval: 500 }).toMatchObject({ masked: true, a: null, b: null, level: expect.any(String) });
    await server.call('PATCH', '/api/traits/trait/birthday', { personalClass: null });
  });

  test('say so where a value has changed since', async () => {
    const [pair] = (await pairs()).items;
    const profiles = server.db.collection<{ _id: string }>('profiles');
    await profiles.updateOne({ _id: `${workspace}:${pair.a.id}` }, { $set: { 'traits.city.value': 'elsewhere' } });
    const { body } = await server.call('GET', `/api/matching/pairs/${pair.pairId}`);
    expect(body.fields.filter(({ changed }: { changed: boolean }) => changed)).toMatchObject([{ key: 'city', a: 'elsewhere' }]);
  });

  test('are answered, and answers are taken back', async () => {
    const [pair] = (await pairs()).items;
    const answer = async (word: string) => await server.call('POST', `/api/matching/pairs/${pair.pairId}/${word}`);
    expect(await answer('not-same')).toMatchObject({ status: 200, body: { state: 'notSame', decidedBy: expect.stringMatching(/^key:/) } });
    expect(await answer('not-same')).toMatchObject({ status: 200, body: { state: 'notSame' } });
    expect((await pairs()).total).toBe(5);
    expect((await pairs('?state=notSame')).items).toMatchObject([{ pairId: pair.pairId }]);
    expect(await answer('later')).toMatchObject({ status: 200, body: { state: 'later' } });
    expect(await answer('open')).toMatchObject({ status: 200, body: { state: 'open' } });
    expect((await pairs()).total).toBe(6);
  });

  test('go when a side was merged away meanwhile', async () => {
    const [pair] = (await pairs()).items;
    const profiles = server.db.collection<{ _id: string }>('profiles');
    await profiles.updateOne({ _id: `${workspace}:${pair.b.id}` }, { $set: { mergedInto: pair.a.id } });
    expect(await server.call('GET', `/api/matching/pairs/${pair.pairId}`)).toMatchObject({ status: 409, body: { code: 'pair-gone' } });
    expect((await pairs()).items).toHaveLength(5);
    expect(await server.call('GET', `/api/matching/pairs/${pair.pairId}`)).toMatchObject({ status: 404, body: { code: 'unknown-pair' } });
  });

  test('of nobody are refused', async () => {
    expect(await server.call('POST', '/api/matching/pairs/nope/not-same')).toMatchObject({ status: 404, body: { code: 'unknown-pair' } });
    expect(await server.call('GET', '/api/matching/pairs?state=maybe')).toMatchObject({ status: 400, body: { details: [{ path: 'state' }] } });
    expect(await server.call('GET', '/api/matching/pairs?cursor=x')).toMatchObject({ status: 400, body: { code: 'invalid-cursor' } });
  });
});

describe('two accounts of one person', () => {
  const idOf = async (user: string) => (await server.call('GET', `/api/profiles/lookup?identity=userId:${user}&fresh=true`)).body.id as string;

  test('are merged by hand, in the journal with their weight, and are two again when that is undone', async () => {
    const identify = (userId: string, email: string) => ({ type: 'identify', userId, traits: { first_name: 'Ann', email } });
    expect((await server.ingest('/batch', { batch: [identify('ann', 'ann@example.com')] })).status).toBe(200);
    const a = await idOf('ann');
    expect((await server.ingest('/batch', { batch: [identify('ann2', 'ann@example.org')] })).status).toBe(200);
    const b = await idOf('ann2');
    const store = new MatchPairsStore(server.db);
    const [low, high] = [a, b].sort() as [string, string];
    const found = { a: low, b: high, weight: 21.5, evidence: [], fields: [], marks: [] };
    await store.keep(workspace, { runId: '01AAAAAAAAAAAAAAAAAAAAAAAA', startedAt: new Date() }, [found]);
    const pairPath = `/api/matching/pairs/${pairIdOf(workspace, a, b)}`;

    const merged = await server.call('POST', `${pairPath}/merge`);
    expect(merged).toMatchObject({ status: 200, body: { survivor: a, mergeId: expect.any(String) } });
    expect(await idOf('ann2')).toBe(a);
    const journal = await server.db.collection('merges').findOne({ survivor: a, loser: b });
    expect(journal).toMatchObject({ cause: { by: expect.stringMatching(/^key:/), note: 'match weight 21.5, run 01AAAAAAAAAAAAAAAAAAAAAAAA' } });
    expect(await server.call('POST', `${pairPath}/merge`)).toMatchObject({ status: 200, body: { survivor: a, mergeId: merged.body.mergeId } });
    expect(await server.call('POST', `${pairPath}/not-same`)).toMatchObject({ status: 409, body: { code: 'pair-decided' } });

    expect(await server.call('POST', `${pairPath}/open`)).toMatchObject({ status: 200, body: { state: 'open', reopened: 'undone' } });
    expect([await idOf('ann'), await idOf('ann2')]).toEqual([a, b]);
    expect(await server.db.collection('merges').findOne({ survivor: a, loser: b })).toMatchObject({ undoneAt: expect.any(Date) });
  });
});
