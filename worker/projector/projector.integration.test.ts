import { randomBytes } from 'node:crypto';
import type { Condition } from '@cairn/rules/contracts/condition.js';
import type { EventDocument } from '@cairn/server/events/event.js';
import { EventsStore } from '@cairn/server/events/events.store.js';
import { collections, type RunDocument, type WorkspaceDocument } from '@cairn/server/platform/collections.js';
import { mongoOptions } from '@cairn/server/platform/mongo-client.js';
import type { IdentityDocument } from '@cairn/server/profiles/core-store.js';
import { createProfileCore } from '@cairn/server/profiles/create-profile-core.js';
import type { ProfileDocument } from '@cairn/server/profiles/profile.js';
import { contentHash } from '@cairn/workflows/contracts/canonical.js';
import type { JourneyDefinition } from '@cairn/workflows/contracts/journey.js';
import { type Db, MongoClient } from 'mongodb';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createEffects } from './effects.js';
import { createProjector, type Projector } from './projector.js';
import type { TemporalEffect } from './temporal-effects.js';
import { WakeUpServer } from './wake-up-server.js';

const workspace = 'shop';
const clock = { now: () => Date.now() };
const quiet = { warn: () => undefined, info: () => undefined };
let client: MongoClient;
let db: Db;
let projector: Projector;
let wakeUps: WakeUpServer;
let wakeUrl = '';
let temporalIsDown = false;
const performed: TemporalEffect[] = [];
const temporal = {
  perform: async (_: string, effect: TemporalEffect) => {
    if (temporalIsDown) throw new Error('Temporal is down.');
    performed.push(effect);
  },
};

const journey: JourneyDefinition = {
  schemaVersion: 1,
  name: 'cart',
  trigger: { type: 'event', event: { name: 'Cart Updated' } },
  reentry: { type: 'afterExit' },
  exits: [{ id: 'bought', event: { name: 'Order Completed' } }],
  start: 'pause',
  steps: [
    { id: 'pause', type: 'delay', duration: { amount: 1, unit: 'hour' }, next: 'end' },
    { id: 'end', type: 'exit' },
  ],
};

async function publish(kind: 'segment' | 'journey', key: string, definition: unknown): Promise<void> {
  const hash = contentHash(kind, key, definition);
  const now = new Date();
  await db
    .collection<{ _id: string }>(collections.versions)
    .insertOne({ _id: `${workspace}:${hash}`, workspace, hash, kind, key, number: 1, definition, createdAt: now, createdBy: 'test' } as never);
  await db
    .collection<{ _id: string }>(kind === 'segment' ? collections.segments : collections.journeys)
    .insertOne({ _id: `${workspace}:${key}`, workspace, key, liveVersion: hash, state: 'live' } as never);
  await db.collection<WorkspaceDocument>(collections.workspaces).updateOne({ _id: workspace }, { $inc: { revision: 1, epoch: 1 } }, { upsert: true });
}

function event(messageId: string, who: string, name: string, change: Partial<EventDocument> = {}): EventDocument {
  const at = new Date();
  const id = `${workspace}:userId:${who}`;
  return {
    _id: `${workspace}:${messageId}`,
    workspace,
    messageId,
    type: 'track',
    name,
    timestamp: at,
    receivedAt: at,
    source: 's',
    who: id,
    names: [id],
    properties: {},
    pending: 9,
    replayAttempt: 0,
    ...change,
  };
}

const insert = async (...events: EventDocument[]) => void (await db.collection<EventDocument>(collections.events).insertMany(events));

async function profileOf(who: string): Promise<ProfileDocument | null> {
  const identity = await db.collection<IdentityDocument>(collections.identities).findOne({ _id: `${workspace}:userId:${who}` });
  return identity && (await db.collection<ProfileDocument>(collections.profiles).findOne({ _id: `${workspace}:${identity.owner}` }));
}

