import { gzipSync } from 'node:zlib';

import type { EventDocument } from '@cairn/server/events/event.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { type ApiServer, basic, send, startApiServer } from './api-server.js';

let server: ApiServer;

beforeAll(async () => {
  server = await startApiServer();
});
afterAll(async () => {
  await server.close();
});

const stored = async (messageId: string) => await server.db.collection<EventDocument>('events').findOne({ _id: `demo:${messageId}` });
const countStored = async () => await server.db.collection('events').countDocuments();

describe('a single call', () => {
  test.each([
    ['/identify', '/i', { userId: 'u', traits: { city: 'X' } }, 'identify'],
    ['/track', '/t', { userId: 'u', event: 'E' }, 'track'],
    ['/page', '/p', { userId: 'u', name: 'Home' }, 'page'],
    ['/screen', '/s', { userId: 'u', name: 'Home' }, 'screen'],
    ['/group', '/g', { userId: 'u', groupId: 'g' }, 'group'],
    ['/alias', '/a', { userId: 'u', previousId: 'a' }, 'alias'],
  ])('to %s, or %s for short, is stored', async (long, short, body, type) => {
    for (const path of [long, short]) {
      const messageId = `single${path}`;
      const answer = await server.ingest(path, { ...body, messageId });
      expect(answer).toMatchObject({ status: 200, body: { success: true, messageId } });
      expect(await stored(messageId)).toMatchObject({ type, workspace: 'demo', source: 'web', who: 'demo:userId:u', replayAttempt: 0 });
    }
  });

  test('is stored by the time that it is answered, with its bucket', async () => {
    const { body } = await server.ingest('/track', { userId: 'u', event: 'E', properties: { a: 1 } });
    const event = await stored((body as { messageId: string }).messageId);
    expect(event?.pending).toBeGreaterThanOrEqual(0);
    expect(event?.pending).toBeLessThan(256);
  });

  test.each<[string, (messageId: string) => Promise<{ status: number }>]>([
    [
      'with its write key in the body',
      async (messageId) => await server.ingest('/t', { writeKey: server.writeKey, userId: 'u', event: 'E', messageId }, { authorization: '' }),
    ],
    [
      'with its write key in the address',
      async (messageId) => await server.ingest(`/t?writeKey=${server.writeKey}`, { userId: 'u', event: 'E', messageId }, { authorization: '' }),
    ],
    [
      'as sendBeacon sends it',
      async (messageId) =>
        await server.ingest('/t', JSON.stringify({ writeKey: server.writeKey, userId: 'u', event: 'E', messageId }), {
          authorization: '',
          'content-type': 'text/plain;charset=UTF-8',
        }),
    ],
    [
      'without a content type',
      async (messageId) => await server.ingest('/t', Buffer.from(JSON.stringify({ userId: 'u', event: 'E', messageId })), { 'content-type': '' }),
    ],
    [
      'with its write key under `basic` in small letters',
      async (messageId) => await server.ingest('/t', { userId: 'u', event: 'E', messageId }, { authorization: basic(server.writeKey).replace('B', 'b') }),
    ],
    [
      'compressed by GZIP in capitals',
      async (messageId) => await server.ingest('/t', gzipSync(JSON.stringify({ userId: 'u', event: 'E', messageId })), { 'content-encoding': 'GZIP' }),
    ],
    [
      'compressed',
      async (messageId) => await server.ingest('/t', gzipSync(JSON.stringify({ userId: 'u', event: 'E', messageId })), { 'content-encoding': 'gzip' }),
    ],
  ])('%s is stored', async (name, call) => {
    const messageId = `way ${name}`;
    expect((await call(messageId)).status).toBe(200);
    expect(await stored(messageId)).not.toBeNull();
  });

  test('keeps keys that mean something to a database or to JavaScript, safely', async () => {
    const text =
      '{"userId":"u","event":"E","messageId":"keys","properties":{"$where":"1","a.b":{"c.d":2},"__proto__":{"x":1},"constructor":{"prototype":3},"":4}}';
    expect((await server.ingest('/track', text)).status).toBe(200);
    const event = await stored('keys');
    expect(Object.keys(event?.properties ?? {})).toEqual(['%24where', 'a%2eb', '%5f_proto__', 'constructor', '']);
    expect(({} as { x?: number }).x).toBeUndefined();
  });
});

