import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ClusterSource, nearestCenter, standardised } from '../profiles/cluster.js';
import { compileComputed } from '../profiles/compile-computed.js';
import { factsFor } from '../profiles/facts.js';
import { clusterings, standardise, standardOf } from './cluster-people.js';
import { silhouette } from './silhouette.js';

/** Three groups around known places, drawn by a small generator of its own so that they are the same everywhere. */
function blobs(each = 60): { rows: number[][]; truth: number[] } {
  let state = 7;
  const draw = (): number => {
    state = (state * 16_807) % 2_147_483_647;
    return state / 2_147_483_647 - 0.5;
  };
  const places = [
    [0, 0],
    [10, 0],
    [0, 10],
  ];
  const truth = places.flatMap((_, at) => Array.from({ length: each }, () => at));
  return { truth, rows: truth.map((at) => [(places[at]?.[0] ?? 0) + draw(), (places[at]?.[1] ?? 0) + draw()]) };
}

describe('the silhouette', () => {
  it('is that of the textbook', async () => {
    // Four points on a line, two and two: each is 1 from its own and 10 ± 0.5 on average from the others.
    const points = [[0], [1], [10], [11]];
    const expected = (1 - 1 / 10.5 + (1 - 1 / 9.5) + (1 - 1 / 9.5) + (1 - 1 / 10.5)) / 4;
    expect(await silhouette(points, [0, 0, 1, 1])).toBeCloseTo(expected, 12);
  });

  it.each([
    ['one cluster', [[0], [1]], [0, 0], 0],
    ['each alone', [[0], [1]], [0, 1], 0],
    ['all in one place', [[1], [1], [1]], [0, 0, 1], 0],
  ])('is 0 of %s', async (_, points, of, expected) => {
    expect(await silhouette(points, of)).toBe(expected);
  });

  it('lies between −1 and 1', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(fc.integer({ min: -50, max: 50 }), fc.nat(3)), { minLength: 2, maxLength: 30 }), async (drawn) => {
        const width = await silhouette(
          drawn.map(([x]) => [x]),
          drawn.map(([, cluster]) => cluster),
        );
        expect(Math.abs(width)).toBeLessThanOrEqual(1);
      }),
    );
  });
});

describe('clusters', () => {
  it('are the groups that there are, found best at their number, the same each time', async () => {
    const { rows, truth } = blobs();
    const standards = [0, 1].map((at) => standardOf(rows.map((row) => row[at] as number)));
    const points = standardise(rows, standards as NonNullable<(typeof standards)[0]>[]);
    const found = await clusterings(points, [2, 3, 4, 5]);
    expect(found.map(({ k }) => k)).toEqual([2, 3, 4, 5]);
    const best = [...found].sort((a, b) => b.silhouette - a.silhouette)[0];
    expect(best?.k).toBe(3);
    expect(best?.silhouette).toBeGreaterThan(0.9);
    // Whoever is in one group in truth is in one cluster.
    expect(new Set(truth.map((group, at) => `${group}/${best?.of[at]}`)).size).toBe(3);
    expect(await clusterings(points, [3])).toEqual([found[1]]);
  });

  it.each([
    ['a few who have very much: by logarithms', [1, 1, 2, 2, 3, 3, 4, 500], 'log'],
    ['evenly spread: as it is', [1, 2, 3, 4, 5, 6, 7, 8], 'plain'],
    ['skewed, with something below zero: as it is', [-1, 1, 2, 2, 3, 3, 4, 500], 'plain'],
  ])('scale %s', (_, column, scale) => {
    const standard = standardOf(column);
    expect(standard?.scale).toBe(scale);
    const done = column.map((value) => standardised(value, standard as NonNullable<typeof standard>));
    expect(done.reduce((sum, value) => sum + value, 0)).toBeCloseTo(0, 9);
    expect(done.reduce((sum, value) => sum + value ** 2, 0) / done.length).toBeCloseTo(1, 9);
  });

  it('are told apart by nothing that everybody has alike', () => {
    expect(standardOf([3, 3, 3])).toBeUndefined();
  });
});

describe('a person’s cluster', () => {
  const source = (missing: ClusterSource['missing']): ClusterSource => ({
    type: 'cluster',
    dimensions: [
      { kind: 'trait', name: 'age', scale: 'plain', mean: 40, deviation: 10 },
      { kind: 'computed', name: 'orders', scale: 'log', mean: 1, deviation: 0.5 },
    ],
    missing,
    clusters: [
      { value: 'young', center: [-1, 0] },
      { value: 'old', center: [1, 0] },
      { value: 'buyer', center: [0, 4] },
    ],
  });
  const clusterOf = (traits: { [name: string]: unknown }, computed: { [name: string]: unknown }, missing: ClusterSource['missing'] = 'none') => {
    const kept = (values: { [name: string]: unknown }) => Object.fromEntries(Object.entries(values).map(([name, value]) => [name, { value, at: new Date(0) }]));
    const facts = factsFor({ traits: kept(traits), computed: kept(computed), aggregates: {}, memberships: {} } as never, 0);
    return compileComputed('group', 'v', { source: source(missing) }).value(facts);
  };

  it.each([
    ['the nearest', { age: 30 }, { orders: 1 }, 'young'],
    ['the nearest, on the other side', { age: 55 }, { orders: 2 }, 'old'],
    ['by the scale of the number', { age: 40 }, { orders: 30 }, 'buyer'],
    ['of equally near ones the first', { age: 40 }, { orders: 1.718_281_828 }, 'young'],
    ['yes and no are 1 and 0', { age: true }, { orders: 1 }, 'young'],
    ['none, where a number is missing', { age: 30 }, {}, undefined],
    ['none, where a text stands for it', { age: '30' }, { orders: 1 }, undefined],
  ])('%s', (_, traits, computed, expected) => {
    expect(clusterOf(traits, computed)).toBe(expected);
  });

  it('counts what is missing as 0 where the author says so', () => {
    expect(clusterOf({}, {}, 'zero')).toBe('young');
  });

  it('is that of the nearest center, however many there are', () => {
    const place = fc.array(fc.integer({ min: -5, max: 5 }), { minLength: 2, maxLength: 2 });
    fc.assert(
      fc.property(place, fc.array(place, { minLength: 1, maxLength: 6 }), (point, centers) => {
        const far = centers.map((center) => Math.hypot(...center.map((value, at) => value - (point[at] as number))));
        expect(far[nearestCenter(point, centers)]).toBeCloseTo(Math.min(...far), 9);
      }),
    );
  });
});
