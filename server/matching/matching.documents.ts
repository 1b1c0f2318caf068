import type { MatchingModel } from './model/model.js';
import type { FieldEvidence } from './model/scoring.js';
import type { BlockingPart, ModelSettings, Thresholds } from './model/settings.js';
import type { WeightHistogram } from './model/threshold-curve.js';

/** `_id` is the workspace. */
export interface MatchingSettingsDocument extends ModelSettings {
  _id: string;
  thresholds: Thresholds;
  /** Rises with every change; a change carries the one it read. */
  revision: number;
  updatedAt: Date;
  updatedBy: string;
}

export type MatchingRunState = 'running' | 'completed' | 'cancelled' | 'failed';
export const matchingPhases = ['waiting', 'reading', 'learning', 'comparing', 'merging', 'finished'] as const;
export type MatchingPhase = (typeof matchingPhases)[number];

/** One search for duplicates, `_id` = `workspace:runId`; run ids are ULIDs, so a later one sorts later. Index `{workspace, runId}`. */
export interface MatchingRunDocument {
  _id: string;
  workspace: string;
  runId: string;
  state: MatchingRunState;
  phase: MatchingPhase;
  /** Of the phase. */
  done: number;
  total: number;
  /** As they were when it began. */
  settings: ModelSettings;
  thresholds: Thresholds;
  startedAt: Date;
  startedBy: string;
  /** Moves at least every few seconds while somebody works on it. */
  touchedAt: Date;
  endedAt?: Date;
  /** Code of what ended a failed run. */
  failure?: string;
  /** The profiles as they were read, in chunks under this token; the attempt that finished reading wrote it. */
  snapshot?: { token: string; chunks: number; profiles: number };
  learned?: LearnedModel;
  /** Slice → what it found. */
  slices?: { [slice: string]: SliceResult };
  found?: { pairs: number; histogram: WeightHistogram };
  merged?: { done: number; refused: number };
}

export interface LearnedModel {
  model: MatchingModel;
  rounds: number;
  /** How many parts the comparing is cut into. */
  slices: number;
  /** Candidate pairs, counted once a rule. */
  candidates: number;
  rules: LearnedRule[];
  /** Pairs below are counted and not kept. */
  keptFrom: number;
  /** `keptFrom` was raised, for there would be too many. */
  capped: boolean;
}

export interface LearnedRule {
  rule: BlockingPart[];
  pairs: number;
  /** Values too common to compare everybody who has them; the largest few, and how many in all. */
  leftOut: { values: { value: string; profiles: number }[]; count: number };
}

export interface SliceResult {
  candidates: number;
  kept: number;
  histogram: WeightHistogram;
}

/**
 * Part of a run's copy of what is compared, `_id` = `workspace:runId:token:n`. Personal data: deleted when the run ends, and by a TTL index on `expiresAt`
 * if nobody ends it.
 */
export interface MatchingChunkDocument {
  _id: string;
  workspace: string;
  runId: string;
  ids: string[];
  /** Row → field → normalised value. */
  values: (string | null)[][];
  expiresAt: Date;
}

export const pairStates = ['open', 'later', 'notSame', 'merged'] as const;
export type PairState = (typeof pairStates)[number];

/**
 * Two profiles that may be one person, `_id` = `workspace:pairId`; the pair id is the hash of both. It outlives the runs: a later run brings it up to date, a person's
 * answer stays as long as the values do. Indexes `{workspace, state, weight, _id}`, `{workspace, a}`, `{workspace, b}`.
 */
export interface MatchPairDocument {
  _id: string;
  workspace: string;
  pairId: string;
  /** Profile ids, `a < b`. */
  a: string;
  b: string;
  weight: number;
  /** In the order of the run's fields. */
  evidence: FieldEvidence[];
  /** The last run that found it. */
  runId: string;
  state: PairState;
  /** Fields that were compared, and a mark of both values of each: where a field of both times has another mark, its values changed. */
  fields: string[];
  marks: string[];
  /** When a person, or for a merge a run, last said something about it. */
  decidedAt?: Date;
  decidedBy?: string;
  /** Why it is open again although somebody had answered. Such a pair is never merged without asking. */
  reopened?: 'changed' | 'undone';
  /** Of a merged one, in the journal. Absent: they had become one person otherwise. */
  mergeId?: string;
  /** The run that is about to merge it without asking; nobody else says anything about it meanwhile. */
  claim?: string;
  /** Why it was not merged although its weight would have done. */
  refused?: string;
}
