import type { Condition } from '@cairn/rules/contracts/condition.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { type ApiServer, startApiServer } from './api-server.js';

let server: ApiServer;

const plan = (value: string): Condition => ({ fact: 'trait', params: { name: 'plan' }, operator: 'equal', value });
const refer = (key: string): Condition => ({ condition: key });
const inSegment = (key: string): Condition => ({ fact: 'segment', params: { key }, operator: 'equal', value: true });
const put = async (key: string, condition: Condition, more: object = {}) =>
  await server.call('PUT', `/api/conditions/${key}`, { name: key, condition, ...more });
const putSegment = async (key: string, condition: Condition) => await server.call('PUT', `/api/segments/${key}`, { name: key, condition });
const putTag = async (key: string, condition: Condition) => await server.call('PUT', `/api/tags/${key}`, { name: key, condition });
const fresh = async (user: string) => (await server.call('GET', `/api/profiles/lookup?identity=userId:${user}&fresh=true`)).body;
const epoch = async () => (await server.db.collection<{ _id: string; epoch: number }>('workspaces').findOne({ _id: 'demo' }))?.epoch ?? 0;

beforeAll(async () => {
  server = await startApiServer();
  await server.ingest('/identify', { userId: 'ann', traits: { plan: 'gold' } });
  await server.ingest('/identify', { userId: 'bob', traits: { plan: 'free' } });
  await fresh('ann');
  await fresh('bob');
});
afterAll(async () => {
  await server.close();
});

