import type { CompiledJourney } from '../contracts/interpreter.js';
import type { Step, StepType } from '../contracts/journey.js';
import { edgesOf } from '../contracts/journey-graph.js';
import { type TaskQueue, taskQueues } from '../contracts/run.js';

/** Steps that a run passes in the same breath; a window at the hours for which it is drawn. */
const passesAtOnce: ReadonlySet<StepType> = new Set(['split', 'randomSplit', 'window', 'goal']);

/**
 * The likely task queue of the activity after a wait: the email queue when a message may be the next durable step, so that one activity
 * both advances and sends (history floor 16). Being wrong costs one more activity, never correctness.
 */
export function queueAfter(journey: CompiledJourney, step: Step): TaskQueue {
  const asked = new Set<string>();
  const reachesMessage = (id: string | null): boolean => {
    const next = id === null || asked.has(id) ? undefined : journey.steps.get(id);
    if (!next) return false;
    asked.add(next.id);
    if (next.type === 'message') return true;
    return passesAtOnce.has(next.type) && edgesOf(next).some(({ to }) => reachesMessage(to));
  };
  return edgesOf(step).some(({ to }) => reachesMessage(to)) ? taskQueues.email : taskQueues.journeys;
}
