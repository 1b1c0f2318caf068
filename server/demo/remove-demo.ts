import type { Db } from 'mongodb';

import type { CatalogueDocument } from '../events/catalogue.js';
import type { EventDocument } from '../events/event.js';
import type { JourneysService } from '../journeys/journeys.service.js';
import type { RunPokes } from '../journeys/run-pokes.js';
import type { TemplatesService } from '../messages/templates.service.js';
import type { AuditStore } from '../platform/audit.js';
import { collections, type WorkspaceDocument } from '../platform/collections.js';
import { UserError } from '../platform/errors.js';
import { escapeKey } from '../platform/keys.js';
import type { VersionsStore } from '../platform/versions.store.js';
import type { Clock } from '../profiles/core.js';
import type { SegmentsService } from '../segments/segments.service.js';
import type { DefinitionsPlan, DemoDefinitions } from './demo-definitions.js';
import type { DemoJobDocument, MadeDefinition } from './demo-job.js';
import type { DemoJobsStore } from './demo-jobs.store.js';
import { DemoPeople, type DemoPerson } from './demo-people.js';
import { DemoOrigin, openShop } from './shop/shop.js';

export interface RemoveDeps {
  db: Db;
  jobs: DemoJobsStore;
  definitions: DemoDefinitions;
  versions: VersionsStore;
  segments: Pick<SegmentsService, 'remove'>;
  templates: Pick<TemplatesService, 'remove'>;
  journeys: Pick<JourneysService, 'remove'>;
  pokes: Pick<RunPokes, 'poke'>;
  audit: AuditStore;
  clock: Clock;
  /** People of a slice. Default 50. */
  size?: number;
}

export interface RemovalPlan {
  people: number;
  events: number;
  runs: number;
  inside: number;
  deliveries: number;
  stay: number;
  definitions: DefinitionsPlan;
}

const lookedAtOnce = 500;

/**
 * Takes the demo away slice by slice: first its journeys end, so that nobody of it enters any more; then its people go, each slice in one transaction with
 * the job's progress; then whoever was being folded meanwhile; at last what nobody needs any more.
 *
 * Killed after a slice's transaction, the workflows of those people are still in `orphans`: told before anything else. A workflow that was never told
 * finds nobody at its next timer and ends by itself.
 */
export class RemoveDemo {
  private origin: DemoOrigin | undefined;

  constructor(private readonly deps: RemoveDeps) {}

  /** What would go now. */
  async plan(workspace: string, made: readonly MadeDefinition[]): Promise<RemovalPlan> {
    const { userIds } = await this.open();
    const people = await this.people();
    const plan = { people: 0, events: 0, runs: 0, inside: 0, deliveries: 0 };
    const [going, stay] = [new Set<string>(), new Set<string>()];
    for (let from = 0; from < userIds.length; from += lookedAtOnce) {
      const looked = await people.look(workspace, userIds.slice(from, from + lookedAtOnce));
      const fresh = looked.people.filter(({ profile }) => !profile || !going.has(profile.profileId));
      const counts = await people.count(workspace, fresh);
      for (const { profile, events, inside } of fresh) {
        if (profile) going.add(profile.profileId);
        plan.people += 1;
        plan.events += events.length;
        plan.inside += inside.length;
      }
      plan.runs += counts.runs;
      plan.deliveries += counts.deliveries;
      for (const id of looked.stay) stay.add(id);
    }
    const everybody = await people.withLosers(workspace, [...going]);
    const definitions = await this.deps.definitions.plan(workspace, made, (profileId) => everybody.has(profileId));
    return { ...plan, stay: stay.size, definitions };
  }

  /** One slice. Undefined: nothing is left to do here. */
  async next(job: DemoJobDocument): Promise<DemoJobDocument | undefined> {
    if (job.orphans.length > 0) return await this.tellOrphans(job);
    switch (job.phase) {
      case 'people':
      case 'checking':
        return await this.removeSlice(job);
      case 'tidying':
        return await this.tidy(job);
      default:
        return await this.endJourneys(job);
    }
  }

  private async tellOrphans(job: DemoJobDocument): Promise<DemoJobDocument | undefined> {
    const { jobs, pokes, clock } = this.deps;
    // Temporal is down for long: they end by themselves.
    if (job.tries < 5) await Promise.all(job.orphans.map(async (runId) => await pokes.poke(runId)));
    return (await jobs.advance(job, { orphans: [] }, clock.now())) ?? undefined;
  }

  private async endJourneys(job: DemoJobDocument): Promise<DemoJobDocument | undefined> {
    const { workspace, made } = job;
    const { definitions } = await this.plan(workspace, made);
    for (const { kind, key } of definitions.going) if (kind === 'journey') await unlessGone(async () => await this.deps.journeys.remove(workspace, key));
    return await this.begin(job, 'people');
  }

