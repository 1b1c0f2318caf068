import type { Condition } from '@cairn/rules/contracts/condition.js';
import type { AuditDocument } from '@cairn/server/platform/audit.js';
import { collections } from '@cairn/server/platform/collections.js';
import { createProfileCore } from '@cairn/server/profiles/create-profile-core.js';
import { createEffects } from '@cairn/worker/projector/effects.js';
import { createProjector, type Projector } from '@cairn/worker/projector/projector.js';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';

import { type ApiServer, startApiServer } from './api-server.js';

/** Rules from the API to what they do, through real ingestion and the worker's projector. */
const clock = { now: () => Date.now() };
let server: ApiServer;
let projector: Projector;

const plan = (value: string): Condition => ({ fact: 'trait', params: { name: 'plan' }, operator: 'equal', value });
const ordered: Condition = { fact: 'event', params: { name: 'Order Completed' }, operator: 'greaterThanInclusive', value: 1 };
const tagged = (key: string): Condition => ({ fact: 'tag', params: { key }, operator: 'equal', value: true });
const add = (tag: string) => ({ type: 'tag', tag, action: 'add' });
const put = async (key: string, condition: Condition, whenTrue: object[], more: object = {}) =>
  await server.call('PUT', `/api/rules/${key}`, { name: key, condition, whenTrue, ...more });
const person = async (user: string) => (await server.call('GET', `/api/profiles/lookup?identity=userId:${user}&fresh=true`)).body;
const tagsOf = async (user: string): Promise<string[]> => {
  const { body } = await server.call('GET', `/api/profiles/${(await person(user)).id}/tags`);
  return body.items.flatMap(({ key, on }: { key: string; on: boolean }) => (on ? [key] : []));
};
const traitOf = async (user: string, name: string): Promise<unknown> =>
  (await person(user)).traits.find((trait: { name: string }) => trait.name === name)?.value;
const notices = async () => (await server.call('GET', '/api/notices')).body;
const eventually = async (check: () => Promise<void>) => await vi.waitFor(check, { timeout: 20_000, interval: 50 });

beforeAll(async () => {
  server = await startApiServer();
  for (const tag of ['vip', 'gold', 'calm']) expect((await server.call('PUT', `/api/tags/${tag}`, { name: tag })).status).toBe(200);
  await server.ingest('/identify', { userId: 'ann', traits: { name: 'Ann', plan: 'gold' } });
  await server.ingest('/identify', { userId: 'bob', traits: { name: 'Bob', plan: 'free' } });
  await person('ann');
  await person('bob');
  const { core, definitions } = createProfileCore(server.db, clock, { effects: createEffects(server.db, { perform: () => Promise.resolve() }, clock) });
  const log = { warn: () => undefined, info: () => undefined };
  projector = createProjector({ db: server.db, core, definitions, clock, log, workerId: 'rules', pollMs: 20 });
  projector.start();
}, 60_000);
afterAll(async () => {
  await projector.stop();
  await server.close();
});

