import { collections, type TemplateDocument } from '@cairn/server/platform/collections.js';
import type { JourneyDefinition } from '@cairn/workflows/contracts/journey.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { type ApiServer, startApiServer } from './api-server.js';

let server: ApiServer;

const cart: JourneyDefinition = {
  schemaVersion: 1,
  name: 'Abandoned cart',
  trigger: { type: 'event', event: { name: 'Cart Updated', where: { fact: 'property', path: 'total', operator: 'greaterThan', value: 10 } } },
  reentry: { type: 'never' },
  exits: [{ id: 'bought', event: { name: 'Order Completed' } }],
  start: 'delay',
  steps: [
    { id: 'delay', type: 'delay', duration: { amount: 1, unit: 'day' }, next: 'mail' },
    { id: 'mail', type: 'message', channel: 'email', template: 'cart', next: 'exit' },
    { id: 'exit', type: 'exit' },
  ],
};
const put = async (key: string, definition: unknown) => await server.call('PUT', `/api/journeys/${key}`, definition);
const publish = async (key: string, body?: unknown) => await server.call('POST', `/api/journeys/${key}/publish`, body);
const epoch = async () => (await server.db.collection<{ _id: string; epoch: number; revision: number }>('workspaces').findOne({ _id: 'demo' }))?.epoch;
/** Waits until definitions are read again, then stores and folds. */
async function track(userId: string, event: string, properties: object = {}): Promise<string> {
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect((await server.ingest('/track', { userId, event, properties })).status).toBe(200);
  const { body } = await server.call('GET', `/api/profiles/lookup?identity=userId:${userId}&fresh=true`);
  return body.id;
}

beforeAll(async () => {
  server = await startApiServer();
  await server.db
    .collection<TemplateDocument>(collections.templates)
    .insertOne({ _id: 'demo:cart', workspace: 'demo', key: 'cart', liveVersion: 'x' } as TemplateDocument);
});
afterAll(async () => await server.close());

describe('a draft', () => {
  test('is made by PUT, and the same again changes nothing', async () => {
    const first = await put('draft', cart);
    expect(first).toMatchObject({
      status: 200,
      body: { key: 'draft', state: 'draft', draftRevision: 1, liveVersion: null, liveNumber: null, changed: true, problems: [], draft: cart },
    });
    expect((await put('draft', cart)).body).toMatchObject({ draftRevision: 1, createdAt: first.body.createdAt });
    expect((await put('draft', { ...cart, name: 'Other' })).body.draftRevision).toBe(2);
  });

  test('may miss what publishing needs, and says so', async () => {
    const answer = await put('unfinished', { ...cart, start: null, steps: [] });
    expect(answer).toMatchObject({ status: 200, body: { problems: [{ code: 'missing-start', severity: 'error' }] } });
  });

  test('is saved onto the revision it grew from, with its layout', async () => {
    await put('edited', cart);
    const layout = { positions: { mail: { x: 10, y: 20 } } };
    const save = async (draftRevision: number) =>
      await server.call('PUT', '/api/journeys/edited/draft', { definition: { ...cart, name: 'New' }, layout, draftRevision });
    expect(await save(1)).toMatchObject({ status: 200, body: { draftRevision: 2, layout, draft: { name: 'New' } } });
    expect(await save(1)).toMatchObject({ status: 409, body: { code: 'draft-changed' } });
  });

  test.each([
    ['an unknown step type', { ...cart, steps: [{ id: 'fly', type: 'teleport', next: null }] }, 'steps.0.type', 'unknown-step-type', 'fly'],
    ['a step without an id', { ...cart, steps: [{ type: 'exit' }] }, 'steps.0.id', 'invalid-shape', undefined],
    ['an unknown field', { ...cart, colour: 'red' }, 'colour', 'invalid-shape', undefined],
  ])('with %s is refused, with its place', async (_, definition, path, code, stepId) => {
    const answer = await put('broken', definition);
    expect(answer).toMatchObject({ status: 422, body: { code: 'invalid-journey', details: [{ path, code }] } });
    expect(answer.body.details[0].stepId).toBe(stepId);
  });

  test.each(['Abandoned Cart', '-x', 'a'.repeat(65), '$where'])('cannot be called %s', async (key) => {
    expect((await put(encodeURIComponent(key), cart)).status).toBe(400);
  });
});

