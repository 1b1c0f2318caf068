import type { Db } from 'mongodb';
import { ulid } from 'ulid';

import type { AuditStore } from '../platform/audit.js';
import { collections, type WorkspaceDocument } from '../platform/collections.js';
import type { Clock } from '../profiles/core.js';
import { demoErrors } from './demo.errors.js';
import type { DemoAnswer, DemoJobAnswer, DemoRemovalAnswer } from './demo.schemas.js';
import type { DemoDefinitions } from './demo-definitions.js';
import { type DemoJobDocument, type DemoJobKind, type MadeDefinition } from './demo-job.js';
import type { DemoJobsStore } from './demo-jobs.store.js';
import type { DemoRunner } from './demo-runner.js';
import type { RemoveDemo } from './remove-demo.js';
import { openShop } from './shop/shop.js';

interface Dependencies {
  db: Db;
  jobs: DemoJobsStore;
  definitions: DemoDefinitions;
  remove: RemoveDemo;
  runner: Pick<DemoRunner, 'wake'>;
  audit: AuditStore;
  clock: Clock;
  /** Of the embedded mode: filled beside whatever is there, its journeys go live. */
  isEmbedded: boolean;
}

/** The demo shop: filled and removed on demand, in the background. */
export class DemoService {
  constructor(private readonly deps: Dependencies) {}

  async read(workspace: string): Promise<DemoAnswer> {
    const [settings, job] = await Promise.all([this.workspace(workspace), this.deps.jobs.read(workspace)]);
    const present = settings?.demo === true;
    return { present, canFill: !present && (await this.hasRoom(workspace)), publishes: this.deps.isEmbedded, job: job && toAnswer(job) };
  }

  /** Filling once more goes on from what is there. @throws UserError `demo-job-running`, `demo-beside-people`. */
  async fill(workspace: string, by: string): Promise<DemoJobAnswer> {
    const { jobs, clock, definitions } = this.deps;
    const [settings, before] = await Promise.all([this.workspace(workspace), jobs.read(workspace)]);
    if (settings?.demo !== true && !(await this.hasRoom(workspace))) throw demoErrors.besidePeople();
    // People who stayed when it was removed keep their events, of those dates.
    const { shiftDays } = await openShop({ now: clock.now(), ...(before && before.stayed > 0 && { shiftDays: before.shiftDays }) });
    const made = await definitions.toMake(workspace, before?.made ?? (settings?.demo ? await definitions.recognised(workspace) : []));
    return await this.begin(workspace, 'fill', { made, shiftDays, by });
  }

  /** What would go, and what stays. @throws UserError `demo-not-there`. */
  async removal(workspace: string): Promise<DemoRemovalAnswer> {
    const { people, events, runs, inside, deliveries, stay, definitions } = await this.deps.remove.plan(workspace, await this.made(workspace));
    return { people, events, runs, inside, deliveries, definitions: definitions.going, staying: { people: stay, definitions: definitions.staying } };
  }

  /** @throws UserError `demo-job-running`, `demo-not-there`. */
  async remove(workspace: string, by: string): Promise<DemoJobAnswer> {
    const made = await this.made(workspace);
    const shiftDays = (await this.deps.jobs.read(workspace))?.shiftDays ?? 0;
    return await this.begin(workspace, 'remove', { made, shiftDays, by });
  }

  private async begin(workspace: string, kind: DemoJobKind, { made, shiftDays, by }: Pick<DemoJobDocument, 'made' | 'shiftDays'> & { by: string }) {
    const { db, jobs, audit, clock, runner } = this.deps;
    const now = new Date(clock.now());
    const job: DemoJobDocument = {
      ...{ _id: `${workspace}:demo`, workspace, jobId: ulid(now.getTime()), kind, state: 'running', phase: kind === 'fill' ? 'definitions' : 'journeys' },
      ...{ done: 0, total: 0, shiftDays, made, orphans: [], gone: 0, goneInPhase: 0, stayed: 0, tries: 0 },
      ...{ leaseUntil: now, startedBy: by, startedAt: now },
    };
    await db.client.withSession(
      async (session) =>
        await session.withTransaction(
          async () => {
            if ((await jobs.read(workspace, session))?.state === 'running') throw demoErrors.running();
            await jobs.begin(session, job);
            // From the first event on: the pages say that people are invented, and offer to remove them.
            await db.collection<WorkspaceDocument>(collections.workspaces).updateOne({ _id: workspace }, { $set: { demo: true } }, { session });
            await audit.append(session, { workspace, at: now, by, action: `demo.${kind}`, about: { kind: 'demo', id: job.jobId } });
          },
          { readConcern: { level: 'snapshot' }, writeConcern: { w: 'majority' } },
        ),
    );
    runner.wake();
    return toAnswer(job);
  }

  private async made(workspace: string): Promise<MadeDefinition[]> {
    const [settings, job] = await Promise.all([this.workspace(workspace), this.deps.jobs.read(workspace)]);
    if (settings?.demo !== true) throw demoErrors.notThere();
    return job?.made ?? (await this.deps.definitions.recognised(workspace));
  }

  private async workspace(workspace: string): Promise<WorkspaceDocument | null> {
    return await this.deps.db.collection<WorkspaceDocument>(collections.workspaces).findOne({ _id: workspace });
  }

  /** Invented people are not mixed among real ones. */
  private async hasRoom(workspace: string): Promise<boolean> {
    if (this.deps.isEmbedded) return true;
    return (await this.deps.db.collection(collections.catalogue).findOne({ workspace, kind: 'event' }, { projection: { _id: 1 } })) === null;
  }
}

function toAnswer({ jobId, kind, state, phase, done, total, gone, stayed, reason, startedAt, endedAt }: DemoJobDocument): DemoJobAnswer {
  return {
    ...{ id: jobId, kind, state, phase, done, total, gone, stayed, reason: reason ?? null },
    startedAt: startedAt.toISOString(),
    endedAt: endedAt?.toISOString() ?? null,
  };
}