describe('a rule', () => {
  test('is saved, and sets state for those who fulfil it already; its notices are for what happens', async () => {
    const actions = [add('gold'), { type: 'trait', name: 'tier', value: 'top' }, { type: 'notify', text: 'A gold customer.' }];
    expect(await put('golden', plan('gold'), actions)).toMatchObject({
      status: 200,
      body: { key: 'golden', priority: 1, enabled: true, whenTrue: actions, whenFalse: [], current: false, updatedBy: { name: 'test' } },
    });
    await eventually(async () => {
      expect(await tagsOf('ann')).toEqual(['gold']);
      expect(await traitOf('ann', 'tier')).toBe('top');
      expect((await server.call('GET', '/api/rules/golden')).body).toMatchObject({ people: 1, backfill: { done: 2, total: 2 } });
    });
    expect((await notices()).items).toEqual([]);
    await server.ingest('/identify', { userId: 'bob', traits: { plan: 'gold' } });
    await eventually(async () => {
      expect((await notices()).items).toMatchObject([{ rule: 'golden', ruleName: 'golden', displayName: 'Bob', on: true, text: 'A gold customer.' }]);
      expect(await traitOf('bob', 'tier')).toBe('top');
    });
    expect(await tagsOf('bob')).toEqual(['gold']);
    const set = await server.db.collection('events').findOne({ source: 'rule' });
    expect(set).toMatchObject({ type: 'identify', traits: { tier: 'top' }, context: { by: 'rule:golden' } });
  });

  test('tells again when it turns again, and each time once', async () => {
    await server.ingest('/identify', { userId: 'bob', traits: { plan: 'free' } });
    await eventually(async () => expect(await traitOf('bob', 'plan')).toBe('free'));
    await server.ingest('/identify', { userId: 'bob', traits: { plan: 'gold' } });
    await eventually(async () => expect((await notices()).items).toHaveLength(2));
    const first = (await server.call('GET', '/api/notices?limit=1')).body;
    const second = (await server.call('GET', `/api/notices?limit=1&cursor=${first.nextCursor}`)).body;
    expect([first.items.length, second.items.length, second.nextCursor]).toEqual([1, 1, null]);
    expect(new Set([first.items[0].id, second.items[0].id]).size).toBe(2);
  });

  test('that is off does nothing, and its people are none', async () => {
    await put('golden', plan('gold'), [add('gold')], { enabled: false });
    await server.ingest('/identify', { userId: 'cid', traits: { plan: 'gold' } });
    await person('cid');
    expect(await tagsOf('cid')).toEqual([]);
    expect((await server.call('GET', '/api/rules/golden')).body).toMatchObject({ enabled: false, people: 0 });
    await put('golden', plan('gold'), [add('gold')]);
    await eventually(async () => expect(await tagsOf('cid')).toEqual(['gold']));
  });

  test('follows a shared condition', async () => {
    await server.call('PUT', '/api/conditions/ours', { name: 'Ours', condition: plan('none') });
    expect((await put('shared', { condition: 'ours' }, [add('calm')])).status).toBe(200);
    expect((await server.call('GET', '/api/conditions/ours')).body.usedBy).toEqual([{ kind: 'rule', key: 'shared', name: 'shared' }]);
    await server.call('PUT', '/api/conditions/ours', { name: 'Ours', condition: plan('gold') });
    await eventually(async () => expect(await tagsOf('cid')).toEqual(['calm', 'gold']));
    expect(await server.call('DELETE', '/api/conditions/ours')).toMatchObject({ status: 409, body: { code: 'condition-in-use' } });
    expect((await server.call('DELETE', '/api/rules/shared')).status).toBe(204);
    expect(await tagsOf('cid')).toEqual(['calm', 'gold']);
  });

  test('is ordered with all others, and conflicts are named in that order', async () => {
    await put('calms', plan('gold'), [{ type: 'tag', tag: 'gold', action: 'remove' }]);
    const keys = (body: { items: { key: string }[] }) => body.items.map(({ key }) => key);
    const ordering = await server.call('POST', '/api/rules/order', { keys: ['golden', 'calms'] });
    expect([keys(ordering.body), ordering.body.conflicts]).toEqual([['golden', 'calms'], [{ kind: 'tag', of: 'gold', rules: ['golden', 'calms'] }]]);
    const other = await server.call('POST', '/api/rules/order', { keys: ['calms', 'golden'] });
    expect([keys(other.body), other.body.conflicts[0].rules]).toEqual([
      ['calms', 'golden'],
      ['calms', 'golden'],
    ]);
    expect(await server.call('POST', '/api/rules/order', { keys: ['golden'] })).toMatchObject({ status: 409, body: { code: 'rules-changed' } });
    await server.ingest('/identify', { userId: 'dee', traits: { plan: 'gold' } });
    await person('dee');
    expect(await tagsOf('dee')).toEqual(['gold']);
    await server.call('DELETE', '/api/rules/calms');
  });

  test('goes out as a file and comes back the same', async () => {
    const { yaml } = (await server.call('GET', '/api/rules/golden/yaml')).body;
    expect(yaml).toMatch(/^kind: rule\nkey: golden\nname: golden\ncondition:/);
    const other = yaml.replaceAll('golden', 'copied');
    expect(await server.call('PUT', '/api/rules/copied/yaml', { yaml: other })).toMatchObject({
      status: 200,
      body: { key: 'copied', whenTrue: [add('gold')] },
    });
    expect((await server.call('GET', '/api/rules/copied/yaml')).body.yaml).toBe(other);
    expect(await server.call('PUT', '/api/rules/copied/yaml', { yaml })).toMatchObject({
      status: 422,
      body: { code: 'invalid-file', details: [{ path: 'key' }] },
    });
    await server.call('DELETE', '/api/rules/copied');
  });

  test('who changed it is in the audit log', async () => {
    const found = await server.db.collection<AuditDocument>(collections.audit).find({ 'about.kind': 'rule' }).toArray();
    expect(new Set(found.map(({ action }) => action))).toEqual(new Set(['rule.save', 'rule.delete', 'rules.order']));
  });
});

