import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { testDatabase } from '../../test/fixtures/mongo.js';
import { collections } from '../platform/collections.js';
import type { ProfileDocument } from '../profiles/profile.js';
import { MatchPairsStore, pairIdOf } from './match-pairs.store.js';
import type { MatchPairDocument } from './matching.documents.js';
import { inventPeople, newRun, storePeople } from './matching.fixture.js';
import { MatchingRunsStore } from './matching-runs.store.js';
import { MatchingStages } from './matching-stages.js';

const workspace = 'shop';
const doubles = 12;
const calm = async () => {};
let database: Awaited<ReturnType<typeof testDatabase>>;
let runs: MatchingRunsStore;
let pairs: MatchPairsStore;
let clock = 5_000;

beforeAll(async () => {
  database = await testDatabase('matching');
  runs = new MatchingRunsStore(database.db);
  pairs = new MatchPairsStore(database.db);
  await Promise.all([runs.ensureIndexes(), pairs.ensureIndexes()]);
  await storePeople(database.db, workspace, inventPeople(150, doubles));
  await storePeople(database.db, 'other', inventPeople(20, 10, 2));
});
afterAll(async () => await database.drop());
beforeEach(async () => {
  clock = 5_000;
  await database.db.collection(collections.matchPairs).deleteMany({});
  await database.db.collection(collections.matchingRuns).deleteMany({});
});

function stages(client = database.client): MatchingStages {
  return new MatchingStages(client, database.name, { now: () => clock });
}

/** As the workflow does it. */
async function search(runId: string, by: () => MatchingStages = () => stages(), change: Parameters<typeof newRun>[2] = {}): Promise<void> {
  await runs.insert(newRun(workspace, runId, { startedAt: new Date(clock), ...change }));
  await perform(runId, by);
}

async function perform(runId: string, by: () => MatchingStages): Promise<void> {
  await by().read(workspace, runId, calm);
  const { slices } = await by().learn(workspace, runId, calm);
  for (let slice = 0; slice < slices; slice += 1) await by().compare(workspace, runId, slice, calm);
  await by().conclude(workspace, runId);
  await runs.end(workspace, runId, { state: 'completed', now: new Date(clock) });
}

async function stored(): Promise<MatchPairDocument[]> {
  return await database.db.collection<MatchPairDocument>(collections.matchPairs).find({ workspace }).sort({ weight: -1, pairId: 1 }).toArray();
}

const names = (found: MatchPairDocument[]) => found.map(({ a, b }) => `${a}-${b}`);
const twice = Array.from({ length: doubles }, (_, n) => `p${String(n).padStart(3, '0')}-q${String(n).padStart(3, '0')}`);
const first = () => pairIdOf(workspace, 'p000', 'q000');
const answer = (to: MatchPairDocument['state'], from: MatchPairDocument['state'] = 'open') =>
  pairs.decide(workspace, first(), { from: [from], to, by: 'user:ann', now: new Date(clock) });

describe('a search for duplicates', () => {
  it('finds who is there twice, explained, and leaves no copy of anybody', async () => {
    await search('01A');
    const found = await stored();
    expect(names(found.filter(({ weight }) => weight >= 4)).sort()).toEqual(twice);
    const run = await runs.read(workspace, '01A');
    expect(run).toMatchObject({ state: 'completed', snapshot: { profiles: 162 }, found: { pairs: found.length } });
    for (const pair of found) {
      expect(pair).toMatchObject({ state: 'open', runId: '01A', fields: run?.settings.fields.map(({ key }) => key) });
      const lambda = run?.learned?.model.lambda as number;
      const sum = pair.evidence.reduce((total, { weight, rarity }) => total + weight + rarity, Math.log2(lambda / (1 - lambda)));
      expect(sum).toBeCloseTo(pair.weight, 9);
    }
    expect(await database.db.collection(collections.matchingChunks).countDocuments()).toBe(0);
  });

  it('killed before and after every write, and tried again by another process, keeps each pair once', async () => {
    await search('01A');
    const undisturbed = await stored();
    const found = (await runs.read(workspace, '01A'))?.found;
    let deaths = 0;
    for (let n = 1; ; n += 1) {
      await database.db.collection(collections.matchPairs).deleteMany({});
      await database.db.collection(collections.matchingRuns).deleteMany({});
      await runs.insert(newRun(workspace, '01A'));
      const death = killer(n);
      // The first attempt dies, and with it all it knew; every stage is then called again, as Temporal would.
      await perform('01A', () => stages(death.client)).catch((error: unknown) => {
        if (!(error instanceof Killed)) throw error;
      });
      if (!death.died()) break;
      deaths += 1;
      const left = await runs.read(workspace, '01A');
      if (left?.state === 'running') await perform('01A', () => stages());
      expect((await stored()).map(withoutRun)).toEqual(undisturbed.map(withoutRun));
      expect((await runs.read(workspace, '01A'))?.found).toEqual(found);
      expect(await database.db.collection(collections.matchingChunks).countDocuments()).toBe(0);
    }
    expect(deaths).toBeGreaterThan(10);
  });

  it('reads nobody of another workspace, and nobody who was merged away', async () => {
    const profiles = database.db.collection<ProfileDocument>(collections.profiles);
    await profiles.updateOne({ _id: `${workspace}:q003` }, { $set: { mergedInto: 'p003' } });
    await search('01A');
    await profiles.updateOne({ _id: `${workspace}:q003` }, { $unset: { mergedInto: '' } });
    expect(names(await stored()).filter((pair) => pair.includes('q003'))).toEqual([]);
    expect((await runs.read(workspace, '01A'))?.snapshot?.profiles).toBe(161);
  });

  it('writes nothing more once it was cancelled', async () => {
    await runs.insert(newRun(workspace, '01A'));
    await stages().read(workspace, '01A', calm);
    await runs.end(workspace, '01A', { state: 'cancelled', now: new Date(clock) });
    await expect(stages().learn(workspace, '01A', calm)).rejects.toMatchObject({ code: 'matching-run-ended' });
    await stages().forget(workspace, '01A');
    expect(await stored()).toEqual([]);
  });
});

