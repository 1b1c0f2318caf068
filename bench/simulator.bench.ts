import type { RecordedPerson } from '@cairn/server/journey-files/recorded-people.js';
import { simulateInThreads } from '@cairn/server/journey-files/simulate-in-threads.js';
import type { WorkspaceDescription } from '@cairn/server/simulator/simulated-workspace.js';
import type { JourneyDefinition } from '@cairn/workflows/contracts/journey.js';

import { type Benchmark, measure, seededRandom } from './harness.js';

const startsAt = Date.UTC(2026, 2, 1);
const monthMs = 30 * 86_400_000;
const people = 20_000;

/** Delay, split, two messages, an exit by a purchase. */
const journey: JourneyDefinition = {
  schemaVersion: 1,
  name: 'Abandoned cart',
  trigger: { type: 'event', event: { name: 'Cart Updated' } },
  reentry: { type: 'afterExit' },
  exits: [{ id: 'bought', event: { name: 'Order Completed' } }],
  start: 'wait',
  steps: [
    { id: 'wait', type: 'delay', duration: { amount: 2, unit: 'hour' }, next: 'mail' },
    { id: 'mail', type: 'message', channel: 'email', template: 'cart', next: 'split' },
    {
      id: 'split',
      type: 'split',
      branches: [{ id: 'large', condition: { fact: 'trigger', path: 'properties.total', operator: 'greaterThan', value: 100 }, next: 'day' }],
      otherwise: { next: 'end' },
    },
    { id: 'day', type: 'delay', duration: { amount: 1, unit: 'day' }, next: 'again' },
    { id: 'again', type: 'message', channel: 'email', template: 'cart-again', next: 'end' },
    { id: 'end', type: 'exit' },
  ],
};
const loyal = {
  fact: 'event' as const,
  params: { name: 'Order Completed', within: { amount: 30, unit: 'day' as const } },
  operator: 'greaterThanInclusive' as const,
  value: 2,
};
const workspace: WorkspaceDescription = {
  journeys: [{ key: 'cart', definition: journey }],
  segments: [{ key: 'loyal', condition: loyal }],
  caps: [{ channel: 'email', limit: 2, windowMs: 7 * 86_400_000 }],
  timezone: 'Europe/Berlin',
};

/** A month of somebody as it was recorded, ten lines: an identify, mostly visits, about two carts, an order. */
function linesOf(n: number): RecordedPerson['lines'] {
  const random = seededRandom(n + 1);
  return Array.from({ length: 10 }, (_, index) => {
    const at = startsAt + Math.floor(((index + random()) / 10) * monthMs);
    const call = { userId: `p${n}`, messageId: `p${n}-${index}`, timestamp: new Date(at).toISOString() };
    if (index === 0) return { at, text: JSON.stringify({ type: 'identify', ...call, traits: { email: `p${n}@example.com`, first_name: `P${n}` } }) };
    const chance = random();
    const event = chance < 0.7 ? 'Product Viewed' : chance < 0.9 ? 'Cart Updated' : 'Order Completed';
    const properties = { cart_id: `c${n}`, total: Math.round(random() * 20_000) / 100, items: 3 };
    return { at, text: JSON.stringify({ type: 'track', ...call, event, properties }) };
  });
}

function recorded(from: number): { people: Map<string, RecordedPerson>; from: number } {
  const ids = Array.from({ length: people }, (_, index) => from + index);
  return { people: new Map(ids.map((n) => [`p${n}`, { person: { id: `p${n}` }, lines: linesOf(n) }])), from: startsAt };
}

/** Person-months a second as the command replays them, a share on each processor, reading the lines included: aim 100,000 in a minute. */
export const simulator: Benchmark = {
  name: 'simulator',
  run: async () => {
    let round = 0;
    await measure({
      ...{ name: 'simulator', unit: 'person-months/s', better: 'higher', aim: 1_667 },
      ours: async () => {
        const everybody = recorded(round++ * people);
        const startedAt = performance.now();
        const report = await simulateInThreads(workspace, everybody, startsAt + monthMs);
        const seconds = (performance.now() - startedAt) / 1_000;
        if (report.people !== people || !report.journeys.cart?.entered) throw new Error(`Nobody was simulated: ${JSON.stringify(report)}`);
        return people / seconds;
      },
    });
    const { journeys, days, skipped } = await simulateInThreads(workspace, recorded(0), startsAt + monthMs);
    const sent = Object.values(days).reduce((sum, { email }) => sum + (email?.sent ?? 0), 0);
    console.log(`Of ${people} people ${journeys.cart?.entered} runs, ${sent} messages sent, held back ${JSON.stringify(skipped)}.`);
  },
};