async function until<T>(read: () => Promise<T>, good: (value: T) => boolean, ms = 10_000): Promise<T> {
  return await vi.waitFor(
    async () => {
      const value = await read();
      expect(good(value), JSON.stringify(value)).toBe(true);
      return value;
    },
    { timeout: ms, interval: 25 },
  );
}

beforeAll(async () => {
  client = await new MongoClient(process.env.MONGODB_URI ?? '', mongoOptions).connect();
  db = client.db(`projector_${randomBytes(4).toString('hex')}`);
  const { core, store, definitions } = createProfileCore(db, clock, { effects: createEffects(db, temporal, clock) });
  await store.ensureIndexes();
  await new EventsStore(db).ensureIndexes();
  const bought: Condition = { fact: 'event', params: { name: 'Order Completed' }, operator: 'greaterThanInclusive', value: 1 };
  const recent: Condition = {
    fact: 'event',
    params: { name: 'Page Viewed', within: { amount: 2, unit: 'second' } },
    operator: 'greaterThanInclusive',
    value: 1,
  };
  await publish('segment', 'buyers', { name: 'Buyers', condition: bought });
  await publish('segment', 'here', { name: 'Here', condition: recent });
  await publish('journey', 'cart', journey);
  // A poll so slow that only wake-ups explain what is quick.
  projector = createProjector({ db, core, definitions, clock, log: quiet, workerId: 'w1', pollMs: 30_000 });
  wakeUps = new WakeUpServer({ db, clock, workerId: 'w1', host: '127.0.0.1', port: 0, onWake: () => projector.wake() });
  wakeUrl = (await wakeUps.start()).url;
  projector.start();
}, 60_000);

afterAll(async () => {
  await projector.stop();
  await wakeUps.stop();
  await db.dropDatabase();
  await client.close();
});

