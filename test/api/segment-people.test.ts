import type { Condition } from '@cairn/rules/contracts/condition.js';
import { Catalogue } from '@cairn/server/events/catalogue.js';
import { parquetReadObjects } from 'hyparquet';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { type ApiServer, startApiServer } from './api-server.js';

/** The people of a segment: found, sorted, taken along as a file, counted over time, against others, and by what they are. */
let server: ApiServer;

const plan = (value: string): Condition => ({ fact: 'trait', params: { name: 'plan' }, operator: 'equal', value });
const get = async (path: string) => await server.call('GET', `/api/segments/${path}`);
const fresh = async (userId: string) => (await server.call('GET', `/api/profiles/lookup?identity=userId:${userId}&fresh=true`)).body;
const people: [string, object][] = [
  ['u1', { name: 'Ann Maria Reed', email: 'ann@example.com', plan: 'gold', country: 'DE', age: 31, ssn: '123-45-6789' }],
  ['u2', { name: 'Ben, "the" Best', email: 'ben@example.com', plan: 'gold', country: 'DE', note: '=1+1', address: { city: 'Köln' } }],
  ['u3', { name: '李娜', email: 'li@example.com', plan: 'gold', country: 'CN', newsletter: true, 'a.b': 'dotted' }],
  ['u4', { name: 'Dan', email: 'dan@example.com', plan: 'silver', country: 'DE', newsletter: true }],
];
const day = 86_400_000;

beforeAll(async () => {
  server = await startApiServer();
  const put = async (key: string, condition: Condition) =>
    expect((await server.call('PUT', `/api/segments/${key}`, { name: key, condition })).status).toBeLessThan(300);
  await put('gold', plan('gold'));
  await put('german', { fact: 'trait', params: { name: 'country' }, operator: 'equal', value: 'DE' });
  await put('readers', { fact: 'trait', params: { name: 'newsletter' }, operator: 'equal', value: true });
  await put('nobody', plan('none'));
  for (const [userId, traits] of people) {
    await server.ingest('/identify', { userId, traits });
    await fresh(userId);
  }
  await server.ingest('/identify', { userId: 'u2', context: { externalIds: [{ id: 'crm-7', type: 'crm', collection: 'users', encoding: 'none' }] } });
  await fresh('u2');
  await server.get(Catalogue).flush();
});
afterAll(async () => {
  await server.close();
});

describe('who is in it', () => {
  test.each([
    ['ann', ['u1']],
    ['REED', ['u1']],
    ['ben@ex', ['u2']],
    ['u3', ['u3']],
    // As the rule of emails compares them.
    [' LI@Example.com ', ['u3']],
    ['crm-7', ['u2']],
    ['李', ['u3']],
    ['dan', []],
    ['$where', []],
  ])('search %s finds %j', async (search, expected) => {
    const { body } = await get(`gold/members?search=${encodeURIComponent(search)}`);
    expect(body.items.map((item: { identities: { value: string }[] }) => item.identities[0]?.value)).toEqual(expected);
  });

  test('stand by when they entered, page by page, ties included', async () => {
    const same = new Date('2026-01-05T00:00:00Z');
    await server.db.collection('profiles').updateMany({ 'memberships.gold': { $exists: true } }, { $set: { 'memberships.gold.since': same } });
    const { id } = await fresh('u2');
    await server.db.collection('profiles').updateOne({ profileId: id }, { $set: { 'memberships.gold.since': new Date('2026-02-05T00:00:00Z') } });
    for (const [sort, place] of [
      ['-since', 0],
      ['since', 2],
    ] as const) {
      const seen: string[] = [];
      let cursor = '';
      do {
        const { body } = await get(`gold/members?sort=${sort}&limit=1${cursor}`);
        expect(body.total).toBe(3);
        seen.push(...body.items.map((item: { id: string }) => item.id));
        cursor = body.nextCursor === null ? '' : `&cursor=${body.nextCursor}`;
      } while (cursor !== '');
      expect(new Set(seen).size).toBe(3);
      expect(seen.length).toBe(3);
      expect(seen.indexOf(id)).toBe(place);
    }
  });
});

describe('as a file', () => {
  const download = async (path: string) => await fetch(`${server.url}/api/segments/${path}`, { headers: { authorization: `Bearer ${server.apiKey}` } });

  test('CSV is quoted, safe in spreadsheets, and keeps what is sensitive to itself', async () => {
    const answer = await download('gold/export');
    expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(answer.headers.get('content-disposition')).toBe('attachment; filename="gold.csv"');
    const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(await answer.arrayBuffer());
    expect(text.startsWith('\u{feff}profile_id,name,email,user_id,since,last_seen,')).toBe(true);
    const [head = '', ...lines] = text.trim().split('\r\n');
    expect(lines).toHaveLength(3);
    expect(head).toContain('trait.a.b');
    expect(head).not.toContain('ssn');
    expect(text).toContain('"Ben, ""the"" Best"');
    expect(text).toContain("'=1+1");
    expect(text).toContain('"{""city"":""Köln""}"');
    expect(text).not.toContain('123-45');
  });

  test('Parquet can be read again', async () => {
    const answer = await download('gold/export?format=parquet');
    const rows = await parquetReadObjects({ file: await answer.arrayBuffer() });
    expect(rows).toHaveLength(3);
    const ben = rows.find(({ user_id }) => user_id === 'u2');
    expect(ben).toMatchObject({ name: 'Ben, "the" Best', 'trait.note': '=1+1', 'trait.country': 'DE', since: new Date('2026-02-05T00:00:00Z') });
    expect(rows.find(({ user_id }) => user_id === 'u1')?.['trait.note']).toBeNull();
  });

  test('of nobody has its columns', async () => {
    expect((await (await download('nobody/export')).text()).trim().split('\r\n')).toHaveLength(1);
    expect(await parquetReadObjects({ file: await (await download('nobody/export?format=parquet')).arrayBuffer() })).toEqual([]);
  });

  test('is written down, and refused for what is not there', async () => {
    expect(await server.db.collection('audit').findOne({ action: 'segment.export', 'about.id': 'gold' })).toMatchObject({ detail: { format: 'csv' } });
    expect((await download('missing/export')).status).toBe(404);
    expect((await download('gold/export?format=xls')).status).toBe(400);
  });
});

