import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import type { Logger } from 'pino';

import { AppError } from '../platform/errors.js';
import type { Clock } from '../profiles/core.js';
import type { DemoJobDocument } from './demo-job.js';
import type { DemoJobsStore } from './demo-jobs.store.js';
import type { FillDemo } from './fill-demo.js';
import type { RemoveDemo } from './remove-demo.js';

export interface RunnerDeps {
  jobs: DemoJobsStore;
  fill: Pick<FillDemo, 'next'>;
  remove: Pick<RemoveDemo, 'next'>;
  clock: Clock;
  log: Pick<Logger, 'warn' | 'info'>;
  /** Default 2 s. */
  everyMs?: number;
}

/** So often a slice is tried, later and later, before its job ends as failed; starting it anew goes on from what is there. */
const maxTries = 8;

/** Performs demo jobs in the server, which has the services that its API calls. One that a process left is taken up by another, or by itself after a restart. */
export class DemoRunner implements OnApplicationBootstrap, OnApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;
  private stopped = true;
  private round: Promise<void> = Promise.resolve();

  constructor(private readonly deps: RunnerDeps) {}

  onApplicationBootstrap(): void {
    this.stopped = false;
    this.schedule(0);
  }

  /** After the slice in hand; nothing is lost if that is cut off. */
  async onApplicationShutdown(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.round;
  }

  /** Somebody started one. */
  wake(): void {
    this.schedule(0);
  }

  private schedule(afterMs = this.deps.everyMs ?? 2_000): void {
    if (this.stopped) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.round = this.round
        .then(async () => await this.work())
        .catch((error: unknown) => void (this.stopped || this.deps.log.warn({ err: error }, 'demo jobs could not be looked at; tried again')))
        .finally(() => this.schedule());
    }, afterMs).unref();
  }

  private async work(): Promise<void> {
    const { jobs, clock } = this.deps;
    let job: DemoJobDocument | undefined = (await jobs.claim(clock.now())) ?? undefined;
    while (job && !this.stopped) job = await this.step(job);
    if (job) await jobs.release(job, clock.now());
  }

  private async step(job: DemoJobDocument): Promise<DemoJobDocument | undefined> {
    const { jobs, fill, remove, clock, log } = this.deps;
    try {
      return await (job.kind === 'fill' ? fill : remove).next(job);
    } catch (error) {
      log.warn({ err: error, workspace: job.workspace, job: job.jobId, phase: job.phase }, 'a slice of a demo job failed');
      if (job.tries + 1 < maxTries) await jobs.putOff(job, new Date(clock.now() + 500 * 2 ** job.tries));
      else await jobs.end(job, { state: 'failed', reason: error instanceof AppError ? error.code : 'internal-error', now: new Date(clock.now()) });
      return undefined;
    }
  }
}