describe('a rule is refused', () => {
  test.each<[string, Condition, object[], object, number, string, string]>([
    ['that does nothing', ordered, [], {}, 400, 'invalid-request', 'whenTrue'],
    ['that turns a tag that is none', ordered, [add('nothing')], {}, 422, 'invalid-rule', 'whenTrue.0.tag'],
    ['that says who somebody is', ordered, [{ type: 'trait', name: 'email', value: 'x' }], {}, 422, 'invalid-rule', 'whenTrue.0.name'],
    ['that names a journey that is none', ordered, [{ type: 'journey', journey: 'x' }], {}, 422, 'invalid-rule', 'whenTrue.0.journey'],
    ['with a condition that is none', { all: [] }, [add('vip')], {}, 422, 'invalid-rule', 'condition.all'],
    ['that asks for the event at hand', { fact: 'trigger', path: 'name', operator: 'equal', value: 'x' }, [add('vip')], {}, 422, 'invalid-rule', 'condition'],
    ['that turns itself by a tag', tagged('vip'), [add('vip')], {}, 422, 'rule-cycle', 'condition'],
    ['that turns itself by a trait', plan('a'), [{ type: 'trait', name: 'plan', value: 'b' }], {}, 422, 'rule-cycle', 'condition'],
    ['with a field of its own invention', ordered, [add('vip')], { priorty: 1 }, 400, 'invalid-request', ''],
    ['with a priority out of range', ordered, [add('vip')], { priority: 0 }, 400, 'invalid-request', 'priority'],
  ])('%s', async (_, condition, whenTrue, more, status, code, path) => {
    const answer = await put('bad', condition, whenTrue, more);
    expect(answer).toMatchObject({ status, body: { code } });
    expect(answer.body.details[0].path).toContain(path);
    expect((await server.call('GET', '/api/rules/bad')).status).toBe(404);
  });

  test('that would turn itself through another rule, a segment and a tag', async () => {
    await put('one', ordered, [add('vip')]);
    await server.call('PUT', '/api/segments/vips', { name: 'VIPs', condition: tagged('vip') });
    const inVips: Condition = { fact: 'segment', params: { key: 'vips' }, operator: 'equal', value: true };
    expect((await put('two', inVips, [add('calm')])).status).toBe(200);
    expect(await put('one', tagged('calm'), [add('vip')])).toMatchObject({ status: 422, body: { code: 'rule-cycle' } });
    // Nor can the segment in between, or the tag, close the circle.
    expect(await server.call('PUT', '/api/segments/vips', { name: 'VIPs', condition: tagged('calm') })).toMatchObject({ body: { code: 'segment-cycle' } });
    expect(await server.call('PUT', '/api/tags/vip', { name: 'vip', condition: plan('x') })).toMatchObject({ body: { code: 'tag-turned-by-rules' } });
    expect(await server.call('DELETE', '/api/tags/vip')).toMatchObject({ status: 409, body: { code: 'tag-in-use' } });
  });
});
