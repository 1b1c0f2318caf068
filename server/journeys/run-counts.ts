import type { Document } from 'mongodb';

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
