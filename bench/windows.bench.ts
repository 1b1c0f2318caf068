import { aggregateKey } from '@cairn/rules/compile/aggregate-key.js';
import { createWorkspace } from '@cairn/server/access/setup.js';
import type { WorkspaceDocument } from '@cairn/server/platform/collections.js';
import type { ProfileDocument } from '@cairn/server/profiles/profile.js';
import type { Collection, Db } from 'mongodb';

import { oftenIn30Days, publishSegment } from './bench-segments.js';
import { startBenchMongo, startBenchWorker } from './bench-server.js';
import { type Benchmark, measure, percentile } from './harness.js';
import { seedProfiles } from './many-profiles.js';

const people = Number(process.env.CAIRN_BENCH_WINDOWS ?? 100_000);
const singles = 60;
const day = 86_400_000;
const event = 'Cart Updated';

/**
 * How long after its instant a window has closed: the person is out of the segment, and a majority of the database has it. `windows`: seconds until the last
 * of 100,000 whose windows close at the very same instant; `windows.single`: one at a time, p99 in ms.
 */
export const windows: Benchmark = {
  name: 'windows',
  run: async () => {
    const mongo = await startBenchMongo();
    const name = `bench_${process.pid}_windows`;
    const db = mongo.client.db(name);
    await createWorkspace(db, { id: 'bench', name: 'Bench', sender: { name: 'Bench', address: 'bench@example.com' }, now: new Date() });
    await seedProfiles(db, people);
    await publishSegment(mongo.client, db, 'active', oftenIn30Days(event));
    await db.collection('profiles').updateMany({}, { $set: { epoch: await epochOf(db), memberships: {} } });
    const stopWorker = await startBenchWorker(mongo.uri, name);
    try {
      await measure({ name: 'windows.single', unit: 'ms', better: 'lower', aim: 2_000, ours: async () => await closeOneByOne(db) });
      await measure({ name: 'windows', unit: 's', better: 'lower', aim: 60, ours: async () => await closeAll(db) });
    } finally {
      await stopWorker();
      await db.dropDatabase();
      await mongo.stop();
    }
  },
};

async function epochOf(db: Db): Promise<number> {
  return (await db.collection<WorkspaceDocument>('workspaces').findOne({ _id: 'bench' }))?.epoch ?? 0;
}

/** What somebody has who leaves at this instant. */
function leavingAt(at: number): Pick<ProfileDocument, 'aggregates' | 'memberships' | 'nextEvaluationAt'> {
  const recent = [at - 30 * day, at - 29 * day, at - 28 * day];
  return {
    aggregates: { [aggregateKey({ name: event })]: { count: 3, recent, days: {} } },
    memberships: { active: { since: new Date(at - 28 * day) } },
    nextEvaluationAt: new Date(at),
  };
}

function profilesOf(db: Db): Collection<ProfileDocument> {
  return db.collection<ProfileDocument>('profiles', { readConcern: { level: 'majority' } });
}

async function closeAll(db: Db): Promise<number> {
  const profiles = profilesOf(db);
  // Late enough for all to be written before.
  const at = Date.now() + 5_000 + people / 4;
  await profiles.updateMany({}, { $set: leavingAt(at) });
  if (Date.now() > at) throw new Error('Windows closed before all were written.');
  await pause(at - Date.now());
  while (await profiles.findOne({ 'memberships.active.since': { $exists: true } }, { projection: { _id: 1 } })) await pause(50);
  return (Date.now() - at) / 1_000;
}

async function closeOneByOne(db: Db): Promise<number> {
  const profiles = profilesOf(db);
  const chosen = await profiles.find({}, { projection: { _id: 1 }, limit: singles }).toArray();
  const from = Date.now() + 1_000;
  const dueAt = new Map(chosen.map(({ _id }, at) => [_id, from + at * 170]));
  const changes = profiles.watch([{ $match: { 'documentKey._id': { $in: [...dueAt.keys()] } } }]);
  const late: number[] = [];
  try {
    await changes.tryNext();
    await profiles.bulkWrite([...dueAt].map(([_id, at]) => ({ updateOne: { filter: { _id }, update: { $set: leavingAt(at) } } })));
    while (late.length < singles) {
      const change = await changes.next();
      if (change.operationType === 'update' && change.updateDescription.removedFields?.includes('memberships.active'))
        late.push(Date.now() - (dueAt.get(change.documentKey._id) as number));
    }
  } finally {
    await changes.close();
  }
  return percentile(late, 0.99);
}

async function pause(ms: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, Math.max(0, ms)));
}
