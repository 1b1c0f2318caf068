import type { TagStep } from '../contracts/journey.js';
import { taskQueues } from '../contracts/run.js';
import type { StepHandler } from './handler.js';

/** Asks an activity, whose one conditional write holds both the tag and the next position: so it is turned once, whatever dies. */
export const tagHandler: StepHandler<TagStep> = {
  arrive: () => ({ kind: 'perform', queue: taskQueues.journeys }),
  leave: ({ step, now }) => ({ kind: 'go', at: now, to: step.next, outcome: 'next', change: { kind: 'tag', tag: step.tag, on: step.action === 'add' } }),
};
