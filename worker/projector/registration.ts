import { type WorkerDocument, workerSilentMs } from '@cairn/server/events/wake-up.js';
import { collections } from '@cairn/server/platform/collections.js';
import type { Clock } from '@cairn/server/profiles/core.js';
import type { Db } from 'mongodb';

const renewEveryMs = 4_000;

export interface RegistrationOptions {
  db: Db;
  clock: Clock;
  /** Names this worker among the others; new at every start. */
  workerId: string;
  /** Where servers POST when something is pending: `http://host:port/wake-up`. */
  url: string;
  onError?(error: unknown): void;
}

/**
 * Says in `workers` that this worker is there and where it is woken, until stopped: servers wake it, and the other workers leave it its share of
 * the buckets. Goes on in the background, so that a worker starts before its database does.
 */
export function registerWorker({ db, clock, workerId, url, onError }: RegistrationOptions): { stop(): Promise<void> } {
  const workers = db.collection<WorkerDocument>(collections.workers);
  const renew = async (): Promise<void> => {
    const now = new Date(clock.now());
    await workers.updateOne({ _id: workerId }, { $set: { url, seenAt: now } }, { upsert: true });
    // Those that were killed leave their names behind.
    await workers.deleteMany({ seenAt: { $lt: new Date(now.getTime() - 40 * workerSilentMs) } });
  };
  const beat = () => {
    renew().catch((error: unknown) => onError?.(error));
  };
  beat();
  const timer = setInterval(beat, renewEveryMs);
  return {
    stop: async () => {
      clearInterval(timer);
      await workers.deleteOne({ _id: workerId }).catch(() => undefined);
    },
  };
}
