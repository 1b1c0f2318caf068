import type { GoalStep } from '../contracts/journey.js';
import type { StepHandler } from './handler.js';

/** The path records who came by. */
export const goalHandler: StepHandler<GoalStep> = {
  arrive: ({ step }) => ({ kind: 'go', to: step.next, outcome: 'next' }),
};
