import type { Condition } from '@cairn/rules/contracts/condition.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { type ApiServer, startApiServer } from './api-server.js';

let server: ApiServer;
let ann = '';

const plan = (value: string): Condition => ({ fact: 'trait', params: { name: 'plan' }, operator: 'equal', value });
const put = async (key: string, definition: object) => await server.call('PUT', `/api/tags/${key}`, { name: key, ...definition });
const turn = async (changes: object, id = ann) => await server.call('POST', `/api/profiles/${id}/tags`, changes);
const fresh = async (user: string) => (await server.call('GET', `/api/profiles/lookup?identity=userId:${user}&fresh=true`)).body;
const epoch = async () => (await server.db.collection<{ _id: string; epoch: number }>('workspaces').findOne({ _id: 'demo' }))?.epoch ?? 0;
const keysOf = (answer: { body: { items: { key: string; on: boolean }[] } }) => answer.body.items.filter(({ on }) => on).map(({ key }) => key);

beforeAll(async () => {
  server = await startApiServer();
  await server.ingest('/identify', { userId: 'ann', traits: { name: 'Ann', plan: 'free' } });
  await server.ingest('/identify', { userId: 'bob', traits: { name: 'Bob', plan: 'gold' } });
  ann = (await fresh('ann')).id;
  await fresh('bob');
});
afterAll(async () => {
  await server.close();
});

describe('saving a tag', () => {
  test('makes it, and the same again changes nothing', async () => {
    const first = await put('vip', { name: 'VIP', color: 'violet', description: 'Treat well.', owner: 'Support' });
    expect(first).toMatchObject({ status: 200, body: { key: 'vip', name: 'VIP', color: 'violet', owner: 'Support', people: 0, usedBy: [] } });
    expect(first.body.updatedBy.name).toBe('test');
    expect((await put('vip', { name: 'VIP', color: 'violet', description: 'Treat well.', owner: 'Support' })).body.updatedAt).toBe(first.body.updatedAt);
    expect((await server.call('GET', '/api/tags')).body).toMatchObject({ total: 1, items: [{ key: 'vip' }] });
  });

  test('asks everyone only for another rule', async () => {
    const before = await epoch();
    await put('colored', { color: 'red' });
    expect(await epoch()).toBe(before);
    await put('colored', { color: 'red', condition: plan('gold') });
    expect(await epoch()).toBe(before + 1);
    await put('colored', { color: 'blue', condition: plan('gold') });
    expect(await epoch()).toBe(before + 1);
  });

  test.each([
    ['a key that is none', 'Not%20A', {}, 400],
    ['a colour that is none', 'x', { color: 'mauve' }, 400],
    ['an empty name', 'x', { name: ' ' }, 400],
    ['an unknown field', 'x', { colour: 'red' }, 400],
    ['a rule that is none', 'x', { condition: { all: [] } }, 422],
    ['a rule that asks for an unknown segment', 'x', { condition: { fact: 'segment', params: { key: 'nowhere' }, operator: 'equal', value: true } }, 422],
  ])('refuses %s', async (_, key, definition, status) => {
    expect((await put(key, definition)).status).toBe(status);
    expect((await server.call('GET', `/api/tags/${key}`)).status).toBe(404);
  });
});

