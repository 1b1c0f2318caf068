import { seededRandom } from '@cairn/rules/engine/seeded-random.js';
import { describe, expect, it } from 'vitest';

import type { JourneyDefinition, SplitStep } from '../contracts/journey.js';
import { bought, definition, delay, exit, goldIs, message } from '../interpreter/journeys.fixture.js';
import { diffJourneys, isSameJourney } from './diff-journeys.js';
import { randomJourney } from './random-journey.js';

const none = { added: [], removed: [], changed: [] };
const nothing = { about: [], trigger: [], reentry: [], exits: none, goals: none, steps: { ...none, moved: [] } };
const diff = (change: Partial<JourneyDefinition>, from: Partial<JourneyDefinition> = {}) => diffJourneys(definition(from), definition(change));

const vip: SplitStep = {
  id: 'split',
  type: 'split',
  branches: [
    { id: 'gold', condition: goldIs(true), next: 'mail' },
    { id: 'not', condition: goldIs(false), next: 'exit' },
  ],
  otherwise: { next: 'exit' },
};

describe('what two journeys differ in', () => {
  it('is nothing between a journey and itself, whatever the order of its steps', () => {
    const random = seededRandom(3);
    for (let n = 0; n < 30; n += 1) {
      const { definition: one } = randomJourney(random);
      const found = diffJourneys(one, { ...one, steps: [...one.steps].reverse() });
      expect(found).toEqual(nothing);
      expect(isSameJourney(found)).toBe(true);
    }
  });

  it.each<[string, ReturnType<typeof diff>, object]>([
    ['its name', diff({ name: 'Cart' }), { about: [{ path: 'name', before: 'Abandoned cart', after: 'Cart' }] }],
    ['a description that came', diff({ description: 'x' }), { about: [{ path: 'description', after: 'x' }] }],
    [
      'the event that starts it',
      diff({ trigger: { type: 'event', event: { name: 'Seen' } } }),
      { trigger: [{ path: 'event.name', before: 'Cart Updated', after: 'Seen' }] },
    ],
    [
      'a filter on what starts it',
      diff({ trigger: { ...definition().trigger, condition: goldIs(true) } }),
      { trigger: [{ path: 'condition', after: goldIs(true) }] },
    ],
    ['who may come again', diff({ reentry: { type: 'never' } }), { reentry: [{ path: 'type', before: 'afterExit', after: 'never' }] }],
    ['an exit that went', diff({ exits: [] }), { exits: { ...none, removed: [bought] } }],
    [
      'an exit that asks otherwise',
      diff({ exits: [{ id: 'bought', event: { name: 'Paid' } }] }),
      { exits: { ...none, changed: [{ id: 'bought', fields: [{ path: 'event.name', before: 'Order Completed', after: 'Paid' }] }] } },
    ],
    ['a goal that came', diff({ goals: [bought] }), { goals: { ...none, added: [bought] } }],
    [
      'a changed delay and template',
      diff({ steps: [delay('delay', 45, 'mail'), { ...message('mail', 'exit'), template: 'late' } as never, exit] }),
      {
        steps: {
          ...nothing.steps,
          changed: [
            { id: 'delay', fields: [{ path: 'duration.amount', before: 30, after: 45 }] },
            { id: 'mail', fields: [{ path: 'template', before: 'cart', after: 'late' }] },
          ],
        },
      },
    ],
    [
      'a step put between',
      diff({ steps: [delay('delay', 30, 'more'), delay('more', 5, 'mail'), message('mail', 'exit'), exit] }),
      {
        steps: {
          ...none,
          added: [delay('more', 5, 'mail')],
          changed: [{ id: 'delay', fields: [{ path: 'next', before: 'mail', after: 'more' }] }],
          moved: [{ id: 'mail', before: [{ from: 'delay', branch: 'next' }], after: [{ from: 'more', branch: 'next' }] }],
        },
      },
    ],
    [
      'a first step that went',
      diff({ start: 'mail', steps: [message('mail', 'exit'), exit] }),
      {
        steps: {
          ...none,
          removed: [delay('delay', 30, 'mail')],
          moved: [{ id: 'mail', before: [{ from: 'delay', branch: 'next' }], after: [{ from: '@trigger', branch: 'next' }] }],
        },
      },
    ],
    [
      'a branch’s condition, by its id',
      diff({ steps: [{ ...vip, branches: [{ id: 'gold', condition: goldIs(false), next: 'mail' }, ...vip.branches.slice(1)] }] }, { steps: [vip] }),
      { steps: { ...nothing.steps, changed: [{ id: 'split', fields: [{ path: 'branches.gold.condition', before: goldIs(true), after: goldIs(false) }] }] } },
    ],
    [
      'the order of branches, for the first that holds is taken',
      diff({ steps: [{ ...vip, branches: [...vip.branches].reverse() }] }, { steps: [vip] }),
      { steps: { ...nothing.steps, changed: [{ id: 'split', fields: [{ path: 'branches', before: ['gold', 'not'], after: ['not', 'gold'] }] }] } },
    ],
  ])('tells %s', (_, found, expected) => {
    expect(found).toEqual({ ...nothing, ...expected });
    expect(isSameJourney(found)).toBe(false);
  });
});
