import { describe, expect, it } from 'vitest';

import { quintileCuts, rfmSegmentOf, rfmSegments, scoreOf } from './rfm.js';

describe('cut points', () => {
  it.each([
    [[], []],
    [[7], [7, 7, 7, 7]],
    [
      [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
      [2, 4, 6, 8],
    ],
    [
      [10, 1, 9, 2, 8, 3],
      [2, 3, 8, 9],
    ],
    [
      [1, 1, 1, 1, 1, 1, 2, 3, 4, 50],
      [1, 1, 1, 3],
    ],
  ])('of %j are %j', (values, cuts) => {
    expect(quintileCuts(values)).toEqual(cuts);
  });

  it('give ten different values two to each score, and equal values the same score', () => {
    const scores = (values: number[], better: 'more' | 'less') => values.map((value) => scoreOf(value, quintileCuts(values), better));
    expect(scores([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 'more')).toEqual([1, 1, 2, 2, 3, 3, 4, 4, 5, 5]);
    expect(scores([0, 1, 2, 3, 4, 5, 6, 7, 8, 9], 'less')).toEqual([5, 5, 4, 4, 3, 3, 2, 2, 1, 1]);
    expect(scores([1, 1, 1, 1, 1, 1, 2, 3, 4, 50], 'more')).toEqual([1, 1, 1, 1, 1, 1, 4, 4, 5, 5]);
  });
});

describe('a score', () => {
  it.each([
    [undefined, 'more', undefined],
    ['12', 'more', undefined],
    [0, 'more', undefined],
    [0, 'less', 5],
    [10, 'more', 1],
    [10.01, 'more', 2],
    [1e9, 'more', 5],
    [1e9, 'less', 1],
  ] as const)('of %j, %s being better, is %j', (value, better, score) => {
    expect(scoreOf(value, [10, 20, 30, 40], better)).toBe(score);
  });
});

describe('the name of three scores', () => {
  it('is one of eleven, each of which somebody can have', () => {
    const five = [1, 2, 3, 4, 5];
    const names = new Set(five.flatMap((recency) => five.flatMap((frequency) => five.map((monetary) => rfmSegmentOf(recency, frequency, monetary)))));
    expect([...names].sort()).toEqual([...rfmSegments].sort());
  });

  it.each([
    [5, 5, 5, 'champions'],
    [5, 1, 1, 'new'],
    [4, 1, 1, 'promising'],
    [5, 2, 3, 'potential-loyalists'],
    [3, 5, 4, 'loyal'],
    [3, 3, 3, 'need-attention'],
    [3, 1, 2, 'about-to-sleep'],
    [2, 3, 4, 'at-risk'],
    [1, 5, 5, 'cant-lose'],
    [2, 1, 2, 'hibernating'],
    [1, 1, 1, 'lost'],
    [undefined, 5, 5, undefined],
    [1, undefined, undefined, 'lost'],
    [9, 1, 1, undefined],
  ])('of %j, %j, %j is %j', (recency, frequency, monetary, name) => {
    expect(rfmSegmentOf(recency, frequency, monetary)).toBe(name);
  });
});
