import { ComputedTraitsService } from '@cairn/server/computed-traits/computed-traits.service.js';
import { ComputedTraitsStore } from '@cairn/server/computed-traits/computed-traits.store.js';
import { ReadySetsStore } from '@cairn/server/computed-traits/ready-sets.store.js';
import { RfmKeeper } from '@cairn/server/computed-traits/rfm-keeper.js';
import { SampledPeople } from '@cairn/server/computed-traits/sampled-people.js';
import { Askers } from '@cairn/server/conditions/askers.js';
import { AuditStore } from '@cairn/server/platform/audit.js';
import { VersionsStore } from '@cairn/server/platform/versions.store.js';
import type { Clock, DefinitionsSource } from '@cairn/server/profiles/core.js';
import { SegmentsStore } from '@cairn/server/segments/segments.store.js';
import { TraitShares } from '@cairn/server/traits/trait-shares.js';
import type { MongoClient } from 'mongodb';
import type { Logger } from 'pino';

export interface RfmCutPointsDeps {
  client: MongoClient;
  database: string;
  definitions: DefinitionsSource;
  clock: Clock;
  log: Pick<Logger, 'warn' | 'info'>;
  /** Default 60 s. */
  everyMs?: number;
}

/** Looks after cut points of RFM scores that are due, one set after another. Several workers share the work: each set is taken by one. */
export class RfmCutPoints {
  private readonly deps: RfmCutPointsDeps;
  private readonly keeper: RfmKeeper;
  private timer: NodeJS.Timeout | undefined;
  private stopped = true;
  private round: Promise<void> = Promise.resolve();

  constructor(deps: RfmCutPointsDeps) {
    this.deps = deps;
    const { client, definitions, clock } = deps;
    const db = client.db(deps.database);
    const people = new SampledPeople(db, definitions, clock);
    const computed = new ComputedTraitsService({
      client,
      store: new ComputedTraitsStore(db),
      askers: new Askers(db),
      versions: new VersionsStore(db),
      audit: new AuditStore(db),
      people,
      shares: new TraitShares(db, clock),
      progress: async (workspace) => await new SegmentsStore(db).progress(workspace),
      clock,
    });
    this.keeper = new RfmKeeper({ store: new ReadySetsStore(db), computed, people, clock });
  }

  start(): void {
    this.stopped = false;
    this.schedule();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.round;
  }

  private schedule(): void {
    if (this.stopped) return;
    this.timer = setTimeout(() => {
      this.round = this.look().finally(() => this.schedule());
    }, this.deps.everyMs ?? 60_000);
  }

  private async look(): Promise<void> {
    try {
      while (!this.stopped && (await this.keeper.lookAtOne(() => this.stopped)));
    } catch (error) {
      this.deps.log.warn({ err: error }, 'cut points could not be looked after; they are tried again');
    }
  }
}
