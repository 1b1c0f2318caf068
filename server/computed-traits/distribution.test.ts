import { describe, expect, it } from 'vitest';

import { distributionOf } from './distribution.js';

const counts = (values: unknown[]) => distributionOf(values as never[]).buckets.map(({ label, from, to, count }) => [label ?? `${from}–${to}`, count]);

describe('how values lie', () => {
  it.each([
    ['nothing', [undefined, null], 'none', []],
    [
      'a few numbers, each by itself',
      [3, 1, 3, undefined],
      'number',
      [
        ['1–1', 1],
        ['3–3', 2],
      ],
    ],
    [
      'truths',
      [true, false, true],
      'boolean',
      [
        ['true', 2],
        ['false', 1],
      ],
    ],
    [
      'texts, the most frequent first',
      ['b', 'a', 'b'],
      'text',
      [
        ['b', 2],
        ['a', 1],
      ],
    ],
    [
      'texts and numbers',
      ['b', 1],
      'text',
      [
        ['1', 1],
        ['b', 1],
      ],
    ],
    [
      'lists, by people who have the element',
      [['x', 'x', 'y'], ['x'], []],
      'list',
      [
        ['x', 2],
        ['y', 1],
      ],
    ],
  ] as const)('of %s', (_, values, kind, buckets) => {
    expect(distributionOf(values as never)).toMatchObject({ people: values.length, kind });
    expect(counts([...values])).toEqual(buckets);
  });

  it('of many numbers are ranges of one width, and far-off ones lie in the last', () => {
    const values = [...Array.from({ length: 200 }, (_, at) => at / 2), 1e6];
    const { buckets, summary } = distributionOf(values);
    expect(buckets.reduce((sum, { count }) => sum + count, 0)).toBe(201);
    expect(buckets[0]).toEqual({ label: null, from: 0, to: 10, count: 20 });
    expect(buckets.at(-1)).toMatchObject({ to: 1e6 });
    expect(buckets.length).toBeLessThanOrEqual(12);
    expect(summary).toMatchObject({ least: 0, greatest: 1e6, median: 50 });
  });

  it('of negative numbers and of instants', () => {
    const negative = distributionOf(Array.from({ length: 100 }, (_, at) => at - 50)).buckets;
    expect(negative[0]?.from).toBe(-50);
    expect(negative.reduce((sum, { count }) => sum + count, 0)).toBe(100);
    const instants = distributionOf(Array.from({ length: 50 }, (_, at) => new Date(Date.UTC(2026, 0, 1 + at)).toISOString()));
    expect(instants).toMatchObject({ kind: 'date', summary: null });
    expect(instants.buckets.reduce((sum, { count }) => sum + count, 0)).toBe(50);
  });
});