describe('what people said about a pair', () => {
  it.each(['notSame', 'later'] as const)('%s stands as long as the values do', async (state) => {
    await search('01A');
    await answer(state);
    clock += 1_000;
    await search('01B');
    expect(await pairs.read(workspace, first())).toMatchObject({ state, runId: '01B', decidedBy: 'user:ann' });
  });

  it('does not stand when a value changed, and says so', async () => {
    await search('01A');
    await answer('notSame');
    clock += 1_000;
    await withTrait('p000', 'city', 'zug', async () => await search('01B'));
    expect(await pairs.read(workspace, first())).toMatchObject({ state: 'open', reopened: 'changed' });
  });

  it('stands when only what is compared was changed', async () => {
    await search('01A');
    await answer('notSame');
    clock += 1_000;
    const { settings } = newRun(workspace, 'x');
    const fields = [...settings.fields.filter(({ key }) => key !== 'city'), { key: 'tier', traits: ['tier'], kind: 'exact' as const, termFrequency: false }];
    const blocking = settings.blocking.filter((rule) => rule.every(({ field }) => field !== 'city'));
    await search('01B', () => stages(), { settings: { fields, blocking } });
    expect(await pairs.read(workspace, first())).toMatchObject({ state: 'notSame', runId: '01B' });
  });

  it('is open again, and never merged without asking, when both are there again after a merge', async () => {
    await search('01A');
    await answer('merged');
    clock += 1_000;
    await search('01B');
    expect(await pairs.read(workspace, first())).toMatchObject({ state: 'open', reopened: 'undone' });
    expect((await pairs.untouched(workspace, '01B', -99, 100)).map(({ pairId }) => pairId)).not.toContain(first());
  });

  it('a merge made while a run compares what it read before stays made', async () => {
    await search('01A');
    await runs.insert(newRun(workspace, '01B', { startedAt: new Date(clock) }));
    clock += 1_000;
    await answer('merged');
    await perform('01B', () => stages());
    expect(await pairs.read(workspace, first())).toMatchObject({ state: 'merged' });
  });

  it('an unanswered pair that is not found again is dropped; an answered one is kept', async () => {
    await search('01A');
    await answer('notSame');
    clock += 1_000;
    await withTrait('p001', 'email', 'other@example.net', async () =>
      withTrait('p001', 'last_name', 'zzz', async () =>
        withTrait('p001', 'first_name', 'yyy', async () => withTrait('p001', 'birthday', '2001-01-01', async () => await search('01B'))),
      ),
    );
    const left = names(await stored());
    expect(left).toContain('p000-q000');
    expect(left).not.toContain('p001-q001');
  });

  it('a run that comes late with an old word changes nothing', async () => {
    await search('01B');
    const before = await stored();
    await pairs.keep(workspace, { runId: '01A', startedAt: new Date(0) }, [{ a: 'p000', b: 'q000', weight: 99, evidence: [], fields: [], marks: [] }]);
    expect(await stored()).toEqual(before);
  });
});

async function withTrait(id: string, trait: string, value: string, work: () => Promise<void>): Promise<void> {
  const profiles = database.db.collection<ProfileDocument>(collections.profiles);
  const before = await profiles.findOneAndUpdate({ _id: `${workspace}:${id}` }, { $set: { [`traits.${trait}.value`]: value } });
  await work();
  await profiles.updateOne({ _id: `${workspace}:${id}` }, { $set: { [`traits.${trait}`]: before?.traits[trait] } });
}

function withoutRun({ runId: _runId, ...pair }: MatchPairDocument): object {
  return pair;
}

class Killed extends Error {}
const writing = new Set(['insertOne', 'updateOne', 'deleteMany', 'bulkWrite']);

/** A client whose process dies around its n-th write: an odd one before it, an even one after it. */
function killer(n: number): { client: typeof database.client; died(): boolean } {
  let left = n;
  let dead = false;
  const around = async (write: () => Promise<unknown>): Promise<unknown> => {
    if (dead) throw new Killed();
    left -= 1;
    if (left === 0) dead = true;
    if (dead) throw new Killed();
    const result = await write();
    left -= 1;
    if (left === 0) {
      dead = true;
      throw new Killed();
    }
    return result;
  };
  const wrap = <T extends object>(target: T): T =>
    new Proxy(target, {
      get(object, property) {
        const value = Reflect.get(object, property) as unknown;
        if (typeof value !== 'function') return value;
        return (...args: unknown[]): unknown => {
          const call = () => (value as (...given: unknown[]) => unknown).apply(object, args);
          if (property === 'db' || property === 'collection') return wrap(call() as object);
          return writing.has(String(property)) ? around(async () => await call()) : call();
        };
      },
    });
  return { client: wrap(database.client), died: () => dead };
}
