import { readCall } from '@cairn/server/simulator/person-at-start.js';
import { simulateEveryone } from '@cairn/server/simulator/simulate-everyone.js';
import type { Simulation } from '@cairn/server/simulator/simulate-person.js';
import { simulatedWorkspace } from '@cairn/server/simulator/simulated-workspace.js';
import type { JourneyDefinition } from '@cairn/workflows/contracts/journey.js';

import { type Benchmark, measure, median, seededRandom } from './harness.js';

const startsAt = Date.UTC(2026, 2, 1);
const monthMs = 30 * 86_400_000;
const people = 2_000;

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
const workspace = simulatedWorkspace({
  journeys: [{ key: 'cart', definition: journey }],
  segments: [{ key: 'loyal', condition: loyal }],
  caps: [{ channel: 'email', limit: 2, windowMs: 7 * 86_400_000 }],
  timezone: 'Europe/Berlin',
});

/** A month of somebody: an identify, visits, carts and now and then an order, ten calls as they were received. */
function callsOf(n: number): { at: number; call: object }[] {
  const random = seededRandom(n + 1);
  return Array.from({ length: 10 }, (_, index) => {
    const at = startsAt + Math.floor(((index + random()) / 10) * monthMs);
    const messageId = `p${n}-${index}`;
    if (index === 0) return { at, call: { type: 'identify', messageId, traits: { email: `p${n}@example.com`, first_name: `P${n}` } } };
    const chance = random();
    const event = chance < 0.4 ? 'Product Viewed' : chance < 0.8 ? 'Cart Updated' : 'Order Completed';
    return { at, call: { type: 'track', messageId, event, properties: { cart_id: `c${n}`, total: Math.round(random() * 20_000) / 100, items: 3 } } };
  });
}

function* simulations(from: number): Generator<Simulation> {
  for (let n = from; n < from + people; n += 1) {
    const id = `p${n}`;
    yield { person: { id }, startsAt, until: startsAt + monthMs, happenings: callsOf(n).map(({ at, call }) => ({ at, event: readCall(call, id, at) })) };
  }
}

/** Person-months a second on one core, reading the calls included: aim 100,000 in a minute. */
export const simulator: Benchmark = {
  name: 'simulator',
  run: async () => {
    let round = 0;
    const processor: number[] = [];
    await measure({
      ...{ name: 'simulator', unit: 'person-months/s', better: 'higher', aim: 1_667 },
      ours: async () => {
        const startedAt = performance.now();
        const before = process.cpuUsage();
        const report = simulateEveryone(workspace, simulations(round++ * people));
        const seconds = (performance.now() - startedAt) / 1_000;
        const { user, system } = process.cpuUsage(before);
        processor.push((people * 1e6) / (user + system));
        if (report.people !== people || !report.journeys.cart?.entered) throw new Error(`Nobody was simulated: ${JSON.stringify(report)}`);
        return await Promise.resolve(people / seconds);
      },
    });
    const { journeys, days, skipped } = simulateEveryone(workspace, simulations(0));
    const sent = Object.values(days).reduce((sum, { email }) => sum + (email?.sent ?? 0), 0);
    console.log(`Of ${people} people ${journeys.cart?.entered} runs, ${sent} messages sent, held back ${JSON.stringify(skipped)}.`);
    // Of a processor's own time, whatever else wants it: all of its threads, the collector's included.
    console.log(`By the processor's time: ${Math.round(median(processor))} person-months/s.`);
  },
};
