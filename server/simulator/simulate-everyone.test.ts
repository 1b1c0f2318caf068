import { describe, expect, it } from 'vitest';

import { readCall } from './person-at-start.js';
import { type EveryoneReport, mostWithin, simulateEveryone, sumReports } from './simulate-everyone.js';
import type { Simulation } from './simulate-person.js';
import { simulatedWorkspace } from './simulated-workspace.js';
import { cartJourney, exit, hours, mail, start, wait } from './simulator.fixture.js';

const isGold = { fact: 'trait' as const, params: { name: 'tier' }, operator: 'equal' as const, value: 'gold' };
const journey = cartJourney({
  start: 'split',
  steps: [
    { id: 'split', type: 'split', branches: [{ id: 'gold', condition: isGold, next: 'wait' }], otherwise: { next: 'first' } },
    wait('wait', 1, 'first'),
    mail('first', 'pause'),
    wait('pause', 24, 'second'),
    mail('second', 'exit'),
    exit,
  ],
});

/** Carts at these hours; every third person is gold, every fourth has no address. */
function person(n: number, carts: number[]): Simulation {
  const id = `p${n}`;
  return {
    person: { id, traits: { ...(n % 4 !== 0 && { email: `${id}@example.com` }), tier: n % 3 === 0 ? 'gold' : 'none' } },
    startsAt: start,
    happenings: carts.map((hour) => ({
      at: hours(hour),
      event: readCall({ type: 'track', event: 'Cart Updated', messageId: `${id}-${hour}` }, id, hours(hour)),
    })),
    until: hours(24 * 5),
  };
}

describe('everyone', () => {
  const workspace = simulatedWorkspace({ journeys: [{ key: 'cart', definition: journey }], caps: [{ channel: 'email', limit: 2, windowMs: 3 * 86_400_000 }] });

  it('is summed up: messages by day and channel, reasons, people by branch, contact pressure', () => {
    const report = simulateEveryone(workspace, [person(1, [0]), person(2, [0, 30]), person(3, [0, 1]), person(4, [0]), person(5, []), person(6, [110])]);
    expect(report).toEqual({
      people: 6,
      events: 7,
      refused: 0,
      journeys: {
        cart: {
          entered: 6,
          refused: { 'already-inside': 1 },
          ended: { completed: 5 },
          steps: {
            split: { arrived: 6, outcomes: { otherwise: 4, gold: 2 } },
            wait: { arrived: 2, outcomes: { next: 2 } },
            first: { arrived: 6, outcomes: { sent: 4, skipped: 2 } },
            pause: { arrived: 6, outcomes: { next: 5 } },
            second: { arrived: 5, outcomes: { sent: 3, skipped: 2 } },
            exit: { arrived: 5, outcomes: { completed: 5 } },
          },
          messages: { first: { sent: 4, skipped: 2 }, second: { sent: 3, skipped: 2 } },
        },
      },
      days: {
        '2026-03-02': { email: { sent: 3, skipped: 1 } },
        '2026-03-03': { email: { sent: 3, skipped: 2 } },
        '2026-03-04': { email: { sent: 0, skipped: 1 } },
        '2026-03-07': { email: { sent: 1, skipped: 0 } },
      },
      skipped: { capped: 2, 'no-address': 2 },
      messagesPerPerson: { '0': 2, '1': 1, '2': 3 },
      busiestWeek: { '0': 2, '1': 1, '2': 3 },
    });
  });

  it('comes to the same in shares', () => {
    const all = [person(1, [0]), person(2, [0, 30]), person(3, [0, 1]), person(4, [0]), person(5, []), person(6, [110])];
    const shares = [all.slice(0, 1), all.slice(1, 4), all.slice(4)].map((share) => simulateEveryone(workspace, share));
    expect(sumReports(shares as [EveryoneReport, ...EveryoneReport[]])).toEqual(simulateEveryone(workspace, all));
  });

  it('is nobody where there is nobody', () => {
    expect(simulateEveryone(workspace, [])).toMatchObject({ people: 0, journeys: { cart: { entered: 0 } }, days: {} });
  });
});

it.each([
  [[], 0],
  [[0], 1],
  [[0, 5, 9, 10], 3],
  [[0, 10, 20], 1],
])('the most of %j within ten is %d', (instants, most) => {
  expect(mostWithin(instants, 10)).toBe(most);
});
