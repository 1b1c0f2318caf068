import { DemoJobsStore } from '@cairn/server/demo/demo-jobs.store.js';
import { openShop } from '@cairn/server/demo/shop/shop.js';
import { RunPokes } from '@cairn/server/journeys/run-pokes.js';
import type { Document } from 'mongodb';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';

import { type ApiServer, startApiServer } from './api-server.js';

// Thousands of people, seven times over.
vi.setConfig({ testTimeout: 300_000 });

let server: ApiServer;
/** Of the demo, in the order of their first purchase. */
let customers: string[];
let calls: number;

const within = { timeout: 240_000, interval: 100 };
const get = async (path: string) => (await server.call('GET', path)).body;
const post = async (path: string, body: object = {}) => await server.call('POST', path, body);
const fold = async (userId: string): Promise<string> => (await get(`/api/profiles/lookup?identity=userId:${userId}&fresh=true`)).id;
/** Where a slice has died, its job is taken up when the lease is over: here, that is at once. */
const ended = async (kind: string) =>
  await expect
    .poll(async () => {
      await server.db.collection('demoJobs').updateMany({ state: 'running' }, { $set: { leaseUntil: new Date(0) } });
      return (await get('/api/demo')).job;
    }, within)
    .toMatchObject({ kind, state: 'completed' });
const all = async (name: string, filter: Document = {}) => await server.db.collection(name).find(filter).sort({ _id: 1 }).toArray();
const demos = { messageId: /^demo-/ };

/** Everything there is but what counts on by itself. */
async function everything(): Promise<Map<string, Document>> {
  const left = ['events', 'profiles', 'identities', 'segments', 'templates', 'journeys', 'runs', 'deliveries', 'tags', 'merges', 'comments'];
  const documents = await Promise.all(left.map(async (name) => (await all(name)).map((document) => [`${name} ${String(document._id)}`, document] as const)));
  return new Map(documents.flat());
}

beforeAll(async () => {
  server = await startApiServer();
  const shop = await openShop({ now: Date.now() });
  calls = shop.calls.length;
  customers = [...new Set(shop.calls.map(({ userId }) => userId))].filter((userId) => userId.startsWith('customer-'));
  await server.ingest('/identify', { messageId: 'own-1', userId: 'ann', traits: { name: 'Ann', plan: 'gold' } });
  await server.ingest('/track', { messageId: 'own-2', userId: 'ann', event: 'Order Completed', properties: { total: 5 } });
  await fold('ann');
  await server.call('PUT', '/api/segments/gold', { name: 'Gold', condition: { fact: 'trait', params: { name: 'plan' }, operator: 'equal', value: 'gold' } });
  await server.call('PUT', '/api/tags/friend', { name: 'Friend' });
  // Somebody's own, under a key that the demo wants too.
  await server.call('PUT', '/api/segments/lapsed', {
    name: 'My lapsed',
    condition: { fact: 'trait', params: { name: 'plan' }, operator: 'equal', value: 'none' },
  });
});
afterAll(async () => {
  await server.close();
});

describe('filling with the demo shop', () => {
  test('is offered where there is none, and nothing is to be removed', async () => {
    expect(await get('/api/demo')).toEqual({ present: false, canFill: true, publishes: true, job: null });
    expect(await server.call('GET', '/api/demo/removal')).toMatchObject({ status: 409, body: { code: 'demo-not-there' } });
    expect(await post('/api/demo/remove')).toMatchObject({ status: 409, body: { code: 'demo-not-there' } });
  });

  test('returns at once, is done once, and survives a slice that dies before or after its write', async () => {
    const jobs = server.get(DemoJobsStore);
    const { advance } = jobs;
    let turns = 0;
    jobs.advance = async (...how: Parameters<typeof advance>) => {
      turns += 1;
      if (turns === 4) throw new Error('died before');
      const moved = await advance.apply(jobs, how);
      if (turns === 8) throw new Error('died after');
      return moved;
    };
    const both = await Promise.all([post('/api/demo/fill'), post('/api/demo/fill')]);
    expect(both.map(({ status }) => status).sort()).toEqual([202, 409]);
    expect(both.find(({ status }) => status === 409)?.body).toMatchObject({ code: 'demo-job-running' });
    expect(both.find(({ status }) => status === 202)?.body).toMatchObject({ kind: 'fill', state: 'running', done: 0 });
    expect(await get('/api/demo')).toMatchObject({ present: true, canFill: false });
    await ended('fill');
    jobs.advance = advance;
    expect(turns).toBeGreaterThan(calls / 250);
    expect(await server.db.collection('events').countDocuments({ source: 'demo-shop', ...demos })).toBe(calls);
    const { items } = await get('/api/journeys');
    expect(items.map(({ key, state }: { key: string; state: string }) => `${key} ${state}`).sort()).toEqual([
      'abandoned-cart live',
      'welcome live',
      'win-back draft',
    ]);
    expect((await get('/api/session')).workspace.demo).toBe(true);
  });

  test('overwrites nothing that was there', async () => {
    expect(await get('/api/segments/lapsed')).toMatchObject({ name: 'My lapsed' });
  });
});

