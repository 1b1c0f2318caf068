import { systemClock } from '@cairn/server/platform/clock.js';
import { createProfileCore } from '@cairn/server/profiles/create-profile-core.js';
import { TagJobs } from '@cairn/worker/tag-jobs.js';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';

import { type ApiServer, startApiServer } from './api-server.js';

let server: ApiServer;
let running: TagJobs[] = [];

const names = Array.from({ length: 25 }, (_, at) => `p${String(at).padStart(2, '0')}`);
const within = { timeout: 15_000, interval: 50 };
const jobs = '/api/tags/vip/jobs';
const post = async (request: object, path = jobs) => await server.call('POST', path, request);
const get = async (path: string) => (await server.call('GET', path)).body;
const people = async () => (await get('/api/tags/vip/people?limit=100')).items.map(({ displayName }: { displayName: string }) => displayName).sort();
const audited = async (action: string) => await server.db.collection('audit').find({ action, 'about.id': 'vip' }).toArray();

/** `slow`: waits before each person; `until`: dies for good at that person. */
function worker({ slow = 0, until = Number.POSITIVE_INFINITY } = {}): TagJobs {
  const { core, store, definitions } = createProfileCore(server.db, systemClock, {});
  let decided = 0;
  const decide: typeof core.decide = async (request) => {
    if (slow > 0) await new Promise((resolve) => setTimeout(resolve, slow));
    if (decided++ >= until) return await new Promise<never>(() => undefined);
    return await core.decide(request);
  };
  const made = new TagJobs({
    db: server.db,
    core: { decide },
    store,
    definitions,
    clock: systemClock,
    log: { warn: () => undefined },
    everyMs: 20,
    sliceSize: 4,
  });
  made.start();
  running.push(made);
  return made;
}

beforeAll(async () => {
  server = await startApiServer();
  for (const name of names) await server.ingest('/identify', { userId: name, traits: { name, plan: 'gold' } });
  await server.call('PUT', '/api/tags/vip', { name: 'VIP' });
  const condition = { fact: 'trait', params: { name: 'plan' }, operator: 'equal', value: 'gold' };
  await server.call('PUT', '/api/segments/gold', { name: 'Gold', condition });
  for (const name of names) await get(`/api/profiles/lookup?identity=userId:${name}&fresh=true`);
});
afterEach(async () => {
  await Promise.all(running.map(async (one) => await one.stop()));
  running = [];
});
afterAll(async () => {
  await server.close();
});

