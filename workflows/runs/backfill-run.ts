import { ActivityCancellationType, ActivityFailure, CancellationScope, continueAsNew, isCancellation, proxyActivities } from '@temporalio/workflow';

import { type BackfillActivities, type BackfillInput, backfillSlices, backfillTaskQueue } from '../contracts/backfill.js';

/** Tried again for ever, for a fold that fails today may not tomorrow. A cancelled slice is waited for, so that nobody is folded by it afterwards. */
const activities = proxyActivities<BackfillActivities>({
  taskQueue: backfillTaskQueue,
  startToCloseTimeout: '6 hours',
  heartbeatTimeout: '10 seconds',
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
  retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '1 minute' },
});

/** Slices asked for at once: so many worker processes can share the work, and live events keep their place beside it. */
const atOnce = 2;
/** Rounds before the history is begun anew. */
const roundsARun = 20;

/** Everybody is asked again after definitions changed: slice by slice, until nobody is behind them. */
export async function backfillRun(input: BackfillInput): Promise<'completed' | 'cancelled' | 'failed'> {
  let state: 'completed' | 'cancelled' | 'failed' = 'completed';
  try {
    for (let round = 0; ; round += 1) {
      await fillAll(input);
      if (!(await activities.checkBackfill(input)).more) break;
      if (round >= roundsARun) await continueAsNew<typeof backfillRun>(input);
    }
  } catch (error) {
    if (!isCancellation(error) && !(error instanceof ActivityFailure)) throw error;
    state = isCancellation(error) ? 'cancelled' : 'failed';
  }
  const end = state;
  await CancellationScope.nonCancellable(() => activities.endBackfill({ ...input, state: end }));
  return state;
}

async function fillAll(input: BackfillInput): Promise<void> {
  let next = 0;
  const share = async (): Promise<void> => {
    while (next < backfillSlices) await activities.fillSlice({ ...input, slice: next++ });
  };
  await Promise.all(Array.from({ length: atOnce }, share));
}
