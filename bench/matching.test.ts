import { defaultThresholds } from '@cairn/server/matching/model/default-settings.js';
import { describe, expect, it } from 'vitest';

import { febrlSettings, readFebrl } from './febrl.js';
import { bestQuality, qualityAt, scorePairs } from './match-quality.js';

/** F1 of Splink 5.0.0, untuned, at a match probability of 0.95, measured on the same file: the anchor to reach. */
const anchors = { withNumber: 1, withoutNumber: 0.997 };

describe('matching on FEBRL 1', () => {
  it.each([
    ['with the social security number', true, anchors.withNumber],
    ['without it', false, anchors.withoutNumber],
  ] as const)('%s reaches the anchor, at its best and at the threshold a workspace begins with', async (_, withNumber, anchor) => {
    const settings = febrlSettings(withNumber);
    const data = await readFebrl(1, settings);
    const pairs = scorePairs(settings, data.columns, 1);
    expect(data.truePairs).toBe(500);
    expect(bestQuality(pairs, data).f1).toBeGreaterThanOrEqual(anchor);
    expect(qualityAt(defaultThresholds.review, pairs, data).f1).toBeGreaterThanOrEqual(anchor);
  });

  it('comes out the same when run again with the same seed', async () => {
    const settings = febrlSettings(false);
    const { columns } = await readFebrl(1, settings);
    expect(scorePairs(settings, columns, 7)).toEqual(scorePairs(settings, columns, 7));
  });
});
