import { durationMs } from '@cairn/rules/time/duration.js';
import type { DelayStep } from '../contracts/journey.js';
import type { StepHandler } from './handler.js';

/** Waits a fixed length from the arrival. A delay after a delay starts from the first one's due time, so lateness never adds up. */
export const delayHandler: StepHandler<DelayStep> = {
  arrive({ step, run, now }) {
    const { stepId, visit } = run.position;
    return { kind: 'wait', wait: { stepId, visit, dueAt: now + durationMs(step.duration), branches: [] } };
  },
  leave({ step, run, now }) {
    const dueAt = run.wait?.dueAt;
    if (dueAt === undefined || now < dueAt) return { kind: 'stay' };
    return { kind: 'go', at: dueAt, to: step.next, outcome: 'next' };
  },
};
