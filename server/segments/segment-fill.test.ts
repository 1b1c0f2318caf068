import type { Condition } from '@cairn/rules/contracts/condition.js';
import { describe, expect, it } from 'vitest';

import type { SegmentDocument } from '../platform/collections.js';
import { fillOf } from './segment-fill.js';

const ordered: Condition = { fact: 'event', params: { name: 'Order Completed' }, operator: 'greaterThanInclusive', value: 1 };
const inSegment = (key: string): Condition => ({ fact: 'segment', params: { key }, operator: 'equal', value: true });

function segment(key: string, epoch: number, condition: Condition = ordered): SegmentDocument {
  const at = new Date(0);
  return { _id: `w:${key}`, workspace: 'w', key, draft: { name: key, condition }, liveVersion: 'v', epoch, createdAt: at, updatedAt: at };
}

const behind = [
  { epoch: 3, count: 10 },
  { epoch: 4, count: 5 },
];

describe('how far a segment is filled', () => {
  it.each<[string, SegmentDocument[], number]>([
    ['changed last: whoever is behind was not asked', [segment('s', 5)], 85],
    ['changed before that: those at its epoch were', [segment('s', 4)], 90],
    ['changed long ago: another one is being filled', [segment('s', 3)], 100],
    ['from before its epoch was kept', [{ ...segment('s', 0), epoch: undefined as unknown as number }], 100],
    ['asks for one that changed', [segment('s', 3, inSegment('other')), segment('other', 5)], 85],
    ['asks for one that asks for one that changed', [segment('s', 1, inSegment('a')), segment('a', 1, inSegment('b')), segment('b', 4)], 90],
    ['asks for one that is gone', [segment('s', 3, inSegment('gone'))], 100],
    ['a cycle from before cycles were refused', [segment('s', 3, inSegment('a')), segment('a', 4, inSegment('s'))], 90],
  ])('%s', (_name, segments, done) => {
    const all = new Map(segments.map((one) => [one.key, one]));
    expect(fillOf(segments[0] as SegmentDocument, all, { total: 100, behind })).toEqual({ done, total: 100 });
  });

  it('counts profiles that came while it was counted as asked, and never below none', () => {
    expect(fillOf(segment('s', 5), new Map(), { total: 10, behind: [{ epoch: 1, count: 12 }] })).toEqual({ done: 0, total: 10 });
  });
});
