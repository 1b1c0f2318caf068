import type { WorkerDocument } from '@cairn/server/events/wake-up.js';
import { workerSilentMs } from '@cairn/server/events/wake-up.js';
import { collections } from '@cairn/server/platform/collections.js';
import type { Clock, DefinitionsSource, Person } from '@cairn/server/profiles/core.js';
import type { ProfileCoreService } from '@cairn/server/profiles/profile-core.js';
import type { Db } from 'mongodb';
import type { Logger } from 'pino';

import type { BackfillStarter } from '../backfills/backfill-starter.js';
import { bucketShare } from './bucket-share.js';
import { DueAccounts } from './due-accounts.js';
import { DueProfiles } from './due-profiles.js';
import { EffectsQueue } from './effects-queue.js';
import { settleInterrupted } from './interrupted-deliveries.js';
import { PendingPeople } from './pending-people.js';
import { keyOf, Troubled } from './troubled.js';

export interface ProjectorDeps {
  db: Db;
  core: ProfileCoreService;
  definitions: DefinitionsSource;
  clock: Clock;
  log: Pick<Logger, 'warn' | 'info'>;
  /** As registered in `workers`. */
  workerId: string;
  /** Seconds that the oldest pending event waits, told about once a second. */
  onLag?(seconds: number): void;
  /** Begins workflows where many are behind the definitions. Absent: all of them are asked here. */
  backfills?: Pick<BackfillStarter, 'whoAsks'>;
  /** How long without a wake-up before it looks by itself. Default 250 ms. */
  pollMs?: number;
}

export interface Projector {
  start(): void;
  /** Ends after the batch in hand; nothing is lost if it does not. */
  stop(): Promise<void>;
  /** Something is pending. */
  wake(): void;
}

/** People folded in one go, and how many such batches at once: enough to share round trips, few enough that one slow batch holds up little. */
const batchSize = 200;
const batchesAtOnce = 3;
const peopleALook = 1_500;
/** People with a backlog of their own who are folded beside the others at once; further ones take their place among them. */
const crowdsAtOnce = 3;
/** While there is nobody else, so often it is looked whether there is. */
const besideCrowdsMs = 20;
/** Imports get this share of looks while live events come. */
const importTurn = 5;
const tickEveryMs = 500;
const outboxEveryMs = 250;
const epochEveryMs = 1_000;
const accountsEveryMs = 500;
const shareEveryMs = 3_000;
const interruptedEveryMs = 30_000;

/** Schedules catch-ups; correctness rests on none of it (design §2). */
export function createProjector(deps: ProjectorDeps): Projector {
  return new Sweeper(deps);
}

class Sweeper implements Projector {
  private readonly deps: ProjectorDeps;
  private readonly pending: PendingPeople;
  private readonly due: DueProfiles;
  private readonly accounts: DueAccounts;
  private readonly effects: EffectsQueue;
  private readonly troubled: Troubled;
  private buckets: number[];
  private stopping = false;
  private loops: Promise<void>[] = [];
  private sleepers = new Set<() => void>();
  private woken = false;
  /** Folded beside the others, by who they are. */
  private readonly crowds = new Map<string, Promise<void>>();
  private turn = 0;

  constructor(deps: ProjectorDeps) {
    this.deps = deps;
    this.pending = new PendingPeople(deps.db);
    this.due = new DueProfiles(deps.db);
    this.accounts = new DueAccounts(deps.db, deps.definitions, deps.clock);
    this.effects = new EffectsQueue(deps.core);
    this.troubled = new Troubled(deps.clock);
    this.buckets = bucketShare([], deps.workerId);
  }

  start(): void {
    this.loops = [
      this.loop('events', this.deps.pollMs ?? 250, () => this.sweepEvents(), true),
      this.loop('ticks', tickEveryMs, () => this.sweepTicks()),
      this.loop('outbox', outboxEveryMs, () => this.sweepOutbox()),
      this.loop('definitions', epochEveryMs, () => this.sweepEpoch()),
      this.loop('accounts', accountsEveryMs, () => this.sweepAccounts()),
      this.loop('share', shareEveryMs, () => this.look()),
      this.loop('interrupted', interruptedEveryMs, async () => (await settleInterrupted(this.deps.db, this.deps.clock)) >= 100),
    ];
  }

  async stop(): Promise<void> {
    this.stopping = true;
    for (const wake of this.sleepers) wake();
    await Promise.all(this.loops);
    await Promise.all(this.crowds.values());
    await this.effects.drained();
  }

  wake(): void {
    this.woken = true;
    for (const wake of this.sleepers) wake();
  }

  /** Repeats `work` while it says that there is more, else after a pause. A failure is logged and costs a pause. */
  private async loop(name: string, everyMs: number, work: () => Promise<boolean>, wakeable = false): Promise<void> {
    let failures = 0;
    while (!this.stopping) {
      let more = false;
      if (wakeable) this.woken = false;
      try {
        more = await work();
        failures = 0;
      } catch (error) {
        failures++;
        if (!this.stopping) this.deps.log.warn({ err: error, sweep: name, failures }, 'a sweep failed and is tried again');
      }
      if (this.stopping || (more && failures === 0)) continue;
      await this.sleep(failures > 0 ? Math.min(5_000, everyMs * 2 ** Math.min(failures, 5)) : everyMs, wakeable);
    }
  }

