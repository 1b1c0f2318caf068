import { comparisons } from './comparisons.js';
import type { RandomLevels } from './estimate-u.js';
import type { FieldModel, MatchingModel } from './model.js';
import { missing } from './pair-levels.js';
import type { PatternCounts } from './patterns.js';
import type { MatchField } from './settings.js';

export interface Evidence {
  fields: readonly MatchField[];
  /** Level patterns of the candidate pairs: all, or an even part of them. */
  patterns: PatternCounts;
  random: readonly RandomLevels[];
  /** How many pairs there are in all, of which the patterns hold the candidates. The others are taken for different people. */
  pairs: number;
}

const mostRounds = 500;
const settled = 1e-6;
/** Pairs that are less likely one person than not count for nothing, however many they are. */
const likely = 0.5;
/** Weight, in matches, of what is usual against what is seen: decides while there are few duplicates, drowns when there are many. */
const usualMatches = 10;

/**
 * Estimates lambda and every field's m and u by expectation–maximisation over the candidate pairs of all blocking rules at once (Dempster, Laird,
 * Rubin 1977; Winkler 1988). What blocking leaves out has next to no matches, so the sums over candidates are the sums over all pairs;
 * that is why no field need be left out of it, as training on one rule at a time would require.
 *
 * Only pairs that are likelier one person than not are counted, as in classification EM (Celeux and Govaert 1992): thousands of namesakes, each a match by one
 * chance in a hundred, would otherwise add up to more matches than there are, and teach that matches look like namesakes.
 */
export function expectationMaximisation(evidence: Evidence): { model: MatchingModel; rounds: number } {
  const { fields, patterns } = evidence;
  const rows = [...patterns.counts].map(([code, count]) => ({ count, levels: fields.map((_, field) => patterns.levelOf(code, field)) }));
  let model = usualModel(evidence);
  for (let round = 1; round <= mostRounds; round += 1) {
    const next = maximise(evidence, expectedMatches(rows, fields, model));
    const change = largestChange(model, next);
    model = next;
    if (change < settled) return { model, rounds: round };
  }
  return { model, rounds: mostRounds };
}

interface Row {
  count: number;
  levels: number[];
}

interface Expected {
  matches: number;
  /** Field → level → expected matches that reach it. */
  reached: number[][];
}

function expectedMatches(rows: readonly Row[], fields: readonly MatchField[], model: MatchingModel): Expected {
  const odds = model.lambda / (1 - model.lambda);
  const ratios = model.fields.map(({ m, u }) => m.map((share, level) => share / (u[level] as number)));
  const reached = fields.map((field) => new Array<number>(comparisons[field.kind].levels.length).fill(0));
  let matches = 0;
  for (const { count, levels } of rows) {
    let ratio = odds;
    levels.forEach((level, field) => {
      if (level !== missing) ratio *= (ratios[field] as number[])[level] as number;
    });
    const probability = ratio / (1 + ratio);
    if (probability < likely) continue;
    const expected = count * probability;
    matches += expected;
    levels.forEach((level, field) => {
      const row = reached[field] as number[];
      if (level !== missing) row[level] = (row[level] as number) + expected;
    });
  }
  return { matches, reached };
}

function maximise({ fields, random, pairs }: Evidence, { matches, reached }: Expected): MatchingModel {
  const lambda = lambdaOf(matches, pairs);
  return {
    lambda,
    fields: fields.map((field, at): FieldModel => {
      const row = reached[at] as number[];
      const total = row.reduce((sum, count) => sum + count, 0) + usualMatches;
      const m = bounded(
        field,
        row.map((count, level) => (count + usualMatches * (usualM(field)[level] as number)) / total),
      );
      return { m, u: withoutMatches(random[at] as RandomLevels, m, lambda) };
    }),
  };
}

/** At most so many matches are unlike as the field's kind allows; the rest is shared out in proportion. */
function bounded(field: MatchField, m: readonly number[]): number[] {
  const { levels, mostUnlike } = comparisons[field.kind];
  const unlike = m.reduce((sum, share, level) => sum + (levels[level]?.unlike ? share : 0), 0);
  if (unlike <= mostUnlike) return [...m];
  return m.map((share, level) => (levels[level]?.unlike ? (share * mostUnlike) / unlike : (share * (1 - mostUnlike)) / (1 - unlike)));
}

/** Half a match at least: none seen does not mean that there is none. */
function lambdaOf(matches: number, pairs: number): number {
  return Math.min(0.5, Math.max(matches, 0.5) / Math.max(pairs, 2));
}

/**
 * Random pairs hold a share lambda of matches; what remains without them is what different people look like. It matters for values that hardly
 * ever agree by chance: in small data most pairs that agree on them are matches.
 */
function withoutMatches({ shares, floors }: RandomLevels, m: readonly number[], lambda: number): number[] {
  if (shares.every((share) => share === 0)) return [...m];
  const rest = shares.map((share, level) => Math.max(floors[level] as number, (share - lambda * (m[level] as number)) / (1 - lambda)));
  const sum = rest.reduce((total, share) => total + share, 0);
  return rest.map((share) => share / sum);
}

/** Where estimation starts: agreement means what it usually means, and matches are rare. */
function usualModel({ fields, random, pairs }: Evidence): MatchingModel {
  return {
    lambda: lambdaOf(Math.sqrt(pairs) / 10, pairs),
    fields: fields.map((field, at) => ({ m: usualM(field), u: withoutMatches(random[at] as RandomLevels, usualM(field), 0) })),
  };
}

function usualM(field: MatchField): number[] {
  return comparisons[field.kind].levels.map((level) => level.usualM);
}

function largestChange(a: MatchingModel, b: MatchingModel): number {
  const changes = a.fields.flatMap(({ m }, field) => m.map((share, level) => Math.abs(share - (b.fields[field]?.m[level] as number))));
  return Math.max(Math.abs(a.lambda - b.lambda), ...changes);
}