describe('removing the demo data', () => {
  let kept: Map<string, Document>;

  test('tells first what goes and what stays', async () => {
    const [mixed, tagged, tested, merged, other] = customers as [string, string, string, string, string];
    const ids = new Map<string, string>();
    for (const userId of customers.slice(0, 20)) ids.set(userId, await fold(userId));
    // Somebody else's event, a tag by hand: theirs. A test by "Try it", two of the demo made one: still the demo's.
    await server.ingest('/track', { messageId: 'own-3', userId: mixed, event: 'Product Viewed' });
    expect((await post(`/api/profiles/${ids.get(tagged)}/tags`, { add: ['friend'] })).status).toBeLessThan(300);
    await server.ingest('/track', { messageId: 'try-1', userId: tested, event: 'Cart Updated', properties: { total: 1 }, timestamp: new Date().toISOString() });
    expect((await post(`/api/profiles/${ids.get(merged)}/merge`, { with: ids.get(other) })).status).toBeLessThan(300);
    for (const userId of [mixed, tested]) await fold(userId);
    await server.call('PUT', '/api/templates/welcome', { ...(await get('/api/templates/welcome')).draft, subject: 'Hi' });

    const before = await get('/api/demo/removal');
    expect(before).toMatchObject({ inside: 1, runs: 0, deliveries: 0, staying: { people: 2 } });
    expect(before.definitions.map(({ kind, key }: { kind: string; key: string }) => `${kind} ${key}`).sort()).toEqual([
      'journey abandoned-cart',
      'journey welcome',
      'journey win-back',
      'segment big-spenders',
      'segment new-customers',
      'segment repeat-customers',
      'template cart-reminder',
      'template win-back',
    ]);
    expect(before.staying.definitions).toEqual([{ kind: 'template', key: 'welcome', name: 'Welcome', why: 'edited' }]);
    expect(before.people).toBeGreaterThan(2_357);
    const staying = await server.db.collection('events').countDocuments({ who: { $in: [mixed, tagged].map((id) => `demo:userId:${id}`) } });
    expect(before.events).toBe((await server.db.collection('events').countDocuments({})) - 2 - staying);
  });

  test('keeps what an edited journey needs, and a journey that somebody else has entered', async () => {
    const { draft } = await get('/api/journeys/win-back');
    await server.call('PUT', '/api/journeys/win-back', { ...draft, name: 'Come back' });
    await server.db.collection<{ _id: string }>('runs').insertOne({
      ...{ _id: 'demo:r-1', workspace: 'demo', runId: 'r-1', profileId: await fold('ann'), journey: 'welcome', version: 'v', state: 'ended' },
      ...{ run: {}, path: [], enteredAt: new Date() },
    });
    const { definitions, staying } = await get('/api/demo/removal');
    expect(definitions.map(({ kind, key }: { kind: string; key: string }) => `${kind} ${key}`).sort()).toEqual([
      'journey abandoned-cart',
      'segment new-customers',
      'segment repeat-customers',
      'template cart-reminder',
    ]);
    const whys = staying.definitions.map(({ key, kind, why }: { key: string; kind: string; why: string }) => `${kind} ${key} ${why}`);
    expect(whys.sort()).toEqual([
      'journey welcome others-inside',
      'journey win-back edited',
      'segment big-spenders used',
      'template welcome edited',
      'template win-back used',
    ]);
  });

  test('takes exactly that, though slices die before, in and after their transaction', async () => {
    const plan = await get('/api/demo/removal');
    const before = await everything();
    const jobs = server.get(DemoJobsStore);
    const pokes = server.get(RunPokes);
    const { advance } = jobs;
    const { poke } = pokes;
    const told: string[] = [];
    let [turns, refused] = [0, 0];
    jobs.advance = async (...how: Parameters<typeof advance>) => {
      turns += 1;
      const moved = turns === 5 ? null : await advance.apply(jobs, how);
      if (turns === 3 || turns === 20) throw new Error('died');
      return moved;
    };
    pokes.poke = async (runId) => {
      if (refused++ === 0) throw new Error('died before anybody was told');
      told.push(runId);
      return true;
    };
    expect(await post('/api/demo/remove')).toMatchObject({ status: 202, body: { kind: 'remove', state: 'running' } });
    await ended('remove');
    Object.assign(jobs, { advance });
    Object.assign(pokes, { poke });

    const { job, present } = await get('/api/demo');
    expect([present, job.gone, job.stayed]).toEqual([false, plan.people, plan.staying.people]);
    expect(new Set(told).size).toBe(plan.inside);
    kept = await everything();
    const gone = [...before.keys()].filter((id) => !kept.has(id));
    expect(gone.filter((id) => id.startsWith('events ')).length).toBe(plan.events);
    const about = (noun: string) => gone.flatMap((id) => (id.startsWith(`${noun} `) ? [id.replace(`${noun} demo:`, '')] : []));
    expect(about('journeys')).toEqual(['abandoned-cart']);
    expect(about('templates')).toEqual(['cart-reminder']);
    expect(about('segments')).toEqual(['new-customers', 'repeat-customers']);
    expect([about('merges').length, about('tags'), about('runs')]).toEqual([1, [], []]);
    // What is left is as it was, to the letter.
    for (const [id, document] of kept) expect([id, document]).toEqual([id, before.get(id)]);
    expect([...kept.keys()]).toEqual(expect.arrayContaining(['events demo:own-1', 'events demo:own-3', 'segments demo:gold', 'segments demo:lapsed']));
    expect((await get('/api/session')).workspace.demo).toBe(false);
    expect(await all('audit', { action: /^demo\./ })).toHaveLength(3);
  });

  test('leaves no name of an event that nobody has any more', async () => {
    const names = (await all('catalogue', { kind: 'event' })).map(({ name }) => name as string);
    expect(names).toEqual(expect.arrayContaining(['Order Completed', 'Product Viewed']));
    expect(names).not.toContain('Signed Up');
  });

  test('may be filled again, and whoever stayed is not doubled', async () => {
    // A draft of somebody's own, under a key that the demo would publish.
    const own = {
      ...{ schemaVersion: 1, name: 'My own cart mail', trigger: { type: 'event', event: { name: 'Cart Updated' } }, reentry: { type: 'never' }, exits: [] },
      ...{ start: 'done', steps: [{ id: 'done', type: 'exit' }] },
    };
    expect((await server.call('PUT', '/api/journeys/abandoned-cart', own)).status).toBeLessThan(300);
    expect((await post('/api/demo/fill')).status).toBe(202);
    await ended('fill');
    expect(await get('/api/journeys/abandoned-cart')).toMatchObject({ state: 'draft', draft: { name: 'My own cart mail' } });
    expect(await server.db.collection('events').countDocuments({ source: 'demo-shop', ...demos })).toBe(calls);
    expect(await get('/api/journeys/welcome')).toMatchObject({ state: 'live' });
    expect(await get('/api/journeys/win-back')).toMatchObject({ draft: { name: 'Come back' } });
    const now = await everything();
    for (const [id, document] of kept) if (!id.startsWith('segments ')) expect([id, now.get(id)]).toEqual([id, document]);
  });
});
