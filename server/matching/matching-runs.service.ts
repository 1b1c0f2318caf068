import { type MatchingRunInput, matchingRunWorkflow, matchingWorkflowIdFor } from '@cairn/workflows/contracts/matching.js';
import { taskQueues } from '@cairn/workflows/contracts/run.js';
import type { Client } from '@temporalio/client';
import { ulid } from 'ulid';

import { OperationalError } from '../platform/errors.js';
import { decodeCursor, type ListQuery, type Page, pageOf } from '../platform/lists.js';
import type { Clock } from '../profiles/core.js';
import type { MatchingRunDocument } from './matching.documents.js';
import { matchingErrors } from './matching.errors.js';
import type { MatchingRunAnswer, MatchingRunDetailAnswer } from './matching.schemas.js';
import { toRunAnswer, toRunDetail } from './matching-answers.js';
import type { MatchingRunsStore } from './matching-runs.store.js';
import type { MatchingSettingsStore } from './matching-settings.store.js';

const patienceMs = 5_000;
/** A run of which nothing was heard for so long is asked after. */
const silentMs = 60_000;

/** Starts searches for duplicates, cancels them, and says how they stand. */
export class MatchingRunsService {
  constructor(
    private readonly runs: MatchingRunsStore,
    private readonly settings: MatchingSettingsStore,
    private readonly temporal: Client,
    private readonly clock: Clock,
  ) {}

  /** @throws UserError `matching-runs-already`; OperationalError `temporal-unavailable`. */
  async start(workspace: string, by: string): Promise<MatchingRunAnswer> {
    const [going] = await this.runs.list(workspace, { state: 'running' }, 1);
    if (going && (await this.isGoing(going))) throw matchingErrors.alreadyRunning(going.runId);
    const run = await this.newRun(workspace, by);
    // The run is there before its workflow, which asks for it.
    await this.runs.insert(run);
    try {
      await this.startWorkflow({ workspace, runId: run.runId });
    } catch (error) {
      await this.runs.remove(workspace, run.runId);
      if ((error as Error).name === 'WorkflowExecutionAlreadyStartedError') throw matchingErrors.alreadyRunning(going?.runId ?? '');
      throw unavailable(error);
    }
    return toRunAnswer(run);
  }

  async list(workspace: string, { cursor, limit }: ListQuery): Promise<Page<MatchingRunAnswer>> {
    const before = cursor === undefined ? undefined : decodeCursor(cursor, ['string'])[0];
    const found = await this.runs.list(workspace, { ...(before !== undefined && { before }) }, limit + 1);
    for (const run of found) await this.settle(run);
    return pageOf(found, limit, toRunAnswer, ({ runId }) => [runId]);
  }

  async read(workspace: string, runId: string): Promise<MatchingRunDetailAnswer> {
    const run = await this.runs.read(workspace, runId);
    if (run === null) throw matchingErrors.unknownRun(runId);
    await this.settle(run);
    return toRunDetail(run);
  }

  /** Takes effect within seconds; what was found so far stays. Safe to repeat. */
  async cancel(workspace: string, runId: string): Promise<MatchingRunAnswer> {
    const run = await this.runs.read(workspace, runId);
    if (run === null) throw matchingErrors.unknownRun(runId);
    if (run.state !== 'running') return toRunAnswer(run);
    if (!(await this.isNewest(run)) || !(await this.cancelWorkflow(workspace)))
      await this.runs.end(workspace, runId, { state: 'cancelled', now: new Date(this.clock.now()) });
    return toRunAnswer((await this.runs.read(workspace, runId)) ?? run);
  }

  /** False: there is none. */
  private async cancelWorkflow(workspace: string): Promise<boolean> {
    const { connection, workflow } = this.temporal;
    try {
      await connection.withDeadline(Date.now() + patienceMs, async () => await workflow.getHandle(matchingWorkflowIdFor(workspace)).cancel());
      return true;
    } catch (error) {
      if ((error as Error).name !== 'WorkflowNotFoundError') throw unavailable(error);
      return false;
    }
  }

  /** A workspace's one workflow is that of its newest run: an older one that looks alive was left behind. */
  private async isNewest({ workspace, runId }: MatchingRunDocument): Promise<boolean> {
    const [newest] = await this.runs.list(workspace, {}, 1);
    return newest?.runId === runId;
  }

  private async newRun(workspace: string, by: string): Promise<MatchingRunDocument> {
    const { fields, blocking, thresholds } = await this.settings.read(workspace);
    const now = this.clock.now();
    const [runId, at] = [ulid(now), new Date(now)];
    return {
      _id: `${workspace}:${runId}`,
      workspace,
      runId,
      state: 'running',
      phase: 'waiting',
      done: 0,
      total: 0,
      settings: { fields, blocking },
      thresholds,
      startedAt: at,
      startedBy: by,
      touchedAt: at,
    };
  }

  private async startWorkflow(input: MatchingRunInput): Promise<void> {
    const { connection, workflow } = this.temporal;
    await connection.withDeadline(
      Date.now() + patienceMs,
      async () =>
        await workflow.start(matchingRunWorkflow, {
          workflowId: matchingWorkflowIdFor(input.workspace),
          taskQueue: taskQueues.journeys,
          args: [input],
          workflowIdReusePolicy: 'ALLOW_DUPLICATE',
          workflowIdConflictPolicy: 'FAIL',
        }),
    );
  }

  /** A run whose workflow is gone, terminated by an operator or never started, does not look alive for ever. */
  private async settle(run: MatchingRunDocument): Promise<void> {
    if (run.state !== 'running' || (await this.isGoing(run))) return;
    const now = new Date(this.clock.now());
    if (await this.runs.end(run.workspace, run.runId, { state: 'failed', failure: 'interrupted', now })) {
      Object.assign(run, { state: 'failed', phase: 'finished', failure: 'interrupted', endedAt: now });
      await this.runs.removeChunks(run.workspace, run.runId);
    }
  }

  /** Temporal down: nothing is concluded. */
  private async isGoing(run: MatchingRunDocument): Promise<boolean> {
    const { workspace, touchedAt } = run;
    if (this.clock.now() - touchedAt.getTime() < silentMs) return true;
    const { connection, workflow } = this.temporal;
    try {
      const about = await connection.withDeadline(Date.now() + patienceMs, async () => await workflow.getHandle(matchingWorkflowIdFor(workspace)).describe());
      return about.status.name === 'RUNNING' && (await this.isNewest(run));
    } catch (error) {
      return (error as Error).name !== 'WorkflowNotFoundError';
    }
  }
}

function unavailable(cause: unknown): OperationalError {
  return new OperationalError('temporal-unavailable', 'Temporal, which runs the search, does not answer.', {
    action: 'Try again in a moment; Health says how Temporal is.',
    retryAfterMs: 5_000,
    cause,
  });
}
