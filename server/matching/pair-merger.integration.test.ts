import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { testDatabase } from '../../test/fixtures/mongo.js';
import { collections } from '../platform/collections.js';
import { OperationalError, UserError } from '../platform/errors.js';
import type { MergeDocument } from '../profiles/core-store.js';
import type { ProfileDocument } from '../profiles/profile.js';
import { MatchPairsStore, pairIdOf } from './match-pairs.store.js';
import type { MatchPairDocument } from './matching.documents.js';
import { newRun } from './matching.fixture.js';
import { MatchingRunsStore } from './matching-runs.store.js';
import { MatchingSettingsStore } from './matching-settings.store.js';
import { defaultModelSettings } from './model/default-settings.js';
import { type Merging, PairMerger } from './pair-merger.js';
import { ToldApart } from './told-apart.js';

const workspace = 'shop';
const run = { workspace, runId: '01A' };
const { signal } = new AbortController();
let database: Awaited<ReturnType<typeof testDatabase>>;
let pairs: MatchPairsStore;
let runs: MatchingRunsStore;

beforeAll(async () => {
  database = await testDatabase('pair_merger');
  pairs = new MatchPairsStore(database.db);
  runs = new MatchingRunsStore(database.db);
  await pairs.ensureIndexes();
});
afterAll(async () => await database.drop());
beforeEach(async () => {
  for (const name of [collections.matchPairs, collections.matchingRuns, collections.matchingSettings, collections.merges, collections.profiles])
    await database.db.collection(name).deleteMany({});
  await runs.insert(newRun(workspace, run.runId));
});

const journal = () => database.db.collection<Pick<MergeDocument, '_id' | 'workspace' | 'survivor' | 'loser' | 'at' | 'undoneAt'>>(collections.merges);
const people = () => database.db.collection<Partial<ProfileDocument> & { _id: string }>(collections.profiles);

/** Merging in memory: remembers what was merged into what, as the core does, and how often it was written. */
class FakeMerging implements Merging {
  readonly into = new Map<string, string>();
  readonly journal: { survivor: string; loser: string; by: string; note?: string | undefined }[] = [];
  /** `a-b` → exceeds an identity rule. */
  exceeds = new Set<string>();
  fail: ((profiles: readonly [string, string]) => Error | undefined) | undefined;
  after: (() => void) | undefined;

  async planMerge({ profiles }: { profiles: readonly [string, string] }) {
    const [a, b] = profiles.map((id) => this.survivor(id)) as [string, string];
    if (a === 'gone' || b === 'gone') return null;
    const exceeds = this.exceeds.has(profiles.join('-')) ? {} : undefined;
    return await Promise.resolve(a === b ? { already: {} } : { plan: { survivor: { profileId: a }, loser: { profileId: b }, exceeds } });
  }

  async merge({ profiles, by, note }: Parameters<Merging['merge']>[0]) {
    const failure = this.fail?.(profiles);
    if (failure) throw failure;
    const [survivor, loser] = profiles.map((id) => this.survivor(id)) as [string, string];
    if (survivor === 'gone' || loser === 'gone') return null;
    if (survivor === loser) return { survivor, merge: null, already: true };
    this.into.set(loser, survivor);
    this.journal.push({ survivor, loser, by, note });
    const _id = `${workspace}:merge-${this.journal.length}`;
    await journal().insertOne({ _id, workspace, survivor, loser, at: new Date(this.journal.length) });
    await people().updateOne({ _id: `${workspace}:${loser}` }, { $set: { workspace, profileId: loser, mergedInto: survivor } }, { upsert: true });
    this.after?.();
    return { survivor, merge: { _id, loser }, already: false };
  }

  async undo({ mergeId }: { mergeId: string }) {
    const merge = this.journal[Number(mergeId.slice('merge-'.length)) - 1];
    if (!merge) return null;
    await journal().updateOne({ _id: `${workspace}:${mergeId}` }, { $set: { undoneAt: new Date(9_000) } });
    await people().updateOne({ _id: `${workspace}:${merge.loser}` }, { $unset: { mergedInto: '' } });
    return { already: !this.into.delete(merge.loser) };
  }