describe('a batch', () => {
  test('refuses bad events by their index and keeps their neighbours', async () => {
    const before = await countStored();
    const answer = await server.ingest('/batch', {
      batch: [
        { type: 'track', userId: 'u', event: 'E', messageId: 'b0' },
        { type: 'track', event: 'E' },
        'text',
        { type: 'buy', userId: 'u' },
        { type: 'identify', userId: 'u', traits: { bio: 'x'.repeat(33_000) } },
        { type: 'page', anonymousId: 'a', messageId: 'b5' },
      ],
    });
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({
      success: true,
      accepted: 2,
      rejected: [
        { index: 1, code: 'no-identity' },
        { index: 2, code: 'not-an-object' },
        { index: 3, code: 'unknown-type', message: expect.stringContaining('"buy"') as string },
        { index: 4, code: 'event-too-large', message: expect.stringContaining('32 KB') as string },
      ],
    });
    expect(await countStored()).toBe(before + 2);
    expect(await stored('b5')).toMatchObject({ name: 'Page Viewed' });
  });

  test('hands its sentAt and context down', async () => {
    const sentAt = new Date(Date.now() + 3_600_000);
    await server.ingest('/b', {
      sentAt,
      context: { library: { name: 'x' } },
      batch: [{ type: 'track', userId: 'u', event: 'E', messageId: 'skew', timestamp: sentAt }],
    });
    const event = await stored('skew');
    expect(event?.timestamp.getTime()).toBe(event?.receivedAt.getTime());
    expect(event).toMatchObject({ context: { library: { name: 'x' } } });
    expect(event?.fromFuture).toBeUndefined();
  });

  test('of an import is historic and waits in the import buckets', async () => {
    await server.ingest('/batch', { import: true, batch: [{ type: 'track', userId: 'u', event: 'E', messageId: 'old', timestamp: '2020-01-01T00:00:00Z' }] });
    const event = await stored('old');
    expect(event).toMatchObject({ historic: true, timestamp: new Date('2020-01-01T00:00:00Z') });
    expect(event?.pending).toBeGreaterThanOrEqual(256);
  });

  test('of 2,500 events is taken, and an empty one too', async () => {
    const batch = Array.from({ length: 2_500 }, (_, index) => ({ type: 'track', userId: `u${index}`, event: 'E' }));
    expect(await server.ingest('/batch', { batch })).toMatchObject({ status: 200, body: { accepted: 2_500, rejected: [] } });
    expect(await server.ingest('/batch', { batch: [] })).toMatchObject({ status: 200, body: { accepted: 0, rejected: [] } });
  });
});

describe('the same messageId', () => {
  test('is one event, whatever else differs, and both are answered with 200', async () => {
    const send = async (total: number) => await server.ingest('/track', { userId: 'u', event: 'E', messageId: 'same', properties: { total } });
    expect((await send(1)).status).toBe(200);
    expect((await send(1)).status).toBe(200);
    expect((await send(2)).status).toBe(200);
    expect(await stored('same')).toMatchObject({ properties: { total: 1 } });
    const metrics = (await server.call('GET', '/metrics')).body as string;
    expect(metrics).toMatch(/cairn_events_repeated_total\{workspace="demo",body="same".*\} 1\n/);
    expect(metrics).toMatch(/cairn_events_repeated_total\{workspace="demo",body="different".*\} 1\n/);
  });

  test('twice in one batch is one event', async () => {
    const event = { type: 'track', userId: 'u', event: 'E', messageId: 'twice' };
    expect(await server.ingest('/batch', { batch: [event, event] })).toMatchObject({ status: 200, body: { accepted: 2, rejected: [] } });
  });

  test('sent fifty times at once is one event, and all are answered', async () => {
    const before = await countStored();
    const answers = await Promise.all(Array.from({ length: 50 }, async () => await server.ingest('/track', { userId: 'u', event: 'E', messageId: 'fifty' })));
    expect(answers.every((answer) => answer.status === 200)).toBe(true);
    expect(await countStored()).toBe(before + 1);
  });
});