describe('a tag turned for many', () => {
  test('reaches everybody of a segment, and tells how far it is', async () => {
    const { status, body } = await post({ action: 'add', segment: 'gold' });
    expect([status, body]).toMatchObject([202, { tag: 'vip', action: 'add', segment: 'gold', state: 'running', done: 0, total: 25, endedAt: null }]);
    worker();
    await expect.poll(() => get(`${jobs}/${body.id}`), within).toMatchObject({ state: 'completed', done: 25, turned: 25, unknown: 0, failed: 0 });
    expect(await people()).toEqual(names);
    expect((await get('/api/tags/vip/people')).items[0]).toMatchObject({ by: 'api', source: { name: 'test' } });
    expect(await get(jobs)).toMatchObject({ items: [{ id: body.id, state: 'completed' }], nextCursor: null });
    expect(await audited('tag.turn-many')).toMatchObject([{ detail: { job: body.id, action: 'add', people: 25, segment: 'gold' } }]);
  });

  test('is taken up where a worker left it, and turns nobody twice', async () => {
    const { body } = await post({ action: 'remove', segment: 'gold' });
    const dying = worker({ until: 10 });
    const left = async () => (await people()).length;
    await expect.poll(left, within).toBe(15);
    // As if it had died: what it waits for never comes, and its lease runs out.
    running = running.filter((one) => one !== dying);
    await server.db.collection<{ _id: string }>('tagJobs').updateMany({}, { $set: { leaseUntil: new Date(0) } });
    worker();
    await expect.poll(() => get(`${jobs}/${body.id}`), within).toMatchObject({ state: 'completed', done: 25, turned: 25 });
    expect(await people()).toEqual([]);
    const turns = await server.db
      .collection('profiles')
      .aggregate<{ turns: number }>([{ $project: { turns: { $size: { $ifNull: ['$tags.vip.before', []] } } } }])
      .toArray();
    expect(turns.map(({ turns: of }) => of)).toEqual(names.map(() => 1));
  });

  test('ends where it is cancelled', async () => {
    const { body } = await post({ action: 'add', segment: 'gold' });
    worker({ slow: 20 });
    await expect.poll(async () => (await get(`${jobs}/${body.id}`)).done, within).toBeGreaterThan(0);
    const cancelled = await post({}, `${jobs}/${body.id}/cancel`);
    expect(cancelled).toMatchObject({ status: 200, body: { state: 'cancelled' } });
    const { done } = cancelled.body;
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect((await get(`${jobs}/${body.id}`)).done).toBe(done);
    const tagged = (await people()).length;
    expect(tagged).toBeGreaterThanOrEqual(done);
    expect(tagged).toBeLessThan(25);
    expect((await post({}, `${jobs}/${body.id}/cancel`)).body.state).toBe('cancelled');
  });

  test('reaches identities, counts those nobody is known by, and tells the import they came from', async () => {
    await post({ action: 'remove', segment: 'gold' });
    worker();
    await expect.poll(people, within).toEqual([]);
    const identities = ['userId:p01', 'userId:p02', 'userId:p02', 'userId:nobody'];
    const { body } = await post({ action: 'add', identities, import: 'autumn.csv' });
    expect(body.total).toBe(3);
    await expect.poll(() => get(`${jobs}/${body.id}`), within).toMatchObject({ state: 'completed', done: 3, turned: 2, unknown: 1 });
    expect(await people()).toEqual(['p01', 'p02']);
    expect((await get('/api/tags/vip/people')).items[0]).toMatchObject({ by: 'import', source: { name: 'autumn.csv' } });
  });

  test('reaches the profiles that are named, each once, and counts those that are gone', async () => {
    await post({ action: 'remove', segment: 'gold' });
    worker();
    await expect.poll(people, within).toEqual([]);
    const ids = await Promise.all(['p03', 'p04', 'p05'].map(async (name) => (await get(`/api/profiles/lookup?identity=userId:${name}`)).id));
    const { body } = await post({ action: 'add', profiles: [...ids, ids[0], 'gone'] });
    expect(body).toMatchObject({ people: 'listed', total: 4, tagName: 'VIP', startedBy: { name: 'test' } });
    await expect.poll(() => get(`${jobs}/${body.id}`), within).toMatchObject({ state: 'completed', done: 4, turned: 3, unknown: 1 });
    expect(await people()).toEqual(['p03', 'p04', 'p05']);
  });

  test('reaches everybody, whom the list of profiles counts too', async () => {
    const { total } = await get('/api/profiles');
    const { body } = await post({ action: 'add', everybody: true });
    expect(body).toMatchObject({ people: 'everybody', total, state: 'running' });
    expect((await get('/api/tag-jobs?state=running')).items.map(({ id }: { id: string }) => id)).toContain(body.id);
    worker();
    await expect.poll(() => get(`${jobs}/${body.id}`), within).toMatchObject({ state: 'completed', done: total, failed: 0 });
    expect((await people()).length).toBe(total);
    expect((await get('/api/tag-jobs?limit=1')).items).toMatchObject([{ id: body.id, state: 'completed' }]);
    expect((await get('/api/tag-jobs?state=running')).items).toEqual([]);
  });

  test.each([
    ['neither a segment nor identities', {}, 400],
    ['both', { segment: 'gold', identities: ['userId:p01'] }, 400],
    ['everybody and a list', { everybody: true, profiles: ['x'] }, 400],
    ['a segment that does not exist', { segment: 'nowhere' }, 404],
    ['an identity that is none', { identities: ['p01'] }, 400],
  ])('is refused for %s', async (_, request, status) => {
    expect((await post({ action: 'add', ...request })).status).toBe(status);
  });

  test('is refused for a tag that follows a rule, and for one that does not exist', async () => {
    const condition = { fact: 'trait', params: { name: 'plan' }, operator: 'equal', value: 'gold' };
    await server.call('PUT', '/api/tags/by-rule', { name: 'By rule', condition });
    expect(await post({ action: 'add', segment: 'gold' }, '/api/tags/by-rule/jobs')).toMatchObject({ status: 409, body: { code: 'tag-follows-rule' } });
    expect(await post({ action: 'add', segment: 'gold' }, '/api/tags/none/jobs')).toMatchObject({ status: 404, body: { code: 'unknown-tag' } });
    expect(await server.call('GET', `${jobs}/none`)).toMatchObject({ status: 404, body: { code: 'unknown-tag-job' } });
  });
});

describe('a list that replaces', () => {
  const listed = ['userId:p20', 'userId:p21', 'userId:p22', 'userId:nobody'];
  const untilEnded = async (id: string): Promise<void> => await expect.poll(async () => (await get(`${jobs}/${id}`)).state, within).toBe('completed');

  test('tells first what it changes, leaves the tag to its people, and says what became of everybody, though a worker died', async () => {
    worker();
    const before = await post({ action: 'replace', identities: ['userId:p01', 'userId:p02', 'userId:p20', 'userId:p03', 'userId:p04', 'userId:p05'] });
    await untilEnded(before.body.id);
    expect(await people()).toEqual(['p01', 'p02', 'p03', 'p04', 'p05', 'p20']);
    await Promise.all(running.map(async (one) => await one.stop()));
    const preview = await post({ action: 'replace', identities: listed }, `${jobs}/preview`);
    expect([preview.status, preview.body]).toEqual([200, { listed: 3, unknown: 1, without: 2, having: 1, others: 5 }]);
    const { body } = await post({ action: 'replace', identities: listed, import: 'november.csv' });
    expect(body).toMatchObject({ action: 'replace', total: 4 + 6, cleared: 0 });
    // Both who were missing have the tag; two of the others have lost it.
    const dying = worker({ until: 5 });
    const job = server.db.collection('tagJobs');
    await expect.poll(async () => (await job.findOne({ jobId: body.id }))?.others?.length, within).toBe(3);
    expect(await people()).toHaveLength(6);
    running = running.filter((one) => one !== dying);
    await job.updateOne({ jobId: body.id }, { $set: { leaseUntil: new Date(0) } });
    worker();
    await untilEnded(body.id);
    expect(await people()).toEqual(['p20', 'p21', 'p22']);
    expect(await get(`${jobs}/${body.id}`)).toMatchObject({ turned: 2, cleared: 5, unknown: 1, failed: 0 });
  });

  test.each([
    [{ action: 'replace', segment: 'gold' }, 400],
    [{ action: 'replace', everybody: true }, 400],
    [{ action: 'replace', identities: [] }, 400],
    // A list of the wrong kind would take the tag from everybody.
    [{ action: 'replace', identities: ['anonymousId:p20', 'anonymousId:p21'] }, 422],
  ])('%j is refused', async (request, status) => {
    expect((await post(request)).status).toBe(status);
  });
});
