import { MatchPairsStore } from '@cairn/server/matching/match-pairs.store.js';
import type { MatchPairDocument } from '@cairn/server/matching/matching.documents.js';
import { MatchingRunsStore } from '@cairn/server/matching/matching-runs.store.js';
import { defaultThresholds } from '@cairn/server/matching/model/default-settings.js';
import { collections } from '@cairn/server/platform/collections.js';
import type { ProfileDocument } from '@cairn/server/profiles/profile.js';
import { MatchingThread } from '@cairn/worker/matching/matching-thread-host.js';
import type { Db } from 'mongodb';

import { startBenchMongo } from './bench-server.js';
import { febrlSettings } from './febrl.js';
import { report } from './harness.js';
import { type MadeRecord, makePeople } from './people-generator.js';

const workspace = 'bench';
const records = 100_000;
const rounds = 3;

/** Seconds for a whole search among 100,000 profiles as the worker does it: read from MongoDB, learn, compare, write the pairs. */
export async function measureWholeRun(): Promise<void> {
  const mongo = await startBenchMongo();
  const database = `bench_matching_${process.pid}`;
  const db = mongo.client.db(database);
  try {
    const people = await makePeople(records, 1);
    await storeProfiles(db, people);
    await Promise.all([new MatchingRunsStore(db).ensureIndexes(), new MatchPairsStore(db).ensureIndexes()]);
    const seconds: number[] = [];
    for (let round = 1; round <= rounds; round += 1) {
      await db.collection(collections.matchPairs).deleteMany({});
      const thread = new MatchingThread({ mongodbUri: mongo.uri, database });
      seconds.push(await search(db, thread, `01RUN${round}`));
      await thread.close();
    }
    await sayQuality(db, people);
    report({ name: 'matching.100k', unit: 's', better: 'lower', aim: 120 }, seconds, []);
  } finally {
    await db.dropDatabase();
    await mongo.stop();
  }
}

async function search(db: Db, thread: MatchingThread, runId: string): Promise<number> {
  const runs = new MatchingRunsStore(db);
  const now = new Date();
  const settings = febrlSettings(true);
  const start = { state: 'running', phase: 'waiting', done: 0, total: 0 } as const;
  await runs.insert({
    _id: `${workspace}:${runId}`,
    workspace,
    runId,
    ...start,
    settings,
    thresholds: defaultThresholds,
    startedAt: now,
    startedBy: 'bench',
    touchedAt: now,
  });
  const { signal } = new AbortController();
  const began = performance.now();
  const laps: string[] = [];
  const stage = async (job: Parameters<MatchingThread['perform']>[0]) => {
    const from = performance.now();
    const answer = await thread.perform(job, signal);
    laps.push(`${job.stage} ${((performance.now() - from) / 1000).toFixed(1)}`);
    return answer;
  };
  await stage({ stage: 'read', workspace, runId });
  const slices = (await stage({ stage: 'learn', workspace, runId }))?.slices ?? 0;
  for (let slice = 0; slice < slices; slice += 1) await stage({ stage: 'compare', workspace, runId, slice });
  await stage({ stage: 'conclude', workspace, runId });
  const run = await runs.read(workspace, runId);
  console.log(`${run?.learned?.candidates.toLocaleString('en')} candidates, ${run?.found?.pairs.toLocaleString('en')} pairs kept; seconds: ${laps.join(', ')}`);
  return (performance.now() - began) / 1000;
}

async function storeProfiles(db: Db, people: readonly MadeRecord[]): Promise<void> {
  const profiles = db.collection<ProfileDocument>(collections.profiles);
  const at = new Date(0);
  const documents = people.map(({ id, values }) => ({
    _id: `${workspace}:${id}`,
    workspace,
    profileId: id,
    createdAt: at,
    traits: Object.fromEntries(Object.entries(values).map(([name, value]) => [name, { value, at, source: 'bench', messageId: 'm' }])),
  }));
  for (let from = 0; from < documents.length; from += 5_000) {
    await profiles.insertMany(documents.slice(from, from + 5_000) as unknown as ProfileDocument[], { ordered: false });
  }
}

async function sayQuality(db: Db, people: readonly MadeRecord[]): Promise<void> {
  const sizes = new Map<number, number>();
  for (const { person } of people) sizes.set(person, (sizes.get(person) ?? 0) + 1);
  const truth = [...sizes.values()].reduce((sum, size) => sum + (size * (size - 1)) / 2, 0);
  const found = await db
    .collection<MatchPairDocument>(collections.matchPairs)
    .find({ weight: { $gte: defaultThresholds.review } }, { projection: { a: 1, b: 1 } })
    .toArray();
  const right = found.filter(({ a, b }) => a.split('-')[0] === b.split('-')[0]).length;
  const [precision, recall] = [right / found.length, right / truth];
  const f1 = (2 * precision * recall) / (precision + recall);
  console.log(`at weight ${defaultThresholds.review}: precision ${precision.toFixed(4)}, recall ${recall.toFixed(4)}, F1 ${f1.toFixed(4)}`);
}
