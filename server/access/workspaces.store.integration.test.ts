import type { Condition } from '@cairn/rules/contracts/condition.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { testDatabase } from '../../test/fixtures/mongo.js';
import type { EventDocument } from '../events/event.js';
import { EventsStore } from '../events/events.store.js';
import { readEvent } from '../events/read-event.js';
import { collections, type WorkspaceDocument } from '../platform/collections.js';
import { VersionsStore } from '../platform/versions.store.js';
import { createProfileCore } from '../profiles/create-profile-core.js';
import type { ProfileDocument } from '../profiles/profile.js';
import { SegmentsStore } from '../segments/segments.store.js';
import { WorkspacesStore } from './workspaces.store.js';

const workspace = 'shop';
/** In Berlin it is the second of January already. */
const now = Date.parse('2026-01-01T23:30:00Z');
const renewsTomorrow: Condition = { fact: 'trait', params: { name: 'renewal', as: 'daysUntil' }, operator: 'equal', value: 1 };

let database: Awaited<ReturnType<typeof testDatabase>>;
let store: WorkspacesStore;

beforeAll(async () => {
  database = await testDatabase('workspaces');
  store = new WorkspacesStore(database.db);
  await store.create({ id: workspace, name: 'Shop', sender: { name: 'Shop', address: 'shop@example.com' }, now: new Date(now) });
  await new EventsStore(database.db).ensureIndexes();
  const segments = new SegmentsStore(database.db);
  await segments.ensureIndexes();
  await database.client.withSession(
    async (session) =>
      await session.withTransaction(async () => {
        const definition = { name: 'Renews tomorrow', condition: renewsTomorrow };
        const publish = { workspace, kind: 'segment', key: 'renews', definition, by: 'test', raiseEpoch: true, now: new Date(now) } as const;
        const { hash, epoch } = await new VersionsStore(database.db).publishVersion(session, publish);
        await segments.put(session, workspace, 'renews', { definition, resolved: undefined, version: hash, epoch, now: new Date(now) });
      }),
  );
});
afterAll(async () => await database.drop());

const settings = async () => (await database.db.collection<WorkspaceDocument>(collections.workspaces).findOne({ _id: workspace })) as WorkspaceDocument;

describe('the timezone of a workspace', () => {
  it('is that of everybody’s conditions: a change has all of them asked again, without an event', async () => {
    const { core, store: profiles } = createProfileCore(database.db, { now: () => now });
    await profiles.ensureIndexes();
    const envelope = { workspace, source: 'web', receivedAt: now, triggerAgeMs: 3_600_000, isImport: false };
    const event = readEvent({ type: 'identify', userId: 'ann', messageId: 'm1', traits: { renewal: '2026-01-03' } }, undefined, envelope);
    await database.db.collection<EventDocument>(collections.events).insertOne(event);
    const ann = [{ workspace, identity: 'shop:userId:ann' }];
    const memberships = async () => {
      await core.catchUp(ann);
      return Object.keys((await database.db.collection<ProfileDocument>(collections.profiles).findOne({ workspace }))?.memberships ?? {});
    };
    expect(await memberships()).toEqual([]);
    const before = await settings();
    expect(await store.setTimezone(workspace, 'Europe/Berlin')).toBe(true);
    const after = await settings();
    expect([after.timezone, after.epoch, after.revision]).toEqual(['Europe/Berlin', before.epoch + 1, before.revision + 1]);
    // Definitions are looked at a quarter of a second ago at most, by a clock that stands still here.
    const later = createProfileCore(database.db, { now: () => now + 1_000 });
    await later.core.catchUp(ann);
    expect(await memberships()).toEqual(['renews']);
  });

  it('asks nobody again where it stays as it is', async () => {
    const before = await settings();
    expect(await store.setTimezone(workspace, before.timezone)).toBe(false);
    expect(await store.setTimezone('nobody', 'Europe/Berlin')).toBe(false);
    expect(await settings()).toEqual(before);
  });

  it.each(['Berlin', '', '+01:00x'])('is a name of the IANA database, not "%s"', async (zone) => {
    await expect(store.setTimezone(workspace, zone)).rejects.toThrow(/Europe\/Berlin/);
    const create = store.create({ id: 'other', name: 'Other', timezone: zone, sender: { name: 'Other', address: 'o@example.com' }, now: new Date(now) });
    await expect(create).rejects.toThrow(/Europe\/Berlin/);
  });
});
