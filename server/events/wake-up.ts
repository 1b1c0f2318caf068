import type { Collection, Db } from 'mongodb';
import type { Logger } from 'pino';

import { collections } from '../platform/collections.js';
import type { Clock } from '../profiles/core.js';

/** A worker that wants to be told of new events. Registered and renewed by the worker itself. */
export interface WorkerDocument {
  _id: string;
  /** Where to POST: `http://host:port/wake-up`. */
  url: string;
  seenAt: Date;
}

/** A worker not seen for so long is gone. */
export const workerSilentMs = 15_000;
const refreshMs = 1_000;
const timeoutMs = 1_000;

/**
 * Tells the workers that something is pending, at most one call in flight to each; more pokes meanwhile become one more call. Lost ones do
 * no harm: the projector polls.
 */
export class WakeUp {
  private readonly workers: Collection<WorkerDocument>;
  private urls: string[] = [];
  private refreshedAt = 0;
  private refreshing = false;
  private readonly inFlight = new Map<string, { again: boolean }>();

  constructor(
    db: Db,
    private readonly clock: Clock,
    private readonly logger?: Logger,
  ) {
    this.workers = db.collection<WorkerDocument>(collections.workers);
  }

  /** Returns at once and never throws. */
  poke(): void {
    if (this.clock.now() - this.refreshedAt > refreshMs) void this.refresh();
    for (const url of this.urls) void this.call(url);
  }

  private async refresh(): Promise<void> {
    if (this.refreshing) return;
    this.refreshing = true;
    const isFirst = this.refreshedAt === 0;
    try {
      const recent = await this.workers.find({ seenAt: { $gt: new Date(this.clock.now() - workerSilentMs) } }).toArray();
      this.urls = recent.map((worker) => worker.url);
      this.refreshedAt = this.clock.now();
      if (isFirst) for (const url of this.urls) void this.call(url);
    } catch (error) {
      this.logger?.debug({ err: error }, 'the list of workers could not be read');
    } finally {
      this.refreshing = false;
    }
  }

  private async call(url: string): Promise<void> {
    const running = this.inFlight.get(url);
    if (running !== undefined) {
      running.again = true;
      return;
    }
    const state = { again: true };
    this.inFlight.set(url, state);
    try {
      while (state.again) {
        state.again = false;
        const response = await fetch(url, { method: 'POST', signal: AbortSignal.timeout(timeoutMs) });
        await response.arrayBuffer();
      }
    } catch (error) {
      this.logger?.debug({ err: error }, 'a worker could not be woken');
    } finally {
      this.inFlight.delete(url);
    }
  }
}
