import { ConsentsStore } from '@cairn/server/consent/consents.store.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { type Answer, type ApiServer, send, startApiServer } from './api-server.js';

let server: ApiServer;

beforeAll(async () => {
  server = await startApiServer();
  await server.ingest('/batch', {
    batch: [
      { type: 'track', anonymousId: 'a1', event: 'Product Viewed', messageId: 'p1', timestamp: '2026-01-01T10:00:00Z', properties: { 'a.b': 1 } },
      {
        type: 'identify',
        userId: 'ann',
        anonymousId: 'a1',
        messageId: 'p2',
        timestamp: '2026-01-01T11:00:00Z',
        traits: { name: 'Ann Äpfel', email: 'Ann@Example.com', city: 'X', nick: 'n' },
      },
      { type: 'identify', userId: 'ann', messageId: 'p3', timestamp: '2026-01-01T12:00:00Z', traits: { nick: null, 'a.b': 2 } },
      { type: 'identify', userId: 'bob', messageId: 'p4', traits: { name: 'Bob', email: 'bob@example.com' } },
    ],
  });
  await lookup('userId:bob');
});
afterAll(async () => {
  await server.close();
});

const get = async (path: string) => (await server.call('GET', path)).body as never;
const lookup = async (identity: string) =>
  (await server.call('GET', `/api/profiles/lookup?fresh=true&identity=${encodeURIComponent(identity)}`)).body as { id: string };

