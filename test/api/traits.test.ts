import { Catalogue, namesKept } from '@cairn/server/events/catalogue.js';
import type { EventDocument } from '@cairn/server/events/event.js';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';

import { type ApiServer, startApiServer } from './api-server.js';

let server: ApiServer;

const list = async (query = '') => (await server.call('GET', `/api/traits?limit=200${query}`)).body;
const trait = async (name: string, kind = 'trait', event = '') =>
  (await server.call('GET', `/api/traits/${kind}/${encodeURIComponent(name)}${event === '' ? '' : `?event=${encodeURIComponent(event)}`}`)).body;
const patch = async (place: string, body: unknown) => await server.call('PATCH', `/api/traits/${place}`, body);

beforeAll(async () => {
  server = await startApiServer();
  await server.ingest('/batch', {
    batch: [
      {
        type: 'identify',
        userId: 'ann',
        traits: { name: 'Ann Reed', email: 'ann@example.com', plan: 'pro', 'a.b/c': 1, login: 'ann@example.com', since: '2026-01-02' },
      },
      { type: 'identify', userId: 'bob', traits: { plan: 3, tags: ['x'] } },
      {
        type: 'track',
        userId: 'bob',
        event: 'Order/Completed',
        properties: { total: 59.5, name: 'Blue Train', card: '4242424242424242', 'x/y': { deep: true } },
      },
      { type: 'track', userId: 'bob', event: 'Order/Completed', properties: { total: '60' } },
      { type: 'group', userId: 'bob', groupId: 'g1', traits: { industry: 'Music' } },
    ],
  });
  for (const user of ['ann', 'bob']) await server.call('GET', `/api/profiles/lookup?identity=userId:${user}&fresh=true`);
  await vi.waitFor(async () => expect((await list()).items.length).toBe(13), { timeout: 8_000, interval: 100 });
});
afterAll(async () => {
  await server.close();
});

