import { randomUUID } from 'node:crypto';

import { signIdentity } from '@cairn/server/access/identity-signature.js';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';

import { type ApiServer, send, startApiServer } from './api-server.js';

let server: ApiServer;
let cookie = '';
let publicToken = '';
let signingSecret = '';
const browser = randomUUID();

const profile = async (query: Record<string, string>, headers: Record<string, string> = {}) =>
  await send(`${server.url}/v1/profile?${new URLSearchParams(query)}`, 'GET', undefined, headers);
const byKey = async (query: Record<string, string>, headers: Record<string, string> = {}) =>
  await profile(query, { authorization: `Bearer ${server.apiKey}`, ...headers });
const asPage = async (query: Record<string, string>, headers: Record<string, string> = {}) => await profile({ token: publicToken, ...query }, headers);

async function makeToken(body: object) {
  return await send(`${server.url}/api/public-tokens`, 'POST', body, { cookie });
}

beforeAll(async () => {
  server = await startApiServer();
  await server.call('PUT', '/api/computed-traits/orders', {
    label: 'Orders',
    source: { type: 'measure', measure: { measure: 'count', event: { name: 'Order Completed' } } },
  });
  for (const [key, value] of [
    ['vips', 'vip'],
    ['others', 'other'],
  ])
    await server.call('PUT', `/api/segments/${key}`, { name: key, condition: { fact: 'trait', params: { name: 'plan' }, operator: 'equal', value } });
  await server.ingest('/batch', {
    batch: [
      { type: 'identify', userId: 'ann', anonymousId: browser, traits: { name: 'Ann', plan: 'vip', 'a.b': { 'c.d': 1 }, gone: null, ssn: '123-45-6789' } },
      { type: 'track', userId: 'ann', event: 'Order Completed' },
    ],
  });
  await server.call('GET', '/api/profiles/lookup?fresh=true&identity=userId:ann');
  const signedIn = await send(`${server.url}/api/session`, 'POST', { email: server.email, password: server.password });
  cookie = signedIn.headers.get('set-cookie')?.split(';')[0] ?? '';
  const made = await makeToken({ name: 'Shop' });
  ({ token: publicToken, signingSecret } = made.body);
  for (const [kind, name] of [
    ['trait', 'plan'],
    ['computed', 'orders'],
    ['segment', 'vips'],
  ])
    await vi.waitFor(async () => expect((await server.call('PATCH', `/api/traits/${kind}/${name}`, { public: true })).status).toBe(200), { timeout: 5_000 });
});
afterAll(async () => {
  await server.close();
});

describe('with an API key', () => {
  test('answers everything, or what is chosen', async () => {
    expect((await byKey({ identity: 'userId:ann' })).body).toEqual({
      id: expect.any(String),
      traits: { name: 'Ann', plan: 'vip', 'a.b': { 'c.d': 1 }, ssn: '123-45-6789' },
      computed: { orders: 1 },
      segments: ['vips'],
      tags: [],
    });
    expect((await byKey({ identity: `anonymousId:${browser}`, traits: 'plan,a.b,nobody', computed: 'orders' })).body).toEqual({
      id: expect.any(String),
      traits: { plan: 'vip', 'a.b': { 'c.d': 1 } },
      computed: { orders: 1 },
    });
    expect((await byKey({ identity: 'userId:ann', include: 'segments', traits: 'plan' })).body).toEqual({
      id: expect.any(String),
      traits: { plan: 'vip' },
      segments: ['vips'],
    });
  });

  test('has an ETag that stands for what was asked for, and answers 304 to it', async () => {
    const first = await byKey({ identity: 'userId:ann', traits: 'plan' });
    const etag = first.headers.get('etag') ?? '';
    expect(etag).toMatch(/^"[\w-]{22}"$/);
    const again = await byKey({ identity: 'userId:ann', traits: 'plan' }, { 'if-none-match': `"x", W/${etag}` });
    expect(again).toMatchObject({ status: 304, body: '' });
    await server.ingest('/identify', { userId: 'ann', traits: { nick: 'A' } });
    await server.call('GET', '/api/profiles/lookup?fresh=true&identity=userId:ann');
    expect((await byKey({ identity: 'userId:ann', traits: 'plan' }, { 'if-none-match': etag })).status).toBe(304);
    expect((await byKey({ identity: 'userId:ann', traits: 'nick' }, { 'if-none-match': etag })).status).toBe(200);
  });

  test('is of no use to a page: no answer of it may be read there, and the key may not stand in an address', async () => {
    expect((await byKey({ identity: 'userId:ann' }, { origin: 'https://shop.example.com' })).headers.get('access-control-allow-origin')).toBeNull();
    expect(await profile({ identity: 'userId:ann', token: server.apiKey })).toMatchObject({ status: 401, body: { code: 'missing-token' } });
  });

  test('finds a person who was merged by the other’s identity', async () => {
    const other = randomUUID();
    await server.ingest('/identify', { anonymousId: other, traits: { seen: true } });
    await server.call('GET', `/api/profiles/lookup?fresh=true&identity=anonymousId:${other}`);
    await server.ingest('/identify', { userId: 'ann', anonymousId: other });
    await server.call('GET', '/api/profiles/lookup?fresh=true&identity=userId:ann');
    expect((await byKey({ identity: `anonymousId:${other}`, traits: 'plan,seen' })).body.traits).toEqual({ plan: 'vip', seen: true });
  });
});

