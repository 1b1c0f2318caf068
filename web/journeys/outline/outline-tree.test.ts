import { expect, test } from 'vitest';

import { insertStep } from '../model/operations.js';
import { emptyJourney, randomJourney } from '../model/random-journey.js';
import { type OutlineList, outlineTree } from './outline-tree.js';

function idsOf(list: OutlineList): string[] {
  return list.items.flatMap((item) => [item.id, ...item.ways.flatMap((way) => idsOf(way.list))]);
}

test('every step of any journey stands in the outline exactly once', () => {
  for (let seed = 1; seed <= 200; seed += 1) {
    const journey = randomJourney(seed, 3 + (seed % 30));
    const { main, apart } = outlineTree(journey);
    expect([...idsOf(main), ...apart.flatMap(idsOf)].sort(), `seed ${seed}`).toEqual(journey.steps.map((step) => step.id).sort());
  }
});

test('branches are nested and the list goes on after they join', () => {
  const first = insertStep(emptyJourney('j'), { from: '@trigger', outlet: 'start' }, 'message');
  const split = insertStep(first.definition, { from: '@trigger', outlet: 'start' }, 'split');
  const inner = insertStep(split.definition, { from: split.id, outlet: 'branch-1' }, 'delay');
  const { main, apart } = outlineTree(inner.definition);
  expect(apart).toEqual([]);
  expect(main.items.map((item) => item.id)).toEqual([split.id, first.id]);
  expect(main.items[0]?.ways.map((way) => idsOf(way.list))).toEqual([[inner.id], []]);
});

test('an empty journey is one loose end', () => {
  expect(outlineTree(emptyJourney('j')).main).toEqual({ items: [], end: { port: { from: '@trigger', outlet: 'start' }, next: null } });
});
