import { collections, type WorkspaceDocument } from '@cairn/server/platform/collections.js';
import { type PublishVersion, VersionsStore } from '@cairn/server/platform/versions.store.js';
import type { Db, MongoClient } from 'mongodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { testDatabase } from '../fixtures/mongo.js';

describe('VersionsStore', () => {
  let client: MongoClient;
  let db: Db;
  let drop: () => Promise<void>;
  let store: VersionsStore;

  beforeAll(async () => {
    ({ client, db, drop } = await testDatabase('versions'));
    store = new VersionsStore(db);
    await db.collection<WorkspaceDocument>(collections.workspaces).insertOne({ _id: 'w', epoch: 1, revision: 1 } as WorkspaceDocument);
    await db.createCollection(collections.versions);
  });
  afterAll(async () => await drop());

  const publish = (definition: unknown, change: Partial<PublishVersion> = {}) =>
    client.withSession(
      async (session) =>
        await session.withTransaction(() =>
          store.publishVersion(session, {
            workspace: 'w',
            kind: 'segment',
            key: 'vip',
            definition,
            by: 'test',
            raiseEpoch: true,
            now: new Date(0),
            ...change,
          }),
        ),
    );
  const workspace = () => db.collection<WorkspaceDocument>(collections.workspaces).findOne({ _id: 'w' });

  it('numbers versions per key and gives the same content the same version', async () => {
    const first = await publish({ name: 'VIP', a: 1 });
    const again = await publish({ a: 1, name: 'VIP' });
    const second = await publish({ name: 'VIP 2' });
    expect([first.number, again, second.number]).toEqual([1, { ...first, epoch: again.epoch }, 2]);
    expect((await store.readVersion('w', second.hash))?.definition).toEqual({ name: 'VIP 2' });
    expect((await store.list('w', 'segment', 'vip')).map((version) => version.number)).toEqual([2, 1]);
  });

  it('raises the revision always, the epoch only when told', async () => {
    const before = await workspace();
    await publish({ x: 1 }, { kind: 'template', key: 't', raiseEpoch: false });
    const after = await workspace();
    expect([after?.revision, after?.epoch]).toEqual([(before?.revision ?? 0) + 1, before?.epoch]);
  });

  it('gives different numbers to publishers at the same moment', async () => {
    const published = await Promise.all([1, 2, 3, 4].map((n) => publish({ n }, { key: 'busy' })));
    expect(published.map((version) => version.number).sort()).toEqual([1, 2, 3, 4]);
  });

  it('answers nothing across workspaces and refuses an unknown one', async () => {
    const { hash } = await publish({ name: 'VIP', a: 1 });
    expect(await store.readVersion('other', hash)).toBeNull();
    await expect(publish({}, { workspace: 'nowhere' })).rejects.toMatchObject({ code: 'unknown-workspace' });
  });
});
