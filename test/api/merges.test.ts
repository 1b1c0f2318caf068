import { collections } from '@cairn/server/platform/collections.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { type ApiServer, startApiServer } from './api-server.js';

let server: ApiServer;
beforeAll(async () => {
  server = await startApiServer();
  await server.call('PUT', '/api/segments/gold', { name: 'Gold', condition: { fact: 'trait', params: { name: 'plan' }, operator: 'equal', value: 'gold' } });
});
afterAll(async () => await server.close());

const get = async (path: string) => (await server.call('GET', path)).body;
const lookup = async (identity: string) => await get(`/api/profiles/lookup?identity=${identity}&fresh=true`);
const identify = async (messageId: string, fields: object, traits: object, timestamp?: string) =>
  expect((await server.ingest('/identify', { messageId, ...fields, traits, ...(timestamp && { timestamp }) })).status).toBe(200);
const merge = async (id: string, body: object) => await server.call('POST', `/api/profiles/${id}/merge`, body);
const undo = async (id: string, body: object = {}) => await server.call('POST', `/api/merges/${id}/undo`, body);
const identities = (profile: { identities: { value: string }[] }) => profile.identities.map(({ value }) => value).sort();
const traits = (profile: { traits: { name: string; value: unknown }[] }) => Object.fromEntries(profile.traits.map(({ name, value }) => [name, value]));

describe('merging by hand', () => {
  test('shows every conflict before, changes nothing by that, and then ends as it said', async () => {
    await identify('h1', { userId: 'anna' }, { plan: 'basic', city: 'Bonn' }, '2026-01-01T00:00:00Z');
    const older = await lookup('userId:anna');
    await identify('h2', { userId: 'anna-2' }, { plan: 'gold', phone: '+49 170 1234567' }, '2026-02-01T00:00:00Z');
    const younger = await lookup('userId:anna-2');
    const dry = await merge(younger.id, { with: older.id, dryRun: true });
    expect(dry).toMatchObject({
      status: 200,
      body: {
        already: false,
        merge: null,
        preview: {
          survivor: { id: older.id },
          loser: { id: younger.id },
          conflicts: [{ name: 'plan', survivor: { value: 'basic' }, loser: { value: 'gold' }, wins: 'loser', why: 'newer' }],
          onlyOne: 2,
          exceeds: { type: 'userId', limit: 1 },
          segments: [{ key: 'gold', before: [false, true], after: [true] }],
        },
      },
    });
    expect((await get('/api/merges')).items).toEqual([]);
    expect((await lookup('userId:anna-2')).id).toBe(younger.id);
    const done = await merge(younger.id, { with: older.id, note: 'same phone number' });
    expect(done.body).toMatchObject({
      already: false,
      merge: { kind: 'hand', by: 'test', note: 'same phone number', survivor: { id: older.id }, undone: null },
    });
    const one = await lookup('userId:anna');
    expect([one.id, identities(one), traits(one)]).toEqual([
      older.id,
      ['+491701234567', 'anna', 'anna-2'],
      { plan: 'gold', city: 'Bonn', phone: '+49 170 1234567' },
    ]);
    expect(one.segments).toMatchObject([{ key: 'gold' }]);
    const again = await merge(younger.id, { with: older.id });
    expect(again.body).toMatchObject({ already: true, merge: { id: done.body.merge.id } });
    const audit = await server.db.collection(collections.audit).find({ action: 'profile.merge' }).toArray();
    expect(audit).toMatchObject([{ about: { id: older.id }, detail: { loser: younger.id } }]);
  });

  test('undone, both are back as they were, with what came since', async () => {
    const [{ id, survivor, loser }] = (await get('/api/merges')).items;
    await identify('h3', { userId: 'anna-2' }, { plan: 'silver' }, '2026-03-01T00:00:00Z');
    await identify('h4', { userId: 'anna', anonymousId: 'tablet' }, { city: 'Köln' }, '2026-03-02T00:00:00Z');
    await lookup('userId:anna');
    const dry = await undo(id, { dryRun: true });
    expect(dry.body.preview).toMatchObject({
      stays: { id: survivor.id },
      leaves: { id: loser.id },
      events: [2, 2],
      traits: expect.arrayContaining([{ name: 'plan', masked: false, now: expect.anything(), stays: expect.anything(), leaves: expect.anything() }]),
    });
    const done = await undo(id);
    expect(done.body).toMatchObject({ already: false, merge: { undone: { by: 'test' } } });
    const [anna, other] = [await lookup('userId:anna'), await lookup('userId:anna-2')];
    expect([anna.id, identities(anna), traits(anna), anna.segments]).toEqual([survivor.id, ['anna', 'tablet'], { plan: 'basic', city: 'Köln' }, []]);
    expect([other.id, identities(other), traits(other)]).toEqual([loser.id, ['+491701234567', 'anna-2'], { plan: 'silver', phone: '+49 170 1234567' }]);
    expect((await undo(id)).body).toMatchObject({ already: true });
    expect(((await get(`/api/profiles/${other.id}/events`)).items as { messageId: string }[]).map(({ messageId }) => messageId)).toEqual(['h3', 'h2']);
    expect((await get(`/api/merges?profile=${other.id}&state=undone`)).items).toMatchObject([{ id }]);
    expect((await get(`/api/merges?profile=${other.id}&state=standing`)).items).toEqual([]);
  });
});

