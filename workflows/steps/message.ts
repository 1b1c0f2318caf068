import type { MessageStep } from '../contracts/journey.js';
import { taskQueues } from '../contracts/run.js';
import type { StepHandler } from './handler.js';

/** Sends on its own task queue, then goes on, whatever came of it, unless the author said that a skip ends the run: a run never stalls. */
export const messageHandler: StepHandler<MessageStep> = {
  arrive: () => ({ kind: 'perform', queue: taskQueues.email }),
  leave({ step, run, now, send }) {
    // An outcome of another visit is an echo of an attempt that lost its race.
    if (!send || send.stepId !== run.position.stepId || send.visit !== run.position.visit) return { kind: 'stay' };
    if (send.outcome === 'skipped' && step.onSkip === 'exit') {
      return { kind: 'end', at: now, reason: 'skipped-message', outcome: 'skipped', detail: step.id, why: send.reason };
    }
    return { kind: 'go', at: now, to: step.next, outcome: send.outcome, reason: send.reason };
  },
};
