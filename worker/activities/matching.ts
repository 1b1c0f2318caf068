import type { MatchPairsStore } from '@cairn/server/matching/match-pairs.store.js';
import type { MatchingRunsStore } from '@cairn/server/matching/matching-runs.store.js';
import type { Clock } from '@cairn/server/profiles/core.js';
import type { MatchingActivities, MatchingRunInput } from '@cairn/workflows/contracts/matching.js';
import type { MatchingJob, MatchingWork } from '../matching/perform-stage.js';
import { type GuardDeps, guarded } from './guarded.js';

export interface MatchingDeps extends GuardDeps {
  runs: MatchingRunsStore;
  pairs: MatchPairsStore;
  work: MatchingWork;
  /** Merges a few pairs above the operator's line. */
  merge(input: MatchingRunInput, signal: AbortSignal): Promise<{ more: boolean }>;
  clock: Clock;
}

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