describe('the projector', () => {
  const wake = async () => expect((await fetch(wakeUrl, { method: 'POST' })).status).toBe(204);

  it('folds what is pending when it is woken, and marks it done', async () => {
    await insert(event('a1', 'ann', 'Order Completed'), event('a2', 'ann', 'Identify', { type: 'identify', traits: { email: 'ann@example.com' } }));
    await wake();
    const ann = await until(
      () => profileOf('ann'),
      (profile) => profile?.traits.email !== undefined,
    );
    expect(Object.keys(ann?.memberships ?? {})).toEqual(['buyers']);
    await until(
      () => db.collection(collections.events).countDocuments({ pending: { $exists: true } }),
      (count) => count === 0,
    );
  });

  it('lets in whoever comes right after a journey is published', async () => {
    for (const name of ['First', 'Second', 'Third', 'Fourth']) {
      // Somebody else makes the worker look at the definitions just before.
      await insert(event(`before-${name}`, `early-${name}`, 'Anything'));
      await wake();
      await until(
        () => profileOf(`early-${name}`),
        (profile) => profile !== null,
      );
      await publish('journey', `at-${name}`, { ...journey, name, trigger: { type: 'event', event: { name } } });
      await insert(event(`after-${name}`, `late-${name}`, name));
      await wake();
      const late = await until(
        () => profileOf(`late-${name}`),
        (profile) => profile !== null,
      );
      expect(Object.values(late?.runs ?? {}).map((run) => run.journey)).toEqual([`at-${name}`]);
    }
  });

  it('starts a run by an event, records it, and removes both effects', async () => {
    await insert(event('b1', 'bob', 'Cart Updated'));
    await wake();
    const bob = await until(
      () => profileOf('bob'),
      (profile) => profile !== null && Object.keys(profile.runs).length === 1 && profile.effects.length === 0,
    );
    const [runId] = Object.keys(bob?.runs ?? {});
    // Wake-up and sweep may both perform it before either removes it: twice is safe, under one id.
    const starts = performed.filter((effect) => effect.kind === 'startRun' && effect.runId === runId);
    expect(new Set(starts.map((effect) => effect.id)).size).toBe(1);
    expect(await db.collection<RunDocument>(collections.runs).countDocuments({ runId })).toBe(1);
    expect(bob).not.toHaveProperty('effectsDueAt');
    expect(await db.collection(collections.decisions).countDocuments({ profileId: bob?.profileId, 'decision.outcome': 'entered' })).toBe(1);
  });

  it('lets a person leave a window on time, with no event', async () => {
    await insert(event('c1', 'cyd', 'Page Viewed'));
    await wake();
    const inside = await until(
      () => profileOf('cyd'),
      (profile) => profile?.memberships.here !== undefined,
    );
    const due = inside?.nextEvaluationAt?.getTime() ?? 0;
    await until(
      () => profileOf('cyd'),
      (profile) => profile?.memberships.here === undefined,
    );
    expect(Date.now() - due).toBeLessThan(2_000);
  });

  it('goes on folding while Temporal is down, and performs what it owes once it is back', async () => {
    temporalIsDown = true;
    await insert(event('d1', 'dan', 'Cart Updated'));
    await wake();
    await until(
      () => profileOf('dan'),
      (profile) => Object.keys(profile?.runs ?? {}).length === 1,
    );
    await insert(event('d2', 'dan', 'Order Completed'));
    await wake();
    const dan = await until(
      () => profileOf('dan'),
      (profile) => profile?.memberships.buyers !== undefined,
    );
    expect(Object.values(dan?.runs ?? {})[0]?.ended?.reason).toBe('exit-rule');
    expect(dan?.effects.some(({ kind }) => kind === 'startRun')).toBe(true);
    temporalIsDown = false;
    await until(
      () => profileOf('dan'),
      (profile) => profile?.effects.length === 0,
      20_000,
    );
    const kinds = performed.filter((effect) => effect.runId === Object.keys(dan?.runs ?? {})[0]).map(({ kind }) => kind);
    expect(kinds).toEqual(['startRun', 'pokeRun']);
  }, 40_000);

  it('merges who turns out to be one person', async () => {
    const anonymous = `${workspace}:anonymousId:dev1`;
    await insert(event('e1', 'eve', 'Page Viewed', { who: anonymous, names: [anonymous] }), event('e2', 'eve', 'Order Completed'));
    await wake();
    await until(
      () => profileOf('eve'),
      (profile) => profile !== null,
    );
    await insert(event('e3', 'eve', 'Page Viewed', { names: [`${workspace}:userId:eve`, anonymous] }));
    await wake();
    const eve = await until(
      () => profileOf('eve'),
      (profile) => profile?.identities.length === 2,
    );
    await until(
      () => db.collection(collections.events).countDocuments({ pending: { $exists: true } }),
      (count) => count === 0,
    );
    expect(eve?.identities.map(({ id }) => id).sort()).toEqual([anonymous, `${workspace}:userId:eve`]);
    expect(await db.collection(collections.merges).countDocuments({})).toBe(1);
  });

  it('brings everybody up to a new definition, counting what was folded before', async () => {
    const carts: Condition = {
      fact: 'event',
      params: { name: 'Cart Updated', where: { fact: 'property', path: 'cart', operator: 'missing' } },
      operator: 'greaterThanInclusive',
      value: 1,
    };
    await publish('segment', 'carts', { name: 'Carts', condition: carts });
    const bob = await until(
      () => profileOf('bob'),
      (profile) => profile?.memberships.carts !== undefined,
    );
    expect(bob?.effects).toEqual([]);
    expect(Object.keys((await profileOf('ann'))?.memberships ?? {})).toEqual(['buyers']);
    const { epoch } = (await db.collection<WorkspaceDocument>(collections.workspaces).findOne({ _id: workspace })) as WorkspaceDocument;
    await until(
      () => db.collection(collections.profiles).countDocuments({ epoch: { $lt: epoch }, mergedInto: { $exists: false } }),
      (count) => count === 0,
    );
  });
});
