import { liveBuckets } from '@cairn/server/events/buckets.js';

/**
 * The buckets that a worker sweeps: each live worker its equal share, by the order of their names, so that everybody who sees the same workers
 * agrees without a lock. While they disagree some buckets are swept twice, or wait for the next look: repeated work, never a repeated effect.
 */
export function bucketShare(liveWorkers: readonly string[], own: string): number[] {
  const workers = [...new Set([...liveWorkers, own])].sort();
  const place = workers.indexOf(own);
  return Array.from({ length: liveBuckets }, (_, bucket) => bucket).filter((bucket) => bucket % workers.length === place);
}
