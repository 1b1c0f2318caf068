import type { JourneyDefinition, Step } from '@cairn/workflows/contracts/journey.js';

import { readCall } from './person-at-start.js';
import { type Happening, type Simulation, simulatePerson } from './simulate-person.js';
import { simulatedWorkspace, type WorkspaceDescription } from './simulated-workspace.js';

/** A Monday morning. */
export const start = Date.UTC(2026, 2, 2, 9);
export const hours = (n: number) => start + n * 3_600_000;

export const bought = { id: 'bought', event: { name: 'Order Completed' } };
export const wait = (id: string, amount: number, next: string): Step => ({ id, type: 'delay', duration: { amount, unit: 'hour' }, next });
export const mail = (id: string, next: string, more: { onSkip?: 'exit'; transactional?: true } = {}): Step => ({
  ...{ id, type: 'message' as const, channel: 'email' as const, template: `${id}-mail`, next },
  ...more,
});
export const exit: Step = { id: 'exit', type: 'exit' };

/** Cart → an hour → mail → a day → mail → exit; a purchase ends it. */
export function cartJourney(change: Partial<JourneyDefinition> = {}): JourneyDefinition {
  return {
    schemaVersion: 1,
    name: 'Cart',
    trigger: { type: 'event', event: { name: 'Cart Updated' } },
    reentry: { type: 'afterExit' },
    exits: [bought],
    start: 'wait',
    steps: [wait('wait', 1, 'first'), mail('first', 'pause'), wait('pause', 24, 'second'), mail('second', 'exit'), exit],
    ...change,
  };
}

let calls = 0;
export function track(at: number, event: string, properties: { [name: string]: unknown } = {}): Happening {
  calls += 1;
  return { at, event: readCall({ type: 'track', event, properties, messageId: `call-${calls}` }, 'ann', at) };
}

export function identify(at: number, traits: { [name: string]: unknown }): Happening {
  calls += 1;
  return { at, event: readCall({ type: 'identify', traits, messageId: `call-${calls}` }, 'ann', at) };
}

/** Ann, who can be written to, for a week. */
export function simulateAnn(
  world: Omit<WorkspaceDescription, 'journeys'> & { journeys?: WorkspaceDescription['journeys']; journey?: JourneyDefinition },
  happenings: Happening[],
  change: Partial<Simulation['person']> = {},
) {
  const { journey = cartJourney(), journeys = [{ key: 'cart', definition: journey }], ...around } = world;
  const person = { id: 'ann', traits: { email: 'ann@example.com' }, ...change };
  return simulatePerson(simulatedWorkspace({ journeys, ...around }), { person, startsAt: start, happenings, until: start + 7 * 86_400_000 });
}

/** `step:outcome`, hours since the start. */
export function pathOf({ runs }: ReturnType<typeof simulatePerson>, journey = 'cart'): string[] {
  return runs
    .filter(({ run }) => run.journey === journey)
    .flatMap(({ path }) => path.map(({ stepId, outcome = 'inside', reason }) => `${stepId}:${outcome}${reason === undefined ? '' : ` (${reason})`}`));
}

export function messagesOf({ messages }: ReturnType<typeof simulatePerson>): string[] {
  return messages.map(
    ({ at, template, outcome, reason }) => `${template} ${outcome}${reason === undefined ? '' : ` (${reason})`} +${(at - start) / 3_600_000}h`,
  );
}
