import { describe, expect, test } from 'vitest';

import { addBranch, insertStep } from '../model/operations.js';
import { readingOrder } from '../model/order.js';
import { emptyJourney, randomJourney } from '../model/random-journey.js';
import { chipWidth, faults } from './layout.faults.js';
import { layOut } from './layout.js';
import { journeyGraph } from './layout-graph.js';
import { roundedPath } from './path.js';

const journeys = 400;

describe('layout', () => {
  test(`no node overlaps and no edge runs through a node in ${journeys} random journeys`, () => {
    const total = { overlaps: 0, crossings: 0, slanted: 0, labels: 0 };
    let edges = 0;
    for (let seed = 1; seed <= journeys; seed += 1) {
      const graph = journeyGraph(randomJourney(seed, 5 + (seed % 40)), seed % 2 === 0, chipWidth);
      const found = faults(graph, layOut(graph));
      edges += graph.edges.length;
      for (const fault of ['overlaps', 'crossings', 'slanted', 'labels'] as const) total[fault] += found[fault];
    }
    expect(edges).toBeGreaterThan(10_000);
    expect(total).toEqual({ overlaps: 0, crossings: 0, slanted: 0, labels: 0 });
  }, 240_000);

  test('the same journey is laid out the same', () => {
    const graph = journeyGraph(randomJourney(7, 30), false, chipWidth);
    expect(layOut(graph)).toEqual(layOut(structuredClone(graph)));
  });

  test('branches stand in authored order from left to right', () => {
    const split = insertStep(emptyJourney('j'), { from: '@trigger', outlet: 'start' }, 'split');
    let journey = addBranch(addBranch(split.definition, split.id), split.id);
    for (const outlet of ['branch-1', 'branch-2', 'branch-3', 'otherwise']) journey = insertStep(journey, { from: split.id, outlet }, 'message').definition;
    const graph = journeyGraph(journey, false, chipWidth);
    const { nodes } = layOut(graph);
    const xs = readingOrder(journey)
      .ids.filter((id) => id.startsWith('message'))
      .map((id) => nodes.get(id)?.x ?? 0);
    expect(xs).toEqual([...xs].sort((a, b) => a - b));
  });

  test('a chain is one straight line', () => {
    const first = insertStep(emptyJourney('j'), { from: '@trigger', outlet: 'start' }, 'delay');
    const second = insertStep(first.definition, { from: first.id, outlet: 'next' }, 'message');
    const { nodes, edges } = layOut(journeyGraph(second.definition, false, chipWidth));
    expect(new Set([...nodes.values()].map((box) => box.x)).size).toBe(1);
    expect([...edges.values()].every((route) => route.points.length === 2)).toBe(true);
  });

  test('no steps at all is a trigger and a loose end', () => {
    const graph = journeyGraph(emptyJourney('j'), false, chipWidth);
    expect(graph.nodes.map((node) => node.id)).toEqual(['@trigger', '@end:@trigger/start']);
    expect(layOut(graph).edges.size).toBe(1);
  });
});

describe('roundedPath', () => {
  test('rounds corners and leaves straights alone', () => {
    expect(
      roundedPath([
        { x: 0, y: 0 },
        { x: 0, y: 20 },
        { x: 0, y: 40 },
      ]),
    ).toBe('M0 0 L0 40');
    expect(
      roundedPath([
        { x: 0, y: 0 },
        { x: 0, y: 40 },
        { x: 40, y: 40 },
      ]),
    ).toBe('M0 0 L0 32 Q0 40 8 40 L40 40');
    expect(
      roundedPath([
        { x: 0, y: 0 },
        { x: 0, y: 8 },
        { x: 40, y: 8 },
      ]),
    ).toBe('M0 0 L0 4 Q0 8 4 8 L40 8');
  });
});
