import { hashId } from './names.js';

/** The Temporal names of the search for duplicates. */
export const matchingRunWorkflow = 'matchingRun';
/** One stage at a time in each worker process: each takes a processor. */
export const matchingTaskQueue = 'cairn-matching';

/** Input of {@link matchingRunWorkflow} and of its activities. References only. */
export interface MatchingRunInput {
  workspace: string;
  /** ULID. */
  runId: string;
}

export type MatchingEnd = { state: 'completed' | 'cancelled' } | { state: 'failed'; failure: string };

/** What the workflow asks of the worker. Every one may be called again. */
export interface MatchingActivities {
  readProfiles(input: MatchingRunInput): Promise<void>;
  learnModel(input: MatchingRunInput): Promise<{ slices: number }>;
  compareSlice(input: MatchingRunInput & { slice: number }): Promise<void>;
  concludeMatching(input: MatchingRunInput): Promise<void>;
  /** Merges the next few pairs above the operator's line, if there is one. `more`: ask again. */
  mergeWithoutAsking(input: MatchingRunInput): Promise<{ more: boolean }>;
  endMatching(input: MatchingRunInput & MatchingEnd): Promise<void>;
}

/** One for a workspace: Temporal refuses a second search while one goes on. */
export function matchingWorkflowIdFor(workspace: string): string {
  return `matching:${hashId('matching', workspace)}`;
}
