import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

import { matchingErrors } from '@cairn/server/matching/matching.errors.js';
import type { ErrorCode } from '@cairn/server/platform/error-codes.js';
import { OperationalError, UserError } from '@cairn/server/platform/errors.js';

import type { MatchingAnswer, MatchingJob, MatchingWork } from './perform-stage.js';

export interface ThreadData {
  mongodbUri: string;
  database: string;
}

export type ThreadReply =
  | { ok: true; answer: MatchingAnswer | undefined }
  | { ok: false; message: string; code?: ErrorCode /** Of a user's error: not to be tried again. */; status?: UserError['status'] };

export interface MatchingThreadOptions extends ThreadData {
  /** Kept for so long after a job, with what it has read: the next stage of the run most likely comes here. Default 60 s. */
  idleMs?: number;
  /** Heap. Default 4,096 MiB. */
  memoryMb?: number;
}

/** Performs matching stages one after another in a thread of its own, so that nothing else of the process waits for them. */
export class MatchingThread implements MatchingWork {
  private thread: Worker | undefined;
  private idle: NodeJS.Timeout | undefined;
  private last: Promise<unknown> = Promise.resolve();

  private readonly options: MatchingThreadOptions;

  constructor(options: MatchingThreadOptions) {
    this.options = options;
  }

  async perform(job: MatchingJob, signal: AbortSignal): Promise<MatchingAnswer | undefined> {
    const before = this.last;
    const mine = before.catch(() => undefined).then(async () => await this.run(job, signal));
    this.last = mine.catch(() => undefined);
    return await mine;
  }

  async close(): Promise<void> {
    clearTimeout(this.idle);
    const { thread } = this;
    this.thread = undefined;
    await thread?.terminate();
  }

  private async run(job: MatchingJob, signal: AbortSignal): Promise<MatchingAnswer | undefined> {
    signal.throwIfAborted();
    clearTimeout(this.idle);
    this.thread ??= this.start();
    const { thread } = this;
    try {
      const reply = await hear(thread, job, signal);
      if (reply.ok) return reply.answer;
      if (reply.status !== undefined) throw new UserError<ErrorCode>(reply.status, reply.code ?? 'internal-error', reply.message);
      throw new OperationalError(reply.code ?? 'matching-stage-failed', reply.message);
    } catch (error) {
      // A stage that failed may have left anything behind; the next one begins in a fresh thread.
      await this.close();
      throw error;
    } finally {
      this.idle = setTimeout(() => void this.close(), this.options.idleMs ?? 60_000);
      this.idle.unref();
    }
  }

  private start(): Worker {
    const { mongodbUri, database, memoryMb = 4_096 } = this.options;
    const workerData: ThreadData = { mongodbUri, database };
    const thread = new Worker(new URL('./matching-thread.js', import.meta.url), { workerData, resourceLimits: { maxOldGenerationSizeMb: memoryMb } });
    thread.unref();
    // An error nobody listens to would end the process; whoever waits hears it as well.
    thread.on('error', () => undefined);
    return thread;
  }
}

async function hear(thread: Worker, job: MatchingJob, signal: AbortSignal): Promise<ThreadReply> {
  const heard = new AbortController();
  const either = { signal: AbortSignal.any([signal, heard.signal]) };
  const gone = once(thread, 'exit', either).then(() => {
    throw new OperationalError('matching-thread-ended', 'The matching thread ended by itself.');
  });
  try {
    const reply = once(thread, 'message', either) as Promise<[ThreadReply]>;
    thread.postMessage(job);
    return (await Promise.race([reply, gone]))[0];
  } catch (error) {
    throw (error as { code?: string }).code === 'ERR_WORKER_OUT_OF_MEMORY' ? matchingErrors.outOfMemory() : error;
  } finally {
    heard.abort();
  }
}
