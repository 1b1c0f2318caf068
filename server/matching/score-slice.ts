import { hashId } from '@cairn/workflows/contracts/names.js';

import type { FoundPair } from './match-pairs.store.js';
import type { LearnedModel, SliceResult } from './matching.documents.js';
import { forEachPair } from './model/blocking.js';
import type { MatchingData } from './model/learn.js';
import { createScorer } from './model/scoring.js';
import { countWeight, emptyHistogram } from './model/threshold-curve.js';

/** Compares the pairs of one slice; counts all, answers those worth keeping. */
export function scoreSlice(data: MatchingData, { model, slices, keptFrom }: LearnedModel, slice: number): { found: FoundPair[]; result: SliceResult } {
  const { settings, columns, rules, levels } = data;
  const scorer = createScorer(model, settings.fields, columns, levels);
  const fields = settings.fields.map(({ key }) => key);
  const histogram = emptyHistogram();
  const found: FoundPair[] = [];
  let candidates = 0;
  forEachPair(rules, { index: slice, of: slices }, (a, b) => {
    const weight = scorer.weight(a, b);
    candidates += 1;
    countWeight(histogram, weight);
    if (weight < keptFrom) return;
    const [left, right] = (columns.ids[a] as string) < (columns.ids[b] as string) ? [a, b] : [b, a];
    const marks = fields.map((key, at) => `${key}=${markOf(valueAt(data, at, left), valueAt(data, at, right))}`);
    found.push({ a: columns.ids[left] as string, b: columns.ids[right] as string, weight, evidence: scorer.explain(a, b), fields, marks });
  });
  return { found, result: { candidates, kept: found.length, histogram } };
}

/** Tells whether either value changed, and not what it is. */
export function markOf(a: string | null, b: string | null): string {
  return hashId('values', JSON.stringify([a, b])).slice(0, 16);
}

function valueAt({ columns }: MatchingData, field: number, row: number): string | null {
  const column = columns.fields[field];
  return column?.values[column.codes[row] as number] ?? null;
}
