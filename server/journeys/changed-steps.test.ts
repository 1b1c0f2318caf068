import type { JourneyDefinition } from '@cairn/workflows/contracts/journey.js';
import { describe, expect, test } from 'vitest';

import { changedSteps } from './changed-steps.js';

const journey: JourneyDefinition = {
  schemaVersion: 1,
  name: 'Cart',
  trigger: { type: 'event', event: { name: 'Cart Updated' } },
  reentry: { type: 'never' },
  exits: [],
  start: 'a',
  steps: [
    { id: 'a', type: 'delay', duration: { amount: 1, unit: 'day' }, next: 'b' },
    { id: 'b', type: 'exit' },
  ],
};
const [a, b] = journey.steps as [JourneyDefinition['steps'][0], JourneyDefinition['steps'][0]];

describe('changedSteps', () => {
  test.each<[string, JourneyDefinition | undefined, JourneyDefinition, string[]]>([
    ['a new journey is all new', undefined, journey, ['@trigger', 'a', 'b']],
    ['the same, keys in another order, is nothing', journey, { ...journey, steps: [{ next: 'b', ...a } as typeof a, b] }, []],
    ['a changed step', journey, { ...journey, steps: [{ ...a, name: 'Wait' }, b] }, ['a']],
    ['another name is the journey itself', journey, { ...journey, name: 'Other' }, ['@trigger']],
    ['an added and a removed step', journey, { ...journey, steps: [a, { id: 'c', type: 'exit' }] }, ['c', 'b']],
  ])('%s', (_, before, after, expected) => {
    expect(changedSteps(before, after)).toEqual(expected);
  });
});
