import type { SendHeld, SendOutcome } from '@cairn/workflows/contracts/interpreter.js';
import type { MessageStep } from '@cairn/workflows/contracts/journey.js';
import type { RunState } from '@cairn/workflows/contracts/run.js';

import { judge } from '../messages/send-guard.js';
import type { JourneyState } from '../platform/collections.js';
import type { Decided, ProfileView } from '../profiles/core.js';

export interface SimulatedSendRequest {
  run: RunState;
  step: MessageStep;
  journeyState: JourneyState;
  /** Absent: every template exists. */
  templates?: ReadonlySet<string>;
}

/**
 * A send as far as it can be known without a provider: the real question (`judge`: exits, pause, consent, address, caps), asked as the real procedure
 * asks it, and then a provider that takes everything. Every slot it asks about was handed over, for nothing fails here.
 */
export function simulatedSend(view: ProfileView, { run, step, journeyState, templates }: SimulatedSendRequest): Decided<SendOutcome | SendHeld> {
  // Names the cap's slot. Nothing leaves this process, so it need not be hashed.
  const key = `${run.runId}/${step.id}/${run.position.visit}`;
  const settled = (outcome: 'sent' | 'skipped', reason?: string): SendOutcome => ({
    ...{ stepId: step.id, visit: run.position.visit, outcome },
    ...(reason !== undefined && { reason }),
  });
  const looked = new Set<string>();
  for (;;) {
    const { now } = view;
    const answer = judge(view, {
      run,
      step,
      key,
      hops: 0,
      attempt: 1,
      since: now,
      journey: { state: journeyState, plans: [] },
      stopped: false,
      freed: new Set(),
      looked,
    });
    const verdict = answer.result;
    switch (verdict.kind) {
      case 'allowed':
        if (templates && !templates.has(step.template)) return { result: settled('skipped', 'template-missing') };
        return { ...answer, result: settled('sent') };
      case 'lookUp':
      case 'lookUpMerged':
        for (const slot of verdict.slots) looked.add(slot);
        break;
      case 'refused':
        return { ...answer, result: settled('skipped', verdict.reason) };
      case 'held':
        return { result: { outcome: 'held' } };
      case 'stopped':
      case 'follow':
      case 'replan':
        throw new Error(`Nobody stops sending or merges people in a simulation, and yet a send was told “${verdict.kind}”.`);
    }
  }
}
