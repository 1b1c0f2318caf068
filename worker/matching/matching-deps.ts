import { MatchPairsStore } from '@cairn/server/matching/match-pairs.store.js';
import { MatchingRunsStore } from '@cairn/server/matching/matching-runs.store.js';
import { MatchingSettingsStore } from '@cairn/server/matching/matching-settings.store.js';
import { type Merging, PairMerger } from '@cairn/server/matching/pair-merger.js';
import { ToldApart } from '@cairn/server/matching/told-apart.js';
import type { Db } from 'mongodb';

import type { MatchingDeps } from '../activities/matching.js';

/** What a search for duplicates needs, over the real database. */
export function createMatchingDeps(given: Pick<MatchingDeps, 'work' | 'clock' | 'log' | 'onFailure'> & { db: Db; merging: Merging }): MatchingDeps {
  const { db, merging, ...rest } = given;
  const runs = new MatchingRunsStore(db);
  const pairs = new MatchPairsStore(db);
  const merger = new PairMerger({ pairs, runs, settings: new MatchingSettingsStore(db), merging, told: new ToldApart(db), clock: rest.clock });
  return { ...rest, runs, pairs, merge: async (input, signal) => await merger.mergeNext(input, signal) };
}
