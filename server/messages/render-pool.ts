import { Worker } from 'node:worker_threads';

import type { Job, ThreadReply } from './render-jobs.js';
import { TemplateFault, type TemplateField } from './template-problem.js';

export interface PoolOptions {
  /** File of a thread's code. */
  entry: URL;
  threads: number;
  /** A job that runs longer ends its thread. ms. */
  timeLimitMs: number;
  /** Old-generation heap of a thread. MiB. */
  memoryMb: number;
}

interface Waiting {
  job: Job;
  resolve(value: unknown): void;
  reject(error: unknown): void;
}

/** More jobs than this are refused rather than kept. */
const mostWaiting = 5_000;
const startLimitMs = 30_000;

/**
 * Threads that can be killed. One job at a time each; a job past its limit takes its thread with it, a fresh one replaces it, and no other
 * job notices more than a longer queue.
 */
export class RenderPool {
  private readonly queue: Waiting[] = [];
  private readonly threads: RenderThread[] = [];
  private closed = false;
  private readonly options: PoolOptions;

  constructor(options: PoolOptions) {
    this.options = options;
  }

  run(job: Job): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (this.closed) return reject(new Error('The renderer is closed.'));
      if (this.queue.length >= mostWaiting) return reject(new Error('The renderer has too much to do.'));
      this.queue.push({ job, resolve, reject });
      this.next();
    });
  }

  /** Starts every thread, so that the first job need not wait for one. */
  warmUp(): void {
    while (!this.closed && this.another());
  }

  async close(): Promise<void> {
    this.closed = true;
    for (const { reject } of this.queue.splice(0)) reject(new Error('The renderer was closed.'));
    await Promise.all(this.threads.splice(0).map(async (thread) => await thread.end()));
  }

  private next(): void {
    while (this.queue.length > 0) {
      const thread = this.threads.find(({ idle }) => idle) ?? this.another();
      const waiting = thread && this.queue.shift();
      if (!waiting) return;
      thread.perform(waiting).then(
        () => this.next(),
        () => {
          this.threads.splice(this.threads.indexOf(thread), 1);
          this.next();
        },
      );
    }
  }

  private another(): RenderThread | undefined {
    if (this.threads.length >= this.options.threads) return undefined;
    const thread = new RenderThread(this.options);
    this.threads.push(thread);
    return thread;
  }
}

class RenderThread {
  idle = true;
  private readonly worker: Worker;
  private readonly ready: Promise<void>;
  private readonly options: PoolOptions;
  private lastId = 0;
  private onMessage: ((message: unknown) => void) | undefined;
  private onFailure: ((error: Error) => void) | undefined;
  private failure: Error | undefined;

  constructor(options: PoolOptions) {
    this.options = options;
    this.worker = new Worker(options.entry, {
      // No environment, no options of the parent, and what it prints is its own business.
      env: {},
      argv: [],
      execArgv: [],
      stdout: true,
      stderr: true,
      resourceLimits: { maxOldGenerationSizeMb: options.memoryMb, maxYoungGenerationSizeMb: 32, stackSizeMb: 4 },
    });
    this.worker.on('message', (message) => this.onMessage?.(message));
    // For as long as it lives, idle or not: an error nobody listens to would end the process.
    this.worker.on('error', (error: Error & { code?: string }) => this.fail(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? tooMuch() : error));
    this.worker.on('exit', () => this.fail(new Error('A render thread ended by itself.')));
    this.ready = this.hear(startLimitMs, 'start').then(() => undefined);
    this.ready.then(
      () => this.idle && this.worker.unref(),
      () => undefined,
    );
  }

  /** Settles the job in any case. Rejects when the thread is gone. */
  async perform({ job, resolve, reject }: Waiting): Promise<void> {
    this.idle = false;
    this.worker.ref();
    try {
      await this.ready;
      const patience = job.kind === 'render' ? (job.patience ?? 1) : 1;
      const heard = this.hear(this.options.timeLimitMs * patience, 'run');
      this.worker.postMessage({ ...job, id: ++this.lastId });
      const reply = (await heard) as ThreadReply;
      if (reply.ok) resolve(reply.value);
      else reject(reply.problems ? new TemplateFault(reply.problems) : new Error(`Rendering failed: ${reply.message}`));
    } catch (error) {
      await this.end();
      reject(error);
      throw error;
    }
    this.worker.unref();
    this.idle = true;
  }

  private fail(error: Error): void {
    this.failure ??= error;
    this.onFailure?.(this.failure);
  }

  async end(): Promise<void> {
    await this.worker.terminate();
  }

  /** The thread's next word, or why there will be none. */
  private hear(limitMs: number, doing: 'start' | 'run'): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => this.onFailure?.(doing === 'run' ? tooSlow(limitMs) : new Error('A render thread did not start.')), limitMs);
      this.onMessage = (message) => {
        clearTimeout(late);
        resolve(message);
      };
      this.onFailure = (error) => {
        clearTimeout(late);
        reject(error);
      };
      if (this.failure) this.onFailure(this.failure);
    });
  }
}

const field: TemplateField = 'mjml';

function tooSlow(limitMs: number): TemplateFault {
  const message = `The template did not finish within ${limitMs} ms and was stopped. Is there a loop in it that is too large, or without an end?`;
  return new TemplateFault([{ severity: 'error', field, code: 'timed-out', message }]);
}

function tooMuch(): TemplateFault {
  return new TemplateFault([
    { severity: 'error', field, code: 'out-of-memory', message: 'The template needs too much memory. Is there a loop in it that is too large?' },
  ]);
}
