import { Context } from '@temporalio/activity';
import type { Logger } from 'pino';

import { failureOf } from './failure.js';

export interface GuardDeps {
  log: Pick<Logger, 'warn'>;
  /** For metrics: the code of an attempt that failed. */
  onFailure?(code: string): void;
}

/** Whose work it is: for the log. */
export interface Work {
  workspace: string;
  runId?: string;
  backfillId?: string;
}

const heartbeatEveryMs = 3_000;

/**
 * A part of longer work, with a heartbeat for as long as it takes: a worker that died, and work that was cancelled, are noticed by it.
 */
export async function guarded<T>({ log, onFailure }: GuardDeps, about: Work, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const context = Context.current();
  const heart = setInterval(() => context.heartbeat(), heartbeatEveryMs);
  try {
    return await work(context.cancellationSignal);
  } catch (error) {
    if (context.cancellationSignal.aborted) throw context.cancellationSignal.reason;
    const { activityType: activity, attempt } = context.info;
    log.warn({ err: error, ...about, activity, attempt }, 'a part of longer work failed');
    const failure = failureOf(error);
    onFailure?.(failure.type ?? 'unexpected');
    throw failure;
  } finally {
    clearInterval(heart);
  }
}
