import { seededRandom } from '@cairn/rules/engine/seeded-random.js';
import { describe, expect, it } from 'vitest';

import { blocksOf, forEachPair } from './blocking.js';
import { type MatchRecord, toColumns } from './columns.js';
import type { BlockingRule, MatchField } from './settings.js';

const fields: MatchField[] = ['first', 'last', 'postcode'].map((key) => ({ key, traits: [key], kind: 'text', termFrequency: false }));

function pairs(records: MatchRecord[], rules: BlockingRule[], slices = 1, mostInBlock = 100): string[] {
  const columns = toColumns(records, fields.length);
  const blocks = rules.map((rule) => blocksOf(columns, fields, rule, mostInBlock));
  const found: string[] = [];
  for (let index = 0; index < slices; index += 1) {
    forEachPair(blocks, { index, of: slices }, (a, b) => found.push(`${columns.ids[a]}-${columns.ids[b]}`));
  }
  return found;
}

const people: MatchRecord[] = [
  { id: 'a', values: ['ann', 'smith', '1001'] },
  { id: 'b', values: ['anna', 'smith', '1001'] },
  { id: 'c', values: ['ann', 'smyth', '2002'] },
  { id: 'd', values: [null, 'smith', null] },
  { id: 'e', values: ['an', 'jones', '2001'] },
];

describe('blocking', () => {
  it.each<[string, BlockingRule[], string[]]>([
    ['a whole value', [[{ field: 'last' }]], ['a-b', 'a-d', 'b-d']],
    ['two values', [[{ field: 'last' }, { field: 'postcode' }]], ['a-b']],
    ['first characters, of values that have so many', [[{ field: 'first', first: 3 }]], ['a-b', 'a-c', 'b-c']],
    ['last characters', [[{ field: 'postcode', last: 2 }]], ['a-b', 'a-e', 'b-e']],
    ['values nobody shares', [[{ field: 'last' }, { field: 'first' }]], []],
    ['several rules: a pair comes once', [[{ field: 'last' }], [{ field: 'first', first: 3 }], [{ field: 'postcode' }]], ['a-b', 'a-d', 'b-d', 'a-c', 'b-c']],
  ])('by %s', (_, rules, expected) => {
    expect(pairs(people, rules)).toEqual(expected);
  });

  it('leaves out blocks that are too large, says which, and lets a narrower rule have their pairs', () => {
    const columns = toColumns(people, fields.length);
    expect(blocksOf(columns, fields, [{ field: 'last' }], 2)).toMatchObject({ blocks: [], pairs: 0, leftOut: [{ key: 'smith', records: 3 }] });
    expect(pairs(people, [[{ field: 'last' }], [{ field: 'last' }, { field: 'postcode' }]], 1, 2)).toEqual(['a-b']);
  });

  it('finds each pair that shares a block in exactly one slice, whatever their number', () => {
    const random = seededRandom(3);
    const some = (most: number) => String(Math.floor(random() * most));
    const crowd = Array.from({ length: 300 }, (_, n): MatchRecord => ({ id: String(n).padStart(3, '0'), values: [some(40), some(60), some(90)] }));
    const rules: BlockingRule[] = [[{ field: 'first' }], [{ field: 'last' }], [{ field: 'postcode' }]];
    const shares = (a: MatchRecord, b: MatchRecord) => a.values.some((value, field) => value === b.values[field]);
    const expected = crowd.flatMap((a, i) =>
      crowd
        .slice(i + 1)
        .filter((b) => shares(a, b))
        .map((b) => `${a.id}-${b.id}`),
    );
    for (const slices of [1, 2, 7]) expect(pairs(crowd, rules, slices).sort()).toEqual(expected.sort());
  });
});
