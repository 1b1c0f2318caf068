import { describe, expect, it } from 'vitest';

import { toColumns } from './columns.js';
import { type MatchingModel, priorWeight, probabilityOf } from './model.js';
import { pairLevels } from './pair-levels.js';
import { createScorer } from './scoring.js';
import type { MatchField } from './settings.js';
import { addHistogram, countWeight, emptyHistogram, thresholdCurve, weightWithAtMost } from './threshold-curve.js';

const fields: MatchField[] = [
  { key: 'last', traits: ['last'], kind: 'exact', termFrequency: true },
  { key: 'city', traits: ['city'], kind: 'exact', termFrequency: false },
];
const model: MatchingModel = {
  lambda: 1 / 1025,
  fields: [
    { m: [0.8, 0.2], u: [0.2, 0.8] },
    { m: [0.5, 0.5], u: [0.25, 0.75] },
  ],
};
// Five have a last name: smith three times, doe and roe once.
const records = [
  { id: 'a', values: ['smith', 'york'] },
  { id: 'b', values: ['smith', 'york'] },
  { id: 'c', values: ['smith', 'bath'] },
  { id: 'd', values: ['doe', null] },
  { id: 'e', values: ['roe', 'york'] },
  { id: 'f', values: [null, 'york'] },
];

describe('scoring', () => {
  const columns = toColumns(records, fields.length);
  const scorer = createScorer(model, fields, columns, pairLevels(columns, fields));

  it('starts from the odds that two people drawn at random are one', () => {
    expect(priorWeight(model)).toBeCloseTo(-10, 9);
  });

  it.each([
    ['both agree; smith is common, so it counts less', 0, 1, -10 + Math.log2(0.8 / 0.6) + 1],
    ['the city differs', 0, 2, -10 + Math.log2(0.8 / 0.6) + Math.log2(0.5 / 0.75)],
    ['a missing value says nothing', 0, 3, -10 - 2],
    ['both missing', 3, 5, -10],
    ['a name that differs', 0, 4, -10 - 2 + 1],
  ])('%s', (_, a, b, weight) => {
    expect(scorer.weight(a, b)).toBeCloseTo(weight, 9);
    expect(scorer.weight(b, a)).toBeCloseTo(weight, 9);
  });

  it('explains every pair by parts that add up to its weight', () => {
    for (let a = 0; a < records.length; a += 1) {
      for (let b = a + 1; b < records.length; b += 1) {
        const sum = scorer.explain(a, b).reduce((total, part) => total + part.weight + part.rarity, priorWeight(model));
        expect(sum).toBeCloseTo(scorer.weight(a, b), 9);
      }
    }
    expect(scorer.explain(0, 3)).toEqual([
      { level: 1, weight: -2, rarity: 0 },
      { level: -1, weight: 0, rarity: 0 },
    ]);
  });
});

describe('the threshold curve', () => {
  it('says for every line how many pairs lie above it and how good they are', () => {
    const histogram = emptyHistogram();
    for (const weight of [-100, -3, 0, 0.2, 5, 5.4, 99]) countWeight(histogram, weight);
    const at = (weight: number) => thresholdCurve(histogram).find((point) => point.weight === weight);
    expect([at(-40)?.pairs, at(-3)?.pairs, at(0)?.pairs, at(0.5)?.pairs, at(5)?.pairs, at(59.5)?.pairs]).toEqual([7, 6, 5, 3, 3, 1]);
    expect(at(59.5)?.precision).toBeCloseTo(1, 9);
    expect(at(0)?.precision).toBeCloseTo((0.5 + probabilityOf(0.2) + probabilityOf(5) + probabilityOf(5.4) + 1) / 5, 9);
    expect(at(-40)?.recall).toBeCloseTo(1, 9);
  });

  it.each([
    [0, 7.5],
    [1, 6],
    [2, 5.5],
    [4, 0.5],
    [5, -2.5],
    [99, -40],
  ])('for at most %i pairs lies at %d', (most, weight) => {
    const histogram = emptyHistogram();
    for (const each of [-3, 0, 0.2, 5.2, 5.8, 7]) countWeight(histogram, each);
    expect(weightWithAtMost(histogram, most)).toBe(weight);
  });

  it('adds up over slices, and says nothing where there is nothing', () => {
    const [a, b] = [emptyHistogram(), emptyHistogram()];
    countWeight(a, 3);
    countWeight(b, 3);
    addHistogram(a, b);
    expect(thresholdCurve(a)[0]?.pairs).toBe(2);
    expect(thresholdCurve(emptyHistogram())[0]).toMatchObject({ pairs: 0, precision: null, recall: null });
  });
});