/** A call as a browser makes it, signed in. */
const page = async (method: string, path: string, body?: unknown): Promise<Answer> => {
  const signedIn = await send(`${server.url}/api/session`, 'POST', { email: server.email, password: server.password });
  const cookie = (signedIn.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  return await send(`${server.url}${path}`, method, body, { cookie, origin: server.url });
};

describe('one person', () => {
  test('is found by any identity, with what was sent a moment before', async () => {
    const profile = await lookup('userId:ann');
    expect(profile).toMatchObject({
      displayName: 'Ann Äpfel',
      email: 'Ann@Example.com',
      pendingEvents: 0,
      traits: [
        { name: 'a.b', value: 2, at: '2026-01-01T12:00:00.000Z', source: 'web' },
        { name: 'city', value: 'X', at: '2026-01-01T11:00:00.000Z' },
        { name: 'email', value: 'Ann@Example.com' },
        { name: 'name', value: 'Ann Äpfel' },
      ],
      lastSeenAt: '2026-01-01T12:00:00.000Z',
    });
    for (const identity of ['email:ANN@example.com', 'anonymousId:a1']) expect((await lookup(identity)).id, identity).toBe(profile.id);
    expect(await get(`/api/profiles/${profile.id}`)).toEqual(profile);
  });

  test('has all events, newest first by their own time, with keys as they were sent', async () => {
    const { id } = await lookup('userId:ann');
    expect(await get(`/api/profiles/${id}/events`)).toMatchObject({
      items: [
        { messageId: 'p3', name: 'Identify', traits: { nick: null, 'a.b': 2 }, state: 'applied', historic: true },
        { messageId: 'p2', who: 'userId:ann' },
        { messageId: 'p1', name: 'Product Viewed', properties: { 'a.b': 1 }, who: 'anonymousId:a1' },
      ],
      nextCursor: null,
    });
  });

  test.each(['events', 'timeline'])('is read page by page: %s', async (list) => {
    const { id } = await lookup('userId:ann');
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page: { items: { id?: string; messageId?: string }[]; nextCursor: string | null } = await get(
        `/api/profiles/${id}/${list}?limit=1${cursor === null ? '' : `&cursor=${cursor}`}`,
      );
      seen.push(...page.items.map((item) => item.id ?? item.messageId ?? ''));
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(seen).toEqual(['p3', 'p2', 'p1']);
  });

  test('stays readable under every id it ever had, and tells what happened under it, however many merges ago', async () => {
    const { id } = await lookup('userId:ann');
    const chain = Array.from({ length: 30 }, (_, n) => `old-${n}`);
    await server.db
      .collection<{ _id: string }>('profiles')
      .insertMany(chain.map((old, n) => ({ _id: `demo:${old}`, workspace: 'demo', profileId: old, mergedInto: chain[n + 1] ?? id })));
    const decision = { kind: 'refusal', outcome: 'told-of-old-0', journey: 'j', at: 1 };
    await server.db
      .collection<{ _id: string }>('decisions')
      .insertOne({ _id: 'demo:old-0:d', workspace: 'demo', profileId: 'old-0', decision, at: new Date(1) } as { _id: string });
    expect(await get('/api/profiles/old-0')).toMatchObject({ id, mergedFrom: 'old-0' });
    const { items } = (await get(`/api/profiles/${id}/decisions`)) as { items: object[] };
    expect(items).toContainEqual(expect.objectContaining({ outcome: 'told-of-old-0' }));
    expect(await new ConsentsStore(server.db).unsubscribedAt('demo', 'old-0', 'email')).toBeNull();
  });

  test('merged into another stays readable under the old id', async () => {
    await server.ingest('/track', { anonymousId: 'm1', event: 'E', messageId: 'merge-1' });
    const before = await lookup('anonymousId:m1');
    await server.ingest('/identify', { userId: 'carl', messageId: 'merge-2' });
    await lookup('userId:carl');
    await server.ingest('/identify', { userId: 'carl', anonymousId: 'm1', messageId: 'merge-3' });
    const after = await lookup('userId:carl');
    const [old, other] = [await get(`/api/profiles/${before.id}`), await lookup('anonymousId:m1')] as [{ id: string; mergedFrom?: string }, { id: string }];
    expect(new Set([old.id, other.id, after.id]).size).toBe(1);
    expect(((await get(`/api/profiles/${after.id}/events`)) as { items: { messageId: string }[] }).items.map((item) => item.messageId).sort()).toEqual([
      'merge-1',
      'merge-2',
      'merge-3',
    ]);
  });

  test('says how each identity came', async () => {
    const { id } = await lookup('userId:ann');
    const { identities } = (await get(`/api/profiles/${id}`)) as { identities: { type: string; by: unknown }[] };
    expect(identities.map(({ type, by }) => [type, by])).toEqual([
      ['userId', { messageId: 'p2', name: 'Identify', source: 'web' }],
      ['email', { messageId: 'p2', name: 'Identify', source: 'web' }],
      ['anonymousId', expect.objectContaining({ source: 'web' })],
    ]);
  });

  test('keeps every value that a trait had, in the order of their own times', async () => {
    const { id } = await lookup('userId:ann');
    expect(await get(`/api/profiles/${id}/traits/nick/values`)).toMatchObject({
      items: [
        { value: null, messageId: 'p3', at: '2026-01-01T12:00:00.000Z', source: 'web' },
        { value: 'n', messageId: 'p2' },
      ],
      nextCursor: null,
    });
    expect(await get(`/api/profiles/${id}/traits/${encodeURIComponent('a.b')}/values?limit=1`)).toMatchObject({ items: [{ value: 2 }], nextCursor: null });
    expect(await get(`/api/profiles/${id}/traits/$where/values`)).toEqual({ items: [], nextCursor: null });
  });

  test('has a timeline of chosen kinds', async () => {
    const { id } = await lookup('userId:ann');
    // Beyond every instant.
    const cursor = Buffer.from('[1e300,"x"]').toString('base64url');
    expect(await server.call('GET', `/api/profiles/${id}/timeline?cursor=${cursor}`)).toMatchObject({ status: 400, body: { code: 'invalid-cursor' } });
    expect(await get(`/api/profiles/${id}/timeline?kinds=run,consent,merge,tag`)).toEqual({ items: [], nextCursor: null });
    expect(((await get(`/api/profiles/${id}/timeline?kinds=event`)) as { items: unknown[] }).items).toHaveLength(3);
    expect((await server.call('GET', `/api/profiles/${id}/timeline?kinds=shoes`)).status).toBe(400);
  });

  test('a merge stands on the timeline', async () => {
    const { id } = await lookup('anonymousId:m1');
    const { items } = (await get(`/api/profiles/${id}/timeline?kinds=merge`)) as { items: { merge: object }[] };
    expect(items).toMatchObject([{ kind: 'merge', merge: { what: 'merged', survivor: id, messageId: 'merge-3', canUndo: true } }]);
  });

  test('shows a secret to programs, and to people only when they ask, which is in the audit log', async () => {
    await server.ingest('/identify', {
      ...{ userId: 'ann', messageId: 'secret-1', traits: { iban: 'DE02120300000000202051' } },
      context: { traits: { iban: 'DE02120300000000202051' } },
    });
    const { id } = await lookup('userId:ann');
    await expect.poll(async () => ((await server.call('GET', '/api/traits?search=iban')).body as { items: unknown[] }).items.length).toBe(1);
    const iban = async (call: typeof page) =>
      ((await call('GET', `/api/profiles/${id}`)).body as { traits: { name: string }[] }).traits.find(({ name }) => name === 'iban');
    expect(await iban(server.call)).toMatchObject({ value: 'DE02120300000000202051', masked: false });
    await expect.poll(async () => await iban(page), { timeout: 15_000 }).toMatchObject({ value: null, masked: true });
    const [timeline, values] = await Promise.all([
      page('GET', `/api/profiles/${id}/timeline?kinds=event`),
      page('GET', `/api/profiles/${id}/traits/iban/values`),
    ]);
    expect(JSON.stringify([timeline.body, values.body])).not.toContain('DE021');
    for (const list of ['events', 'timeline']) {
      const answer = JSON.stringify((await page('GET', `/api/profiles/${id}/${list}`)).body);
      expect([answer.includes('secret-1'), answer.includes('DE0212')]).toEqual([true, false]);
    }
    expect((await page('POST', `/api/profiles/${id}/reveal`, { trait: 'iban' })).body).toEqual({ name: 'iban', value: 'DE02120300000000202051' });
    expect(await server.db.collection('audit').findOne({ action: 'profile.reveal-trait' })).toMatchObject({
      about: { kind: 'profile', id },
      detail: { trait: 'iban' },
    });
    expect((await page('POST', `/api/profiles/${id}/reveal`, { trait: 'nothing' })).status).toBe(404);
  });

  test.each([
    ['/api/profiles/nobody', 404, 'unknown-profile'],
    ['/api/profiles/nobody/events', 404, 'unknown-profile'],
    ['/api/profiles/lookup?identity=userId:nobody', 404, 'unknown-identity'],
    ['/api/profiles/lookup?identity=nobody', 400, 'invalid-identity'],
    ['/api/profiles/lookup?identity=shoe:42', 400, 'invalid-identity'],
    ['/api/profiles/lookup', 400, 'invalid-request'],
    ['/api/profiles?limit=0', 400, 'invalid-request'],
    ['/api/profiles?limit=9999', 400, 'invalid-request'],
    ['/api/profiles?cursor=x', 400, 'invalid-cursor'],
    ['/api/profiles?cursor=WyJ4Il0', 400, 'invalid-cursor'],
    ['/api/profiles?search[$ne]=x&search=y', 200, ''],
  ])('%s answers %i %s', async (path, status, code) => {
    const answer = await server.call('GET', path);
    expect(answer.status).toBe(status);
    if (code) expect(answer.body).toMatchObject({ code });
  });
});

describe('the list of people', () => {
  test('finds by an external id without its type, and by an identity as its rule compares it', async () => {
    const { revision, rules } = (await get('/api/identity-rules')) as { revision: number; rules: { type: string; normaliser: string }[] };
    const changed = rules.map((rule) => (rule.type === 'userId' ? { ...rule, normaliser: 'lowerCase' } : rule));
    expect((await server.call('PUT', '/api/identity-rules', { revision, rules: changed })).status).toBe(200);
    await server.ingest('/identify', { userId: 'eve', traits: { name: 'Eve' }, context: { externalIds: [{ type: 'crm', id: 'K-42' }] } });
    await lookup('userId:eve');
    for (const text of ['K-42', 'crm:K-42', 'crm:K', 'EVE']) {
      const { items } = (await get(`/api/profiles?search=${encodeURIComponent(text)}`)) as { items: { displayName: string }[] };
      expect([text, items.map(({ displayName }) => displayName)]).toEqual([text, ['Eve']]);
    }
    await server.call('PUT', '/api/identity-rules', { revision: revision + 1, rules });
  });

  test.each([
    ['ann', ['Ann Äpfel']],
    ['ANN ap', ['Ann Äpfel']],
    ['ann@exa', ['Ann Äpfel']],
    ['a1', ['Ann Äpfel']],
    ['bob', ['Bob']],
    ['äpf', ['Ann Äpfel']],
    ['city=x', ['Ann Äpfel']],
    ['nick=n', []],
    ['.*', []],
    ['zzz', []],
  ])('search %s finds %j', async (text, names) => {
    const page = (await get(`/api/profiles?search=${encodeURIComponent(text)}`)) as { items: { displayName: string }[] };
    expect(page.items.map((item) => item.displayName)).toEqual(names);
  });

  test('holds those with a trait, page by page, and says which traits can be asked for', async () => {
    await server.ingest('/batch', {
      batch: ['c1', 'c2', 'c3'].map((userId) => ({ type: 'identify', userId, traits: { city: 'São Paulo' } })),
    });
    for (const userId of ['c1', 'c2', 'c3']) await lookup(`userId:${userId}`);
    const first = (await server.call('GET', '/api/profiles?trait=city%3Dsao%20paulo&limit=2')).body;
    const rest = (await server.call('GET', `/api/profiles?trait=city%3Dsao%20paulo&limit=2&cursor=${first.nextCursor}`)).body;
    expect(first.total).toBe(3);
    expect([...first.items, ...rest.items].map((item) => item.displayName).sort()).toEqual(['c1', 'c2', 'c3']);
    expect(rest.nextCursor).toBeNull();
    await server.ingest('/identify', { userId: 'c1', traits: { city: null } });
    await lookup('userId:c1');
    expect((await server.call('GET', '/api/profiles?trait=city%3DSÃO+PAULO')).body).toMatchObject({ total: 2 });
    expect(await server.call('GET', '/api/profiles?trait=nick%3Dn')).toMatchObject({
      status: 400,
      body: { code: 'trait-not-searchable', action: expect.stringContaining('city, company') },
    });
  });

  test('finds by a trait that was made searchable later', async () => {
    await server.ingest('/identify', { userId: 'd1', traits: { shoe: 42 } });
    await lookup('userId:d1');
    // The catalogue lists what was just seen within seconds.
    await expect.poll(async () => (await server.call('PATCH', '/api/traits/trait/shoe', { searchable: true })).status, { timeout: 20_000 }).toBe(200);
    await expect
      .poll(async () => {
        await lookup('userId:d1');
        return await get('/api/profiles?trait=shoe%3D42');
      })
      .toMatchObject({ items: [{ displayName: 'd1' }] });
  });

  test('is read by the search index alone, also for beginnings', async () => {
    const range = { $elemMatch: { $gte: 'n:a', $lt: 'n:a\u{10ffff}' } };
    for (const searchKeys of [range, 't:city=x']) {
      const plan = JSON.stringify(await server.db.collection('profiles').find({ workspace: 'demo', searchKeys }).explain('queryPlanner'));
      expect(plan).toContain('by_search_key');
    }
  });

  test('goes through everybody once, page by page', async () => {
    const all = (await get('/api/profiles')) as { items: { id: string }[]; total: number };
    expect(all.total).toBeGreaterThanOrEqual(2);
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page: { items: { id: string }[]; nextCursor: string | null } = await get(`/api/profiles?limit=1${cursor === null ? '' : `&cursor=${cursor}`}`);
      seen.push(...page.items.map((item) => item.id));
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(seen).toEqual(all.items.map((item) => item.id));
    expect(new Set(seen).size).toBe(seen.length);
  });
});

test('home ticks what has happened', async () => {
  await expect
    .poll(async () => await get('/api/home'), { timeout: 5_000 })
    .toMatchObject({
      steps: { eventReceived: true, segmentMade: false, journeyLive: false, messageSent: false },
      numbers: [{ key: 'events', previous: 0 }, { key: 'newPeople' }, { key: 'entries' }, { key: 'delivered', value: 0 }],
      needsYou: [],
    });
  const read = async () => (await get('/api/home')) as { numbers: { value: number; series: number[] }[] };
  await expect.poll(async () => (await read()).numbers[0]?.value, { timeout: 5_000 }).toBeGreaterThanOrEqual(4);
  const home = await read();
  expect(home.numbers.every((number) => number.series.length === 14)).toBe(true);
});
