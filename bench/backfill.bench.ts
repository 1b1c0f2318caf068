import type { Condition } from '@cairn/rules/contracts/condition.js';
import { createWorkspace } from '@cairn/server/access/setup.js';
import type { EventDocument } from '@cairn/server/events/event.js';
import { EventsStore } from '@cairn/server/events/events.store.js';
import type { ProfileDocument } from '@cairn/server/profiles/profile.js';
import { SegmentsStore } from '@cairn/server/segments/segments.store.js';
import type { Db, MongoClient } from 'mongodb';

import { startTemporal } from './bench-journeys.js';
import { publishSegment } from './bench-segments.js';
import { startBenchMongo, startBenchWorker } from './bench-server.js';
import { type Benchmark, measure } from './harness.js';
import { madeUpPerson, seedProfiles } from './many-profiles.js';

const people = Number(process.env.CAIRN_BENCH_BACKFILL ?? 30_000);
/** So many are filled once, and the time is told: seven rounds of a million would take the day. */
const onceFrom = 500_000;
const eventsEach = 3;
const batch = 500;
const day = 86_400_000;

/**
 * A new segment over people who are there already, as the workflow does it. `backfill`: it counts events that nobody counted before, so they are read again; against a bare cursor over
 * the same profiles that reads the same events, batch by batch, and counts them by hand. `backfill.traits`: by a trait, against a bare cursor and a comparison.
 */
export const backfill: Benchmark = {
  name: 'backfill',
  run: async () => {
    const mongo = await startBenchMongo();
    const name = `bench_${process.pid}_backfill`;
    const db = mongo.client.db(name);
    await createWorkspace(db, { id: 'bench', name: 'Bench', sender: { name: 'Bench', address: 'bench@example.com' }, now: new Date() });
    await seedProfiles(db, people);
    await seedEvents(db);
    const ends: (() => Promise<unknown>)[] = [];
    const stopWorker = await startBenchWorker(mongo.uri, name, await startTemporal(ends));
    const unit = 'profiles/s';
    try {
      await fill(mongo.client, db, ofTraits());
      if (people >= onceFrom) {
        for (const [what, condition] of [
          ['events', ofEvents()],
          ['a trait', ofTraits()],
        ] as const)
          console.log(`${people.toLocaleString('en')} profiles by ${what}: ${Math.round(people / (await fill(mongo.client, db, condition)))} s`);
        return;
      }
      await measure({
        ...{ name: 'backfill', unit, better: 'higher', aim: 0.1 },
        ours: async () => await fill(mongo.client, db, ofEvents()),
        floor: async () => await byHand(db, countedByHand),
      });
      await measure({
        ...{ name: 'backfill.traits', unit, better: 'higher', aim: 0.05 },
        ours: async () => await fill(mongo.client, db, ofTraits()),
        floor: async () => await byHand(db, comparedByHand),
      });
    } finally {
      await stopWorker();
      for (const end of ends) await end();
      await db.dropDatabase();
      await mongo.stop();
    }
  },
};

let made = 0;

/** Another one each time: what is counted already would not be read again. */
function ofEvents(): Condition {
  made += 1;
  const where = { fact: 'property', path: 'total', operator: 'greaterThan', value: 20 + made / 1_000 } as const;
  return { fact: 'event', params: { name: 'Order Completed', where, within: { amount: 30, unit: 'day' } }, operator: 'greaterThanInclusive', value: 2 };
}

function ofTraits(): Condition {
  made += 1;
  return {
    all: [
      { fact: 'trait', params: { name: 'plan' }, operator: 'equal', value: 'pro' },
      { fact: 'trait', params: { name: 'visits' }, operator: 'greaterThan', value: 40 + made / 1_000 },
    ],
  };
}

async function seedEvents(db: Db): Promise<void> {
  const events = db.collection<EventDocument>('events');
  const now = Date.now();
  const eventsOf = (n: number): EventDocument[] => {
    const who = `bench:userId:${madeUpPerson(n).userId}`;
    return Array.from({ length: eventsEach }, (_, nth): EventDocument => {
      const messageId = `order-${n}-${nth}`;
      const at = new Date(now - ((n % 40) + nth) * day);
      const document = {
        _id: `bench:${messageId}`,
        workspace: 'bench',
        messageId,
        type: 'track' as const,
        name: 'Order Completed',
        source: 'web',
        who,
        names: [who],
        replayAttempt: 0,
      };
      return { ...document, timestamp: at, receivedAt: at, properties: { total: (n * 7 + nth * 13) % 100, currency: 'USD', order_id: messageId } };
    });
  };
  for (let from = 0; from < people; from += 2_000) {
    const documents = Array.from({ length: Math.min(2_000, people - from) }, (_, at) => eventsOf(from + at)).flat();
    await events.insertMany(documents, { ordered: false, writeConcern: { w: 1 } });
  }
  await new EventsStore(db).ensureIndexes();
  await new SegmentsStore(db).ensureIndexes();
}

/** Profiles a second, from the publication until everybody was asked. */
async function fill(client: MongoClient, db: Db, condition: Condition): Promise<number> {
  const startedAt = performance.now();
  await publishSegment(client, db, 'filled', condition);
  const epoch = (await db.collection<{ _id: string; epoch: number }>('workspaces').findOne({ _id: 'bench' }))?.epoch ?? 0;
  const profiles = db.collection<ProfileDocument>('profiles', { readConcern: { level: 'majority' } });
  while (await profiles.findOne({ workspace: 'bench', epoch: { $lt: epoch } }, { projection: { _id: 1 } }))
    await new Promise((resolve) => setTimeout(resolve, 50));
  return people / ((performance.now() - startedAt) / 1_000);
}

type ByHand = (db: Db, batch: ProfileDocument[]) => Promise<number>;

async function byHand(db: Db, count: ByHand): Promise<number> {
  const startedAt = performance.now();
  let inside = 0;
  let waiting: ProfileDocument[] = [];
  for await (const profile of db.collection<ProfileDocument>('profiles').find({ workspace: 'bench' }).batchSize(batch)) {
    waiting.push(profile);
    if (waiting.length < batch) continue;
    inside += await count(db, waiting);
    waiting = [];
  }
  inside += await count(db, waiting);
  if (inside === 0) throw new Error('Nobody is in the segment: nothing was measured.');
  return people / ((performance.now() - startedAt) / 1_000);
}

const comparedByHand: ByHand = async (_db, profiles) =>
  await Promise.resolve(
    profiles.filter(({ traits }) => traits.plan?.value === 'pro' && typeof traits.visits?.value === 'number' && traits.visits.value > 40).length,
  );

const countedByHand: ByHand = async (db, profiles) => {
  const owners = new Map(profiles.flatMap(({ profileId, identities }) => identities.map(({ id }) => [id, profileId] as const)));
  const counts = new Map<string, number>();
  const since = Date.now() - 30 * day;
  for await (const { who, name, timestamp, properties } of db.collection<EventDocument>('events').find({ who: { $in: [...owners.keys()] } })) {
    const total = properties?.total;
    if (name !== 'Order Completed' || typeof total !== 'number' || total <= 20 || timestamp.getTime() <= since) continue;
    const owner = owners.get(who) as string;
    counts.set(owner, (counts.get(owner) ?? 0) + 1);
  }
  return [...counts.values()].filter((count) => count >= 2).length;
};
