import { AppError, OperationalError, UserError } from '@cairn/server/platform/errors.js';
import type { StepInput } from '@cairn/workflows/contracts/names.js';
import { type Command, type TaskQueue, taskQueues } from '@cairn/workflows/contracts/run.js';
import { ApplicationFailure, Context } from '@temporalio/activity';
import type { Logger } from 'pino';
import { performStep, type StepDeps } from './step.js';

export interface ActivityDeps extends StepDeps {
  log: Pick<Logger, 'warn' | 'error'>;
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

/** Translated once. Only the code travels: a history holds no personal data, and messages may. The log has the whole error. */
export function failureOf(error: unknown): ApplicationFailure {
  const type = error instanceof AppError ? error.code : 'unexpected';
  const message = `${type}: the worker's log has the whole error`;
  if (error instanceof UserError) return ApplicationFailure.nonRetryable(message, type);
  const nextRetryDelay = error instanceof OperationalError ? error.retryAfterMs : undefined;
  return ApplicationFailure.create({ message, type, nonRetryable: false, ...(nextRetryDelay !== undefined && { nextRetryDelay }) });
}