describe('the catalogue', () => {
  test('holds every trait and property with types, share, source and class', async () => {
    expect(await trait('plan')).toMatchObject({
      types: ['text', 'number'],
      count: 2,
      share: 1,
      shareEstimated: false,
      sources: ['web'],
      example: expect.anything(),
      exampleMasked: false,
      personalClass: { value: 'none', by: 'nothing' },
    });
    expect(await trait('name')).toMatchObject({ share: 0.5, example: 'A…', exampleMasked: true, personalClass: { value: 'name', by: 'name' } });
    expect(await trait('since')).toMatchObject({ types: ['date'] });
    expect(await trait('tags')).toMatchObject({ types: ['list'], example: null });
    expect(await trait('a.b/c')).toMatchObject({ types: ['number'], count: 1 });
    expect(await trait('industry', 'accountTrait')).toMatchObject({ example: 'Music', share: null });
    expect(await trait('total', 'property', 'Order/Completed')).toMatchObject({ types: ['text', 'number'], share: 1, event: 'Order/Completed' });
    expect(await trait('x/y', 'property', 'Order/Completed')).toMatchObject({ types: ['object'], share: 0.5 });
  });

  test('finds personal data by its values, and stores no example of them', async () => {
    expect(await trait('login')).toMatchObject({ personalClass: { value: 'email', by: 'value' }, example: 'a…@example.com' });
    expect(await trait('card', 'property', 'Order/Completed')).toMatchObject({ personalClass: { value: 'payment-card' }, example: '…42' });
    expect(await trait('name', 'property', 'Order/Completed')).toMatchObject({ personalClass: { value: 'none' }, example: 'Blue Train' });
    const stored = JSON.stringify(await server.db.collection('catalogue').find().toArray());
    for (const secret of ['ann@', 'Ann Reed', '4242']) expect(stored).not.toContain(secret);
  });

  test('is filtered, searched and read page by page', async () => {
    const names = async (query: string) => (await list(query)).items.map((item: { name: string }) => item.name);
    expect(await names('&kind=accountTrait')).toEqual(['industry']);
    expect(await names('&personalClass=email')).toEqual(['email', 'login']);
    expect(await names('&personalClass=personal&kind=trait')).toEqual(['email', 'login', 'name']);
    expect(await names('&search=ORDER&kind=property')).toEqual(['card', 'name', 'total', 'x/y']);
    expect(await names('&source=elsewhere')).toEqual([]);
    const first = await server.call('GET', '/api/traits?limit=5');
    const second = await server.call('GET', `/api/traits?limit=5&cursor=${first.body.nextCursor}`);
    const both = [...first.body.items, ...second.body.items].map((item) => `${item.kind} ${item.name}`);
    expect(both).toEqual((await list()).items.slice(0, 10).map((item: { kind: string; name: string }) => `${item.kind} ${item.name}`));
    expect(first.body).toMatchObject({ total: 13, sources: ['web'], limits: [{ kind: 'trait', kept: 7, limit: 2_000 }, {}, {}] });
  });

  test('keeps what people say of a trait, and takes it back', async () => {
    expect((await patch('trait/plan', { owner: 'Growth', description: 'What they pay for.', personalClass: 'secret', public: true })).body).toMatchObject({
      owner: 'Growth',
      description: 'What they pay for.',
      public: true,
      personalClass: { value: 'secret', by: 'person', guess: 'none' },
      example: '…',
      noted: { by: expect.stringContaining('key:') },
    });
    const names = async () => (await server.call('GET', '/api/trait-names?prefix=plan')).body.items;
    expect(await names()).toMatchObject([{ name: 'plan', examples: [] }]);
    expect(await server.db.collection('audit').findOne({ action: 'trait.describe' })).toMatchObject({
      ...{ by: expect.stringContaining('key:'), about: { kind: 'trait', id: 'plan' } },
      detail: { public: true, personalClass: 'secret' },
    });
    expect((await patch('trait/plan', { owner: null, personalClass: null, public: false })).body).toMatchObject({
      owner: null,
      description: 'What they pay for.',
      public: false,
      personalClass: { value: 'none', by: 'nothing' },
    });
    const confirmed = await patch('property/card?event=Order%2FCompleted', { personalClass: 'payment-card' });
    expect(confirmed.body.personalClass).toEqual({ value: 'payment-card', by: 'person', guess: 'payment-card' });
    expect((await list('&review=unconfirmed')).items.map((item: { name: string }) => item.name)).toEqual(['email', 'login', 'name']);
  });

  test.each([
    ['segment', '/api/segments/fleeting', { name: 'Fleeting', condition: { fact: 'trait', params: { name: 'plan' }, operator: 'exists' } }],
    ['tag', '/api/tags/fleeting', { name: 'Fleeting' }],
    ['computed', '/api/computed-traits/fleeting', { label: 'Fleeting', source: { type: 'measure', measure: { measure: 'count', event: { name: 'Order' } } } }],
  ])('a %s that is deleted, and made again, is public no more', async (kind, address, definition) => {
    const isPublic = async () => (await list(`&kind=${kind}&search=fleeting`)).items.map((item: { public: boolean }) => item.public);
    expect((await server.call('PUT', address, definition)).status).toBeLessThan(300);
    expect((await patch(`${kind}/fleeting`, { public: true })).body).toMatchObject({ public: true });
    expect((await server.call('DELETE', address)).status).toBeLessThan(300);
    expect((await server.call('PUT', address, definition)).status).toBeLessThan(300);
    expect(await isPublic()).toEqual([false]);
    await server.call('DELETE', address);
  });

  test('lists computed traits, segments and tags, which can be made public too', async () => {
    const vip = { fact: 'trait', params: { name: 'plan' }, operator: 'equal', value: 'pro' };
    await server.call('PUT', '/api/segments/vips', { name: 'VIPs', condition: vip });
    await server.call('PUT', '/api/computed-traits/orders', {
      label: 'Orders',
      source: { type: 'measure', measure: { measure: 'count', event: { name: 'A' } } },
    });
    expect(await list('&kind=segment')).toMatchObject({ items: [{ name: 'vips', label: 'VIPs', public: false, share: null }] });
    expect((await patch('segment/vips', { public: true, description: 'Those who pay.' })).body).toMatchObject({ public: true, description: 'Those who pay.' });
    expect((await patch('computed/orders', { personalClass: 'free-text' })).body).toMatchObject({ label: 'Orders', personalClass: { value: 'free-text' } });
    expect(await patch('segment/nobody', { public: true })).toMatchObject({ status: 404 });
    expect((await list('&search=vips')).items).toHaveLength(1);
    for (const noun of ['segments/vips', 'computed-traits/orders']) expect((await server.call('DELETE', `/api/${noun}`)).status).toBe(204);
    expect((await list('&kind=segment')).items).toEqual([]);
  });

  test('makes traits searchable, at most twenty', async () => {
    const epoch = async () => (await server.db.collection<{ _id: string; epoch: number }>('workspaces').findOne({ _id: 'demo' }))?.epoch ?? 0;
    const before = await epoch();
    expect((await patch('trait/login', { searchable: true })).body).toMatchObject({ searchable: true });
    expect(await epoch()).toBe(before + 1);
    expect((await patch('trait/login', { searchable: true })).status).toBe(200);
    expect(await epoch()).toBe(before + 1);
    const more = Array.from({ length: 16 }, (_, index) => `more-${index}`);
    await server.ingest('/identify', { userId: 'ann', traits: Object.fromEntries(more.map((name) => [name, 1])) });
    await expect.poll(async () => (await list('&search=more-')).items.length as number, { timeout: 20_000 }).toBe(16);
    const answers = [];
    for (const name of more) answers.push((await patch(`trait/${name}`, { searchable: true })).status);
    expect(answers.slice(0, 14)).toEqual(Array(14).fill(200));
    expect(await patch('trait/more-15', { searchable: true })).toMatchObject({ status: 422, body: { code: 'too-many-searchable' } });
  });

  test.each([
    ['trait/nobody-has-it', { owner: 'x' }, 404, 'unknown-trait'],
    ['property/total', { owner: 'x' }, 400, 'event-needed'],
    ['property/total?event=Order%2FCompleted', { public: true }, 400, 'not-for-this-kind'],
    ['accountTrait/industry', { searchable: true }, 400, 'not-for-this-kind'],
    ['trait/plan', { personalClass: 'shoe-size' }, 400, 'invalid-request'],
    ['trait/plan', { $set: 1 }, 400, 'invalid-request'],
    ['thing/plan', { owner: 'x' }, 400, 'invalid-request'],
  ])('refuses %s %j', async (place, body, status, code) => {
    expect(await patch(place, body)).toMatchObject({ status, body: { code } });
  });
});

describe('names that are made up', () => {
  test('are bounded, in the store and after a restart', async () => {
    const event = (at: number): EventDocument =>
      ({
        ...{ _id: `many:${at}`, workspace: 'many', messageId: String(at), type: 'identify', name: 'Identify', timestamp: new Date(), receivedAt: new Date() },
        ...{ source: 's', who: 'many:userId:x', names: [], replayAttempt: 0, traits: { [`made-up-${at}`]: at } },
      }) as EventDocument;
    for (let start = 0; start < 2; start += 1) {
      const catalogue = new Catalogue(server.db);
      for (let at = 0; at < 1_500; at += 1) catalogue.note(event(start * 1_500 + at));
      await catalogue.flush();
    }
    expect(await server.db.collection('catalogue').countDocuments({ workspace: 'many', kind: 'trait' })).toBe(namesKept.trait);
    // Known ones count on.
    const catalogue = new Catalogue(server.db);
    for (let times = 0; times < 3; times += 1) catalogue.note(event(0));
    await catalogue.flush();
    const [first] = await catalogue.readAll('many', 'trait');
    expect(first).toMatchObject({ name: 'made-up-0', count: 4, examples: [0] });
  });
});
