import { seededRandom } from '@cairn/rules/engine/seeded-random.js';
import { describe, expect, it } from 'vitest';

import { comparisons } from './comparisons.js';
import { expectationMaximisation } from './expectation-maximisation.js';
import type { FieldModel } from './model.js';
import { PatternCounts } from './patterns.js';
import type { FieldKind, MatchField } from './settings.js';

const field = (key: string, kind: FieldKind): MatchField => ({ key, traits: [key], kind, termFrequency: false });
const fields = [field('first', 'name'), field('last', 'name'), field('birthday', 'date'), field('city', 'text'), field('sex', 'exact')];

const truth: FieldModel[] = [
  { m: [0.7, 0.1, 0.05, 0.05, 0.1], u: [0.01, 0.003, 0.002, 0.025, 0.96] },
  { m: [0.65, 0.15, 0.02, 0.03, 0.15], u: [0.004, 0.001, 0.001, 0.014, 0.98] },
  { m: [0.9, 0.04, 0.01, 0.01, 0.01, 0.03], u: [0.0001, 0.001, 0.0019, 0.017, 0.17, 0.81] },
  { m: [0.75, 0.1, 0.03, 0.02, 0.1], u: [0.02, 0.001, 0.001, 0.003, 0.975] },
  { m: [0.98, 0.02], u: [0.5, 0.5] },
];

/** Pairs drawn from a model that is known, values missing now and then: what estimation must find again. */
function drawn(matches: number, others: number, seed: number): { patterns: PatternCounts; random: number[][] } {
  const random = seededRandom(seed);
  const patterns = new PatternCounts(fields);
  const seen = truth.map(({ m }) => new Array<number>(m.length).fill(0));
  for (let pair = 0; pair < matches + others; pair += 1) {
    const levels = truth.map(({ m, u }) => (random() < 0.05 ? -1 : draw(pair < matches ? m : u, random())));
    patterns.add((at) => levels[at] as number, 0, 0);
    levels.forEach((level, at) => {
      if (level >= 0) (seen[at] as number[])[level] = ((seen[at] as number[])[level] as number) + 1;
    });
  }
  const share = (counts: number[]) => counts.map((count) => count / counts.reduce((sum, one) => sum + one, 0));
  return { patterns, random: seen.map(share) };
}

function draw(shares: readonly number[], at: number): number {
  let sum = 0;
  return Math.max(
    0,
    shares.findIndex((share) => {
      sum += share;
      return at < sum;
    }),
  );
}

function learn(matches: number, others: number, seed: number) {
  const { patterns, random } = drawn(matches, others, seed);
  const floor = 0.5 / (matches + others);
  const evidence = { fields, patterns, random: random.map((shares) => ({ shares, floors: shares.map(() => floor) })), pairs: matches + others };
  return expectationMaximisation(evidence);
}

function furthest(a: readonly number[], b: readonly number[] = []): number {
  return Math.max(...a.map((share, level) => Math.abs(share - (b[level] as number))));
}

describe('expectation–maximisation', () => {
  it.each([1, 2, 3])('recovers lambda, m and u that made the pairs (seed %i)', (seed) => {
    const { model } = learn(3_000, 300_000, seed);
    expect(model.lambda).toBeCloseTo(3_000 / 303_000, 3);
    model.fields.forEach(({ m, u }, at) => {
      expect(furthest(m, truth[at]?.m)).toBeLessThan(0.03);
      expect(furthest(u, truth[at]?.u)).toBeLessThan(0.004);
    });
  });

  it('takes the matches out of u: in small data most agreement on rare values is theirs', () => {
    const { model } = learn(1_000, 20_000, 4);
    // Of all pairs 4.4 % have equal birthdays, of different people 0.01 %.
    expect(model.fields[2]?.u[0]).toBeLessThan(0.004);
  });

  it('keeps to what is usual where there is next to nothing to learn from', () => {
    const { model } = learn(2, 400, 5);
    model.fields.forEach(({ m }, at) => {
      const usual = comparisons[fields[at]?.kind as FieldKind].levels.map((level) => level.usualM);
      expect(furthest(m, usual)).toBeLessThan(0.25);
      expect(m.every((share) => share > 0)).toBe(true);
    });
  });

  it('is not misled by many who share a name: they are no matches, and do not teach how matches look', () => {
    const { patterns, random } = drawn(60, 200_000, 8);
    // Their names agree; neither birthday nor city does.
    for (let pair = 0; pair < 4_000; pair += 1) patterns.add((at) => [0, 0, 5, 4, pair % 2][at] as number, 0, 0);
    const floor = 0.5 / patterns.total;
    const evidence = { fields, patterns, random: random.map((shares) => ({ shares, floors: shares.map(() => floor) })), pairs: patterns.total };
    const { model } = expectationMaximisation(evidence);
    expect(model.lambda * patterns.total).toBeLessThan(90);
    expect(model.fields[2]?.m[5]).toBeLessThan(0.15);
  });

  it('says that hardly anybody matches where nobody does', () => {
    const { model } = learn(0, 50_000, 6);
    expect(model.lambda * 50_000).toBeLessThan(5);
  });

  it('gives shares that add up to one', () => {
    for (const { m, u } of learn(100, 5_000, 7).model.fields) {
      expect(m.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9);
      expect(u.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9);
    }
  });
});