describe('with a public token', () => {
  test('reveals to this browser what is marked public, whatever is asked for', async () => {
    const answer = await asPage({ identity: `anonymousId:${browser}` });
    expect(answer.body).toEqual({ traits: { plan: 'vip' }, computed: { orders: 1 }, segments: ['vips'], tags: [] });
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
    expect(answer.headers.get('access-control-expose-headers')).toBe('etag');
    expect((await asPage({ identity: `anonymousId:${browser}`, traits: 'ssn,plan,name', segments: 'others' })).body).toEqual({
      traits: { plan: 'vip' },
      segments: [],
    });
  });

  test('does not answer for an identity that others could guess', async () => {
    for (const identity of ['userId:ann', 'email:ann@example.com', 'anonymousId:device-1', 'anonymousId:']) {
      expect(await asPage({ identity })).toMatchObject({ status: 403, body: { code: 'identity-not-signed' } });
    }
  });

  test('answers for an identity that the customer’s server signed, while the signature holds', async () => {
    const identity = 'userId:ann';
    const signature = signIdentity(signingSecret, identity);
    expect((await asPage({ identity, signature })).body).toMatchObject({ traits: { plan: 'vip' } });
    expect(await asPage({ identity: 'userId:bob', signature })).toMatchObject({ status: 403, body: { code: 'wrong-signature' } });
    const soon = Math.floor(Date.now() / 1_000) + 60;
    expect((await asPage({ identity, expires: String(soon), signature: signIdentity(signingSecret, identity, soon) })).status).toBe(200);
    expect((await asPage({ identity, expires: String(soon + 1), signature: signIdentity(signingSecret, identity, soon) })).status).toBe(403);
    const past = soon - 120;
    expect(await asPage({ identity, expires: String(past), signature: signIdentity(signingSecret, identity, past) })).toMatchObject({
      body: { code: 'signature-expired' },
    });
    // Who may choose what they are called, down to the very text that is signed, is still nobody else.
    const called = signIdentity(signingSecret, `${identity}.${soon}`);
    expect(await asPage({ identity, expires: String(soon), signature: called })).toMatchObject({ status: 403, body: { code: 'wrong-signature' } });
    const other = await makeToken({ name: 'Other' });
    expect(await asPage({ identity, signature: signIdentity(other.body.signingSecret, identity) })).toMatchObject({ status: 403 });
  });

  test('answers for signed identities alone where it was made so, whatever a browser has made itself part of', async () => {
    const { body: made } = await makeToken({ name: 'Signed', signedOnly: true });
    expect(made).toMatchObject({ signedOnly: true });
    const claimed = randomUUID();
    await server.ingest('/identify', { userId: 'ann', anonymousId: claimed });
    await server.call('GET', '/api/profiles/lookup?fresh=true&identity=userId:ann');
    const identity = `anonymousId:${claimed}`;
    expect(await profile({ token: made.token, identity })).toMatchObject({ status: 403, body: { code: 'identity-not-signed' } });
    const signature = signIdentity(made.signingSecret, identity);
    expect((await profile({ token: made.token, identity, signature })).body).toMatchObject({ traits: { plan: 'vip' } });
  });

  test('answers a preflight, and only pages of its origins where it has some', async () => {
    const preflight = await send(`${server.url}/v1/profile`, 'OPTIONS', undefined, {
      origin: 'https://shop.example.com',
      'access-control-request-method': 'GET',
      'access-control-request-headers': 'authorization,if-none-match',
    });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get('access-control-allow-headers')).toBe('authorization,if-none-match');
    const { body } = await makeToken({ name: 'One shop', origins: ['https://shop.example.com'] });
    const asked = { identity: `anonymousId:${browser}`, token: body.token };
    const mine = await profile(asked, { origin: 'https://shop.example.com' });
    expect(mine.headers.get('access-control-allow-origin')).toBe('https://shop.example.com');
    expect(await profile(asked, { origin: 'https://evil.example' })).toMatchObject({ status: 403, body: { code: 'origin-refused' } });
    expect((await profile(asked)).headers.get('access-control-allow-origin')).toBeNull();
  });

  test('cannot read anything else, and is gone when it is withdrawn', async () => {
    for (const path of ['/api/profiles', '/api/traits', '/api/public-tokens']) {
      expect((await send(`${server.url}${path}`, 'GET', undefined, { authorization: `Bearer ${publicToken}` })).status).toBe(401);
    }
    expect(
      (
        await send(
          `${server.url}/v1/track`,
          'POST',
          { userId: 'x', event: 'E' },
          { authorization: `Basic ${Buffer.from(`${publicToken}:`).toString('base64')}` },
        )
      ).status,
    ).toBe(401);
    const { body } = await makeToken({ name: 'Short-lived' });
    expect((await profile({ identity: `anonymousId:${browser}`, token: body.token })).status).toBe(200);
    expect((await send(`${server.url}/api/public-tokens/${body.id}`, 'DELETE', undefined, { cookie })).status).toBe(204);
    await vi.waitFor(async () => expect((await profile({ identity: `anonymousId:${browser}`, token: body.token })).status).toBe(401), {
      timeout: 8_000,
      interval: 250,
    });
  });

  test('is made and withdrawn by people, not by keys', async () => {
    expect(await server.call('POST', '/api/public-tokens', { name: 'x' })).toMatchObject({ status: 403, body: { code: 'session-only' } });
    expect(await makeToken({ name: 'x', origins: ['https://shop.example.com/path'] })).toMatchObject({
      status: 400,
      body: { details: [{ path: 'origins.0' }] },
    });
    const listed = await server.call('GET', '/api/public-tokens');
    expect(JSON.stringify(listed.body)).not.toContain(signingSecret);
  });
});

test.each<[Record<string, string>, number, string]>([
  [{}, 400, 'missing-identity'],
  [{ identity: 'nobody' }, 400, 'invalid-identity'],
  [{ identity: 'userId:nobody' }, 404, 'unknown-identity'],
  [{ identity: 'userId:ann', include: 'events' }, 400, 'unknown-part'],
  [{ identity: 'userId:ann', traits: Array.from({ length: 101 }, (_, at) => `t${at}`).join() }, 400, 'too-many-names'],
  [{ identity: 'userId:ann', traits: '$where,__proto__,constructor,' }, 200, ''],
])('%j answers %i %s', async (query, status, code) => {
  const answer = await byKey(query);
  expect(answer.status).toBe(status);
  if (code) expect(answer.body).toMatchObject({ code });
});

test('a wrong or missing token is refused', async () => {
  expect(await profile({ identity: 'userId:ann' })).toMatchObject({ status: 401, body: { code: 'missing-token' } });
  for (const token of ['ck_demo_0000000000000000000000000000', 'pk_demo_0000000000000000000000000000', 'x'])
    expect(await profile({ identity: 'userId:ann' }, { authorization: `Bearer ${token}` })).toMatchObject({ status: 401, body: { code: 'wrong-token' } });
});
