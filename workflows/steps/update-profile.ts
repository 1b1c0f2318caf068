import type { UpdateProfileStep } from '../contracts/journey.js';
import { taskQueues } from '../contracts/run.js';
import { isSettled, type StepHandler } from './handler.js';

/** An activity stores the new traits as an event under a name of this visit's own, folds it, and only then goes on: set once, whatever dies, and read by what comes next. */
export const updateProfileHandler: StepHandler<UpdateProfileStep> = {
  arrive: () => ({ kind: 'perform', queue: taskQueues.journeys }),
  leave({ step, run, now, send }) {
    if (!isSettled(run, send)) return { kind: 'stay' };
    return { kind: 'go', at: now, to: step.next, outcome: 'next', reason: send.reason };
  },
};