  private async sleep(ms: number, wakeable: boolean): Promise<void> {
    if (wakeable && this.woken) return;
    await new Promise<void>((resolve) => {
      const wake = () => {
        // Only sleepers for events are woken by wake-ups; the end wakes all.
        if (!wakeable && !this.stopping) return;
        clearTimeout(timer);
        this.sleepers.delete(wake);
        resolve();
      };
      const timer = setTimeout(() => {
        this.sleepers.delete(wake);
        resolve();
      }, ms);
      this.sleepers.add(wake);
    });
  }

  private async sweepEvents(): Promise<boolean> {
    const live = await this.pending.find('live', this.buckets, peopleALook);
    this.foldBeside(this.troubled.without(live.crowds));
    const ready = this.troubled.without(live.people).filter((person) => !this.crowds.has(keyOf(person)));
    await this.fold(ready);
    const idle = ready.length === 0;
    if (idle && this.crowds.size > 0) await Promise.race([this.sleep(besideCrowdsMs, false), ...this.crowds.values()]);
    if (!idle && ++this.turn % importTurn !== 0) return true;
    const imports = await this.pending.find('imports', this.buckets, idle ? peopleALook : batchSize);
    const imported = this.troubled.without(imports.people);
    await this.fold(imported);
    return !idle || this.crowds.size > 0 || live.more || imported.length > 0 || imports.more;
  }

  /** One person's flood is folded in their own time: nobody waits for its end. */
  private foldBeside(crowds: readonly Person[]): void {
    for (const person of crowds) {
      const key = keyOf(person);
      if (this.crowds.has(key) || this.crowds.size >= crowdsAtOnce) continue;
      this.crowds.set(
        key,
        this.foldBatch([person]).finally(() => this.crowds.delete(key)),
      );
    }
  }

  private async sweepTicks(): Promise<boolean> {
    const people = await this.due.ticking(this.deps.clock.now(), this.buckets, batchSize * batchesAtOnce);
    await this.fold(this.troubled.without(people));
    return people.length >= batchSize * batchesAtOnce;
  }

  private async sweepOutbox(): Promise<boolean> {
    if (!this.effects.hasRoom) return false;
    const owing = await this.due.owing(this.deps.clock.now(), this.buckets, this.effects.inHand, 500);
    this.effects.add(owing);
    return false;
  }

  private async sweepEpoch(): Promise<boolean> {
    const workspaces = await this.due.epochs();
    const each = Math.max(1, Math.ceil(batchSize / Math.max(1, workspaces.length)));
    let more = false;
    for (const { workspace, epoch } of workspaces) {
      const people = await this.due.behind(workspace, epoch, this.buckets, each);
      if (people.length === 0) continue;
      const many = people.length >= each;
      if (this.deps.backfills && (await this.deps.backfills.whoAsks(workspace, epoch, many)) !== 'sweep') continue;
      const ready = this.troubled.without(people);
      await this.fold(ready);
      more ||= many && ready.length > 0;
    }
    return more;
  }

  private async sweepAccounts(): Promise<boolean> {
    const { people, more } = await this.accounts.visit(this.buckets);
    const ready = this.troubled.without(people);
    await this.fold(ready);
    return more && (people.length === 0 || ready.length > 0);
  }

  /** Who else is there, and how late are we? */
  private async look(): Promise<boolean> {
    const { db, clock, workerId, onLag } = this.deps;
    const seen = await db
      .collection<WorkerDocument>(collections.workers)
      .find({ seenAt: { $gt: new Date(clock.now() - workerSilentMs) } }, { projection: { _id: 1 } })
      .toArray();
    this.buckets = bucketShare(
      seen.map(({ _id }) => _id),
      workerId,
    );
    if (onLag) {
      const oldest = await this.pending.oldest();
      onLag(oldest ? Math.max(0, (clock.now() - oldest.getTime()) / 1_000) : 0);
    }
    return false;
  }

  private async fold(people: readonly Person[]): Promise<void> {
    const batches: Person[][] = [];
    for (let at = 0; at < people.length; at += batchSize) batches.push(people.slice(at, at + batchSize));
    const next = async (): Promise<void> => {
      for (let batch = batches.shift(); batch && !this.stopping; batch = batches.shift()) await this.foldBatch(batch);
    };
    await Promise.all(Array.from({ length: batchesAtOnce }, next));
  }

  /** Somebody who cannot be folded must not hold up the others: then each goes alone, and who fails alone is left for a while. */
  private async foldBatch(batch: Person[]): Promise<void> {
    try {
      await this.deps.core.fold(batch, (profiles) => this.effects.add(profiles));
      return;
    } catch (error) {
      this.deps.log.warn({ err: error, people: batch.length }, 'a batch failed; its people are folded one by one');
    }
    for (const person of batch) {
      if (this.stopping) return;
      try {
        await this.deps.core.fold([person], (profiles) => this.effects.add(profiles));
        this.troubled.delete(person);
      } catch (error) {
        this.deps.log.warn({ err: error, workspace: person.workspace }, 'somebody could not be folded and is tried again later');
        this.troubled.add(person);
      }
    }
  }
}
