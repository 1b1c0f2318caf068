import { connect } from 'node:net';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { type ApiServer, send, startApiServer } from './api-server.js';

let server: ApiServer;
beforeAll(async () => {
  server = await startApiServer();
});
afterAll(async () => {
  await server.close();
});

const refusal = (code: string) => ({
  id: expect.any(String) as string,
  code,
  message: expect.stringMatching(/.{10}/) as string,
  action: expect.stringMatching(/.{5}/) as string,
  details: [],
  values: {},
});

/** What is answered to these very bytes. */
async function exchange(bytes: string): Promise<string> {
  const { hostname, port } = new URL(server.url);
  return await new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(Number(port), hostname, () => socket.write(bytes));
    socket.on('data', (chunk: Buffer) => {
      answer += chunk.toString();
    });
    socket.on('close', () => resolve(answer));
    socket.on('error', reject);
  });
}

describe('an address that no route can take is refused like everything else', () => {
  test.each([
    ['broken percent-encoding', '/api/journeys/%ff', 400, 'invalid-address'],
    ['a lone percent sign', '/%', 400, 'invalid-address'],
    ['a key of 700 characters', `/api/journeys/${'x'.repeat(700)}`, 414, 'address-too-long'],
    ['an address of nothing', '/api/nothing', 404, 'not-found'],
  ])('%s', async (_name, path, status, code) => {
    const answer = await exchange(`GET ${path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${server.apiKey}\r\nConnection: close\r\n\r\n`);
    const [head = '', body = ''] = answer.split('\r\n\r\n');
    expect(head).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(JSON.parse(body)).toEqual(refusal(code));
  });
});

describe('bytes that are no request are refused like everything else', () => {
  test.each([
    ['a method nobody knows', 'BUY / HTTP/1.1\r\nHost: x\r\n\r\n', 400, 'invalid-request'],
    ['two lengths', 'POST /v1/track HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n', 400, 'invalid-request'],
    ['headers of 40 KB', `GET / HTTP/1.1\r\nHost: x\r\nX: ${'y'.repeat(40_000)}\r\n\r\n`, 431, 'headers-too-large'],
  ])('%s', async (_name, bytes, status, code) => {
    const [head = '', body = ''] = (await exchange(bytes)).split('\r\n\r\n');
    expect(head).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(JSON.parse(body)).toEqual(refusal(code));
  });
});

describe('a body that is no JSON object of ours is refused, whatever the call', () => {
  const calls = [
    ['PUT', '/api/segments/bad'],
    ['PUT', '/api/journeys/bad'],
    ['PUT', '/api/templates/bad'],
    ['POST', '/api/segments/preview'],
    ['POST', '/api/templates/preview'],
    ['POST', '/api/session'],
  ];
  const bodies = [
    '',
    '{',
    '[]',
    'null',
    '"x"',
    '{"__proto__":{"name":"x"}}',
    '{"constructor":{"prototype":{"x":1}}}',
    '['.repeat(100_000),
    `{"name":{"$ne":null}}`,
  ];
  test.each(calls)('%s %s', async (method, path) => {
    for (const body of bodies) {
      const answer = await server.call(method ?? '', path ?? '', body);
      expect([400, 422], `${body.slice(0, 40)}: ${JSON.stringify(answer.body)}`).toContain(answer.status);
      expect(Object.keys(answer.body as object)).toEqual(['id', 'code', 'message', 'action', 'details', 'values']);
      expect((answer.body as { action: string }).action).not.toBe('');
    }
    expect(({} as { x?: number }).x).toBeUndefined();
  });
});

test('an address of a cursor, an operator or a prototype is refused or finds nothing, never an error of ours', async () => {
  const lists = [
    '/api/profiles',
    '/api/segments',
    '/api/journeys',
    '/api/templates',
    '/api/deliveries',
    '/api/dead-letters',
    '/api/event-names',
    '/api/sources',
  ];
  const cursors = [[], [1], ['x', 1], ['2020', 'x'], [9e15, 'x'], [1e300, 'x'], [{ $ne: 1 }, 'x']].map((value) =>
    Buffer.from(JSON.stringify(value)).toString('base64url'),
  );
  for (const list of lists) {
    for (const query of [
      ...cursors.map((cursor) => `cursor=${cursor}`),
      'limit=0',
      'limit=1e9',
      'search[$ne]=1',
      'search=(((',
      'prefix=(((',
      '__proto__=1',
      'state=$ne',
    ]) {
      const { status } = await send(`${server.url}${list}?${query}`, 'GET', undefined, { authorization: `Bearer ${server.apiKey}` });
      expect([200, 400], `${list}?${query}`).toContain(status);
    }
  }
});

test.each(['{"name":"x","condition":{"__proto__":{"all":[]}}}', '{"name":'])('a body that the parser refuses says why: %s', async (body) => {
  const answer = await server.call('PUT', '/api/segments/bad', body);
  expect(answer).toMatchObject({ status: 400, body: { code: 'malformed-json', message: expect.stringContaining('__proto__') as string } });
});

test.each([
  ['POST', '/api/segments/preview', { condition: { fact: 'trait', params: { name: 'a\ud83d' }, operator: 'equal', value: 'x' } }, 'condition.params.name'],
  ['PUT', '/api/templates/bad', { name: 'x', subject: 'cut \ud83d', mjml: '<mjml></mjml>' }, 'subject'],
  ['PUT', '/api/journeys/bad', { name: 'x\ude00', trigger: {}, steps: [] }, 'name'],
])('%s %s with half an emoji is refused by its place', async (method, path, body, place) => {
  expect(await server.call(method, path, body)).toMatchObject({ status: 400, body: { code: 'broken-text', details: [{ path: place }] } });
});

test('a journey with an object where a text belongs is refused by its place', async () => {
  for (const type of [{ toString: 1 }, { $ne: null }, ['x'], 7]) {
    const definition = { name: 'x', trigger: { type: 'event', event: 'E' }, reentry: 'always', exit: [], start: 'a', steps: [{ id: 'a', type }] };
    const { status, body } = await server.call('PUT', '/api/journeys/bad', definition);
    expect(status).toBe(422);
    expect((body as { details: unknown[] }).details).toContainEqual(expect.objectContaining({ path: 'steps.0.type' }));
  }
});

test('pages of other sites may read nothing of the API', async () => {
  for (const method of ['GET', 'OPTIONS']) {
    const answer = await server.call(method, '/api/profiles', undefined, { origin: 'https://evil.example', 'access-control-request-method': 'PUT' });
    expect(answer.headers.get('access-control-allow-origin')).toBeNull();
  }
});
