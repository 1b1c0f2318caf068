import { contentHash } from '@cairn/workflows/contracts/canonical.js';

import type { WorkspacesStore } from '../access/workspaces.store.js';
import type { Ingestion } from '../events/ingestion.js';
import { holderOf } from '../events/write-keys.js';
import type { JourneysService } from '../journeys/journeys.service.js';
import type { JourneysStore } from '../journeys/journeys.store.js';
import type { TemplatesService } from '../messages/templates.service.js';
import type { TemplatesStore } from '../messages/templates.store.js';
import type { Clock } from '../profiles/core.js';
import type { SegmentsService } from '../segments/segments.service.js';
import type { SegmentsStore } from '../segments/segments.store.js';
import type { DemoJobDocument, MadeDefinition } from './demo-job.js';
import type { DemoJobsStore } from './demo-jobs.store.js';
import { journeys, segments, templates } from './shop/definitions.js';
import { demoSource, openShop, type Shop } from './shop/shop.js';

export interface FillDeps {
  jobs: DemoJobsStore;
  workspaces: WorkspacesStore;
  ingestion: Pick<Ingestion, 'own'>;
  segments: { service: SegmentsService; store: SegmentsStore };
  templates: { service: TemplatesService; store: TemplatesStore };
  journeys: { service: JourneysService; store: JourneysStore };
  clock: Clock;
  /** The demo's journeys go live: only where mails are caught. */
  publishes: boolean;
  /** Events of a slice. Default 250. */
  size?: number;
}

/** Only what is new is made: whatever of that key is there already is somebody's. */
const asNew = { onlyNew: true, over: undefined };

/**
 * Fills the demo shop slice by slice, through the same services as the public API. Killed anywhere, the slice is repeated: a definition that is there is
 * left alone, an event with its messageId is a repeat. Definitions come first, so that the history is folded into the segments as it arrives.
 */
export class FillDemo {
  private shop: Shop | undefined;

  constructor(private readonly deps: FillDeps) {}

  /** One slice. Undefined: nothing is left to do here. */
  async next(job: DemoJobDocument): Promise<DemoJobDocument | undefined> {
    const { jobs, clock, size = 250 } = this.deps;
    const { calls } = await this.open(job.shiftDays);
    if (job.phase === 'definitions') {
      for (const made of job.made) await this.make(job, made);
      return (await jobs.advance(job, { phase: 'events', done: 0, total: calls.length }, clock.now())) ?? undefined;
    }
    const batch = calls.slice(job.done, job.done + size);
    if (batch.length === 0) {
      await jobs.end(job, { state: 'completed', now: new Date(clock.now()) });
      return undefined;
    }
    const workspace = await this.deps.workspaces.read(job.workspace);
    if (workspace) await this.deps.ingestion.own(batch, holderOf(workspace, demoSource));
    return (await jobs.advance(job, { done: job.done + batch.length }, clock.now())) ?? undefined;
  }

  private async open(shiftDays: number): Promise<Shop> {
    if (this.shop?.shiftDays !== shiftDays) this.shop = await openShop({ now: this.deps.clock.now(), shiftDays });
    return this.shop;
  }

  private async make({ workspace, startedBy: by }: DemoJobDocument, { kind, key }: MadeDefinition): Promise<void> {
    if (kind === 'journey') return await this.makeJourney(workspace, key, by);
    if (kind === 'segment') {
      const definition = segments[key];
      if (definition && !(await this.deps.segments.store.read(workspace, key)))
        await this.deps.segments.service.put(workspace, key, definition, { ...asNew, by });
      return;
    }
    const definition = templates[key];
    if (definition && !(await this.deps.templates.store.read(workspace, key)))
      await this.deps.templates.service.put(workspace, key, definition, { ...asNew, by });
  }

  private async makeJourney(workspace: string, key: string, by: string): Promise<void> {
    const { service, store } = this.deps.journeys;
    const journey = journeys.find((one) => one.key === key);
    if (!journey) return;
    const there = await store.read(workspace, key);
    if (!there || there.state === 'archived') await service.put(workspace, key, journey.definition, by);
    // Live already, or a draft that somebody made their own: it is not ours to publish.
    else if (there.liveVersion !== null || contentHash('journey', key, there.draft) !== contentHash('journey', key, journey.definition)) return;
    if (journey.publish && this.deps.publishes) await service.publish(workspace, key, { by });
  }
}
