import type { SegmentDocument } from '../platform/collections.js';
import { askedBy, segmentsIn } from './segment-references.js';

/** Profiles of a workspace, and how many stand at which epoch below the newest. */
export interface FoldProgress {
  total: number;
  behind: { epoch: number; count: number }[];
}

/** Profiles that were asked about a segment since its condition changed, of all. Equal: its count is final. */
export interface SegmentFill {
  done: number;
  total: number;
}

/** A segment; without a key, anything else that follows a condition. */
type Filling = Partial<Pick<SegmentDocument, 'key' | 'epoch' | 'resolved'>> & { draft: Pick<SegmentDocument['draft'], 'condition'> };

/** How far a segment is filled: a change of another one is not its business, unless it asks for that one. */
export function fillOf(segment: Filling, all: ReadonlyMap<string, SegmentDocument>, { total, behind }: FoldProgress): SegmentFill {
  const epoch = changedAt(segment, all, new Set());
  const waiting = behind.filter((group) => group.epoch < epoch).reduce((sum, group) => sum + group.count, 0);
  return { done: Math.max(0, total - waiting), total };
}

/** The epoch of the newest condition that its answer rests on. */
function changedAt(segment: Filling, all: ReadonlyMap<string, SegmentDocument>, seen: Set<string>): number {
  if (segment.key !== undefined) seen.add(segment.key);
  const used = [...segmentsIn(askedBy(segment))].flatMap((key) => (seen.has(key) ? [] : (all.get(key) ?? [])));
  // Kept since 0.1; a segment from before it was filled long ago.
  return Math.max(segment.epoch ?? 0, ...used.map((other) => changedAt(other, all, seen)));
}