  private survivor(id: string): string {
    const next = this.into.get(id);
    return next === undefined ? id : this.survivor(next);
  }
}

function merger(merging: Merging, over: Partial<ConstructorParameters<typeof PairMerger>[0]> = {}): PairMerger {
  const told = new ToldApart(database.db);
  return new PairMerger({ pairs, runs, settings: new MatchingSettingsStore(database.db), merging, told, clock: { now: () => 9_000 }, ...over });
}

async function store(...found: [string, string, number, Partial<MatchPairDocument>?][]): Promise<void> {
  for (const [a, b, weight, change] of found) {
    await pairs.keep(workspace, { runId: run.runId, startedAt: new Date(0) }, [{ a, b, weight, evidence: [], fields: [], marks: [] }]);
    if (change) await database.db.collection<MatchPairDocument>(collections.matchPairs).updateOne({ _id: `${workspace}:${id(a, b)}` }, { $set: change });
  }
}

async function line(autoMerge: number | null): Promise<void> {
  await database.client.withSession(async (session) => {
    const settings = { ...defaultModelSettings, thresholds: { review: 4, autoMerge }, revision: 1, updatedAt: new Date(0), updatedBy: 'user:ann' };
    await new MatchingSettingsStore(database.db).write(session, { _id: workspace, ...settings });
  });
}

const id = (a: string, b: string) => pairIdOf(workspace, a, b);
const stateOf = async (a: string, b: string) => await pairs.read(workspace, id(a, b));

describe('merging a pair by hand', () => {
  it('merges, says in the journal how sure it was, and takes the pairs of who is gone off the list', async () => {
    const merging = new FakeMerging();
    await store(['a', 'b', 12.34], ['a', 'c', 9], ['b', 'c', 8], ['b', 'd', 7, { state: 'notSame' }]);
    expect(await merger(merging).merge(workspace, id('a', 'b'), 'user:ann')).toEqual({ survivor: 'a', mergeId: 'merge-1' });
    expect(merging.journal).toEqual([{ survivor: 'a', loser: 'b', by: 'user:ann', note: 'match weight 12.3, run 01A' }]);
    expect(await stateOf('a', 'b')).toMatchObject({ state: 'merged', decidedBy: 'user:ann' });
    expect([(await stateOf('a', 'c'))?.state, await stateOf('b', 'c'), (await stateOf('b', 'd'))?.state]).toEqual(['open', null, 'notSame']);
  });

  it('again merges nothing more', async () => {
    const merging = new FakeMerging();
    await store(['a', 'b', 12]);
    await merger(merging).merge(workspace, id('a', 'b'), 'user:ann');
    expect(await merger(merging).merge(workspace, id('a', 'b'), 'user:ann')).toEqual({ survivor: 'a', mergeId: 'merge-1' });
    expect(merging.journal).toHaveLength(1);
  });

  it('cut off after the merge, it can still be undone from the pair', async () => {
    const merging = new FakeMerging();
    await store(['a', 'b', 12]);
    await people().insertMany(['a', 'b'].map((each) => ({ _id: `${workspace}:${each}`, workspace, profileId: each })));
    merging.after = () => {
      throw new OperationalError('store-unavailable', 'Killed after.');
    };
    await expect(merger(merging).merge(workspace, id('a', 'b'), 'user:ann')).rejects.toMatchObject({ code: 'store-unavailable' });
    merging.after = undefined;
    await merger(merging).merge(workspace, id('a', 'b'), 'user:ann');
    await merger(merging).undo(workspace, (await stateOf('a', 'b')) as MatchPairDocument, 'user:ann');
    expect(merging.into.size).toBe(0);
    expect(await stateOf('a', 'b')).toMatchObject({ state: 'open', reopened: 'undone' });
  });

  it.each<[string, [string, string, Partial<MatchPairDocument>?], string]>([
    ['that was told apart is refused', ['a', 'b', { state: 'notSame' }], 'pair-decided'],
    ['of somebody who is gone is refused', ['a', 'gone'], 'pair-gone'],
  ])('%s', async (_, [a, b, change], code) => {
    await store([a, b, 12, change]);
    await expect(merger(new FakeMerging()).merge(workspace, id(a, b), 'user:ann')).rejects.toMatchObject({ code });
  });

  it('is undone: both are to review, and never merged without asking again', async () => {
    const merging = new FakeMerging();
    await store(['a', 'b', 30]);
    await database.db
      .collection<{ _id: string }>(collections.profiles)
      .insertMany(['a', 'b'].map((id) => ({ _id: `${workspace}:${id}`, workspace, profileId: id })));
    await line(20);
    await merger(merging).mergeNext(run, signal);
    const pair = (await stateOf('a', 'b')) as MatchPairDocument;
    expect(pair).toMatchObject({ state: 'merged', mergeId: 'merge-1' });
    for (let times = 0; times < 2; times += 1) await merger(merging).undo(workspace, pair, 'user:ann');
    expect(await stateOf('a', 'b')).toMatchObject({ state: 'open', reopened: 'undone', decidedBy: 'user:ann' });
    expect(merging.into.size).toBe(0);
    await merger(merging).mergeNext(run, signal);
    expect(merging.into.size).toBe(0);
  });

  it('that nobody knows is refused', async () => {
    await expect(merger(new FakeMerging()).merge(workspace, 'nope', 'user:ann')).rejects.toMatchObject({ code: 'unknown-pair' });
  });
});

