import type { Document, Filter } from 'mongodb';

import type { RunDocument } from '../platform/collections.js';

export interface JourneyCounts {
  steps: { [stepId: string]: { waiting: number; passed: number; failed: number } };
  /** `step/branch` → how often it was taken; a message's outcomes all leave by `next`. */
  edges: { [edge: string]: number };
  entered: number;
  active: number;
  ended: number;
}

export interface CountsRow {
  states: { _id: 'active' | 'ended'; count: number }[];
  waiting: { _id: string; count: number }[];
  left: { _id: { stepId: string; outcome: string }; count: number }[];
}

/** Everything the canvas shows live, in one pass over the read model. */
export function countsPipeline(workspace: string, journey: string, since?: Date): Document[] {
  return [
    { $match: { workspace, journey, ...(since && { enteredAt: { $gte: since } }) } },
    {
      $facet: {
        states: [{ $group: { _id: '$state', count: { $sum: 1 } } }],
        waiting: [{ $match: { state: 'active' } }, { $group: { _id: '$run.position.stepId', count: { $sum: 1 } } }],
        left: [
          { $project: { path: 1 } },
          { $unwind: '$path' },
          { $match: { 'path.leftAt': { $exists: true } } },
          { $group: { _id: { stepId: '$path.stepId', outcome: '$path.outcome' }, count: { $sum: 1 } } },
        ],
      },
    },
  ];
}

/** What became of a step: the numbers on its box. */
export const stepResults = ['waiting', 'passed', 'failed'] as const;
export type StepResult = (typeof stepResults)[number];

/** Whose visits count: exactly those that {@link countsOf} counts. */
export function runsAtStep(step: string, at: { result?: StepResult; way?: string; outcome?: string; reason?: string }): Filter<RunDocument> {
  const { result, way, outcome, reason } = at;
  if (result === 'waiting') return { state: 'active', 'run.position.stepId': step };
  const left = { stepId: step, leftAt: { $exists: true } };
  if (result !== undefined) return { path: { $elemMatch: { ...left, outcome: result === 'failed' ? 'failed' : { $nin: ['ended', 'failed'] } } } };
  if (way !== undefined) return { path: { $elemMatch: { ...left, outcome: way === 'next' ? { $in: ['next', ...sendOutcomes] } : way } } };
  if (outcome !== undefined) return { path: { $elemMatch: { ...left, outcome, ...(reason !== undefined && { reason }) } } };
  return { 'path.stepId': step };
}

export interface StepResults {
  waiting: number;
  passed: number;
  failed: number;
  /** Of those who left: why and how, most first. `ended`: their run ended while they were here. */
  outcomes: { outcome: string; reason: string | null; count: number }[];
}

export interface ResultsRow {
  waiting: { count: number }[];
  left: { _id: { outcome: string; reason?: string }; count: number }[];
}

/** One step, with every outcome and its reason. */
export function resultsPipeline(workspace: string, journey: string, step: string, since?: Date): Document[] {
  return [
    { $match: { workspace, journey, 'path.stepId': step, ...(since && { enteredAt: { $gte: since } }) } },
    {
      $facet: {
        waiting: [{ $match: { state: 'active', 'run.position.stepId': step } }, { $count: 'count' }],
        left: [
          { $project: { path: 1 } },
          { $unwind: '$path' },
          { $match: { 'path.stepId': step, 'path.leftAt': { $exists: true } } },
          { $group: { _id: { outcome: '$path.outcome', reason: '$path.reason' }, count: { $sum: 1 } } },
          { $sort: { count: -1, _id: 1 } },
        ],
      },
    },
  ];
}

export function resultsOf(row: ResultsRow | undefined): StepResults {
  const left = row?.left ?? [];
  const sum = (counts: (outcome: string) => boolean) => left.reduce((total, { _id, count }) => total + (counts(_id.outcome) ? count : 0), 0);
  return {
    waiting: row?.waiting[0]?.count ?? 0,
    passed: sum((outcome) => outcome !== 'ended' && outcome !== 'failed'),
    failed: sum((outcome) => outcome === 'failed'),
    outcomes: left.map(({ _id, count }) => ({ outcome: _id.outcome, reason: _id.reason ?? null, count })),
  };
}

/** Who is inside at this moment, for whoever is about to publish, pause or archive. */
export interface InsideNow {
  people: number;
  /** Of them, those whose wait is over: they go on as soon as the journey is resumed. */
  due: number;
  /** Everybody who ever entered. */
  entered: number;
  versions: { version: string; people: number }[];
  /** Where they stand, most people first. */
  steps: { version: string; stepId: string; people: number }[];
}

const sendOutcomes = new Set(['sent', 'skipped', 'failed', 'unknown']);
/** Where the run was over: no edge leads on. */
const dead = new Set(['ended', 'completed']);

export function countsOf(row: CountsRow | undefined): JourneyCounts {
  const counts: JourneyCounts = { steps: {}, edges: {}, entered: 0, active: 0, ended: 0 };
  if (!row) return counts;
  const stepOf = (id: string) => (counts.steps[id] ??= { waiting: 0, passed: 0, failed: 0 });
  for (const { _id, count } of row.states) {
    counts[_id] += count;
    counts.entered += count;
  }
  for (const { _id, count } of row.waiting) stepOf(_id).waiting += count;
  for (const { _id, count } of row.left) {
    if (_id.outcome === 'ended') continue;
    stepOf(_id.stepId)[_id.outcome === 'failed' ? 'failed' : 'passed'] += count;
    if (dead.has(_id.outcome)) continue;
    const edge = `${_id.stepId}/${sendOutcomes.has(_id.outcome) ? 'next' : _id.outcome}`;
    counts.edges[edge] = (counts.edges[edge] ?? 0) + count;
  }
  return counts;
}
