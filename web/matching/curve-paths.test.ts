import { describe, expect, it } from 'vitest';

import { linePath, logScale, stepPath } from './curve-paths.js';

describe('the threshold chart', () => {
  it('shows one pair beside a million', () => {
    const y = logScale(1_000_000, 100);
    expect([y(0), y(1_000_000)]).toEqual([100, 0]);
    expect(y(1)).toBeLessThan(96);
  });

  it('holds each count until the next weight', () => {
    const points = [
      { x: 0, y: 10 },
      { x: 50, y: 80 },
    ];
    expect(stepPath(points, { width: 100, height: 100 })).toBe('M0 100H0V10H50V80H100V100Z');
    expect(linePath(points)).toBe('M0 10L50 80');
    expect([stepPath([], { width: 1, height: 1 }), linePath([])]).toEqual(['', '']);
  });
});
