import { describe, expect, it } from 'vitest';

import { waterfall } from './waterfall.js';

describe('the waterfall of a match weight', () => {
  it('lays every part where the one before it ended', () => {
    const { steps, total, zero } = waterfall([
      { key: 'prior', weight: -10 },
      { key: 'name', weight: 6 },
      { key: 'city', weight: -2 },
      { key: 'birthday', weight: 16 },
    ]);
    // From -10 to 10.
    expect(steps.map(({ start, length }) => [start, length])).toEqual([
      [0, 0.5],
      [0, 0.3],
      [expect.closeTo(0.2), expect.closeTo(0.1)],
      [expect.closeTo(0.2), expect.closeTo(0.8)],
    ]);
    expect([total.start, total.length, zero]).toEqual([0.5, 0.5, 0.5]);
  });

  it('of nothing is nothing', () => {
    expect(waterfall([])).toMatchObject({ steps: [], total: { length: 0 } });
    expect(waterfall([{ key: 'prior', weight: 0 }]).steps).toMatchObject([{ length: 0 }]);
  });
});
