import type { Condition } from '@cairn/rules/contracts/condition.js';
import type { Explanation } from '@cairn/rules/contracts/facts.js';

import type { ProfileSummary } from './profiles.js';

export const segmentsPath = '/api/segments';

export interface SegmentDefinition {
  name: string;
  description?: string;
  condition: Condition;
}

export interface SegmentItem extends SegmentDefinition {
  key: string;
  liveVersion: string | null;
  createdAt: string;
  updatedAt: string;
  /** How many people are in it now. */
  members: number;
  /** People asked by the newest definitions, of all; equal when everyone was. */
  backfill: { done: number; total: number };
  /** What would break without it. */
  usedBy: { kind: 'journey' | 'segment'; key: string; name: string }[];
}

export interface SegmentPreview {
  count: number;
  /** Time ran out: `count` is scaled up from the people that were asked. */
  estimate: boolean;
  asked: number;
  total: number;
  sample: ProfileSummary[];
  explanation?: Explanation;
  tookMs: number;
}

export type SegmentMember = ProfileSummary & { since: string };
