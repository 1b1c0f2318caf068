import type { Condition } from '@cairn/rules/contracts/condition.js';
import type { Explanation } from '@cairn/rules/contracts/facts.js';

import type { ProfileSummary } from './profiles.js';

export const segmentsPath = '/api/segments';

export interface SegmentDefinition {
  name: string;
  description?: string;
  condition: Condition;
}

export interface SegmentItem {
  key: string;
  draft: SegmentDefinition;
  liveVersion: string | null;
  createdAt: string;
  updatedAt: string;
  /** How many people are in it now. */
  members: number;
  /** People evaluated of all, while a new definition is brought to everyone. */
  backfill?: { done: number; total: number } | null;
}

export interface SegmentPreview {
  count: number;
  sample: ProfileSummary[];
  explanation?: Explanation;
  tookMs: number;
}
