import type { MatchPairsStore } from '@cairn/server/matching/match-pairs.store.js';
import type { MatchingRunsStore } from '@cairn/server/matching/matching-runs.store.js';
import type { Clock } from '@cairn/server/profiles/core.js';
import type { MatchingActivities, MatchingRunInput } from '@cairn/workflows/contracts/matching.js';
import { Context } from '@temporalio/activity';
import type { Logger } from 'pino';

import type { MatchingJob, MatchingWork } from '../matching/perform-stage.js';
import { failureOf } from './failure.js';

export interface MatchingDeps {
  runs: MatchingRunsStore;
  pairs: MatchPairsStore;
  work: MatchingWork;
  /** Merges a few pairs above the operator's line. */
  merge(input: MatchingRunInput, signal: AbortSignal): Promise<{ more: boolean }>;
  clock: Clock;
  log: Pick<Logger, 'warn'>;
  /** For metrics: the code of an attempt that failed. */
  onFailure?(code: string): void;
}

const heartbeatEveryMs = 3_000;

export function createMatchingActivities(deps: MatchingDeps): MatchingActivities {
  const perform = async (job: MatchingJob) => await guarded(deps, job, async (signal) => await deps.work.perform(job, signal));
  return {
    readProfiles: async ({ workspace, runId }) => void (await perform({ stage: 'read', workspace, runId })),
    learnModel: async ({ workspace, runId }) => ({ slices: (await perform({ stage: 'learn', workspace, runId }))?.slices ?? 0 }),
    compareSlice: async ({ workspace, runId, slice }) => void (await perform({ stage: 'compare', workspace, runId, slice })),
    concludeMatching: async ({ workspace, runId }) => void (await perform({ stage: 'conclude', workspace, runId })),
    mergeWithoutAsking: async (input) => await guarded(deps, input, async (signal) => await deps.merge(input, signal)),
    endMatching: async ({ workspace, runId, ...end }) =>
      await guarded(deps, { workspace, runId }, async () => {
        await deps.runs.end(workspace, runId, { ...end, now: new Date(deps.clock.now()) });
        await deps.runs.removeChunks(workspace, runId);
        await deps.pairs.release(workspace, runId);
      }),
  };
}

/** A heartbeat for as long as it takes: a worker that died, and a run that was cancelled, are noticed by it. */
async function guarded<T>(deps: MatchingDeps, input: MatchingRunInput, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const context = Context.current();
  const heart = setInterval(() => context.heartbeat(), heartbeatEveryMs);
  try {
    return await work(context.cancellationSignal);
  } catch (error) {
    if (context.cancellationSignal.aborted) throw context.cancellationSignal.reason;
    const { workspace, runId } = input;
    deps.log.warn({ err: error, workspace, runId, activity: context.info.activityType, attempt: context.info.attempt }, 'matching stage failed');
    const failure = failureOf(error);
    deps.onFailure?.(failure.type ?? 'unexpected');
    throw failure;
  } finally {
    clearInterval(heart);
  }
}
