import { hashId } from '@cairn/workflows/contracts/names.js';
import type { MongoClient } from 'mongodb';
import { ulid } from 'ulid';

import type { Clock } from '../profiles/core.js';
import { MatchPairsStore } from './match-pairs.store.js';
import type { LearnedModel, MatchingPhase, MatchingRunDocument } from './matching.documents.js';
import { matchingErrors } from './matching.errors.js';
import { MatchingRunsStore } from './matching-runs.store.js';
import type { RuleBlocks } from './model/blocking.js';
import { type MatchRecord, toColumns } from './model/columns.js';
import { learnModel, type MatchingData, mostCandidates, prepare } from './model/learn.js';
import { addHistogram, emptyHistogram, weightWithAtMost } from './model/threshold-curve.js';
import { readSnapshot } from './profile-snapshot.js';
import { scoreSlice } from './score-slice.js';

const chunkSize = 2_000;
const batchSize = 1_000;
const pairsPerSlice = 1_000_000;
/** More pairs than anybody reviews. */
const mostKept = 50_000;
/** A workspace beyond it must choose narrower fields or rules: memory and time are what a worker has. */
export const mostProfiles = 2_000_000;
export const mostPairs = 200_000_000;

/** Called now and then by a stage that takes long; what it throws ends the stage. */
export type Pulse = (phase: MatchingPhase, done: number, total: number) => Promise<void>;

/**
 * The stages of a run, in order: `read`, `learn`, `compare` for each slice, `conclude`. Each may be killed anywhere and called again: what it writes is determined by the run and
 * replaces what it wrote before, and nothing is written for a run that has ended. Free of Nest and of Temporal.
 */
export class MatchingStages {
  private readonly runs: MatchingRunsStore;
  private readonly pairs: MatchPairsStore;
  /** What the last stage of a run computed from its snapshot: the next one, if it comes to the same process, starts from it. */
  private prepared: { run: string; data: MatchingData } | undefined;

  constructor(
    private readonly client: MongoClient,
    private readonly database: string,
    private readonly clock: Clock,
  ) {
    const db = client.db(database);
    this.runs = new MatchingRunsStore(db);
    this.pairs = new MatchPairsStore(db);
  }

  /** Copies what is compared of every profile, as all of them stand at one instant. */
  async read(workspace: string, runId: string, pulse: Pulse): Promise<void> {
    const run = await this.require(workspace, runId);
    if (run.snapshot) return;
    const token = ulid(this.clock.now());
    let chunks = 0;
    let profiles = 0;
    let records: MatchRecord[] = [];
    const flush = async (): Promise<void> => {
      await this.runs.writeChunk(workspace, runId, token, chunks++, records, new Date(this.clock.now()));
      profiles += records.length;
      records = [];
      if (profiles > mostProfiles) throw matchingErrors.tooManyProfiles(mostProfiles);
      await pulse('reading', profiles, 0);
    };
    for await (const record of readSnapshot(this.client, this.database, workspace, run.settings.fields)) {
      records.push(record);
      if (records.length === chunkSize) await flush();
    }
    if (records.length > 0) await flush();
    await this.runs.keepSnapshot(workspace, runId, { token, chunks, profiles });
  }

  /** Estimates the model from the copy. Answers into how many slices the comparing is cut. */
  async learn(workspace: string, runId: string, pulse: Pulse): Promise<{ slices: number }> {
    const run = await this.require(workspace, runId);
    if (run.learned) return { slices: run.learned.slices };
    const data = await this.prepare(run);
    await pulse('learning', 0, 1);
    const candidates = mostCandidates(data);
    if (candidates > mostPairs) throw matchingErrors.tooManyPairs(run.settings, data.rules, mostPairs);
    const { model, rounds, histogram } = learnModel(data, seedOf(runId));
    const wanted = Math.min(0, run.thresholds.review);
    const keptFrom = Math.max(wanted, weightWithAtMost(histogram, mostKept));
    const learned: LearnedModel = {
      model,
      rounds,
      slices: Math.max(1, Math.ceil(candidates / pairsPerSlice)),
      candidates,
      rules: data.rules.map((blocks, at) => ruleSummary(run, blocks, at)),
      keptFrom,
      capped: keptFrom > wanted,
    };
    await this.runs.keepLearned(workspace, runId, learned);
    return { slices: learned.slices };
  }

  /** Compares the pairs of one slice and keeps those that may be one person. */
  async compare(workspace: string, runId: string, slice: number, pulse: Pulse): Promise<void> {
    const run = await this.require(workspace, runId);
    const { learned } = run;
    if (!learned) throw new Error(`Matching run ${runId} compares before it has learned.`);
    if (run.found || run.slices?.[slice]) return;
    const done = Object.keys(run.slices ?? {}).length;
    await pulse('comparing', done, learned.slices);
    const data = await this.prepare(run);
    const { found, result } = scoreSlice(data, learned, slice);
    for (let at = 0; at < found.length; at += batchSize) {
      await this.pairs.keep(workspace, run, found.slice(at, at + batchSize));
      await pulse('comparing', done, learned.slices);
    }
    await this.runs.keepSlice(workspace, runId, slice, result);
    await pulse('comparing', done + 1, learned.slices);
  }

  /** Adds up, drops what the run did not find again, and deletes the copy. Merging, if any, comes after it. */
  async conclude(workspace: string, runId: string): Promise<void> {
    const run = await this.require(workspace, runId);
    if (run.learned && !run.found) {
      const histogram = emptyHistogram();
      const slices = Object.values(run.slices ?? {});
      for (const slice of slices) addHistogram(histogram, slice.histogram);
      await this.runs.keepFound(workspace, runId, { pairs: slices.reduce((sum, { kept }) => sum + kept, 0), histogram });
    }
    await this.pairs.dropUnseen(workspace, runId);
    await this.forget(workspace, runId);
  }

  /** The copy of personal data goes with the run. */
  async forget(workspace: string, runId: string): Promise<void> {
    if (this.prepared?.run === `${workspace}:${runId}`) this.prepared = undefined;
    await this.runs.removeChunks(workspace, runId);
  }

  private async require(workspace: string, runId: string): Promise<MatchingRunDocument> {
    const run = await this.runs.read(workspace, runId);
    if (run === null) throw matchingErrors.unknownRun(runId);
    if (run.state !== 'running') throw matchingErrors.runEnded(runId, run.state);
    return run;
  }

  private async prepare(run: MatchingRunDocument): Promise<MatchingData> {
    const { workspace, runId, snapshot, settings } = run;
    if (this.prepared?.run === run._id) return this.prepared.data;
    if (!snapshot) throw new Error(`Matching run ${runId} has nothing to compare yet.`);
    const records = await this.runs.readChunks(workspace, runId, snapshot);
    const data = prepare(settings, toColumns(records, settings.fields.length));
    this.prepared = { run: run._id, data };
    return data;
  }
}

/** The same run draws the same pairs, whoever tries it again. */
function seedOf(runId: string): number {
  return Number.parseInt(hashId('matching', runId).slice(0, 8), 16);
}

function ruleSummary(run: MatchingRunDocument, { pairs, leftOut }: RuleBlocks, at: number): LearnedModel['rules'][number] {
  const largest = [...leftOut].sort((a, b) => b.records - a.records).slice(0, 5);
  return {
    rule: run.settings.blocking[at] ?? [],
    pairs,
    leftOut: { values: largest.map(({ key, records }) => ({ value: key, profiles: records })), count: leftOut.length },
  };
}
