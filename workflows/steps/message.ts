import type { MessageStep } from '../contracts/journey.js';
import { taskQueues } from '../contracts/run.js';
import { isSettled, type StepHandler } from './handler.js';

/** Sends on its own task queue, then goes on, whatever came of it, unless the author said that a skip ends the run: a run never stalls. */
export const messageHandler: StepHandler<MessageStep> = {
  arrive({ step, run }) {
    const had = run.had?.includes(step.id) === true;
    if (!had && !run.skipsMessage) return { kind: 'perform', queue: taskQueues.email };
    const reason = had ? 'already-had' : 'date-past';
    // What somebody has is not missing to them.
    if (!had && step.onSkip === 'exit') return { kind: 'end', reason: 'skipped-message', outcome: 'skipped', detail: step.id, why: reason };
    const decision = { kind: 'send' as const, outcome: 'skipped', detail: { reason } };
    return { kind: 'go', to: step.next, outcome: 'skipped', reason, ...(!had && { run: { skipsMessage: undefined } }), decision };
  },
  leave({ step, run, now, send }) {
    if (!isSettled(run, send)) return { kind: 'stay' };
    if (send.outcome === 'skipped' && step.onSkip === 'exit') {
      return { kind: 'end', at: now, reason: 'skipped-message', outcome: 'skipped', detail: step.id, why: send.reason };
    }
    return { kind: 'go', at: now, to: step.next, outcome: send.outcome, reason: send.reason };
  },
};
