import type { ExitStep } from '../contracts/journey.js';
import type { StepHandler } from './handler.js';

export const exitHandler: StepHandler<ExitStep> = {
  arrive: ({ step }) => ({ kind: 'end', reason: 'completed', outcome: 'completed', detail: step.id }),
};