describe('a shared condition', () => {
  test('is asked by whoever refers to it, and one change reaches all of them', async () => {
    expect(await put('paying', plan('gold'), { description: 'Who pays.' })).toMatchObject({
      status: 200,
      body: { key: 'paying', usedBy: [], updatedBy: { name: 'test' } },
    });
    expect(await putSegment('customers', { all: [refer('paying')] })).toMatchObject({ status: 200, body: { condition: { all: [refer('paying')] } } });
    await putTag('customer', refer('paying'));
    expect((await fresh('ann')).segments).toMatchObject([{ key: 'customers' }]);
    const before = await epoch();
    expect((await put('paying', plan('free'))).status).toBe(200);
    expect(await epoch()).toBeGreaterThan(before);
    expect((await fresh('ann')).segments).toEqual([]);
    const bob = await fresh('bob');
    expect(bob.segments).toMatchObject([{ key: 'customers' }]);
    expect((await server.call('GET', `/api/profiles/${bob.id}/tags`)).body.items).toMatchObject([{ key: 'customer', on: true }]);
    expect((await server.call('GET', '/api/conditions/paying')).body.usedBy).toEqual([
      { kind: 'segment', key: 'customers', name: 'customers' },
      { kind: 'tag', key: 'customer', name: 'customer' },
    ]);
  });

  test('says its words as they were written in each version', async () => {
    const { body } = await server.call('GET', '/api/segments/customers/versions');
    expect(body.items.map(({ definition }: { definition: { condition: Condition } }) => definition.condition)).toEqual([
      { all: [plan('free')] },
      { all: [plan('gold')] },
    ]);
  });

  test('the same again asks nobody', async () => {
    const before = await epoch();
    const one = await put('paying', plan('free'));
    expect((await put('paying', plan('free'))).body.updatedAt).toBe(one.body.updatedAt);
    await put('paying', plan('free'), { name: 'Paying' });
    expect(await epoch()).toBe(before);
  });

  test('is asked in previews, and shown under its name', async () => {
    const bob = await fresh('bob');
    const answer = await server.call('POST', '/api/segments/preview', { condition: { all: [refer('paying')] }, profileId: bob.id });
    expect(answer).toMatchObject({ status: 200, body: { count: 1, explanation: { result: true, parts: [{ kind: 'all', named: 'paying', result: true }] } } });
    const rows = await server.call('POST', '/api/segments/preview/rows', { condition: { all: [refer('paying'), plan('none')] } });
    expect(rows.body).toMatchObject({
      count: 0,
      rows: [
        { path: 'all.0', without: 0 },
        { path: 'all.1', without: 1 },
      ],
    });
  });

  test('a journey takes it over when it is published, and says that it changed since', async () => {
    const definition = {
      schemaVersion: 1,
      name: 'Gold',
      trigger: { type: 'event', event: { name: 'Bought' }, condition: refer('paying') },
      reentry: { type: 'afterExit' },
      exits: [],
      start: 'end',
      steps: [{ id: 'end', type: 'exit' }],
    };
    expect(await server.call('PUT', '/api/journeys/gold', definition)).toMatchObject({ status: 200 });
    const published = await server.call('POST', '/api/journeys/gold/publish', {});
    expect(published.status).toBe(200);
    expect((await server.call('GET', '/api/journeys/gold')).body).toMatchObject({ changed: false });
    expect((await server.call('GET', `/api/journeys/gold/versions/${published.body.version}`)).body.definition.trigger.condition).toEqual(plan('free'));
    await put('paying', plan('silver'));
    expect((await server.call('GET', '/api/journeys/gold')).body).toMatchObject({ changed: true });
  });

  test.each<[string, string, Condition, string]>([
    ['one that is none', 'x', { all: [] }, 'invalid-shared-condition'],
    ['one that refers to nothing', 'x', refer('nothing'), 'invalid-shared-condition'],
    ['one that would contain itself', 'paying', { any: [refer('paying')] }, 'invalid-shared-condition'],
    ['one that would put a segment into itself', 'paying', inSegment('customers'), 'condition-breaks'],
    [
      'one that asks for the event at hand, where a segment refers to it',
      'paying',
      { fact: 'trigger', path: 'name', operator: 'equal', value: 'x' },
      'condition-breaks',
    ],
  ])('refuses %s', async (_, key, condition, code) => {
    const before = await server.call('GET', `/api/conditions/${key}`);
    expect(await put(key, condition)).toMatchObject({ status: 422, body: { code } });
    expect((await server.call('GET', `/api/conditions/${key}`)).body).toEqual({ ...before.body, ...(before.status === 404 && { id: expect.any(String) }) });
  });

  test('a cycle through another one is refused', async () => {
    await put('outer', refer('paying'));
    expect(await put('paying', { not: refer('outer') })).toMatchObject({ status: 422, body: { details: [{ code: 'condition-cycle' }] } });
  });

  test('cannot go while anything refers to it, and what it asks for cannot go either', async () => {
    await putSegment('base', plan('gold'));
    await put('based', inSegment('base'));
    expect(await server.call('DELETE', '/api/segments/base')).toMatchObject({
      status: 409,
      body: { code: 'segment-in-use', details: [{ path: 'conditions.based' }] },
    });
    expect(await server.call('DELETE', '/api/conditions/paying')).toMatchObject({ status: 409, body: { code: 'condition-in-use' } });
    expect((await server.call('DELETE', '/api/conditions/based')).status).toBe(204);
    expect(await server.call('GET', '/api/conditions/based')).toMatchObject({ status: 404, body: { code: 'unknown-shared-condition' } });
    expect((await server.call('DELETE', '/api/segments/base')).status).toBe(204);
  });

  test('goes out as a file and comes back the same', async () => {
    const { yaml } = (await server.call('GET', '/api/conditions/paying/yaml')).body;
    expect(yaml).toMatch(/^kind: condition\nkey: paying\nname: paying\ncondition:\n/);
    expect(await server.call('PUT', '/api/conditions/paying/yaml', { yaml })).toMatchObject({ status: 200, body: { key: 'paying' } });
    expect(await server.call('PUT', '/api/conditions/paying/yaml', { yaml: 'kind: rule' })).toMatchObject({ status: 422, body: { code: 'invalid-file' } });
  });

  test('one of two who edit at once is told', async () => {
    const { body } = await server.call('GET', '/api/conditions/outer');
    const over = { 'if-match': `"${body.liveVersion}"` };
    expect((await server.call('PUT', '/api/conditions/outer', { name: 'Outer', condition: plan('a') }, over)).status).toBe(200);
    expect(await server.call('PUT', '/api/conditions/outer', { name: 'Outer', condition: plan('b') }, over)).toMatchObject({
      status: 409,
      body: { code: 'changed-meanwhile' },
    });
  });
});
