import { signUnsubscribe } from '@cairn/server/consent/unsubscribe-token.js';
import { collections } from '@cairn/server/platform/collections.js';
import { exampleSecret } from '@cairn/server/platform/config.js';
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
    const people = await get('/api/profiles');
    expect(people.total).toBe(people.items.length);
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
    const told = async (profile: string) =>
      ((await get(`/api/profiles/${profile}/timeline?kinds=merge`)).items as { merge: { what: string; name: string } }[]).map(({ merge: { what, name } }) => [
        what,
        name,
      ]);
    expect([await told(survivor.id), await told(loser.id)]).toEqual([
      [
        ['undone', 'anna-2'],
        ['merged', 'anna-2'],
      ],
      [
        ['undone', 'anna'],
        ['merged', 'anna'],
      ],
    ]);
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

describe('a link that unsubscribes, mailed to somebody who was two people', () => {
  const minutes = (count: number) => new Date(Date.now() + count * 60_000);
  const mailed = async (deliveryKey: string, profileId: string, at: Date) =>
    await server.db
      .collection<{ _id: string }>(collections.deliveries)
      .insertOne({ _id: `demo:${deliveryKey}`, workspace: 'demo', key: deliveryKey, profileId, createdAt: at, updatedAt: at } as never);
  const click = async (deliveryKey: string, profileId: string, body = 'List-Unsubscribe=One-Click') => {
    const token = signUnsubscribe(exampleSecret, { workspace: 'demo', profileId, channel: 'email', deliveryKey });
    const answer = await fetch(`${server.url}/u/${token}`, { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body });
    expect(answer.status).toBe(200);
  };
  const revoked = async (ids: string[]) => {
    const found = await Promise.all(ids.map(async (id) => await get(`/api/profiles/${id}`)));
    return found.map(({ consent }) => JSON.stringify(consent).includes('email'));
  };
  /** Three who were one, told apart again in the order in which they came. */
  const three = async (name: string) => {
    for (const [at, who] of ['one', 'two', 'three'].entries())
      await identify(`${name}-${at}`, { userId: `${name}-${who}` }, { n: at }, `2026-03-0${at + 1}T00:00:00Z`);
    const found = [];
    for (const who of ['one', 'two', 'three']) found.push((await lookup(`userId:${name}-${who}`)).id as string);
    const [one, two, third] = found as [string, string, string];
    // Two takes three in, then one takes both.
    const first = await merge(two, { with: third });
    const second = await merge(one, { with: two });
    return { ids: [one, two, third], holder: second.body.merge.survivor.id as string, merges: [second.body.merge.id, first.body.merge.id] as string[] };
  };

  test('used after they were told apart, revokes for each of them, and grants again for the one alone whom it names', async () => {
    const { ids, holder, merges } = await three('link');
    await mailed('k-link', holder, minutes(0));
    for (const id of merges) expect((await undo(id)).body).toMatchObject({ already: false });
    expect(await revoked(ids)).toEqual([false, false, false]);
    await click('k-link', holder);
    expect(await revoked(ids)).toEqual([true, true, true]);
    await click('k-link', holder);
    await click('k-link', holder, 'action=resubscribe');
    expect(await revoked(ids)).toEqual(ids.map((id) => id !== holder));
  });

  test('used between the two undoings, revokes for those who are still one, too', async () => {
    const { ids, holder, merges } = await three('between');
    await mailed('k-between', holder, minutes(0));
    await undo(merges[0] as string);
    await click('k-between', holder);
    await undo(merges[1] as string);
    expect(await revoked(ids)).toEqual([true, true, true]);
  });

  test.each([
    ['before they were one', -10],
    ['after they were told apart', 10],
  ])('mailed %s, revokes for its own reader alone', async (name, at) => {
    const { ids, holder, merges } = await three(`alone${at}`);
    await mailed(`k-alone${at}`, holder, minutes(at));
    for (const id of merges) await undo(id);
    await click(`k-alone${at}`, holder);
    expect(await revoked(ids), name).toEqual(ids.map((id) => id === holder));
  });
});

test('a trait may be called like what every object has: the preview, the merge and its undoing take it for what it is', async () => {
  await identify('p1', { userId: 'dora' }, { constructor: 'one', toString: 'same', city: 'Bonn' });
  await identify('p2', { userId: 'dora-2' }, { valueOf: 1, toString: 'same' });
  const [older, younger] = [await lookup('userId:dora'), await lookup('userId:dora-2')];
  const dry = await merge(younger.id, { with: older.id, dryRun: true });
  expect(dry).toMatchObject({ status: 200, body: { preview: { conflicts: [], onlyOne: 3 } } });
  const done = await merge(younger.id, { with: older.id });
  expect(traits(await lookup('userId:dora'))).toEqual({ constructor: 'one', toString: 'same', city: 'Bonn', valueOf: 1 });
  const undone = await undo(done.body.merge.id, { dryRun: true });
  expect(undone.body.preview.traits.map(({ name }: { name: string }) => name).sort()).toEqual(['city', 'constructor', 'valueOf']);
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
