import type { MatchingPhase } from '@cairn/server/matching/matching.documents.js';
import type { MatchingRunsStore } from '@cairn/server/matching/matching-runs.store.js';
import type { MatchingStages, Pulse } from '@cairn/server/matching/matching-stages.js';
import type { Clock } from '@cairn/server/profiles/core.js';

/** One stage of a run, as it is handed to whoever has a processor to spare. */
export type MatchingJob = { workspace: string; runId: string } & ({ stage: 'read' | 'learn' | 'conclude' } | { stage: 'compare'; slice: number });

/** Of a `learn`. */
export interface MatchingAnswer {
  slices: number;
}

/** Performs stages; what is aborted ends soon, done or not. */
export interface MatchingWork {
  perform(job: MatchingJob, signal: AbortSignal): Promise<MatchingAnswer | undefined>;
}

/** How often a run says how far it is. */
const everyMs = 1_000;

export async function performStage(stages: MatchingStages, job: MatchingJob, pulse: Pulse): Promise<MatchingAnswer | undefined> {
  const { workspace, runId } = job;
  if (job.stage === 'learn') return await stages.learn(workspace, runId, pulse);
  if (job.stage === 'read') await stages.read(workspace, runId, pulse);
  else if (job.stage === 'compare') await stages.compare(workspace, runId, job.slice, pulse);
  else await stages.conclude(workspace, runId);
  return undefined;
}

/** A pulse that writes the run's progress, at once for a new phase and now and then within one, and stops a stage that is aborted. */
export function progressPulse(runs: MatchingRunsStore, clock: Clock, job: MatchingJob, signal?: AbortSignal): Pulse {
  let told = { phase: '' as MatchingPhase | '', at: 0 };
  return async (phase, done, total) => {
    signal?.throwIfAborted();
    const now = clock.now();
    if (phase === told.phase && now - told.at < everyMs && done !== total) return;
    told = { phase, at: now };
    await runs.progress(job.workspace, job.runId, { phase, done, total, now: new Date(now) });
  };
}
