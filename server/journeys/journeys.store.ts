import type { JourneyDefinition, JourneyLayout } from '@cairn/workflows/contracts/journey.js';
import type { PublishPlan } from '@cairn/workflows/contracts/publish-plan.js';
import type { ClientSession, Collection, Db } from 'mongodb';

import { collections, type JourneyDocument, type JourneyState } from '../platform/collections.js';

export interface DraftSave {
  definition: JourneyDefinition;
  /** Absent: stays as it is. */
  layout?: JourneyLayout;
  by: string;
  /** What differs from the draft before, see {@link DraftSaveRecord}. */
  steps: string[];
  now: Date;
}

const keptSaves = 50;
const keptPlans = 100;

/** What whoever is about to act for a run must know of its journey. */
export interface JourneyNow {
  state: JourneyState;
  /** In order of their numbers. */
  plans: readonly PublishPlan[];
}

/** Journeys: the draft, and which version is live. Index `{workspace, state}`. */
export class JourneysStore {
  private readonly journeys: Collection<JourneyDocument>;

  constructor(db: Db) {
    this.journeys = db.collection<JourneyDocument>(collections.journeys);
  }

  async ensureIndexes(): Promise<void> {
    await this.journeys.createIndex({ workspace: 1, state: 1 });
  }

  async read(workspace: string, key: string, session?: ClientSession): Promise<JourneyDocument | null> {
    return await this.journeys.findOne({ _id: `${workspace}:${key}` }, { session });
  }

  /** By key; archived ones are left out. */
  async list(workspace: string, page: { after?: string; limit: number }): Promise<JourneyDocument[]> {
    const after = page.after === undefined ? {} : { key: { $gt: page.after } };
    return await this.journeys
      .find({ workspace, state: { $ne: 'archived' }, ...after })
      .sort({ key: 1 })
      .limit(page.limit)
      .toArray();
  }

  async all(workspace: string, states: readonly JourneyState[]): Promise<JourneyDocument[]> {
    return await this.journeys.find({ workspace, state: { $in: [...states] } }).toArray();
  }

  /** Read fresh, by majority, for whoever is about to act; undefined: there is none. */
  async readNow(workspace: string, key: string): Promise<JourneyNow | undefined> {
    const journey = await this.journeys.findOne(
      { _id: `${workspace}:${key}` },
      { projection: { state: 1, plans: 1 }, readConcern: 'majority', readPreference: 'primary' },
    );
    return journey ? { state: journey.state, plans: journey.plans ?? [] } : undefined;
  }

  /** Makes it, or replaces its draft; an archived one comes back as a draft. Saving the same again changes nothing. */
  async put(workspace: string, key: string, save: DraftSave): Promise<JourneyDocument> {
    const { definition, layout, by, steps, now } = save;
    // Whoever has it open must hear of a new layout too.
    const isSame = { $and: [{ $eq: ['$draft', { $literal: definition }] }, ...(layout ? [{ $eq: ['$layout', { $literal: layout }] }] : [])] };
    const nextRevision = { $add: [{ $ifNull: ['$draftRevision', 0] }, 1] };
    const record = { revision: nextRevision, by: { $literal: by }, at: now, steps: { $literal: steps } };
    const replaced = await this.journeys.findOneAndUpdate(
      { _id: `${workspace}:${key}` },
      [
        {
          $set: {
            workspace,
            key,
            draft: { $literal: definition },
            layout: layout ? { $literal: layout } : { $ifNull: ['$layout', { positions: {} }] },
            draftRevision: { $cond: [isSame, '$draftRevision', nextRevision] },
            draftSaves: {
              $cond: [isSame, { $ifNull: ['$draftSaves', []] }, { $slice: [{ $concatArrays: [{ $ifNull: ['$draftSaves', []] }, [record]] }, -keptSaves] }],
            },
            liveVersion: { $cond: [{ $eq: ['$state', 'archived'] }, null, { $ifNull: ['$liveVersion', null] }] },
            state: { $cond: [{ $in: [{ $ifNull: ['$state', 'archived'] }, ['archived']] }, 'draft', '$state'] },
            createdAt: { $ifNull: ['$createdAt', now] },
            updatedAt: now,
          },
        },
      ],
      { upsert: true, returnDocument: 'after' },
    );
    return replaced as JourneyDocument;
  }

  /** Only onto the revision it grew from; null: somebody saved since, or there is no such journey. */
  async saveDraft(workspace: string, key: string, revision: number, save: DraftSave): Promise<JourneyDocument | null> {
    const { definition, layout, by, steps, now } = save;
    return await this.journeys.findOneAndUpdate(
      { _id: `${workspace}:${key}`, draftRevision: revision, state: { $ne: 'archived' } },
      {
        $set: { draft: definition, ...(layout && { layout }), updatedAt: now },
        $inc: { draftRevision: 1 },
        $push: { draftSaves: { $each: [{ revision: revision + 1, by, at: now, steps }], $slice: -keptSaves } },
      },
      { returnDocument: 'after' },
    );
  }

  /** In the publishing transaction. A paused journey stays paused. */
  async setLive(
    session: ClientSession,
    workspace: string,
    key: string,
    live: { version: string; state: JourneyState; plan?: PublishPlan; now: Date },
  ): Promise<void> {
    const { version, state, plan, now } = live;
    await this.journeys.updateOne(
      { _id: `${workspace}:${key}` },
      { $set: { liveVersion: version, state, updatedAt: now }, ...(plan && { $push: { plans: { $each: [plan], $slice: -keptPlans } } }) },
      { session },
    );
  }

  async setState(session: ClientSession, workspace: string, key: string, state: JourneyState, now: Date): Promise<void> {
    await this.journeys.updateOne({ _id: `${workspace}:${key}` }, { $set: { state, updatedAt: now } }, { session });
  }
}
