import type { Collection, Db, Filter } from 'mongodb';

import { collections, type RunDocument } from '../platform/collections.js';
import type { CoreSession } from '../profiles/core.js';
import {
  type CountsRow,
  countsOf,
  countsPipeline,
  type InsideNow,
  type JourneyCounts,
  type ResultsRow,
  resultsOf,
  resultsPipeline,
  runsAtStep,
  type StepResult,
  type StepResults,
} from './run-counts.js';

export interface RunsQuery {
  journey?: string;
  profileId?: string;
  /** Of any of these. */
  profileIds?: readonly string[];
  state?: 'active' | 'ended';
  /** Having come by this step; with `result`, `way` or `outcome` only with that. */
  step?: string;
  result?: StepResult;
  /** The way out that was taken: a branch's id, `next`, `timeout`, `otherwise`. */
  way?: string;
  outcome?: string;
  reason?: string;
  /** Entered then or later. */
  since?: Date;
  before?: { enteredAt: Date; runId: string };
  limit: number;
}

const onlyId = { _id: 0, runId: 1 };

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
      // Without it the reconciler would read every active run of a journey, every few seconds, to find that none is left to move.
      { key: { workspace: 1, journey: 1, 'run.plan': 1 }, partialFilterExpression: { state: 'active' }, name: 'active_by_plan' },
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

  /** What became of those who came to one step. @param since only runs that entered then or later. */
  async results(workspace: string, journey: string, step: string, since?: Date): Promise<StepResults> {
    const [row] = await this.runs.aggregate<ResultsRow>(resultsPipeline(workspace, journey, step, since)).toArray();
    return resultsOf(row);
  }

  /** @param now ms */
  async inside(workspace: string, journey: string, now: number): Promise<InsideNow> {
    const due = { $cond: [{ $and: [{ $ne: [{ $type: '$run.wait.dueAt' }, 'missing'] }, { $lte: ['$run.wait.dueAt', now] }] }, 1, 0] };
    const counting = this.runs
      .aggregate<{ _id: { version: string; stepId: string }; people: number; due: number }>([
        { $match: { workspace, journey, state: 'active' } },
        { $group: { _id: { version: '$version', stepId: '$run.position.stepId' }, people: { $sum: 1 }, due: { $sum: due } } },
        { $sort: { people: -1, _id: 1 } },
      ])
      .toArray();
    const [rows, entered] = await Promise.all([counting, this.runs.countDocuments({ workspace, journey })]);
    const sum = (key: 'people' | 'due') => rows.reduce((total, row) => total + row[key], 0);
    const byVersion = new Map<string, number>();
    for (const { _id, people } of rows) byVersion.set(_id.version, (byVersion.get(_id.version) ?? 0) + people);
    const versions = [...byVersion].map(([version, people]) => ({ version, people })).sort((a, b) => b.people - a.people);
    return { people: sum('people'), due: sum('due'), entered, versions, steps: rows.map(({ _id, people }) => ({ ..._id, people })) };
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

  /** Active runs that should have moved on before `before` (ms UTC): their timer is over, or they stand on a step that needs none. */
  overdue(workspace: string, before: number, journeys: readonly string[]): AsyncIterable<RunDocument> {
    return this.runs.find({
      ...{ workspace, state: 'active', journey: { $in: [...journeys] } },
      'run.position.arrivedAt': { $lt: before },
      $or: [{ 'run.wait': { $exists: false } }, { 'run.wait.dueAt': { $lt: before } }],
    });
  }

  /** Active runs that have not taken up the journey's publish plan of this number yet. */
  planned(workspace: string, journey: string, number: number): AsyncIterable<{ runId: string }> {
    return this.runs.find({ workspace, journey, state: 'active', 'run.plan': { $not: { $gte: number } } }).project<{ runId: string }>(onlyId);
  }

  /** Every active run of a journey. */
  active(workspace: string, journey: string): AsyncIterable<{ runId: string }> {
    return this.runs.find({ workspace, journey, state: 'active' }).project<{ runId: string }>(onlyId);
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

function filterOf(workspace: string, { journey, profileId, profileIds, state, step, before, since, ...at }: RunsQuery): Filter<RunDocument> {
  const parts: Filter<RunDocument>[] = [{ workspace }];
  if (journey !== undefined) parts.push({ journey });
  if (profileId !== undefined) parts.push({ profileId });
  if (profileIds !== undefined) parts.push({ profileId: { $in: [...profileIds] } });
  if (state !== undefined) parts.push({ state });
  if (step !== undefined) parts.push(runsAtStep(step, at));
  if (since !== undefined) parts.push({ enteredAt: { $gte: since } });
  if (before) parts.push({ $or: [{ enteredAt: { $lt: before.enteredAt } }, { enteredAt: before.enteredAt, _id: { $lt: `${workspace}:${before.runId}` } }] });
  return { $and: parts };
}
