import { createUser } from '@cairn/server/access/setup.js';
import type { JourneyDefinition } from '@cairn/workflows/contracts/journey.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { type Answer, type ApiServer, startApiServer } from './api-server.js';

let server: ApiServer;
/** Calls as somebody who is signed in. */
type Person = (method: string, path: string, body?: unknown) => Promise<Answer>;
let ann: Person;
let ben: Person;

const journey: JourneyDefinition = {
  schemaVersion: 1,
  name: 'Cart',
  trigger: { type: 'event', event: { name: 'Cart Updated' } },
  reentry: { type: 'never' },
  exits: [],
  start: 'wait',
  steps: [
    { id: 'wait', type: 'delay', duration: { amount: 1, unit: 'day' }, next: 'end' },
    { id: 'end', type: 'exit' },
  ],
};

async function signedIn(email: string, password: string): Promise<Person> {
  const answer = await fetch(`${server.url}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: server.url },
    body: JSON.stringify({ email, password }),
  });
  const cookie = answer.headers
    .getSetCookie()
    .map((each) => each.split(';')[0])
    .join('; ');
  return async (method, path, body) => {
    const response = await fetch(`${server.url}/api/journeys${path}`, {
      method,
      headers: { cookie, origin: server.url, ...(body !== undefined && { 'content-type': 'application/json' }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text === '' ? undefined : JSON.parse(text) };
  };
}

beforeAll(async () => {
  server = await startApiServer();
  const account = { workspace: 'demo', email: 'ben@example.com', password: 'battery staple' };
  await createUser(server.db, { ...account, name: 'Ben', now: new Date() });
  ann = await signedIn(server.email, server.password);
  ben = await signedIn(account.email, account.password);
  for (const key of ['talk', 'seen', 'shared', 'other']) await ann('PUT', `/${key}`, journey);
});
afterAll(async () => await server.close());

describe('comments', () => {
  test('are listed newest first with author and time, and counted by step until they are resolved', async () => {
    const first = await ann('POST', '/talk/comments', { stepId: 'wait', text: '  Is a day too long?  ' });
    expect(first).toMatchObject({
      status: 201,
      body: { stepId: 'wait', text: 'Is a day too long?', author: 'Ann', own: true, editedAt: null, resolvedAt: null },
    });
    await ben('POST', '/talk/comments', { text: 'On the whole' });
    const list = (await ben('GET', '/talk/comments')).body.items;
    expect(list).toMatchObject([
      { stepId: null, author: 'Ben', own: true },
      { stepId: 'wait', author: 'Ann', own: false },
    ]);
    expect((await ann('GET', '/talk/comments/counts')).body).toEqual({ journey: 1, steps: { wait: 1 } });
    expect(await ben('PATCH', `/talk/comments/${first.body.id}`, { resolved: true })).toMatchObject({
      status: 200,
      body: { resolvedBy: 'Ben', author: 'Ann' },
    });
    expect((await ann('GET', '/talk/comments/counts')).body).toEqual({ journey: 1, steps: {} });
    expect((await ann('GET', '/talk/comments?step=wait&resolved=true')).body.items).toHaveLength(1);
    expect((await ann('GET', '/talk/comments?step=@journey')).body.items).toMatchObject([{ author: 'Ben' }]);
    expect((await ann('PATCH', `/talk/comments/${first.body.id}`, { resolved: false })).body.resolvedAt).toBeNull();
  });

  test('come in pages', async () => {
    for (const text of ['1', '2', '3']) await ann('POST', '/talk/comments', { stepId: 'end', text });
    const first = (await ann('GET', '/talk/comments?step=end&limit=2')).body;
    const second = (await ann('GET', `/talk/comments?step=end&limit=2&cursor=${first.nextCursor}`)).body;
    expect([...first.items, ...second.items].map(({ text }: { text: string }) => text)).toEqual(['3', '2', '1']);
    expect(second.nextCursor).toBeNull();
  });

  test('are edited and deleted by their author alone', async () => {
    const { id } = (await ann('POST', '/talk/comments', { text: 'Mine' })).body;
    expect(await ben('PATCH', `/talk/comments/${id}`, { text: 'Not mine' })).toMatchObject({ status: 403, body: { code: 'not-your-comment' } });
    expect(await ben('DELETE', `/talk/comments/${id}`)).toMatchObject({ status: 403 });
    expect((await ann('PATCH', `/talk/comments/${id}`, { text: 'Still mine' })).body).toMatchObject({ text: 'Still mine', editedAt: expect.any(String) });
    expect((await ann('DELETE', `/talk/comments/${id}`)).status).toBe(204);
    expect(await ann('DELETE', `/talk/comments/${id}`)).toMatchObject({ status: 404, body: { code: 'unknown-comment' } });
  });

  test.each([
    ['empty text', { text: '   ' }, 'text'],
    ['too much text', { text: 'x'.repeat(4_001) }, 'text'],
    ['a step id that is none', { stepId: '$where', text: 'x' }, 'stepId'],
  ])('with %s are refused by their place', async (_, body, path) => {
    expect(await ann('POST', '/talk/comments', body)).toMatchObject({ status: 400, body: { code: 'invalid-request', details: [{ path }] } });
  });

  test('of one journey are not found under another, nor where there is no journey', async () => {
    const { id } = (await ann('POST', '/talk/comments', { text: 'Here' })).body;
    expect((await ann('PATCH', `/other/comments/${id}`, { resolved: true })).status).toBe(404);
    expect((await ann('GET', '/nowhere/comments')).status).toBe(404);
    expect((await ann('POST', '/nowhere/comments', { text: 'x' })).status).toBe(404);
    expect((await ann('GET', '/other/comments')).body.items).toEqual([]);
  });
});

describe('presence', () => {
  const beat = async (who: Person, window: string, stepId: string | null = null) => (await who('PUT', `/seen/presence/${window}`, { stepId })).body;

  test('tells each window of the others, with the step they look at', async () => {
    expect((await beat(ann, 'a1')).others).toEqual([]);
    expect((await beat(ben, 'b1', 'wait')).others).toEqual([{ name: 'Ann', you: false, stepIds: [] }]);
    expect(await beat(ann, 'a1')).toMatchObject({ others: [{ name: 'Ben', you: false, stepIds: ['wait'] }], draftRevision: 1 });
    expect((await beat(ann, 'a2')).others).toEqual([
      { name: 'Ann', you: true, stepIds: [] },
      { name: 'Ben', you: false, stepIds: ['wait'] },
    ]);
    expect((await beat(ben, 'b1')).others).toEqual([{ name: 'Ann', you: false, stepIds: [] }]);
  });

  test('ends with leaving, or without a word', async () => {
    await ann('DELETE', '/seen/presence/a2');
    await ann('DELETE', '/seen/presence/a1');
    expect((await beat(ben, 'b1')).others).toEqual([]);
    await beat(ann, 'a3');
    await server.db.collection('presence').updateMany({ windowId: 'a3' }, { $set: { expiresAt: new Date(Date.now() - 1) } });
    expect((await beat(ben, 'b1')).others).toEqual([]);
  });

  test('of a journey that is not there is refused', async () => {
    expect((await ann('PUT', '/nowhere/presence/a1', {})).status).toBe(404);
    expect((await ann('PUT', `/seen/presence/${'x'.repeat(41)}`, {})).status).toBe(400);
  });
});

describe('saves of a draft', () => {
  const save = async (who: Person, definition: JourneyDefinition, draftRevision: number) =>
    await who('PUT', '/shared/draft', { definition, layout: { positions: {} }, draftRevision });

  test('say who changed which step in which revision', async () => {
    const [wait, end] = journey.steps as [JourneyDefinition['steps'][0], JourneyDefinition['steps'][0]];
    const slower = { ...journey, steps: [{ ...wait, name: 'Slower' }, end] };
    expect((await save(ann, slower, 1)).status).toBe(200);
    expect((await save(ben, { ...slower, name: 'Renamed' }, 1)).status).toBe(409);
    expect((await save(ben, { ...slower, name: 'Renamed' }, 2)).status).toBe(200);
    await server.call('PUT', '/api/journeys/shared', journey);
    expect((await ann('GET', '/shared/draft/saves?after=1')).body.items).toMatchObject([
      { revision: 2, name: 'Ann', you: true, steps: ['wait'] },
      { revision: 3, name: 'Ben', you: false, steps: ['@trigger'] },
      { revision: 4, name: 'test', you: false, steps: ['@trigger', 'wait'] },
    ]);
    expect((await ann('GET', '/shared')).body).not.toHaveProperty('draftSaves');
  });

  test('are kept for the newest 50, and none for saving the same again', async () => {
    for (let at = 0; at < 55; at += 1) await server.call('PUT', '/api/journeys/other', { ...journey, name: `Name ${at}` });
    await server.call('PUT', '/api/journeys/other', { ...journey, name: 'Name 54' });
    const revisions = (await ann('GET', '/other/draft/saves')).body.items.map(({ revision }: { revision: number }) => revision);
    expect(revisions).toEqual(Array.from({ length: 50 }, (_, at) => at + 7));
  });
});
