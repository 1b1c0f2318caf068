import type { JourneyDefinition } from '@cairn/workflows/contracts/journey.js';

import { emptyJourney } from '../model/random-journey.js';

/** What a new journey may begin with. */
export const journeyStarts = ['blank', 'abandonedCart'] as const;
export type JourneyStart = (typeof journeyStarts)[number];

/** "Cart Updated", an hour, and a mail unless an order came in. Without a template chosen it is a draft with one problem. */
function abandonedCart(name: string, template: string): JourneyDefinition {
  return {
    ...emptyJourney(name),
    trigger: { type: 'event', event: { name: 'Cart Updated' } },
    reentry: { type: 'keyed', property: 'cart_id', mode: 'concurrent' },
    exits: [{ id: 'ordered', event: { name: 'Order Completed' } }],
    start: 'wait-1',
    steps: [
      { id: 'wait-1', type: 'delay', duration: { amount: 1, unit: 'hour' }, next: 'message-1' },
      { id: 'message-1', type: 'message', channel: 'email', template, next: 'exit-1' },
      { id: 'exit-1', type: 'exit' },
    ],
  };
}

/** @param templates keys that exist; one that speaks of carts is taken. */
export function startingDefinition(start: JourneyStart, name: string, templates: readonly string[]): JourneyDefinition {
  if (start === 'blank') return emptyJourney(name);
  return abandonedCart(name, templates.find((key) => key.includes('cart')) ?? '');
}

/** A key from a name: "Win-back, März" → win-back-marz; free among those taken. */
export function keyFor(name: string, taken: ReadonlySet<string>): string {
  const plain = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 56);
  const base = plain === '' ? 'journey' : plain;
  if (!taken.has(base)) return base;
  for (let number = 2; ; number += 1) if (!taken.has(`${base}-${number}`)) return `${base}-${number}`;
}
