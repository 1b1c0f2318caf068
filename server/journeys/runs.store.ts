import type { Collection, Db, Filter } from 'mongodb';

import { collections, type RunDocument } from '../platform/collections.js';
import type { CoreSession } from '../profiles/core.js';
import { type CountsRow, countsOf, countsPipeline, type JourneyCounts } from './run-counts.js';

export interface RunsQuery {
  journey?: string;
  profileId?: string;
  state?: 'active' | 'ended';
  /** Standing on this step now; with `state: 'ended'` or none, having come by it. */
  step?: string;
  before?: { enteredAt: Date; runId: string };
  limit: number;
}

/** Read model of runs: brought up by the outbox; the truth of an active run is on its profile. */
export class RunsStore {
  private readonly runs: Collection<RunDocument>;

  constructor(db: Db) {
    this.runs = db.collection<RunDocument>(collections.runs);
  }

  async ensureIndexes(): Promise<void> {
    await this.runs.createIndexes([
      { key: { workspace: 1, journey: 1, enteredAt: -1 } },
      { key: { workspace: 1, profileId: 1, enteredAt: -1 } },
      { key: { workspace: 1, journey: 1, state: 1, 'run.position.stepId': 1 } },
      { key: { workspace: 1, 'run.position.arrivedAt': 1 }, partialFilterExpression: { state: 'active' }, name: 'active_by_arrival' },
    ]);
  }

  async read(workspace: string, runId: string): Promise<RunDocument | null> {
    return await this.runs.findOne({ _id: `${workspace}:${runId}` });
  }

  /** Newest first. */
  async list(workspace: string, query: RunsQuery): Promise<RunDocument[]> {
    return await this.runs.find(filterOf(workspace, query)).sort({ enteredAt: -1, _id: -1 }).limit(query.limit).toArray();
  }

  async activeCount(workspace: string, journey: string): Promise<number> {
    return await this.runs.countDocuments({ workspace, journey, state: 'active' });
  }

  /** Per step and edge, in one request. @param since only runs that entered then or later. */
  async counts(workspace: string, journey: string, since?: Date): Promise<JourneyCounts> {
    const [row] = await this.runs.aggregate<CountsRow>(countsPipeline(workspace, journey, since)).toArray();
    return countsOf(row);
  }

  /** How many entered, are inside and ended, of each journey. */
  async totals(workspace: string, journeys: readonly string[]): Promise<Map<string, { entered: number; active: number; ended: number }>> {
    const rows = await this.runs
      .aggregate<{ _id: string; entered: number; active: number }>([
        { $match: { workspace, journey: { $in: [...journeys] } } },
        { $group: { _id: '$journey', entered: { $sum: 1 }, active: { $sum: { $cond: [{ $eq: ['$state', 'active'] }, 1, 0] } } } },
      ])
      .toArray();
    return new Map(rows.map(({ _id, entered, active }) => [_id, { entered, active, ended: entered - active }]));
  }

  /** Active runs that should have moved on before `before`: their timer is over, or they stand on a step that needs none. */
  async overdue(workspace: string, before: number, request: { journeys: readonly string[]; after?: string; limit: number }): Promise<RunDocument[]> {
    return await this.runs
      .find({
        workspace,
        state: 'active',
        journey: { $in: [...request.journeys] },
        'run.position.arrivedAt': { $lt: before },
        $or: [{ 'run.wait': { $exists: false } }, { 'run.wait.dueAt': { $lt: before } }],
        ...(request.after !== undefined && { _id: { $gt: request.after } }),
      })
      .sort({ _id: 1 })
      .limit(request.limit)
      .toArray();
  }

  /** Every active run of a journey, in pages by id. */
  async active(workspace: string, journey: string, page: { after?: string; limit: number }): Promise<RunDocument[]> {
    return await this.runs
      .find({ workspace, journey, state: 'active', ...(page.after !== undefined && { _id: { $gt: page.after } }) })
      .sort({ _id: 1 })
      .limit(page.limit)
      .toArray();
  }

  /**
   * Core 7: the majority-acknowledged write of this very attempt, in the session that the catch-up then reads in. Where the read model has
   * no such run yet nothing is changed, and the server still waits until a majority has all that it has.
   */
  async touch(session: CoreSession, workspace: string, runId: string): Promise<void> {
    await this.runs.updateOne(
      { _id: `${workspace}:${runId}` },
      { $inc: { attempts: 1 } },
      { session: session as never, writeConcern: { w: 'majority', journal: true } },
    );
  }
}

function filterOf(workspace: string, { journey, profileId, state, step, before }: RunsQuery): Filter<RunDocument> {
  const parts: Filter<RunDocument>[] = [{ workspace }];
  if (journey !== undefined) parts.push({ journey });
  if (profileId !== undefined) parts.push({ profileId });
  if (state !== undefined) parts.push({ state });
  if (step !== undefined) parts.push(state === 'active' ? { 'run.position.stepId': step } : { 'path.stepId': step });
  if (before) parts.push({ $or: [{ enteredAt: { $lt: before.enteredAt } }, { enteredAt: before.enteredAt, _id: { $lt: `${workspace}:${before.runId}` } }] });
  return { $and: parts };
}
