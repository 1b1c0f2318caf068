import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { type ApiServer, startApiServer } from './api-server.js';

let server: ApiServer;

beforeAll(async () => {
  server = await startApiServer();
});
afterAll(async () => {
  await server.close();
});

const segment = (name: string) => ({ name, condition: { fact: 'trait', params: { name: 'city' }, operator: 'equal', value: name } });
const template = (name: string) => ({ name, subject: name, mjml: '<mjml><mj-body></mj-body></mjml>' });

describe.each([
  ['segments', segment, (body: { name: string }) => body.name],
  ['templates', template, (body: { draft: { name: string } }) => body.draft.name],
] as const)('two who put one of the %s', (noun, definition, nameOf) => {
  const put = async (key: string, name: string, headers: Record<string, string> = {}) =>
    await server.call('PUT', `/api/${noun}/${key}`, definition(name), headers);
  const nameNow = async (key: string) => nameOf((await server.call('GET', `/api/${noun}/${key}`)).body as never);

  test('as a new one: the second is told that the key is taken', async () => {
    const only = { 'if-none-match': '*' };
    expect((await put('same', 'first', only)).status).toBe(200);
    expect(await put('same', 'second', only)).toMatchObject({ status: 409, body: { code: 'key-taken', values: { key: 'same' } } });
    expect(await nameNow('same')).toBe('first');
  });

  test('over a version: whoever read an older one changes nothing', async () => {
    const { liveVersion } = (await put('shared', 'first')).body as { liveVersion: string };
    const over = { 'if-match': `"${liveVersion}"` };
    expect((await put('shared', 'second', over)).status).toBe(200);
    expect(await put('shared', 'third', over)).toMatchObject({ status: 409, body: { code: 'changed-meanwhile' } });
    expect(await nameNow('shared')).toBe('second');
    expect((await put('gone', 'new', over)).status).toBe(409);
  });

  test('at the same moment as a new one: one of them gets it', async () => {
    const answers = await Promise.all(['a', 'b', 'c'].map((name) => put('raced', name, { 'if-none-match': '*' })));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
    expect(await nameNow('raced')).toBe(nameOf(answers.find(({ status }) => status === 200)?.body as never));
  });

  test('unconditionally: the last one holds, as ever', async () => {
    await put('plain', 'first');
    expect((await put('plain', 'second')).status).toBe(200);
    expect(await nameNow('plain')).toBe('second');
  });
});
