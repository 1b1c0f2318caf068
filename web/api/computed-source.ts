import type { EventMatcher, Window } from '@cairn/rules/contracts/condition.js';
import type { Measure } from '@cairn/rules/contracts/measure.js';

/** What a computed trait is made of: `source` of `/api/computed-traits`. */
export type ComputedSource =
  | { type: 'measure'; measure: Measure }
  | { type: 'uniqueList'; event: EventMatcher; property: string; within?: Window }
  | { type: 'score'; measure: Measure; cutPoints: number[]; better: 'more' | 'less' }
  | {
      type: 'cluster';
      dimensions: { kind: 'trait' | 'computed'; name: string; scale: 'plain' | 'log'; mean: number; deviation: number }[];
      missing: 'zero' | 'none';
      clusters: { value: string; center: number[] }[];
    }
  | { type: 'rfmSegment'; recency: string; frequency: string; monetary: string }
  | { type: 'lifecycle'; event: EventMatcher; newDays: number; activeDays: number; atRiskDays: number };
