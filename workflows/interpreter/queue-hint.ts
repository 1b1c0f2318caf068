import type { CompiledJourney } from '../contracts/interpreter.js';
import type { Step } from '../contracts/journey.js';
import { taskQueues, type TaskQueue } from '../contracts/run.js';

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
    return next.type === 'split' && nextsOf(next).some(reachesMessage);
  };
  return nextsOf(step).some(reachesMessage) ? taskQueues.email : taskQueues.journeys;
}

/** Every step that may follow, null for a loose end. */
export function nextsOf(step: Step): (string | null)[] {
  switch (step.type) {
    case 'split':
      return [...step.branches.map((branch) => branch.next), step.otherwise.next];
    case 'waitUntil':
      return [...step.branches.map((branch) => branch.next), step.timeout.next];
    case 'exit':
      return [];
    default:
      return [step.next];
  }
}