describe('publishing', () => {
  test.each([
    ['a dead end', { steps: [{ ...cart.steps[0], next: null }] }, 'steps.0.next', 'dead-end'],
    ['an unknown template', { steps: [cart.steps[0], { ...cart.steps[1], template: 'gone' }, cart.steps[2]] }, 'steps.1.template', 'unknown-template'],
    ['a cycle without a wait', { start: 'mail', steps: [{ ...cart.steps[1], next: 'mail' }] }, 'steps.0', 'cycle-without-wait'],
    [
      'an unknown operator',
      { trigger: { ...cart.trigger, condition: { fact: 'trait', params: { name: 'a' }, operator: 'is', value: 1 } } },
      'trigger.condition.operator',
      'unknown-operator',
    ],
  ])('refuses %s, by its place', async (_, change, path, code) => {
    expect((await put('refused', { ...cart, ...change })).status).toBe(200);
    const answer = await publish('refused');
    expect(answer).toMatchObject({ status: 422, body: { code: 'invalid-journey' } });
    expect(answer.body.details).toEqual(expect.arrayContaining([expect.objectContaining({ path, code })]));
  });

  test('makes numbered versions; the same definition again is the same version', async () => {
    await put('versions', cart);
    const first = await publish('versions');
    expect(first).toMatchObject({ status: 200, body: { number: 1, inside: 0 } });
    expect((await publish('versions')).body).toEqual(first.body);
    await put('versions', { ...cart, name: 'Second' });
    expect((await server.call('GET', '/api/journeys/versions')).body).toMatchObject({ state: 'live', liveNumber: 1, changed: true });
    expect((await publish('versions')).body.number).toBe(2);
    expect((await server.call('GET', '/api/journeys/versions')).body).toMatchObject({ liveNumber: 2, changed: false });
    expect((await server.call('GET', '/api/journeys/versions/versions')).body.items.map(({ number }: { number: number }) => number)).toEqual([2, 1]);
    const { version } = first.body;
    expect((await server.call('GET', `/api/journeys/versions/versions/${version}`)).body).toMatchObject({ number: 1, hash: version, definition: cart });
    expect(await server.call('GET', `/api/journeys/draft/versions/${version}`)).toMatchObject({ status: 404, body: { code: 'unknown-version' } });
  });

  test('of an older draft than the one stored is refused', async () => {
    await put('raced', cart);
    expect(await publish('raced', { draftRevision: 7 })).toMatchObject({ status: 409, body: { code: 'draft-changed' } });
    expect((await publish('raced', { draftRevision: 1 })).status).toBe(200);
  });

  test('folds profiles again only when it keeps something new', async () => {
    await put('epoch', cart);
    const before = await epoch();
    await publish('epoch');
    expect(await epoch()).toBe(before);
    await put('epoch', { ...cart, exits: [{ id: 'often', condition: { fact: 'event', params: { name: 'Seen' }, operator: 'greaterThan', value: 3 } }] });
    await publish('epoch');
    expect(await epoch()).toBe((before ?? 0) + 1);
  });

  test.each([['pause'], ['resume']])('comes before %s', async (verb) => {
    await put('never-live', cart);
    expect(await server.call('POST', `/api/journeys/never-live/${verb}`)).toMatchObject({ status: 409, body: { code: 'not-published' } });
  });
});

describe('a journey', () => {
  test('that is not there answers 404 everywhere', async () => {
    const calls = [
      ['GET', ''],
      ['POST', '/publish'],
      ['POST', '/pause'],
      ['GET', '/runs'],
      ['GET', '/versions'],
      ['DELETE', ''],
    ] as const;
    for (const [method, path] of calls)
      expect(await server.call(method, `/api/journeys/nowhere${path}`)).toMatchObject({ status: 404, body: { code: 'unknown-journey' } });
  });

  test('is paused and resumed, and gone from the list when deleted', async () => {
    await put('life', cart);
    await publish('life');
    expect((await server.call('POST', '/api/journeys/life/pause')).body.state).toBe('paused');
    expect((await publish('life')).status).toBe(200);
    expect((await server.call('GET', '/api/journeys/life')).body.state).toBe('paused');
    expect((await server.call('POST', '/api/journeys/life/resume')).body.state).toBe('live');
    expect((await server.call('DELETE', '/api/journeys/life')).status).toBe(204);
    const keys = (await server.call('GET', '/api/journeys?limit=200')).body.items.map(({ key }: { key: string }) => key);
    expect(keys).not.toContain('life');
    expect(keys).toEqual([...keys].sort());
    expect((await put('life', cart)).body).toMatchObject({ state: 'draft', liveVersion: null });
  });

  test('is listed in pages', async () => {
    const first = await server.call('GET', '/api/journeys?limit=1');
    expect(first.body.items).toHaveLength(1);
    const second = await server.call('GET', `/api/journeys?limit=1&cursor=${first.body.nextCursor}`);
    expect(second.body.items[0].key > first.body.items[0].key).toBe(true);
  });
});

describe('why', () => {
  const why = async (profile: string, journey = 'why') => (await server.call('GET', `/api/profiles/${profile}/why?journey=${journey}`)).body;

  test('somebody is in, or is not', async () => {
    await put('why', { ...cart, trigger: { ...cart.trigger, condition: { fact: 'trait', params: { name: 'plan' }, operator: 'notEqual', value: 'free' } } });
    await publish('why');
    const inside = await track('inside', 'Cart Updated', { total: 50 });
    expect(await why(inside)).toMatchObject({ entered: true, reasons: [{ code: 'entered', sentenceKey: 'why.entered' }] });

    await track('inside', 'Cart Updated', { total: 60 });
    expect((await why(inside)).reasons.map(({ code }: { code: string }) => code)).toEqual(['already-inside', 'entered']);

    const stranger = await track('stranger', 'Page Viewed');
    expect(await why(stranger)).toMatchObject({ entered: false, reasons: [{ code: 'trigger-never-seen', values: { event: 'Cart Updated' } }] });

    const cheap = await track('cheap', 'Cart Updated', { total: 5 });
    expect(await why(cheap)).toMatchObject({ entered: false, reasons: [{ code: 'trigger-filter-false', explanation: { result: false, actual: 5 } }] });

    await server.ingest('/identify', { userId: 'free', traits: { plan: 'free' } });
    const free = await track('free', 'Cart Updated', { total: 50 });
    expect(await why(free)).toMatchObject({ entered: false, reasons: [{ code: 'condition-false', detail: { read: { traits: { plan: 'free' } } } }] });
  });

  test('of a paused journey says so', async () => {
    await server.call('POST', '/api/journeys/why/pause');
    const late = await track('late', 'Cart Updated', { total: 50 });
    expect(await why(late)).toMatchObject({ entered: false, reasons: [{ code: 'journey-paused' }] });
  });

  test('asks for a journey and a person that exist', async () => {
    expect((await server.call('GET', '/api/profiles/nobody/why?journey=why')).status).toBe(404);
    expect((await server.call('GET', '/api/profiles/nobody/why')).status).toBe(400);
  });
});
