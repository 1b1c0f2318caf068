import { hashId } from './names.js';

/** The Temporal names of asking everybody again. */
export const backfillRunWorkflow = 'backfillRun';
export const backfillTaskQueue = 'cairn-backfill';

/** Input of {@link backfillRunWorkflow} and of its activities. References only. */
export interface BackfillInput {
  workspace: string;
  /** ULID. */
  backfillId: string;
}

/** So many slices share everybody out; each is one activity. Divides 256. */
export const backfillSlices = 16;

export interface BackfillActivities {
  /** Folds everybody of the slice who is behind the workspace's definitions, also those that change meanwhile. May be called again. */
  fillSlice(input: BackfillInput & { slice: number }): Promise<void>;
  /** `more`: definitions changed after slices had ended, and some are behind again. */
  checkBackfill(input: BackfillInput): Promise<{ more: boolean }>;
  endBackfill(input: BackfillInput & { state: 'completed' | 'cancelled' | 'failed' }): Promise<void>;
}

/** One for a workspace: whoever changes definitions meanwhile is served by the one that runs. */
export function backfillWorkflowIdFor(workspace: string): string {
  return `backfill:${hashId('backfill', workspace)}`;
}
