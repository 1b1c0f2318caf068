import type { JourneyDefinition } from '@cairn/workflows/contracts/journey.js';

import type { Run } from '../api.js';
import { outletsOf, portId, stepById, triggerId } from '../model/ports.js';

/** One person's way over the canvas. */
export interface Followed {
  /** Steps passed, with the last arrival and departure, ms. */
  steps: Map<string, { arrivedAt: number; leftAt?: number; visits: number; outcome?: string; reason?: string }>;
  edges: Set<string>;
  /** Where the person stands now; undefined when the run has ended. */
  here?: string;
}

const linearOutcomes = new Set(['next', 'sent', 'skipped', 'failed', 'unknown']);

export function followRun(definition: JourneyDefinition, run: Run): Followed {
  const followed: Followed = { steps: new Map(), edges: new Set() };
  const first = run.path[0];
  if (first && first.stepId === definition.start) followed.edges.add(portId({ from: triggerId, outlet: 'start' }));
  run.path.forEach((entry, index) => {
    const { stepId, arrivedAt, leftAt, outcome, reason, visit } = entry;
    followed.steps.set(stepId, { arrivedAt, leftAt, outcome, reason, visits: visit });
    const step = stepById(definition, stepId);
    if (!step || leftAt === undefined || outcome === undefined) return;
    const outlet = linearOutcomes.has(outcome) ? 'next' : outcome;
    const way = outletsOf(step).find((each) => each.outlet === outlet);
    const after = run.path[index + 1];
    if (way && after && way.next === after.stepId) followed.edges.add(portId({ from: stepId, outlet }));
  });
  if (run.state === 'active') followed.here = run.run.position.stepId;
  return followed;
}