describe('a call is refused', () => {
  const deep = `${'{"a":'.repeat(30)}1${'}'.repeat(30)}`;
  const event = { userId: 'u', event: 'E' };
  test.each<[string, () => Promise<{ status: number; body: unknown }>, number, string]>([
    ['without a write key', async () => await server.ingest('/track', event, { authorization: '' }), 401, 'missing-write-key'],
    [
      'with a wrong write key',
      async () => await server.ingest('/track', event, { authorization: `Basic ${btoa('wk_demo_0123456789abcdef:')}` }),
      401,
      'wrong-write-key',
    ],
    ['with a write key of no shape', async () => await server.ingest('/track', event, { authorization: `Basic ${btoa('$ne:')}` }), 401, 'wrong-write-key'],
    [
      'with an API key as write key',
      async () => await server.ingest('/track', event, { authorization: `Basic ${btoa(`${server.apiKey}:`)}` }),
      401,
      'wrong-write-key',
    ],
    ['with malformed JSON', async () => await server.ingest('/track', '{"userId":"u",'), 400, 'malformed-json'],
    ['with an empty body', async () => await server.ingest('/track', ''), 400, 'malformed-json'],
    ['with a list as body', async () => await server.ingest('/track', '[]'), 400, 'not-an-object'],
    ['with a broken gzip', async () => await server.ingest('/track', 'not gzip', { 'content-encoding': 'gzip' }), 400, 'malformed-gzip'],
    ['with an encoding nobody knows', async () => await server.ingest('/track', event, { 'content-encoding': 'zstd' }), 415, 'unknown-encoding'],
    ['larger than one event may be', async () => await server.ingest('/track', { ...event, properties: { a: 'x'.repeat(33_000) } }), 413, 'event-too-large'],
    ['nested too deeply', async () => await server.ingest('/track', `{"userId":"u","event":"E","properties":${deep}}`), 400, 'too-deep'],
    [
      'with too many keys',
      async () => await server.ingest('/track', { ...event, properties: Object.fromEntries(Array.from({ length: 513 }, (_, index) => [`k${index}`, 1])) }),
      400,
      'too-many-keys',
    ],
    ['without a batch', async () => await server.ingest('/batch', { events: [] }), 400, 'missing-batch'],
    ['with a batch sent at no time', async () => await server.ingest('/batch', { sentAt: 'now', batch: [] }), 400, 'invalid-timestamp'],
    ['with more than 2,500 events', async () => await server.ingest('/batch', { batch: Array.from({ length: 2_501 }, () => 0) }), 413, 'too-many-events'],
    ['larger than 500 KB', async () => await server.ingest('/batch', { batch: [], pad: 'x'.repeat(500 * 1024) }), 413, 'batch-too-large'],
    [
      'that unpacks to more than 500 KB',
      async () => await server.ingest('/batch', gzipSync(Buffer.alloc(50_000_000)), { 'content-encoding': 'gzip' }),
      413,
      'batch-too-large',
    ],
    ['with an operator as userId', async () => await server.ingest('/track', { userId: { $ne: null }, event: 'E' }), 400, 'invalid-identity'],
  ])('%s', async (_, call, status, code) => {
    const before = await countStored();
    const answer = await call();
    expect(answer).toMatchObject({
      status,
      body: { code, message: expect.any(String) as string, action: expect.any(String) as string, id: expect.any(String) as string, details: [], values: {} },
    });
    expect(await countStored()).toBe(before);
  });
});

