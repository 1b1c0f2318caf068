import { ActivityCancellationType, ActivityFailure, ApplicationFailure, CancellationScope, isCancellation, proxyActivities } from '@temporalio/workflow';

import { type MatchingActivities, type MatchingEnd, type MatchingRunInput, matchingTaskQueue } from '../contracts/matching.js';

/**
 * A stage that cannot work is told apart by the activity, which throws it as non-retryable; everything else is tried again for ever. A cancelled stage is waited for, so that
 * nothing is written after its run has ended.
 */
const activities = proxyActivities<MatchingActivities>({
  taskQueue: matchingTaskQueue,
  startToCloseTimeout: '1 hour',
  heartbeatTimeout: '10 seconds',
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
  retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '1 minute' },
});

/** Slices asked for at once: so many worker processes can share a run. */
const atOnce = 4;

/** One search for duplicates: read, learn, compare slice by slice, conclude, merge what may be merged without asking. */
export async function matchingRun(input: MatchingRunInput): Promise<MatchingEnd['state']> {
  let end: MatchingEnd = { state: 'completed' };
  try {
    await activities.readProfiles(input);
    const { slices } = await activities.learnModel(input);
    await compareAll(input, slices);
    await activities.concludeMatching(input);
    while ((await activities.mergeWithoutAsking(input)).more);
  } catch (error) {
    end = isCancellation(error) ? { state: 'cancelled' } : { state: 'failed', failure: codeOf(error) };
  }
  const { state } = end;
  await CancellationScope.nonCancellable(() => activities.endMatching({ ...input, ...end }));
  return state;
}

async function compareAll(input: MatchingRunInput, slices: number): Promise<void> {
  let next = 0;
  const share = async (): Promise<void> => {
    while (next < slices) await activities.compareSlice({ ...input, slice: next++ });
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, slices) }, share));
}

function codeOf(error: unknown): string {
  const cause = error instanceof ActivityFailure ? error.cause : error;
  return cause instanceof ApplicationFailure ? (cause.type ?? 'unexpected') : 'unexpected';
}
