import { blocksOf, forEachPair, type RuleBlocks } from './blocking.js';
import type { Columns } from './columns.js';
import { randomLevels } from './estimate-u.js';
import { expectationMaximisation } from './expectation-maximisation.js';
import { levelWeights, type MatchingModel, priorWeight } from './model.js';
import { type PairLevels, pairLevels } from './pair-levels.js';
import { PatternCounts } from './patterns.js';
import type { MatchField, ModelSettings } from './settings.js';
import { countWeight, emptyHistogram, type WeightHistogram } from './threshold-curve.js';

/** A larger block is left out: so common a value says too little to be worth its pairs. */
export const mostInBlock = 1_000;
/** Pairs drawn a field to see what different people look like. */
const drawnPairs = 200_000;
/** Enough candidates to learn from; of more, an even part is taken. */
const learnedPairs = 2_000_000;

/** Everything of a data set that learning and scoring ask for. */
export interface MatchingData {
  settings: ModelSettings;
  columns: Columns;
  rules: RuleBlocks[];
  levels: PairLevels;
}

export function prepare(settings: ModelSettings, columns: Columns): MatchingData {
  const rules = settings.blocking.map((rule) => blocksOf(columns, settings.fields, rule, mostInBlock));
  return { settings, columns, rules, levels: pairLevels(columns, settings.fields) };
}

/** Pairs that the rules bring together, each as often as rules do so: never fewer than there will be. */
export function mostCandidates({ rules }: Pick<MatchingData, 'rules'>): number {
  return rules.reduce((sum, { pairs }) => sum + pairs, 0);
}

/** What a data set taught. */
export interface Learned {
  model: MatchingModel;
  /** Rounds of estimation. */
  rounds: number;
  /** Candidate pairs by weight, before rarity of values: how many there will be. */
  histogram: WeightHistogram;
}

/** The same data and seed give the same model. */
export function learnModel(data: MatchingData, seed: number): Learned {
  const { settings, columns, rules, levels } = data;
  const { fields } = settings;
  const random = randomLevels(columns, fields, levels, { pairs: drawnPairs, seed });
  const parts = Math.max(1, Math.ceil(mostCandidates(data) / learnedPairs));
  const patterns = new PatternCounts(fields);
  forEachPair(rules, { index: 0, of: parts }, (a, b) => patterns.add(levels, a, b));
  const records = columns.ids.length;
  const { model, rounds } = expectationMaximisation({ fields, patterns, random, pairs: (records * (records - 1)) / 2 / parts });
  return { model, rounds, histogram: histogramOf(patterns, model, fields, parts) };
}

function histogramOf(patterns: PatternCounts, model: MatchingModel, fields: readonly MatchField[], parts: number): WeightHistogram {
  const histogram = emptyHistogram();
  const weights = levelWeights(model);
  const prior = priorWeight(model);
  for (const [code, count] of patterns.counts) {
    const weight = fields.reduce((sum, _, field) => sum + (weights[field]?.[patterns.levelOf(code, field)] ?? 0), prior);
    countWeight(histogram, weight, count * parts);
  }
  return histogram;
}
