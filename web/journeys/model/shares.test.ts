import { journeyDefinitionSchema } from '@cairn/workflows/contracts/journey.schema.js';
import { describe, expect, test } from 'vitest';

import { emptyJourney, seeded } from './random-journey.js';
import { asShare, evenShares, sumOfShares, withOneMore, withoutOne } from './shares.js';

describe('shares of a random split', () => {
  test.each([
    [1, [100]],
    [2, [50, 50]],
    [3, [33.4, 33.3, 33.3]],
    [4, [25, 25, 25, 25]],
    [7, [14.3, 14.3, 14.3, 14.3, 14.3, 14.3, 14.2]],
  ])('%i even ones', (count, shares) => {
    expect(evenShares(count)).toEqual(shares);
  });
  test.each([
    ['even ones stay even', [50, 50], [33.4, 33.3, 33.3]],
    ['others give in proportion, in whole percents', [70, 30], [47, 20, 33]],
    ['tenths stay tenths', [90.5, 9.5], [60.4, 6.3, 33.3]],
    ['the new one takes what is left', [50, 30], [50, 30, 20]],
    ['more than 100 is brought back to it', [80, 60], [38, 29, 33]],
  ])('one more: %s', (_, shares, expected) => {
    expect(withOneMore(shares)).toEqual(expected);
  });
  test.each([
    ['even ones stay even', [33.4, 33.3, 33.3], 0, [50, 50]],
    ['its part goes to the others in proportion', [60, 20, 20], 2, [75, 25]],
    ['to the only other one', [10, 90], 1, [100]],
    ['those that had nothing share it', [0, 0, 100], 2, [50, 50]],
  ])('one less: %s', (_, shares, index, expected) => {
    expect(withoutOne(shares, index)).toEqual(expected);
  });
  test('whatever is added and removed, they fill 100', () => {
    for (let seed = 1; seed <= 200; seed += 1) {
      const random = seeded(seed);
      let shares = [asShare(random() * 100), 0];
      shares[1] = asShare(100 - (shares[0] ?? 0));
      for (let turn = 0; turn < 12; turn += 1) {
        shares = random() < 0.6 || shares.length < 2 ? withOneMore(shares) : withoutOne(shares, Math.floor(random() * shares.length));
        expect(sumOfShares(shares), `seed ${seed}: ${shares.join(' ')}`).toBe(100);
        expect(shares.every((share) => share >= 0 && share === asShare(share))).toBe(true);
      }
    }
  });
  test('every tenth of a percent can be stored', () => {
    for (let tenths = 0; tenths <= 1_000; tenths += 1) {
      const steps = [{ id: 'a', type: 'randomSplit', branches: [{ id: 'b', percent: asShare(tenths / 10), next: null }] }];
      expect(journeyDefinitionSchema.safeParse({ ...emptyJourney('j'), steps }).success, String(tenths / 10)).toBe(true);
    }
  });
});