describe('over time', () => {
  test('who came and went, day by day in the workspace’s zone', async () => {
    const profiles = server.db.collection('profiles');
    await server.db.collection<{ _id: string }>('workspaces').updateOne({ _id: 'demo' }, { $set: { timezone: 'Asia/Tokyo' } });
    const today = new Date(new Date(Date.now() + 9 * 3_600_000).toISOString().slice(0, 10)).getTime() - 9 * 3_600_000;
    const [ann, ben, li] = await Promise.all(['u1', 'u2', 'u3'].map(fresh));
    const stay = async (id: string, change: object) => await profiles.updateOne({ profileId: id }, { $set: change });
    // One came a year ago, one in the first minute of yesterday after having left the day before, one left yesterday.
    await stay(ann.id, { 'memberships.gold.since': new Date(today - 365 * day) });
    await stay(ben.id, {
      'memberships.gold.since': new Date(today - day),
      'formerMemberships.gold': { since: new Date(today - 90 * day), until: new Date(today - day - 1) },
    });
    await profiles.updateOne(
      { profileId: li.id },
      { $unset: { 'memberships.gold': '' }, $set: { 'formerMemberships.gold': { since: new Date(today - 2 * day), until: new Date(today - 1) } } },
    );
    const { body } = await get('gold/history?days=3');
    expect(body.timezone).toBe('Asia/Tokyo');
    expect(body.days.map(({ entered, left, size }: { entered: number; left: number; size: number }) => [entered, left, size])).toEqual([
      [1, 1, 2],
      [1, 1, 2],
      [0, 0, 2],
    ]);
    await stay(li.id, { 'memberships.gold.since': new Date(), formerMemberships: {} });
  });

  test.each(['days=1', 'days=366', 'days=x'])('%s is refused', async (query) => {
    expect((await get(`gold/history?${query}`)).status).toBe(400);
  });
});

test('whom it shares with which others', async () => {
  const { body } = await get('gold/overlap');
  expect(body).toMatchObject({ members: 3, rest: 0 });
  expect(body.others).toEqual([
    { key: 'german', name: 'german', members: 3, shared: 2 },
    { key: 'readers', name: 'readers', members: 2, shared: 1 },
  ]);
  expect(body.combinations).toEqual([
    { segments: ['german'], people: 2 },
    { segments: ['readers'], people: 1 },
  ]);
  expect((await get('nobody/overlap')).body).toMatchObject({ members: 0, others: [], combinations: [] });
});

describe('what they are like', () => {
  test.each([
    [
      'country',
      {
        values: [
          { value: 'DE', people: 2 },
          { value: 'CN', people: 1 },
        ],
        absent: 0,
        others: 0,
      },
    ],
    ['address', { values: [], others: 1, absent: 2 }],
    ['a.b', { values: [{ value: 'dotted', people: 1 }], absent: 2 }],
    ['never sent', { values: [], others: 0, absent: 3 }],
  ])('%s', async (name, expected) => {
    expect((await get(`gold/composition?name=${encodeURIComponent(name)}`)).body).toMatchObject({ members: 3, ranges: [], ...expected });
  });

  test('many numbers are cut into ranges', async () => {
    await server.call('PUT', '/api/segments/scored', { name: 'Scored', condition: { fact: 'trait', params: { name: 'points' }, operator: 'exists' } });
    for (let n = 0; n < 24; n += 1) await server.ingest('/identify', { userId: `s${n}`, traits: { points: n } });
    for (let n = 0; n < 24; n += 1) await fresh(`s${n}`);
    const { body } = await get('scored/composition?name=points');
    expect(body.ranges).toHaveLength(8);
    expect(body.ranges[0]).toEqual({ from: 0, to: 2, people: 3 });
    expect(body.ranges.reduce((sum: number, { people: some }: { people: number }) => sum + some, 0)).toBe(24);
  });

  test('a sensitive trait is not counted', async () => {
    expect((await get('gold/composition?name=ssn')).body).toMatchObject({ code: 'sensitive-trait' });
  });
});

test('versions are kept, newest first, with who made them; putting an old one restores it', async () => {
  const definition = (value: string) => ({ name: 'Restored', condition: plan(value) });
  for (const value of ['a', 'b']) await server.call('PUT', '/api/segments/restored', definition(value));
  const versions = async () =>
    (await get('restored/versions')).body.items as { number: number; hash: string; createdByName: string | null; definition: object }[];
  const [second, first] = await versions();
  expect([second?.number, first?.number, first?.createdByName, first?.definition]).toEqual([2, 1, 'test', definition('a')]);
  const restored = await server.call('PUT', '/api/segments/restored', first?.definition);
  expect([restored.status, restored.body.liveVersion, (await versions()).length]).toEqual([200, first?.hash, 2]);
});
