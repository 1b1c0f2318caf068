/** Lease buckets of live events (0–255); imports and backfills use the same plus {@link importBuckets}. */
export const liveBuckets = 256;
export const importBuckets = 256;

/** FNV-1a over the text's UTF-16 units: spreads people evenly over the buckets, the same in every process. */
export function bucketOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return ((hash >>> 0) ^ (hash >>> 16)) & (liveBuckets - 1);
}
