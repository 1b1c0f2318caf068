import { createWorkspace } from '@cairn/server/access/setup.js';
import type { EventDocument } from '@cairn/server/events/event.js';
import { EventsStore } from '@cairn/server/events/events.store.js';
import { readEvent } from '@cairn/server/events/read-event.js';
import type { IdentityDocument } from '@cairn/server/profiles/core-store.js';
import { createProfileCore } from '@cairn/server/profiles/create-profile-core.js';
import type { ProfileDocument } from '@cairn/server/profiles/profile.js';
import type { Collection, Db } from 'mongodb';

import { oftenIn30Days, publishSegment } from './bench-segments.js';
import { startBenchMongo } from './bench-server.js';
import { type Benchmark, measure } from './harness.js';

const workspace = 'bench';
/** In a measurement, one after another. */
const merges = 150;
const eventsEach = 12;
const clock = { now: () => Date.now() };

let named = 0;

type Core = ReturnType<typeof createProfileCore>;

interface Pair {
  userId: string;
  anonymousId: string;
}

function eventOf(call: { type: 'track' | 'identify'; userId?: string; anonymousId?: string; event?: string; traits?: object; properties?: object }) {
  named += 1;
  const envelope = { workspace, source: 'bench', receivedAt: Date.now(), triggerAgeMs: 3_600_000, isImport: false };
  return readEvent({ ...call, messageId: `merge-${process.pid}-${named}` }, undefined, envelope);
}

const namesOf = ({ userId, anonymousId }: Pair) => [`${workspace}:userId:${userId}`, `${workspace}:anonymousId:${anonymousId}`] as const;

/** Two people who turn out to be one: somebody known, and a browser that looked around; both with aggregates, memberships and what they did. */
async function makePairs(db: Db, { core }: Core): Promise<Pair[]> {
  const pairs = Array.from({ length: merges }, () => ({ userId: `user-${++named}`, anonymousId: `browser-${++named}` }));
  const viewed = { sku: 'A-1', price: 29.75, category: 'Shoes' };
  const events = pairs.flatMap(({ userId, anonymousId }) => [
    eventOf({ type: 'identify', userId, traits: { email: `${userId}@example.com`, name: 'Ann Lee', city: 'Ulm', plan: 'pro', language: 'en' } }),
    ...Array.from({ length: eventsEach }, () => eventOf({ type: 'track', userId, event: 'Cart Updated', properties: { cart_id: userId, total: 59.5 } })),
    ...Array.from({ length: eventsEach }, () => eventOf({ type: 'track', anonymousId, event: 'Product Viewed', properties: viewed })),
  ]);
  await db.collection<EventDocument>('events').insertMany(events);
  const people = pairs.flatMap((pair) => namesOf(pair).map((identity) => ({ workspace, identity })));
  for (let from = 0; from < people.length; from += 100) await core.catchUp(people.slice(from, from + 100));
  return pairs;
}

/** Somebody logs in: from the event as accepted to the one profile that has all of both, the event folded and marked. */
async function byEvents(db: Db, made: Core): Promise<number> {
  const pairs = await makePairs(db, made);
  await db.collection<EventDocument>('events').insertMany(pairs.map((pair) => eventOf({ type: 'identify', ...pair, traits: { last_seen: 'today' } })));
  const startedAt = performance.now();
  for (const pair of pairs) await made.core.catchUp([{ workspace, identity: namesOf(pair)[0] }]);
  const rate = pairs.length / ((performance.now() - startedAt) / 1_000);
  await expectMerged(db, pairs);
  return rate;
}

/** Somebody decides that two are one: both are brought up to what was accepted before, then merged. */
async function byHand(db: Db, made: Core): Promise<number> {
  const pairs = await makePairs(db, made);
  const owners = await db
    .collection<IdentityDocument>('identities')
    .find({ _id: { $in: pairs.flatMap(namesOf) } })
    .toArray();
  const ownerOf = new Map(owners.map(({ _id, owner }) => [_id, owner]));
  const startedAt = performance.now();
  for (const pair of pairs) {
    const [a, b] = namesOf(pair).map((name) => ownerOf.get(name)) as [string, string];
    await made.hands.merge({ workspace, profiles: [a, b], by: 'user:bench' });
  }
  const rate = pairs.length / ((performance.now() - startedAt) / 1_000);
  await expectMerged(db, pairs);
  return rate;
}

async function expectMerged(db: Db, pairs: Pair[]): Promise<void> {
  const found = await db
    .collection<IdentityDocument>('identities')
    .find({ _id: { $in: pairs.flatMap(namesOf) } })
    .toArray();
  const owners = new Set(found.map(({ owner }) => owner));
  if (owners.size !== pairs.length) throw new Error(`${pairs.length} merges left ${owners.size} people.`);
}

/** The least that a merge can be: both documents, written on the version that was read, or neither. */
async function bare(db: Db, floor: Collection<ProfileDocument>, made: Core): Promise<number> {
  const pairs = await makePairs(db, made);
  const owners = await db
    .collection<IdentityDocument>('identities')
    .find({ _id: { $in: pairs.flatMap(namesOf) } })
    .toArray();
  const ids = owners.map(({ owner }) => `${workspace}:${owner}`);
  const documents = await db
    .collection<ProfileDocument>('profiles')
    .find({ _id: { $in: ids } })
    .toArray();
  await floor.insertMany(documents);
  const startedAt = performance.now();
  await db.client.withSession(async (session) => {
    for (let at = 0; at < documents.length; at += 2) {
      await session.withTransaction(
        async () => {
          for (const document of documents.slice(at, at + 2))
            await floor.replaceOne({ _id: document._id, version: document.version }, { ...document, version: `${document.version}+` }, { session });
        },
        { readConcern: { level: 'snapshot' }, writeConcern: { w: 'majority' } },
      );
    }
  });
  return documents.length / 2 / ((performance.now() - startedAt) / 1_000);
}

/** Merges a second, one after another, against two bare conditional writes of the same documents in a transaction. */
export const merge: Benchmark = {
  name: 'merge',
  run: async () => {
    const mongo = await startBenchMongo();
    const db = mongo.client.db(`bench_${process.pid}_merge`);
    const floor = db.collection<ProfileDocument>('floor');
    try {
      const made = createProfileCore(db, clock);
      await made.store.ensureIndexes();
      await new EventsStore(db).ensureIndexes();
      await db.createCollection('floor');
      await createWorkspace(db, { id: workspace, name: 'Bench', sender: { name: 'Bench', address: 'bench@example.com' }, now: new Date() });
      await publishSegment(mongo.client, db, 'active', oftenIn30Days('Cart Updated'));
      await publishSegment(mongo.client, db, 'curious', oftenIn30Days('Product Viewed'));
      const figure = async (name: string, aim: number, ours: () => Promise<number>) =>
        await measure({ name, unit: 'merges/s', better: 'higher', aim, ours, floor: async () => await bare(db, floor, made) });
      await figure('merge.hand', 0.2, async () => await byHand(db, made));
      // Eighteen commands against three, three waits for a majority against one: of the merge, of the fold of its event, of the mark (server/profiles/DESIGN.md).
      await figure('merge', 0.15, async () => await byEvents(db, made));
    } finally {
      await db.dropDatabase();
      await mongo.stop();
    }
  },
};
