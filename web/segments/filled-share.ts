import type { SegmentItem } from '../api/segments.js';

/** How much of a segment is filled, 0–0.99; null: all of it. Whole percents, and never 100 before it is done. */
export function filledShare({ done, total }: SegmentItem['backfill']): number | null {
  return done >= total ? null : Math.floor((100 * done) / total) / 100;
}

/** How often to ask for segments, ms: often while one is being filled. */
export function askEvery(segments: Pick<SegmentItem, 'backfill'>[] | undefined): number {
  return segments?.some(({ backfill }) => filledShare(backfill) !== null) ? 1_000 : 10_000;
}
