import { describe, expect, it } from 'vitest';

import { bootstrapInterval, median, percentile, report } from './harness.js';

describe('the harness', () => {
  it('takes the median of even and odd lists', () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1, 2, 3])).toBe(2.5);
  });

  it('takes percentiles by the nearest rank', () => {
    expect(percentile([1, 2, 3, 4], 0.5)).toBe(2);
    expect(percentile([1, 2, 3, 4], 0.99)).toBe(4);
  });

  it('puts the interval around the median, the same for the same seed', () => {
    const values = [0.8, 0.9, 1, 1.1, 1.2, 1, 0.95];
    const [low, high] = bootstrapInterval(values);
    expect(low).toBeLessThanOrEqual(median(values));
    expect(high).toBeGreaterThanOrEqual(median(values));
    expect(bootstrapInterval(values)).toEqual([low, high]);
  });

  it('pairs each round with its own floor', () => {
    const line = report({ name: 'x', unit: '1/s', better: 'higher', aim: 0.5 }, [10, 30, 20], [20, 60, 40]);
    expect(line).toMatchObject({ ratio: 0.5, low: 0.5, high: 0.5, floor: 40, ours: 20, rounds: 3 });
  });

  it('reports a bare value without a floor', () => {
    expect(report({ name: 'x', unit: 'events', better: 'lower', aim: 11 }, [11, 11, 11], [])).toMatchObject({ ratio: 11, floor: null });
  });
});