describe('pages of other sites', () => {
  test('may ask beforehand, and read the answer, also of a refusal', async () => {
    const preflight = await send(`${server.url}/v1/batch`, 'OPTIONS', undefined, {
      origin: 'https://shop.example',
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'authorization,anonymousid',
    });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get('access-control-allow-origin')).toBe('*');
    expect(preflight.headers.get('access-control-allow-headers')).toBe('authorization,anonymousid');
    const refused = await server.ingest('/track', '{', { origin: 'https://shop.example' });
    expect(refused.headers.get('access-control-allow-origin')).toBe('*');
  });

  test('get the settings document and may report SDK metrics', async () => {
    const settings = await send(`${server.url}/v1/projects/${server.writeKey}/settings`, 'GET');
    expect(settings).toMatchObject({
      status: 200,
      body: { integrations: { 'Segment.io': { apiKey: server.writeKey, apiHost: expect.stringContaining('/v1') as string } } },
    });
    expect(settings.headers.get('access-control-allow-origin')).toBe('*');
    expect((await send(`${server.url}/v1/m`, 'POST', '{"series":[]}')).status).toBe(200);
  });
});

test('names of events and traits are offered, and the source is counted', async () => {
  await server.ingest('/batch', {
    batch: [
      { type: 'track', userId: 'u', event: 'Seen Once', properties: { 'a.b': 1 } },
      { type: 'identify', userId: 'u', traits: { plan: 'pro', email: 'secret@example.com' } },
    ],
  });
  await expect
    .poll(async () => (await server.call('GET', '/api/event-names?prefix=seen')).body as unknown, { timeout: 5_000 })
    .toMatchObject({ items: [{ name: 'Seen Once', count: 1, properties: ['a.b'] }] });
  const traits = (await server.call('GET', '/api/trait-names')).body as { items: { name: string; examples: unknown[] }[] };
  expect(traits.items.find((trait) => trait.name === 'plan')).toMatchObject({ examples: ['pro'] });
  expect(traits.items.find((trait) => trait.name === 'email')).toMatchObject({ examples: [] });
  expect((await server.call('GET', '/api/sources')).body).toMatchObject({ items: [{ id: 'web', writeKey: server.writeKey, differingRepeats: 1 }] });
});

test('a dead letter is listed, and replayed once', async () => {
  await server.ingest('/track', { userId: 'u', event: 'E', messageId: 'dead' });
  await server.db
    .collection<EventDocument>('events')
    .updateOne({ _id: 'demo:dead' }, { $set: { refused: { code: 'profile-too-large', message: 'Full.', at: new Date() } }, $unset: { pending: '' } });
  expect((await server.call('GET', '/api/dead-letters')).body).toMatchObject({
    items: [{ messageId: 'dead', state: 'refused', refused: { code: 'profile-too-large' } }],
  });
  expect(await server.call('POST', '/api/dead-letters/dead/replay')).toMatchObject({ status: 200, body: { messageId: 'dead', replayAttempt: 1 } });
  expect(await stored('dead')).toMatchObject({ replayAttempt: 1, pending: expect.any(Number) as number });
  expect(await server.call('POST', '/api/dead-letters/dead/replay')).toMatchObject({ status: 404, body: { code: 'unknown-dead-letter' } });
});

test('half an emoji is stored as a replacement character, and its repeats hold nobody up', async () => {
  const text = '{"userId":"cut \\ud83d","event":"E \\ud83d","messageId":"cut \\ud83d","properties":{"\\ud83d":1,"\\ude00":2}}';
  for (let round = 0; round < 2; round += 1) {
    const answers = await Promise.all([server.ingest('/track', text), server.ingest('/track', { userId: 'u', event: 'E', messageId: `beside ${round}` })]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
  }
  expect(await stored('cut \ufffd')).toMatchObject({ name: 'E \ufffd', who: 'demo:userId:cut \ufffd', properties: { '\ufffd': 2 } });
}, 10_000);
