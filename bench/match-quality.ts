import { forEachPair } from '@cairn/server/matching/model/blocking.js';
import type { Columns } from '@cairn/server/matching/model/columns.js';
import { learnModel, prepare } from '@cairn/server/matching/model/learn.js';
import { createScorer } from '@cairn/server/matching/model/scoring.js';
import type { ModelSettings } from '@cairn/server/matching/model/settings.js';

/** People of whom it is known which records are theirs. */
export interface LabelledData {
  columns: Columns;
  /** Record → person. */
  people: string[];
  /** Pairs of records of one person. */
  truePairs: number;
}

export function labelled(columns: Columns, people: string[]): LabelledData {
  const sizes = new Map<string, number>();
  for (const person of people) sizes.set(person, (sizes.get(person) ?? 0) + 1);
  return { columns, people, truePairs: [...sizes.values()].reduce((sum, size) => sum + (size * (size - 1)) / 2, 0) };
}

/** Two records and their match weight. */
export type ScoredPair = [a: number, b: number, weight: number];

/** Every candidate pair, by a model learned from nothing but the records. */
export function scorePairs(settings: ModelSettings, columns: Columns, seed: number): ScoredPair[] {
  const data = prepare(settings, columns);
  const { model } = learnModel(data, seed);
  const scorer = createScorer(model, settings.fields, columns, data.levels);
  const pairs: ScoredPair[] = [];
  forEachPair(data.rules, { index: 0, of: 1 }, (a, b) => pairs.push([a, b, scorer.weight(a, b)]));
  return pairs;
}

/** How good it is to call every pair from a weight on one person. Recall is of all true pairs, those that blocking misses included. */
export interface Quality {
  threshold: number;
  precision: number;
  recall: number;
  f1: number;
}

export function qualityAt(threshold: number, pairs: readonly ScoredPair[], data: LabelledData): Quality {
  const called = pairs.filter(([, , weight]) => weight >= threshold);
  const right = called.filter(([a, b]) => data.people[a] === data.people[b]).length;
  return quality(threshold, right, called.length, data.truePairs);
}

/** At the threshold with the highest F1, the highest of those. */
export function bestQuality(pairs: readonly ScoredPair[], data: LabelledData): Quality {
  const sorted = [...pairs].sort((a, b) => b[2] - a[2]);
  let right = 0;
  let best = quality(Number.POSITIVE_INFINITY, 0, 0, data.truePairs);
  sorted.forEach(([a, b, weight], at) => {
    if (data.people[a] === data.people[b]) right += 1;
    if (sorted[at + 1]?.[2] === weight) return;
    const here = quality(weight, right, at + 1, data.truePairs);
    if (here.f1 > best.f1) best = here;
  });
  return best;
}

function quality(threshold: number, right: number, called: number, truePairs: number): Quality {
  const [precision, recall] = [called > 0 ? right / called : 0, truePairs > 0 ? right / truePairs : 0];
  return { threshold, precision, recall, f1: right > 0 ? (2 * precision * recall) / (precision + recall) : 0 };
}
