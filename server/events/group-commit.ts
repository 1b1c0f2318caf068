import type { EventDocument } from './event.js';
import { ingestionErrors } from './events.errors.js';
import type { InsertOutcome } from './events.store.js';

export interface GroupCommitOptions {
  /** Events in one insert. Default 4,000: about 2 MB. */
  maxGroup?: number;
  /** Events waiting beyond which calls are turned away with `overloaded`. Default 100,000. */
  maxWaiting?: number;
  /** How long an insert may take, in ms. Default 10,000. */
  patienceMs?: number;
}

interface Waiting {
  documents: EventDocument[];
  resolve(outcomes: InsertOutcome[]): void;
  reject(error: unknown): void;
}

/**
 * One insert in flight; what arrives meanwhile is the next one. Under load the groups grow by themselves, so the cost of a majority's journal is
 * shared by as many calls as there are; alone, a call waits for nobody.
 */
export class GroupCommit {
  private readonly waiting: Waiting[] = [];
  private waitingEvents = 0;
  private running = false;
  private readonly maxGroup: number;
  private readonly maxWaiting: number;
  private readonly patienceMs: number;

  constructor(
    private readonly insert: (documents: EventDocument[]) => Promise<InsertOutcome[]>,
    options: GroupCommitOptions = {},
  ) {
    this.maxGroup = options.maxGroup ?? 4_000;
    this.maxWaiting = options.maxWaiting ?? 100_000;
    this.patienceMs = options.patienceMs ?? 10_000;
  }

  /** Resolves once all of `documents` are stored for good; rejects when none of them may be acknowledged. */
  async add(documents: EventDocument[]): Promise<InsertOutcome[]> {
    if (documents.length === 0) return [];
    if (this.waitingEvents + documents.length > this.maxWaiting) throw ingestionErrors.overloaded();
    return await new Promise((resolve, reject) => {
      this.waiting.push({ documents, resolve, reject });
      this.waitingEvents += documents.length;
      if (!this.running) void this.run();
    });
  }

  private async run(): Promise<void> {
    this.running = true;
    // Calls already in the socket join the first group instead of waiting for it.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.waiting.length > 0) await this.commit(this.takeGroup());
    this.running = false;
  }

  private takeGroup(): Waiting[] {
    let size = 0;
    let count = 0;
    for (const { documents } of this.waiting) {
      if (count > 0 && size + documents.length > this.maxGroup) break;
      size += documents.length;
      count += 1;
    }
    this.waitingEvents -= size;
    return this.waiting.splice(0, count);
  }

  /**
   * A database that hangs must not keep senders hanging: they are told to come back. The driver's own limits do not cover inserts, and what it
   * still stores later is a repeat by then.
   */
  private async inTime<Result>(work: Promise<Result>): Promise<Result> {
    let timer: NodeJS.Timeout | undefined;
    const tooLate = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`The database did not answer within ${this.patienceMs} ms.`)), this.patienceMs);
    });
    try {
      return await Promise.race([work, tooLate]);
    } finally {
      clearTimeout(timer);
    }
  }

  private async commit(group: Waiting[]): Promise<void> {
    try {
      const outcomes = await this.inTime(this.insert(group.flatMap(({ documents }) => documents)));
      let from = 0;
      for (const { documents, resolve } of group) {
        resolve(outcomes.slice(from, from + documents.length));
        from += documents.length;
      }
    } catch (error) {
      const unavailable = ingestionErrors.unavailable(error);
      for (const { reject } of group) reject(unavailable);
    }
  }
}
