import type { JourneyDefinition } from '@cairn/workflows/contracts/journey.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { type ApiServer, startApiServer } from './api-server.js';

let server: ApiServer;

const welcome: JourneyDefinition = {
  schemaVersion: 1,
  name: 'Welcome',
  trigger: { type: 'api' },
  reentry: { type: 'afterExit' },
  exits: [],
  start: 'rest',
  steps: [
    { id: 'rest', type: 'delay', duration: { amount: 1, unit: 'day' }, next: 'exit' },
    { id: 'exit', type: 'exit' },
  ],
};
const publish = async (key: string, definition: JourneyDefinition) => {
  await server.call('PUT', `/api/journeys/${key}`, definition);
  expect((await server.call('POST', `/api/journeys/${key}/publish`)).status).toBe(200);
};
const enter = async (key: string, body: unknown) => await server.call('POST', `/api/journeys/${key}/entries`, body);

/** The active runs of somebody, once everything that is stored was folded. */
async function runsOf(identity: string, key: string) {
  const { body: profile } = await server.call('GET', `/api/profiles/lookup?identity=${encodeURIComponent(identity)}&fresh=true`);
  const stored = await server.db.collection('profiles').findOne({ workspace: 'demo', profileId: profile.id });
  return Object.values((stored?.runs ?? {}) as { [id: string]: { journey: string; trigger: { properties: object } } }).filter(({ journey }) => journey === key);
}

beforeAll(async () => {
  server = await startApiServer();
  await publish('welcome', welcome);
});
afterAll(async () => await server.close());

describe('entries over the API', () => {
  test('bring people in with a payload, who were not known before as well', async () => {
    const answer = await enter('welcome', { people: ['userId:ada', 'email:New@Example.com'], payload: { plan: 'gold' } });
    expect(answer).toMatchObject({ status: 202, body: { accepted: 2, rejected: [] } });
    expect(await runsOf('userId:ada', 'welcome')).toMatchObject([{ trigger: { properties: { plan: 'gold' } } }]);
    expect(await runsOf('email:new@example.com', 'welcome')).toHaveLength(1);
  });

  test('under one key bring nobody in twice', async () => {
    await publish('again', { ...welcome, reentry: { type: 'any' } });
    for (let times = 0; times < 3; times += 1) expect((await enter('again', { people: ['userId:bob'], idempotencyKey: 'order-7' })).body.accepted).toBe(1);
    expect(await runsOf('userId:bob', 'again')).toHaveLength(1);
    await enter('again', { people: ['userId:bob'], idempotencyKey: 'order-8' });
    await enter('again', { people: ['userId:bob'] });
    expect(await runsOf('userId:bob', 'again')).toHaveLength(3);
  });

  test('reject whom they cannot name by index, and take the others', async () => {
    const { status, body } = await enter('welcome', { people: ['nobody', 'userId:cy', 'planet:mars', 'userId:'] });
    expect([status, body.accepted, body.rejected.map(({ index, code }: { index: number; code: string }) => [index, code])]).toEqual([
      202,
      1,
      [
        [0, 'invalid-identity'],
        [2, 'invalid-identity'],
        [3, 'invalid-identity'],
      ],
    ]);
    expect(await runsOf('userId:cy', 'welcome')).toHaveLength(1);
  });

  test.each([
    ['of nobody', { people: [] }, 400],
    ['of too many', { people: Array.from({ length: 1_001 }, (_, index) => `userId:${index}`) }, 400],
    ['with a payload that is no object', { people: ['userId:ada'], payload: [1] }, 400],
    ['with an unknown field', { people: ['userId:ada'], now: true }, 400],
  ])('%s are refused', async (_, body, status) => expect((await enter('welcome', body)).status).toBe(status));

  test('are refused by a journey that starts in another way, was never published, or is gone', async () => {
    await publish('by-event', { ...welcome, trigger: { type: 'event', event: { name: 'Signed Up' } } });
    expect(await enter('by-event', { people: ['userId:ada'] })).toMatchObject({ status: 409, body: { code: 'not-entered-by-api' } });
    await server.call('PUT', '/api/journeys/draft', welcome);
    expect(await enter('draft', { people: ['userId:ada'] })).toMatchObject({ status: 409, body: { code: 'not-published' } });
    expect(await enter('none', { people: ['userId:ada'] })).toMatchObject({ status: 404, body: { code: 'unknown-journey' } });
    await publish('gone', welcome);
    await server.call('DELETE', '/api/journeys/gone');
    expect(await enter('gone', { people: ['userId:ada'] })).toMatchObject({ status: 409, body: { code: 'journey-archived' } });
  });

  test('say why somebody did not enter', async () => {
    await server.call('POST', '/api/journeys/welcome/pause');
    await enter('welcome', { people: ['userId:eve'] });
    const { body: profile } = await server.call('GET', '/api/profiles/lookup?identity=userId:eve&fresh=true');
    await server.call('POST', '/api/journeys/welcome/resume');
    const { body: why } = await server.call('GET', `/api/profiles/${profile.id}/why?journey=welcome`);
    expect(why).toMatchObject({ entered: false, reasons: [{ code: 'journey-paused' }] });
  });

  test('cannot be forged by a source, and are no event that people can choose', async () => {
    const answer = await server.ingest('/track', { userId: 'mallory', event: 'cairn:enter welcome' });
    expect(answer).toMatchObject({ status: 400, body: { code: 'reserved-event-name' } });
    await new Promise((resolve) => setTimeout(resolve, 1_300));
    const { body } = await server.call('GET', '/api/event-names');
    expect(JSON.stringify(body)).not.toContain('cairn:');
  });
});

describe('why somebody is not in a journey that', () => {
  const why = async (key: string) => {
    const { body: profile } = await server.call('GET', '/api/profiles/lookup?identity=userId:ada&fresh=true');
    return (await server.call('GET', `/api/profiles/${profile.id}/why?journey=${key}`)).body.reasons;
  };

  test.each<[string, JourneyDefinition['trigger'], string]>([
    ['starts on a date that they do not have', { type: 'date', trait: 'birthday', at: '09:00', yearly: true }, 'date-missing'],
    ['others hand on to', { type: 'handOff' }, 'never-handed-on'],
    ['starts over the API', { type: 'api' }, 'entry-never-asked'],
  ])('%s', async (_, trigger, code) => {
    await publish('why', { ...welcome, trigger });
    await server.call('GET', '/api/profiles/lookup?identity=userId:ada&fresh=true');
    expect(await why('why')).toMatchObject([{ code }]);
  });

  test('starts on a date yet to come', async () => {
    await server.ingest('/identify', { userId: 'ada', traits: { renewal: '2999-01-01' } });
    await publish('renewals', { ...welcome, trigger: { type: 'date', trait: 'renewal', at: '09:00', yearly: false } });
    expect(await why('renewals')).toMatchObject([{ code: 'date-not-yet', values: { trait: 'renewal', at: '2999-01-01T09:00:00.000Z' } }]);
  });
});
