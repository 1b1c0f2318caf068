import { Client, type Connection } from '@temporalio/client';
import { NativeConnection, type Worker } from '@temporalio/worker';
import type { Logger } from 'pino';

import type { ActivityDeps } from './activities/index.js';
import { createJourneyWorkers } from './journey-workers.js';
import { ensureSearchAttributes } from './search-attributes.js';

export interface JourneyHostOptions {
  address: string;
  namespace: string;
  /** Used once, to register search attributes. */
  connection: Connection;
  deps: ActivityDeps;
  maxConcurrentSteps: number;
  logger: Logger;
}

const firstBackOffMs = 500;
const maximumBackOffMs = 10_000;

/**
 * Keeps the Temporal workers running: while Temporal is away, at our start or later, everything else of this process goes on (segments stay
 * current), and journeys go on when it is back.
 */
export class JourneyHost {
  private readonly options: JourneyHostOptions;
  private workers: Worker[] = [];
  private shared: Client | undefined;
  private stopping = false;
  private wake: (() => void) | undefined;
  private running: Promise<void> = Promise.resolve();

  constructor(options: JourneyHostOptions) {
    this.options = options;
  }

  get isRunning(): boolean {
    return this.workers.length > 0 && this.workers.every((worker) => worker.getState() === 'RUNNING');
  }

  /** On the workers' own connection, while they run. */
  get client(): Client | undefined {
    return this.isRunning ? this.shared : undefined;
  }

  start(): void {
    this.running = this.keepRunning();
  }

  /** Takes no new work, lets what is in hand end (the grace time of the workers), then resolves. */
  async stop(): Promise<void> {
    this.stopping = true;
    this.wake?.();
    for (const worker of this.workers) if (worker.getState() === 'RUNNING') worker.shutdown();
    await this.running;
  }

  private async keepRunning(): Promise<void> {
    let backOffMs = firstBackOffMs;
    while (!this.stopping) {
      const startedAt = performance.now();
      try {
        await this.runOnce();
      } catch (error) {
        if (!this.stopping) this.options.logger.warn({ err: error, backOffMs }, 'journeys wait for Temporal');
      }
      if (this.stopping) return;
      if (performance.now() - startedAt > 60_000) backOffMs = firstBackOffMs;
      await new Promise<void>((resolve) => {
        this.wake = resolve;
        setTimeout(resolve, backOffMs).unref();
      });
      backOffMs = Math.min(backOffMs * 2, maximumBackOffMs);
    }
  }

  private async runOnce(): Promise<void> {
    const { address, namespace, deps, maxConcurrentSteps, logger } = this.options;
    const connection = await NativeConnection.connect({ address });
    try {
      await ensureSearchAttributes(this.options.connection, namespace).catch((error: unknown) =>
        logger.warn({ err: error }, 'search attributes could not be checked'),
      );
      const workers = await createJourneyWorkers(connection, deps, { namespace, maxConcurrentSteps });
      this.workers = workers;
      this.shared = new Client({ connection, namespace });
      if (this.stopping) return;
      // One that fails takes the other down, so that both start again together.
      const runs = workers.map((worker) =>
        worker.run().finally(() => {
          for (const other of workers) if (other.getState() === 'RUNNING') other.shutdown();
        }),
      );
      logger.info({ address, namespace }, 'journeys run');
      const failed = (await Promise.allSettled(runs)).find((result) => result.status === 'rejected');
      if (failed) throw failed.reason;
    } finally {
      this.workers = [];
      this.shared = undefined;
      await connection.close().catch(() => undefined);
    }
  }
}
