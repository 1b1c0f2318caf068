import { hashId } from '@cairn/workflows/contracts/names.js';

const buckets = 256;

/** 0–255: the lease that sweeps this profile or account. */
export function sweepBucketOf(workspace: string, id: string): number {
  return Number.parseInt(hashId('bucket', workspace, id).slice(0, 6), 16) % buckets;
}