describe('turning a tag for one person', () => {
  test('is on the profile at once, with who did it, and in the list of people', async () => {
    const answer = await turn({ add: ['vip'] });
    expect(answer).toMatchObject({
      status: 200,
      body: { items: [{ key: 'vip', on: true, by: 'api', source: { name: 'test' }, color: 'violet', before: [] }] },
    });
    expect((await server.call('GET', `/api/profiles/${ann}`)).body.tags).toMatchObject([{ key: 'vip', name: 'VIP', color: 'violet', by: 'api' }]);
    expect((await server.call('GET', '/api/tags/vip/people')).body).toMatchObject({ total: 1, items: [{ id: ann, tags: ['vip'], source: { name: 'test' } }] });
    expect((await server.call('GET', '/api/tags/vip')).body.people).toBe(1);
  });

  test('remembers when it was off again', async () => {
    await turn({ remove: ['vip'] });
    const [vip] = (await server.call('GET', `/api/profiles/${ann}/tags`)).body.items;
    expect(vip).toMatchObject({ on: false, before: [{ on: true, by: 'api' }] });
    expect((await server.call('GET', '/api/tags/vip/people')).body.total).toBe(0);
  });

  test('sees what was accepted before', async () => {
    await server.ingest('/identify', { userId: 'ann', traits: { city: 'Bern' } });
    await turn({ add: ['vip'] });
    expect((await server.call('GET', `/api/profiles/${ann}`)).body).toMatchObject({
      pendingEvents: 0,
      traits: expect.arrayContaining([expect.objectContaining({ name: 'city' })]),
    });
  });

  test('leaves a line for the audit log in the outbox, once for what changed', async () => {
    const outbox = async () =>
      (await server.db.collection<{ profileId: string; effects: { entry?: { detail: object } }[] }>('profiles').findOne({ profileId: ann }))?.effects ?? [];
    const entries = (await outbox()).flatMap(({ entry }) => entry?.detail ?? []);
    expect(entries).toEqual([
      { added: ['vip'], removed: [] },
      { added: [], removed: ['vip'] },
      { added: ['vip'], removed: [] },
    ]);
    await turn({ add: ['vip'] });
    expect(await outbox()).toHaveLength(3);
  });

  test('turns all or none', async () => {
    await put('new-one', {});
    const answer = await turn({ add: ['new-one', 'nothing'] });
    expect(answer).toMatchObject({ status: 404, body: { code: 'unknown-tag', details: [{ path: 'nothing' }] } });
    expect(keysOf(await server.call('GET', `/api/profiles/${ann}/tags`))).toEqual(['vip']);
  });

  test.each([
    ['nothing', {}, 400, 'invalid-request'],
    ['the same on both sides', { add: ['vip'], remove: ['vip'] }, 400, 'tag-added-and-removed'],
    ['what follows a rule', { add: ['colored'] }, 409, 'tag-follows-rule'],
    ['no key', { add: ['A b'] }, 400, 'invalid-request'],
  ])('refuses %s', async (_, changes, status, code) => {
    expect(await turn(changes)).toMatchObject({ status, body: { code } });
  });

  test('tells of a person who does not exist', async () => {
    expect(await turn({ add: ['vip'] }, 'nobody')).toMatchObject({ status: 404, body: { code: 'unknown-profile' } });
  });
});

describe('a tag with a rule', () => {
  test('is on whoever the rule holds for, and goes when it no longer does', async () => {
    await put('golden', { condition: plan('gold') });
    await expect.poll(async () => (await fresh('bob')).tags).toMatchObject([{ key: 'colored' }, { key: 'golden', by: 'rule' }]);
    await server.ingest('/identify', { userId: 'bob', traits: { plan: 'free' } });
    expect((await fresh('bob')).tags).toEqual([]);
  });

  test('keeps the segment that it asks for from being deleted', async () => {
    await server.call('PUT', '/api/segments/golds', { name: 'Golds', condition: plan('gold') });
    await put('in-golds', { condition: { fact: 'segment', params: { key: 'golds' }, operator: 'equal', value: true } });
    expect(await server.call('DELETE', '/api/segments/golds')).toMatchObject({ status: 409, body: { details: [{ path: 'tags.in-golds' }] } });
    expect((await server.call('GET', '/api/segments/golds')).body.usedBy).toEqual([{ kind: 'tag', key: 'in-golds', name: 'in-golds' }]);
  });
});