test('a merge over a shared device is undone for good: the same device links them no more, another one does', async () => {
  await server.ingest('/track', { messageId: 'd1', anonymousId: 'kiosk', event: 'A' });
  const device = await lookup('anonymousId:kiosk');
  await server.ingest('/track', { messageId: 'd2', userId: 'carl', event: 'A' });
  await lookup('userId:carl');
  await server.ingest('/track', { messageId: 'd3', userId: 'carl', anonymousId: 'kiosk', event: 'A' });
  expect((await lookup('userId:carl')).id).toBe(device.id);
  const [found] = (await get(`/api/merges?profile=${device.id}`)).items;
  expect(found).toMatchObject({ kind: 'event', messageId: 'd3', names: ['userId:carl', 'anonymousId:kiosk'] });
  expect((await undo(found.id, { dryRun: true })).body.preview.apart).toEqual([{ stays: 'anonymousId:kiosk', leaves: 'userId:carl' }]);
  await undo(found.id);
  await server.ingest('/track', { messageId: 'd4', userId: 'carl', anonymousId: 'kiosk', event: 'A' });
  const carl = await lookup('userId:carl');
  expect(carl.id).not.toBe((await lookup('anonymousId:kiosk')).id);
  const { items } = await get(`/api/profiles/${carl.id}/decisions`);
  expect(items).toMatchObject([{ kind: 'identity', outcome: 'kept-apart', cause: 'd4', detail: { identity: 'anonymousId:kiosk' } }]);
  await server.ingest('/track', { messageId: 'd5', anonymousId: 'kiosk-2', event: 'A' });
  await server.ingest('/alias', { messageId: 'd6', userId: 'carl', previousId: 'kiosk-2' });
  expect(identities(await lookup('userId:carl'))).toEqual(['carl', 'kiosk-2']);
});

describe('what is refused', () => {
  test.each<[string, string, object, number, string]>([
    ['a profile that does not exist', 'nobody', { with: 'nobody-2' }, 404, 'unknown-profile'],
    ['a profile with itself', 'nobody', { with: 'nobody' }, 422, 'same-profile'],
    ['no other profile', 'nobody', {}, 400, 'invalid-request'],
    ['an operator for an id', 'nobody', { with: { $ne: null } }, 400, 'invalid-request'],
  ])('%s', async (_, id, body, status, code) => {
    expect(await merge(id, body)).toMatchObject({ status, body: { code } });
  });

  test('a merge that does not exist', async () => {
    expect(await undo('nothing')).toMatchObject({ status: 404, body: { code: 'unknown-merge' } });
    expect((await server.call('GET', '/api/merges/nothing')).status).toBe(404);
  });
});
