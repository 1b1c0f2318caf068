import type { Json } from '@cairn/rules/contracts/facts.js';

/** As marketers name them, the best first. */
export const rfmSegments = [
  'champions',
  'loyal',
  'potential-loyalists',
  'new',
  'promising',
  'need-attention',
  'about-to-sleep',
  'at-risk',
  'cant-lose',
  'hibernating',
  'lost',
] as const;
export type RfmSegment = (typeof rfmSegments)[number];

/**
 * Rows: recency 1–5; columns: frequency and monetary value together, 1–5, their mean rounded half up. The customary reading of the eleven names
 * (Putler, Omniconvert), with each cell given to one.
 */
const grid: readonly (readonly RfmSegment[])[] = [
  ['lost', 'hibernating', 'at-risk', 'cant-lose', 'cant-lose'],
  ['hibernating', 'hibernating', 'at-risk', 'at-risk', 'cant-lose'],
  ['about-to-sleep', 'about-to-sleep', 'need-attention', 'loyal', 'loyal'],
  ['promising', 'potential-loyalists', 'potential-loyalists', 'loyal', 'champions'],
  ['new', 'potential-loyalists', 'potential-loyalists', 'champions', 'champions'],
];

/** A cell of the grid: recency, and frequency and monetary value together, 1–5 each. */
export interface RfmCell {
  recency: number;
  value: number;
}

/** All 25, row by row. */
export const rfmCells: readonly (RfmCell & { segment: RfmSegment })[] = grid.flatMap((row, at) =>
  row.map((segment, column) => ({ recency: at + 1, value: column + 1, segment })),
);

/** Undefined: nobody without a recency has a place. Whoever has one and no score besides has 1 there (nothing inside the window). */
export function rfmCellOf(recency: Json | undefined, frequency: Json | undefined, monetary: Json | undefined): RfmCell | undefined {
  const row = fifth(recency);
  if (row === undefined) return undefined;
  return { recency: row, value: Math.round(((fifth(frequency) ?? 1) + (fifth(monetary) ?? 1)) / 2) };
}

/** The name of the cell. */
export function rfmSegmentOf(recency: Json | undefined, frequency: Json | undefined, monetary: Json | undefined): RfmSegment | undefined {
  const cell = rfmCellOf(recency, frequency, monetary);
  return cell && grid[cell.recency - 1]?.[cell.value - 1];
}

function fifth(score: Json | undefined): number | undefined {
  return typeof score === 'number' && score >= 1 && score <= 5 ? Math.round(score) : undefined;
}

/** 1–5 by four ascending cut points. Nothing counted (0, or no number) has no score; equal values have equal scores. */
export function scoreOf(value: Json | undefined, cutPoints: readonly number[], better: 'more' | 'less'): number | undefined {
  if (typeof value !== 'number' || (better === 'more' && value === 0)) return undefined;
  const above = cutPoints.filter((cut) => value > cut).length;
  return better === 'more' ? 1 + above : cutPoints.length + 1 - above;
}

/**
 * The four values that cut these into fifths: the k-th is the smallest value that at least k fifths do not exceed (nearest rank). Ties are never split,
 * so with many equal values the fifths differ in size. Empty for no values.
 */
export function quintileCuts(values: readonly number[]): number[] {
  if (values.length === 0) return [];
  const sorted = Float64Array.from(values).sort();
  return [1, 2, 3, 4].map((fifths) => sorted[Math.max(0, Math.ceil((fifths * sorted.length) / 5) - 1)] as number);
}