describe('merging without asking', () => {
  it('does nothing until somebody sets a line', async () => {
    const merging = new FakeMerging();
    await store(['a', 'b', 50]);
    expect(await merger(merging).mergeNext(run, signal)).toEqual({ more: false });
    expect(merging.journal).toEqual([]);
  });

  it('merges what nobody ever answered, from the line on, heaviest first, and counts it', async () => {
    const merging = new FakeMerging();
    await line(20);
    await store(['a', 'b', 25], ['c', 'd', 30], ['e', 'f', 19.9]);
    await store(['g', 'h', 40, { decidedAt: new Date(1), decidedBy: 'user:ann' }], ['i', 'j', 40, { state: 'later' }], ['k', 'l', 40, { reopened: 'undone' }]);
    await store(['m', 'n', 40, { runId: '019' }]);
    expect(await merger(merging).mergeNext(run, signal)).toEqual({ more: false });
    expect(merging.journal.map(({ survivor, loser, by }) => `${survivor}-${loser} ${by}`)).toEqual(['c-d matching', 'a-b matching']);
    expect((await runs.read(workspace, run.runId))?.merged).toEqual({ done: 2, refused: 0 });
  });

  it('makes one person of three, whatever pair leads to whom', async () => {
    const merging = new FakeMerging();
    await line(20);
    await store(['a', 'b', 30], ['b', 'c', 29], ['a', 'c', 28]);
    await merger(merging).mergeNext(run, signal);
    expect(merging.journal.map(({ survivor, loser }) => `${survivor}-${loser}`)).toEqual(['a-b', 'a-c']);
  });

  it('brings nobody together by way of a third whom somebody told apart', async () => {
    const merging = new FakeMerging();
    await line(20);
    await store(['a', 'b', 30], ['b', 'c', 29], ['a', 'c', 28, { state: 'notSame' }], ['c', 'd', 27]);
    await merger(merging).mergeNext(run, signal);
    expect(merging.journal.map(({ survivor, loser }) => `${survivor}-${loser}`)).toEqual(['a-b', 'c-d']);
    expect(await stateOf('b', 'c')).toMatchObject({ state: 'open', refused: 'told-apart' });
  });

  it('does not make one again of those whose merge somebody undid, wherever it came from', async () => {
    const merging = new FakeMerging();
    await line(20);
    await journal().insertOne({ _id: `${workspace}:m`, workspace, survivor: 'x', loser: 'b', at: new Date(1), undoneAt: new Date(2) });
    await people().insertOne({ _id: `${workspace}:x`, workspace, profileId: 'x', mergedInto: 'a' });
    await store(['a', 'b', 30]);
    await merger(merging).mergeNext(run, signal);
    expect(merging.journal).toEqual([]);
    expect(await stateOf('a', 'b')).toMatchObject({ state: 'open', refused: 'told-apart' });
  });

  it('leaves to people what an identity rule or a limit keeps apart, says why, and does not try again', async () => {
    const merging = new FakeMerging();
    merging.exceeds.add('a-b');
    merging.fail = ([a]) => (a === 'c' ? new UserError(422, 'profile-too-large', 'Too large.') : undefined);
    await line(20);
    await store(['a', 'b', 30], ['c', 'd', 29], ['e', 'gone', 28]);
    await merger(merging).mergeNext(run, signal);
    expect([(await stateOf('a', 'b'))?.refused, (await stateOf('c', 'd'))?.refused, (await stateOf('e', 'gone'))?.refused]).toEqual([
      'identity-limit',
      'profile-too-large',
      'pair-gone',
    ]);
    expect(await pairs.untouched(workspace, run.runId, 20, 10)).toEqual([]);
    expect((await runs.read(workspace, run.runId))?.merged).toEqual({ done: 0, refused: 3 });
  });

  it('asks no further than it is told, and says that there is more', async () => {
    const merging = new FakeMerging();
    await line(20);
    await store(...Array.from({ length: 51 }, (_, n): [string, string, number] => [`a${n}`, `b${n}`, 30]));
    expect(await merger(merging).mergeNext(run, signal)).toEqual({ more: true });
    expect(merging.journal).toHaveLength(50);
    expect(await merger(merging).mergeNext(run, signal)).toEqual({ more: false });
    expect(merging.journal).toHaveLength(51);
  });

  it('killed before or after the merge goes on where it was, and merges nothing twice', async () => {
    await line(20);
    await store(['a', 'b', 30]);
    const merging = new FakeMerging();
    merging.fail = () => new OperationalError('store-unavailable', 'Killed before.');
    await expect(merger(merging).mergeNext(run, signal)).rejects.toMatchObject({ code: 'store-unavailable' });
    expect(await stateOf('a', 'b')).toMatchObject({ state: 'open', claim: run.runId });
    merging.fail = undefined;
    merging.after = () => {
      throw new OperationalError('store-unavailable', 'Killed after.');
    };
    await expect(merger(merging).mergeNext(run, signal)).rejects.toMatchObject({ code: 'store-unavailable' });
    merging.after = undefined;
    await merger(merging).mergeNext(run, signal);
    expect(merging.journal).toHaveLength(1);
    expect(await stateOf('a', 'b')).toMatchObject({ state: 'merged', decidedBy: 'matching', mergeId: 'merge-1' });
    expect(await stateOf('a', 'b')).not.toHaveProperty('claim');
  });

  it('nobody says anything about a pair that is being merged; a run that ended lets go of it', async () => {
    await store(['a', 'b', 30]);
    expect(await pairs.claim(workspace, id('a', 'b'), run.runId)).toBe(true);
    const notSame = { from: ['open'] as const, to: 'notSame' as const, by: 'user:ann', now: new Date(9_000) };
    expect(await pairs.decide(workspace, id('a', 'b'), notSame)).toBe(false);
    await pairs.release(workspace, run.runId);
    expect(await pairs.decide(workspace, id('a', 'b'), notSame)).toBe(true);
    expect(await pairs.claim(workspace, id('a', 'b'), run.runId)).toBe(false);
  });

  it('stops between two pairs when its run is cancelled', async () => {
    const merging = new FakeMerging();
    const cancel = new AbortController();
    merging.after = () => cancel.abort();
    await line(20);
    await store(['a', 'b', 30], ['c', 'd', 29]);
    await expect(merger(merging).mergeNext(run, cancel.signal)).rejects.toThrow();
    expect(merging.journal).toHaveLength(1);
  });
});