  private async begin(job: DemoJobDocument, phase: 'people' | 'checking' | 'tidying'): Promise<DemoJobDocument | undefined> {
    const { userIds } = await this.open();
    const total = phase === 'tidying' ? 1 : userIds.length;
    return (
      (await this.deps.jobs.advance(job, { phase, done: 0, total, goneInPhase: 0, ...(phase !== 'tidying' && { stayed: 0 }) }, this.deps.clock.now())) ??
      undefined
    );
  }

  private async removeSlice(job: DemoJobDocument): Promise<DemoJobDocument | undefined> {
    const { db, jobs, clock, size = 50 } = this.deps;
    const { workspace, done, total, gone, goneInPhase } = job;
    const { userIds } = await this.open();
    if (done >= total) {
      // Events that were just being folded may have made somebody anew: looked for until nobody is found.
      return await this.begin(job, job.phase === 'people' || goneInPhase > 0 ? 'checking' : 'tidying');
    }
    const people = await this.people();
    const slice = userIds.slice(done, done + size);
    const looked = await people.look(workspace, slice);
    return await db.client.withSession(
      async (session) =>
        await session.withTransaction(
          async () => {
            const { people: left, inside } = await people.remove(session, workspace, distinct(looked.people));
            const progress = {
              done: done + slice.length,
              gone: gone + left,
              goneInPhase: goneInPhase + left,
              stayed: job.stayed + looked.stay.length,
              orphans: inside,
            };
            const moved = await jobs.advance(job, progress, clock.now(), session);
            // Another process did this slice.
            if (!moved) await session.abortTransaction();
            return moved ?? undefined;
          },
          { readConcern: { level: 'snapshot' }, writeConcern: { w: 'majority' } },
        ),
    );
  }

  private async tidy(job: DemoJobDocument): Promise<undefined> {
    const { db, definitions, versions, segments, templates, jobs, audit, clock } = this.deps;
    const { workspace, made } = job;
    await definitions.removeArchived(workspace, made, versions);
    for (const { kind, key } of (await this.plan(workspace, made)).definitions.going) {
      if (kind === 'template') await unlessGone(async () => await templates.remove(workspace, key));
      if (kind === 'segment') await unlessGone(async () => await segments.remove(workspace, key));
    }
    await this.tidyCatalogue(workspace);
    const now = new Date(clock.now());
    await db.client.withSession(
      async (session) =>
        await session.withTransaction(async () => {
          await db.collection<WorkspaceDocument>(collections.workspaces).updateOne({ _id: workspace }, { $unset: { demo: '' } }, { session });
          const about = { kind: 'demo', id: job.jobId };
          await audit.append(session, { workspace, at: now, by: job.startedBy, action: 'demo.removed', about, detail: { people: job.gone } });
          await jobs.end(job, { state: 'completed', now, session });
        }),
    );
  }

  /** Names of events and traits that only the demo had: nobody has them any more. What people said of one is kept. */
  private async tidyCatalogue(workspace: string): Promise<void> {
    const { db } = this.deps;
    const { calls } = await openShop({ now: this.deps.clock.now() });
    const catalogue = db.collection<CatalogueDocument>(collections.catalogue);
    const notes = { note: { $exists: false } };
    const events = db.collection<EventDocument>(collections.events);
    for (const name of new Set(calls.map(({ event }) => event ?? 'Identify'))) {
      if (await events.findOne({ workspace, name }, { projection: { _id: 1 } })) continue;
      await catalogue.deleteOne({ _id: `${workspace}:event:${name}`, ...notes });
      await catalogue.deleteMany({ workspace, kind: 'property', event: name, ...notes });
    }
    for (const trait of new Set(calls.flatMap(({ traits }) => Object.keys(traits ?? {})))) {
      const has = await db
        .collection(collections.profiles)
        .findOne({ workspace, [`traits.${escapeKey(trait)}`]: { $exists: true } }, { projection: { _id: 1 } });
      if (!has) await catalogue.deleteOne({ _id: `${workspace}:trait:${trait}`, ...notes });
    }
  }

  private async open(): Promise<DemoOrigin> {
    this.origin ??= new DemoOrigin(await openShop({ now: this.deps.clock.now() }));
    return this.origin;
  }

  private async people(): Promise<DemoPeople> {
    return new DemoPeople(this.deps.db, await this.open());
  }
}

/** Two of the slice's names may be one person. */
function distinct(people: readonly DemoPerson[]): DemoPerson[] {
  const seen = new Set<string>();
  return people.filter(({ profile }) => !profile || (!seen.has(profile._id) && seen.add(profile._id)));
}

/** A repeated slice finds it gone; one that somebody began to use a moment ago stays. */
async function unlessGone(remove: () => Promise<void>): Promise<void> {
  try {
    await remove();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
  }
}
