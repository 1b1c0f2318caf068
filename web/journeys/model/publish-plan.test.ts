import type { JourneyDefinition, Step } from '@cairn/workflows/contracts/journey.js';
import { expect, it } from 'vitest';

import { changedWaits, removedSteps } from './publish-plan.js';

const delay = (id: string, amount: number): Step => ({ id, type: 'delay', duration: { amount, unit: 'day' }, next: 'exit' });
const tag: Step = { id: 'a', type: 'tag', tag: 'vip', action: 'add', next: 'exit' };
const journey = (...steps: Step[]): JourneyDefinition => ({
  ...{ schemaVersion: 1, name: 'J', trigger: { type: 'api' }, reentry: { type: 'never' }, exits: [], start: steps[0]?.id ?? null },
  steps: [...steps, { id: 'exit', type: 'exit' }],
});
const at = (stepId: string, people: number, version = 'v') => ({ version, stepId, people });

it('counts people on steps that are gone or of another type, over all versions, most first', () => {
  const steps = [at('a', 3), at('a', 4, 'older'), at('b', 9), at('c', 1), at('ancient', 2, 'older')];
  const removed = removedSteps(journey(delay('a', 1), delay('b', 1), delay('c', 1)), journey(tag, delay('c', 1)), { steps });
  expect(removed.map(({ stepId, people, step }) => [stepId, people, step?.type])).toEqual([
    ['b', 9, 'delay'],
    ['a', 7, 'delay'],
    ['ancient', 2, undefined],
  ]);
});

it('counts people in waits whose times change', () => {
  const live = journey(delay('a', 1), delay('b', 1));
  expect(changedWaits(live, journey(delay('a', 2), delay('b', 1)), { steps: [at('a', 3), at('b', 5)] })).toBe(3);
  expect(changedWaits(live, journey({ ...delay('a', 1), name: 'Renamed' }, delay('b', 1)), { steps: [at('a', 3)] })).toBe(0);
});
