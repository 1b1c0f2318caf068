import type { EnterJourneyStep } from '../contracts/journey.js';
import { taskQueues } from '../contracts/run.js';
import type { StepHandler } from './handler.js';

/** An activity's one conditional write holds both the other journey's entry, or its refusal, and the next position. */
export const enterJourneyHandler: StepHandler<EnterJourneyStep> = {
  arrive: () => ({ kind: 'perform', queue: taskQueues.journeys }),
  leave: ({ step, now }) => ({ kind: 'go', at: now, to: step.next, outcome: 'next', change: { kind: 'handOff', journey: step.journey } }),
};
