import { createSignInLink, createUser } from '@cairn/server/access/setup.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { type Answer, type ApiServer, send, startApiServer } from './api-server.js';

let server: ApiServer;

beforeAll(async () => {
  server = await startApiServer();
});
afterAll(async () => {
  await server.close();
});

const signIn = async (body: object, headers: Record<string, string> = {}) => await send(`${server.url}/api/session`, 'POST', body, headers);
const cookieOf = (answer: Answer) => (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? '';

describe('signing in', () => {
  test('with email and password opens a session that only the browser can read', async () => {
    const answer = await signIn({ email: ' Ann@Example.com ', password: server.password });
    expect(answer).toMatchObject({ status: 200, body: { user: { email: 'ann@example.com', name: 'Ann' }, workspace: { id: 'demo', demo: false }, links: {} } });
    expect(answer.headers.get('set-cookie')).toMatch(/HttpOnly; SameSite=Lax/);
    const cookie = cookieOf(answer);
    expect(await send(`${server.url}/api/session`, 'GET', undefined, { cookie })).toMatchObject({ status: 200, body: { workspace: { id: 'demo' } } });
    expect((await send(`${server.url}/api/session`, 'DELETE', undefined, { cookie })).status).toBe(204);
    expect((await send(`${server.url}/api/session`, 'GET', undefined, { cookie })).status).toBe(401);
  });

  test('stores neither password nor token', async () => {
    const token = cookieOf(await signIn({ email: server.email, password: server.password })).split('=')[1] ?? '';
    const everything = JSON.stringify([
      await server.db.collection('users').find().toArray(),
      await server.db.collection('sessions').find().toArray(),
      await server.db.collection('keys').find({ kind: 'api' }).toArray(),
    ]);
    for (const secret of [token, server.password, server.apiKey]) expect(everything).not.toContain(secret);
  });

  test('by a link works once', async () => {
    const user = await server.db.collection('users').findOne({ email: server.email });
    const token = await createSignInLink(server.db, { workspace: 'demo', userId: String(user?.userId), now: new Date() });
    const use = async () => await send(`${server.url}/api/session/link`, 'POST', { token });
    const both = await Promise.all([use(), use()]);
    expect(both.map((answer) => answer.status).sort()).toEqual([200, 410]);
    expect(await use()).toMatchObject({ status: 410, body: { code: 'sign-in-link-used' } });
  });

  test.each<[string, object, number, string]>([
    ['a wrong password', { email: 'ann@example.com', password: 'x' }, 401, 'wrong-credentials'],
    ['an unknown address', { email: 'nobody@example.com', password: 'x' }, 401, 'wrong-credentials'],
    ['an operator instead of text', { email: { $ne: null }, password: { $ne: null } }, 400, 'invalid-request'],
    ['nothing', {}, 400, 'invalid-request'],
  ])('with %s is refused', async (_, body, status, code) => {
    expect(await signIn(body)).toMatchObject({ status, body: { code } });
  });

  test('is closed for an account after ten wrong passwords', async () => {
    await createUser(server.db, { workspace: 'demo', email: 'bob@example.com', name: 'Bob', password: 'right', now: new Date() });
    const answers: number[] = [];
    for (let tries = 0; tries < 11; tries += 1) answers.push((await signIn({ email: 'bob@example.com', password: 'wrong' })).status);
    expect(answers).toContain(429);
    expect(await signIn({ email: 'bob@example.com', password: 'right' })).toMatchObject({ status: 429, body: { code: 'too-many-sign-ins' } });
  });
});

describe('without rights', () => {
  test.each([
    ['no key', {}, 'not-signed-in'],
    ['a made-up key', { authorization: 'Bearer ck_demo_0123456789abcdef0123' }, 'wrong-api-key'],
    ['a key of another form', { authorization: 'Bearer $ne' }, 'wrong-api-key'],
    ['a made-up session', { cookie: 'cairn_session=demo.0123456789012345678901234567' }, 'not-signed-in'],
  ])('%s opens nothing', async (_, headers, code) => {
    for (const path of ['/api/profiles', '/api/home', '/api/session', '/api/sources', '/api/api-keys', '/api/dead-letters', '/api/event-names']) {
      expect(await send(`${server.url}${path}`, 'GET', undefined, headers as Record<string, string>), path).toMatchObject({ status: 401, body: { code } });
    }
  });

  test('a write key opens nothing of the API', async () => {
    expect((await send(`${server.url}/api/profiles`, 'GET', undefined, { authorization: `Bearer ${server.writeKey}` })).status).toBe(401);
  });
});

describe('a page of another site', () => {
  test.each<[string, Record<string, string>, number]>([
    ['named by its origin', { origin: 'https://evil.example' }, 403],
    ['whose origin is hidden', { origin: 'null' }, 403],
    ['named by the browser alone', { 'sec-fetch-site': 'cross-site' }, 403],
    ['of a sibling subdomain', { 'sec-fetch-site': 'same-site' }, 403],
  ])('%s cannot change anything with the session', async (_, headers, status) => {
    const token = (await server.db.collection('users').findOne({ email: server.email }))?.userId as string;
    const link = await createSignInLink(server.db, { workspace: 'demo', userId: token, now: new Date() });
    const cookie = cookieOf(await send(`${server.url}/api/session/link`, 'POST', { token: link }));
    expect((await send(`${server.url}/api/api-keys`, 'POST', { name: 'x' }, { cookie, ...headers })).status).toBe(status);
    expect((await send(`${server.url}/api/api-keys`, 'POST', { name: 'x' }, { cookie, origin: server.url })).status).toBe(201);
  });
});

describe('API keys', () => {
  test('are shown once, work, and stop working', async () => {
    const user = await server.db.collection('users').findOne({ email: server.email });
    const link = await createSignInLink(server.db, { workspace: 'demo', userId: String(user?.userId), now: new Date() });
    const cookie = cookieOf(await send(`${server.url}/api/session/link`, 'POST', { token: link }));
    const made = await send(`${server.url}/api/api-keys`, 'POST', { name: 'CI' }, { cookie });
    const { key, id } = made.body as { key: string; id: string };
    expect((await send(`${server.url}/api/home`, 'GET', undefined, { authorization: `Bearer ${key}` })).status).toBe(200);
    const listed = await send(`${server.url}/api/api-keys`, 'GET', undefined, { cookie });
    expect(JSON.stringify(listed.body)).toContain(id);
    expect(JSON.stringify(listed.body)).not.toContain(key);
    expect((await send(`${server.url}/api/api-keys/${id}`, 'DELETE', undefined, { cookie })).status).toBe(204);
    expect((await send(`${server.url}/api/home`, 'GET', undefined, { authorization: `Bearer ${key}` })).status).toBe(401);
    expect(await send(`${server.url}/api/api-keys/${id}`, 'DELETE', undefined, { cookie })).toMatchObject({ status: 404, body: { code: 'unknown-api-key' } });
    const by = `user:${String(user?.userId)}`;
    expect(await server.db.collection('audit').find({ 'about.id': id }).sort({ _id: 1 }).toArray()).toMatchObject([
      { action: 'key.create', by, about: { kind: 'key' }, detail: { kind: 'api', name: 'CI' } },
      { action: 'key.revoke', by },
    ]);
  });

  test('cannot make further keys', async () => {
    expect(await server.call('POST', '/api/api-keys', { name: 'x' })).toMatchObject({ status: 403, body: { code: 'session-only' } });
  });
});
