import { describe, expect, test } from 'vitest';

import { insertStep } from '../../model/operations.js';
import { emptyJourney, randomJourney, seeded } from '../../model/random-journey.js';
import { chipWidth, faults } from '../layout.faults.js';
import { layOut } from '../layout.js';
import { journeyGraph } from '../layout-graph.js';
import { nodeHeightWithCounts, nodeWidth } from '../shape.js';
import { keepArranged, mergeLayouts } from './keep-arranged.js';
import { layOutByHand } from './layout-by-hand.js';
import { handGap, type Positions, pushApart } from './push-apart.js';

function positionsOf(result: ReturnType<typeof layOut>): Positions {
  return Object.fromEntries(
    [...result.nodes]
      .filter(([id]) => !id.startsWith('@end'))
      .map(([id, box]) => [id, { x: Math.round(box.x - box.width / 2), y: Math.round(box.y - box.height / 2) }]),
  );
}

function tooNear(positions: Positions): number {
  const all = Object.values(positions);
  return all.flatMap((a, index) =>
    all.slice(index + 1).filter((b) => Math.abs(a.x - b.x) < nodeWidth + handGap.x && Math.abs(a.y - b.y) < nodeHeightWithCounts + handGap.y),
  ).length;
}

describe('arranging by hand', () => {
  test('begins with what automatic layout shows, and moves nothing', () => {
    for (let seed = 1; seed <= 60; seed += 1) {
      const positions = positionsOf(layOut(journeyGraph(randomJourney(seed, 5 + (seed % 30)), seed % 2 === 0, chipWidth)));
      expect(tooNear(positions)).toBe(0);
      expect(pushApart(positions, ['@trigger'])).toEqual(positions);
    }
  });

  test('whatever is dropped wherever: neighbours keep apart, and no edge runs through a node', () => {
    const total = { overlaps: 0, crossings: 0, slanted: 0 };
    let [edges, labels] = [0, 0];
    for (let seed = 1; seed <= 60; seed += 1) {
      const random = seeded(seed);
      const journey = randomJourney(seed, 4 + (seed % 26));
      const graph = journeyGraph(journey, seed % 2 === 0, chipWidth);
      let positions = positionsOf(layOut(graph));
      const ids = Object.keys(positions);
      for (let drop = 0; drop < 6; drop += 1) {
        const [id, onto] = [ids[Math.floor(random() * ids.length)] as string, ids[Math.floor(random() * ids.length)] as string];
        const at = positions[onto] as { x: number; y: number };
        positions = pushApart({ ...positions, [id]: { x: at.x + Math.round((random() - 0.5) * 400), y: at.y + Math.round((random() - 0.5) * 300) } }, [id]);
        expect(tooNear(positions)).toBe(0);
      }
      const found = faults(graph, layOutByHand(graph, positions));
      edges += graph.edges.length;
      labels += found.labels;
      for (const fault of ['overlaps', 'crossings', 'slanted'] as const) total[fault] += found[fault];
    }
    expect(edges).toBeGreaterThan(1_200);
    expect(total).toEqual({ overlaps: 0, crossings: 0, slanted: 0 });
    // Where it is too narrow for a chip, it lies where it covers least.
    expect(labels / edges).toBeLessThan(0.08);
  }, 240_000);

  test('the dropped node stays where it was dropped', () => {
    const positions = { a: { x: 0, y: 0 }, b: { x: 0, y: 180 }, c: { x: 0, y: 360 }, far: { x: 2_000, y: 0 } };
    const after = pushApart({ ...positions, c: { x: 10, y: 20 } }, ['c']);
    expect(after.c).toEqual({ x: 10, y: 20 });
    expect(after.far).toEqual(positions.far);
    expect(tooNear(after)).toBe(0);
  });

  test('a new step goes below the one before it and pushes what follows down; one that is gone is forgotten', () => {
    const first = insertStep(emptyJourney('j'), { from: '@trigger', outlet: 'start' }, 'delay');
    const layout = { positions: { '@trigger': { x: 0, y: 0 }, [first.id]: { x: 0, y: 180 }, gone: { x: 999, y: 0 } } };
    const second = insertStep(first.definition, { from: '@trigger', outlet: 'start' }, 'message');
    expect(keepArranged(second.definition, layout)).toEqual({
      positions: { '@trigger': { x: 0, y: 0 }, [second.id]: { x: 0, y: 180 }, [first.id]: { x: 0, y: 360 } },
    });
    expect(keepArranged(first.definition, { positions: {} })).toEqual({ positions: {} });
  });

  test('two people who move different steps both keep what they did', () => {
    const base = { positions: { a: { x: 0, y: 0 }, b: { x: 0, y: 180 }, c: { x: 0, y: 360 } } };
    const mine = { positions: { ...base.positions, a: { x: 500, y: 0 } } };
    const theirs = { positions: { ...base.positions, c: { x: 900, y: 360 } } };
    expect(mergeLayouts(base, mine, theirs)).toEqual({ positions: { a: { x: 500, y: 0 }, b: { x: 0, y: 180 }, c: { x: 900, y: 360 } } });
    expect(mergeLayouts(base, base, { positions: {} })).toEqual({ positions: {} });
    expect(mergeLayouts(base, { positions: {} }, theirs)).toEqual({ positions: {} });
  });
});