describe('deleting a tag', () => {
  test('takes it from everyone, after which its key may come again', async () => {
    await put('brief', {});
    await turn({ add: ['brief'] });
    expect((await server.call('DELETE', '/api/tags/brief')).status).toBe(204);
    expect((await server.call('GET', '/api/tags/brief')).status).toBe(404);
    expect(await put('brief', {})).toMatchObject({ status: 409, body: { code: 'tag-still-leaving' } });
    await expect.poll(async () => (await fresh('ann')).tags.map(({ key }: { key: string }) => key)).toEqual(['vip']);
    expect(await put('brief', {})).toMatchObject({ status: 200, body: { people: 0 } });
    expect(keysOf(await server.call('GET', `/api/profiles/${ann}/tags`))).toEqual(['vip']);
  });

  test('tells of one that does not exist', async () => {
    expect((await server.call('DELETE', '/api/tags/nothing')).status).toBe(404);
  });

  test('is in the audit log with how many had it', async () => {
    const entry = await server.db.collection('audit').findOne({ action: 'tag.delete' });
    expect(entry).toMatchObject({ about: { kind: 'tag', id: 'brief' }, detail: { people: 1 } });
  });
});

describe('editing traits by hand', () => {
  const edit = async (traits: unknown, id = ann) => await server.call('PUT', `/api/profiles/${id}/traits`, { traits });
  const trait = (answer: { body: { traits: { name: string }[] } }, name: string) => answer.body.traits.find((each) => each.name === name);

  test('is on the profile when it answers, from the source "hand", and moves segments', async () => {
    await server.call('PUT', '/api/segments/platinum', { name: 'Platinum', condition: plan('platinum') });
    const answer = await edit({ plan: 'platinum', 'a.b': { $x: 1 } });
    expect(answer.status).toBe(200);
    expect(trait(answer, 'plan')).toMatchObject({ value: 'platinum', source: 'hand' });
    expect(trait(answer, 'a.b')).toMatchObject({ value: { $x: 1 } });
    await expect.poll(async () => (await fresh('ann')).segments).toMatchObject([{ key: 'platinum' }]);
  });

  test('clears by null, and is on the timeline and in the audit log', async () => {
    expect(trait(await edit({ plan: null }), 'plan')).toBeUndefined();
    const { items } = (await server.call('GET', `/api/profiles/${ann}/events`)).body;
    expect(items[0]).toMatchObject({ type: 'identify', source: 'hand' });
    const entry = await server.db.collection('audit').findOne({ action: 'profile.edit-traits' }, { sort: { _id: -1 } });
    expect(entry).toMatchObject({ about: { kind: 'profile', id: ann }, detail: { traits: ['plan'] } });
  });

  test('finds the person by a new email, and refuses one that is somebody else’s', async () => {
    expect((await edit({ email: 'ann.new@example.com' })).body.identities).toMatchObject([{ type: 'userId' }, { type: 'email', value: 'ann.new@example.com' }]);
    const { id: bob } = await fresh('bob');
    expect(await edit({ email: 'Ann.New@example.com' }, bob)).toMatchObject({ status: 409, body: { code: 'identity-of-another' } });
    expect(trait(await server.call('GET', `/api/profiles/${bob}`), 'email')).toBeUndefined();
  });

  test('is refused with the reason when the profile would grow too large', async () => {
    let answer = await edit({ bulk0: 'x'.repeat(30_000) });
    for (let at = 1; at < 40 && answer.status === 200; at++) answer = await edit({ [`bulk${at}`]: 'x'.repeat(30_000) });
    expect(answer).toMatchObject({ status: 422, body: { code: 'profile-too-large' } });
  });

  test.each([
    ['nothing', {}, 400],
    ['a list', [], 400],
    ['an empty name', { '': 1 }, 400],
    ['more than an event may hold', { bulk: 'x'.repeat(40_000) }, 413],
  ])('refuses %s', async (_, traits, status) => {
    expect((await edit(traits)).status).toBe(status);
  });
});
