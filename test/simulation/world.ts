import { AppError } from '@cairn/server/platform/errors.js';
import { MemoryDatabase, notYet, type Steps } from '@cairn/server/profiles/memory-database.js';
import type { Command, PathEntry, RunState } from '@cairn/workflows/contracts/run.js';

import type { Mutant } from './mutants.js';
import { Random } from './random.js';
import { LostReply, type Process, Scheduler } from './scheduler.js';
import type { Settings } from './settings.js';
import { drawEvents, type SimEvent } from './sim-events.js';
import { epochMs } from './world-definitions.js';

/** A journey run as Temporal keeps it. */
export interface SimWorkflow {
  command: Command;
  profileId: string;
  journey: string;
  poked: boolean;
  closed: boolean;
}

/** A worker process, and the definitions it has read. */
export interface Worker {
  epoch: number;
}

/** What there is in one seed: the database, the clock, who has been told what. The cast acts on it; the oracle judges what is left. */
export class World {
  readonly random: Random;
  readonly db = new MemoryDatabase({ commitAtOnce: false });
  readonly scheduler: Scheduler;
  readonly events: SimEvent[];
  readonly acknowledged = new Set<string>();
  /** Ids of the audit log's entries. */
  readonly audit = new Set<string>();
  /** Whoever published knows that it is done. */
  published = false;
  /** Accepted by somebody who began after that. */
  readonly sincePublished = new Set<string>();
  /** Revocations of consent that were acknowledged, by the identities of who revoked it then. */
  readonly revoked: string[][] = [];
  /** Merges that were undone, with the pairs of names that linked both before, and the merges there had been. */
  readonly undone: { merge: string; pairs: [string, string][]; known: Set<string> }[] = [];
  /** Taggings whose tagger was told that they are done. */
  readonly tagged = new Set<string>();
  readonly workflows = new Map<string, SimWorkflow>();
  /** The `runs` read model. */
  readonly runs = new Map<string, { run: RunState; path: PathEntry[]; profileId: string }>();
  /** Accepted by the provider. */
  readonly sink: { key: string; runId: string }[] = [];
  readonly workers: Worker[] = [{ epoch: 1 }, { epoch: 1 }];
  /** Deliveries that the provider refused for now, and the attempt that gave its slot back. */
  readonly putOff = new Map<string, number>();
  /** The last permission to send that each run was given. */
  readonly verdicts = new Map<string, object>();
  second = 0;
  violation: { kind: string; detail: string; turn: number } | undefined;
  /** Until this turn reads may be behind: a fail-over has just been. */
  lagUntil = 0;
  private tokens = 0;

  readonly settings: Settings;
  readonly mutant: Mutant;

  constructor(seed: number, settings: Settings, mutant: Mutant, trace = false) {
    this.settings = settings;
    this.mutant = mutant;
    this.random = new Random(seed * 7919 + 13);
    this.db.lagging = () => this.scheduler.chaos && this.scheduler.turns < this.lagUntil;
    this.db.pick = (items) => this.random.pick(items);
    this.scheduler = new Scheduler(
      this.random,
      settings,
      {
        expected: (error) =>
          error instanceof LostReply || error instanceof AppError || (error instanceof Error && error.message === 'The write was rolled back.'),
        unexpected: (process, error) => this.violate('threw', `${process}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`),
      },
      trace,
    );
    this.events = drawEvents(this.random, settings);
  }

  violate(kind: string, detail: string): void {
    this.violation ??= { kind, detail, turn: this.scheduler.turns };
  }

  get nowMs(): number {
    return epochMs + this.second * 1_000;
  }

  token(): string {
    return `t${++this.tokens}`;
  }

  failover(): void {
    this.scheduler.say(`FAIL-OVER rolls back ${this.db.uncommitted} changes`);
    this.db.failover();
    this.lagUntil = this.scheduler.turns + 40;
  }

  /** Resolves when a majority has the write. */
  async majority(steps: Steps, index: number): Promise<void> {
    await steps.step('majority', () => {
      const answer = this.db.acknowledged(index);
      if (answer === false) throw new Error('The write was rolled back.');
      return answer ?? notYet;
    });
  }

  /** The epoch of the definitions that were published, as the newest write has it. */
  publishedEpoch(): number {
    return this.db.get<{ _id: string; epoch: number }>('definitions', 'definitions')?.epoch ?? 1;
  }

  /** Starts a program that starts again whenever it ends. */
  keep(name: string, body: (process: Process) => Promise<unknown>): void {
    this.scheduler.spawn(name, body, { restart: true });
  }
}
