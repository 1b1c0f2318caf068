import type { StepInput } from '@cairn/workflows/contracts/names.js';
import { type Command, type TaskQueue, taskQueues } from '@cairn/workflows/contracts/run.js';
import { Context } from '@temporalio/activity';
import type { Logger } from 'pino';
import type { BackfillDeps } from './backfill.js';
import { failureOf } from './failure.js';
import type { MatchingDeps } from './matching.js';
import { performStep, type StepDeps } from './step.js';

export interface ActivityDeps extends StepDeps {
  log: Pick<Logger, 'warn' | 'error'>;
  /** Absent: this process looks for no duplicates. */
  matching?: MatchingDeps;
  /** Absent: this process asks nobody again. */
  backfill?: BackfillDeps;
  /** For metrics: the code of an attempt that failed. */
  onFailure?(code: string): void;
}

export interface Activities {
  step(input: StepInput): Promise<Command>;
}

const heartbeatEveryMs = 3_000;

/** What a worker of one task queue can do. */
export function createActivities(deps: ActivityDeps, queue: TaskQueue = taskQueues.journeys): Activities {
  return {
    async step(input) {
      const context = Context.current();
      const heart = setInterval(() => context.heartbeat(), heartbeatEveryMs);
      try {
        return await performStep(deps, input, queue);
      } catch (error) {
        deps.log.warn({ err: error, workspace: input.workspace, journey: input.journey, runId: input.runId, attempt: context.info.attempt }, 'step failed');
        const failure = failureOf(error);
        deps.onFailure?.(failure.type ?? 'unexpected');
        throw failure;
      } finally {
        clearInterval(heart);
      }
    },
  };
}
