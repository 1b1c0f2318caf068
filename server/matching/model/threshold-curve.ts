import { probabilityOf } from './model.js';

/** Lowest and highest weight told apart, and how finely. */
const lowest = -40;
const highest = 60;
const step = 0.5;

/** Pairs by match weight, and how many of them are expected to be matches. */
export interface WeightHistogram {
  /** Weight at which the first bin begins; pairs below are counted in it. */
  from: number;
  step: number;
  pairs: number[];
  matches: number[];
}

export function emptyHistogram(): WeightHistogram {
  const bins = (highest - lowest) / step;
  return { from: lowest, step, pairs: new Array<number>(bins).fill(0), matches: new Array<number>(bins).fill(0) };
}

export function countWeight(histogram: WeightHistogram, weight: number, pairs = 1): void {
  const bin = Math.max(0, Math.min(histogram.pairs.length - 1, Math.floor((weight - lowest) / step)));
  histogram.pairs[bin] = (histogram.pairs[bin] as number) + pairs;
  histogram.matches[bin] = (histogram.matches[bin] as number) + pairs * probabilityOf(weight);
}

export function addHistogram(into: WeightHistogram, other: WeightHistogram): void {
  other.pairs.forEach((count, bin) => {
    into.pairs[bin] = (into.pairs[bin] as number) + count;
  });
  other.matches.forEach((count, bin) => {
    into.matches[bin] = (into.matches[bin] as number) + count;
  });
}

/** The lowest weight from which there are at most so many pairs. */
export function weightWithAtMost({ from, step: width, pairs }: WeightHistogram, most: number): number {
  let above = 0;
  for (let bin = pairs.length - 1; bin >= 0; bin -= 1) {
    above += pairs[bin] as number;
    if (above > most) return from + (bin + 1) * width;
  }
  return from;
}

/** What would happen with the line at this weight. */
export interface CurvePoint {
  weight: number;
  /** Pairs at or above it. */
  pairs: number;
  /** Estimated share of those that are one person; null where there is none. */
  precision: number | null;
  /** Estimated share of all matches among the candidates that are at or above it; null where none is expected. */
  recall: number | null;
}

/** One point for the lower edge of each bin, by ascending weight. */
export function thresholdCurve({ from, step: width, pairs, matches }: WeightHistogram): CurvePoint[] {
  const all = matches.reduce((sum, count) => sum + count, 0);
  const points: CurvePoint[] = [];
  let above = 0;
  let matched = 0;
  for (let bin = pairs.length - 1; bin >= 0; bin -= 1) {
    above += pairs[bin] as number;
    matched += matches[bin] as number;
    points.push({ weight: from + bin * width, pairs: above, precision: above > 0 ? matched / above : null, recall: all > 0 ? matched / all : null });
  }
  return points.reverse();
}
