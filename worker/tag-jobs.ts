import type { Clock, ProfileCore } from '@cairn/server/profiles/core.js';
import type { CoreStore } from '@cairn/server/profiles/core-store.js';
import type { MongoDefinitionsSource } from '@cairn/server/profiles/definitions-source.js';
import { ProfilesReader } from '@cairn/server/profiles/profiles.reader.js';
import { tagKey } from '@cairn/server/profiles/search-keys.js';
import { SegmentsStore } from '@cairn/server/segments/segments.store.js';
import { TagJobSlices, tagJobLeaseMs } from '@cairn/server/tags/tag-job-slices.js';
import { TagJobsStore } from '@cairn/server/tags/tag-jobs.store.js';
import type { Db } from 'mongodb';
import type { Logger } from 'pino';

export interface TagJobsDeps {
  db: Db;
  core: Pick<ProfileCore, 'decide'>;
  store: Pick<CoreStore, 'barrier'>;
  definitions: Pick<MongoDefinitionsSource, 'fresh'>;
  clock: Clock;
  log: Pick<Logger, 'warn'>;
  /** Default 500 ms. */
  everyMs?: number;
  /** Default 100. */
  sliceSize?: number;
}

/** Performs bulk jobs of tags, one at a time in each worker. One that a worker left is taken up by another where it stood. Needs no Temporal. */
export class TagJobs {
  private readonly deps: TagJobsDeps;
  private readonly jobs: TagJobsStore;
  private readonly slices: TagJobSlices;
  private timer: NodeJS.Timeout | undefined;
  private stopped = true;
  private round: Promise<void> = Promise.resolve();

  constructor(deps: TagJobsDeps) {
    this.deps = deps;
    const { db, core, store, definitions, clock, sliceSize } = deps;
    this.jobs = new TagJobsStore(db);
    const segments = new SegmentsStore(db);
    const reader = new ProfilesReader(db);
    this.slices = new TagJobSlices({
      ...{ jobs: this.jobs, core, store, definitions, clock },
      ...(sliceSize !== undefined && { size: sliceSize }),
      members: async (workspace, segment, after, limit) =>
        (await segments.members(workspace, segment, { after: after === '' ? undefined : { profileId: after, since: 0 }, limit })).map(
          ({ profileId }) => profileId,
        ),
      everybody: async (workspace, after, limit) => await reader.everybody(workspace, after, limit),
      holders: async (workspace, tag, after, limit) =>
        (await reader.withKey(workspace, tagKey(tag), limit, after === '' ? undefined : after)).map(({ profileId, identities }) => ({
          profileId,
          identities: identities.map(({ id }) => id),
        })),
      owners: async (identities) => await reader.ownersOf(identities),
    });
  }

  start(): void {
    this.stopped = false;
    this.schedule(0);
  }

  /** Ends after the slice in hand; nothing is lost if it does not. */
  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.round;
  }

  private schedule(afterMs = this.deps.everyMs ?? 500): void {
    if (this.stopped) return;
    this.timer = setTimeout(() => {
      this.round = this.work()
        .catch((error: unknown) => this.deps.log.warn({ err: error }, 'a bulk job of a tag failed and is tried again'))
        .finally(() => this.schedule());
    }, afterMs);
  }

  private async work(): Promise<void> {
    const { clock } = this.deps;
    let job = await this.jobs.claim(clock.now(), tagJobLeaseMs);
    while (job && !this.stopped) job = (await this.slices.next(job)) ?? null;
    if (job) await this.jobs.release(job, clock.now());
  }
}
