import { describe, expect, it } from 'vitest';

import { comparisons } from './comparisons.js';
import { normalise } from './normalise.js';
import { type FieldKind, fieldKinds } from './settings.js';

/** Which level two values, as people send them, reach; null: nothing can be said. */
function level(kind: FieldKind, a: unknown, b: unknown): string | null {
  const [left, right] = [normalise(kind, a), normalise(kind, b)];
  if (left === null || right === null) return null;
  const { levels, compare } = comparisons[kind];
  return levels[left === right ? 0 : compare(left, right)]?.key ?? 'no such level';
}

describe.each<[FieldKind, [unknown, unknown, string | null][]]>([
  [
    'exact',
    [
      ['NSW', ' nsw', 'equal'],
      ['nsw', 'vic', 'different'],
      [7, '7', 'equal'],
      ['nsw', '', null],
      ['nsw', null, null],
      ['nsw', undefined, null],
      ['nsw', { state: 'nsw' }, null],
      ['nsw', ['nsw'], null],
      [true, true, null],
    ],
  ],
  [
    'name',
    [
      ['Müller', 'MULLER', 'equal'],
      ["O'Brien", 'OBrien', 'equal'],
      ['Anna-Lena', 'Anna Lena', 'equal'],
      ['martha', 'marhta', 'similar92'],
      ['Tanya', 'Tonya', 'similar88'],
      ['Jon', 'Jan', 'similar70'],
      ['Jon', 'Rebecca', 'different'],
      ['王小明', '王晓明', 'similar70'],
      ['Jon', '  ', null],
      ['Jon', '-', null],
    ],
  ],
  [
    'text',
    [
      ['12 Main St.', '12 main st', 'equal'],
      ['12 main st', '12 mian st', 'edits1'],
      ['12 main st', '13 mian st', 'edits2'],
      ['forbes street north', 'forbes street nrt', 'edits2'],
      ['forbes street', 'forbes str', 'similar88'],
      ['forbes street', 'wallaby place', 'different'],
      ['forbes street', undefined, null],
    ],
  ],
  [
    'date',
    [
      ['1980-02-29', '19800229', 'equal'],
      ['1980-02-29T08:00:00Z', '1980-02-29', 'equal'],
      ['1980-02-29', '1980-02-92', 'edits1'],
      ['1980-02-29', '1980-03-20', 'month1'],
      ['1980-02-29', '1980-11-15', 'year1'],
      ['1980-02-29', '1987-11-15', 'years10'],
      ['1980-02-29', '2003-11-15', 'different'],
      ['1980-02-29', 'unknown', 'different'],
      ['29 February', '29 February', 'equal'],
      ['1980-02-29', null, null],
    ],
  ],
  [
    'postcode',
    [
      ['SW1A 1AA', 'sw1a1aa', 'equal'],
      ['2602', '2620', 'edits1'],
      ['10115', '10243', 'different'],
      ['10115', '10199', 'area'],
      ['SW1A 1AA', 'SW1A 2BB', 'area'],
      ['10115', '80331', 'different'],
      ['10115', '', null],
    ],
  ],
  [
    'email',
    [
      ['Jane.Doe@Example.com', 'jane.doe@example.com', 'equal'],
      ['jane.doe@example.com', 'jane.doe@example.org', 'mailbox'],
      ['jane.doe@example.com', 'jane.deo@example.com', 'typo'],
      ['jane.doe@example.com', 'jane.doe@exmaple.com', 'typo'],
      ['jane.doe1@example.com', 'jane.doe2@example.com', 'different'],
      ['jane.doe@example.com', 'jane.doe2@example.com', 'different'],
      ['jane.doe@example.com', 'jane.deo@example.org', 'different'],
      ['jane.doe@example.com', 'rebecca@example.com', 'different'],
      ['jane.doe@example.com', 7, 'different'],
      ['jane.doe@example.com', null, null],
    ],
  ],
  [
    'phone',
    [
      ['+49 (30) 1234 5678', '0049 3012345678', 'equal'],
      ['+49 30 12345678', '030 12345678', 'national'],
      ['030 12345678', '030 12345679', 'edits1'],
      ['030 12345678', '040 87654321', 'different'],
      ['030 12345678', 'none', null],
    ],
  ],
])('%s', (kind, rows) => {
  it.each(rows)('%j and %j: %s', (a, b, expected) => {
    expect(level(kind, a, b)).toBe(expected);
    expect(level(kind, b, a)).toBe(expected);
  });
});

describe('every kind', () => {
  it.each([...fieldKinds])('%s begins at equal, ends at different, and its usual shares add up to one', (kind) => {
    const { levels } = comparisons[kind];
    expect([levels[0]?.key, levels.at(-1)?.key]).toEqual(['equal', 'different']);
    expect(levels.reduce((sum, { usualM }) => sum + usualM, 0)).toBeCloseTo(1, 9);
  });

  it('cuts what is far too long to be a name', () => {
    expect(normalise('text', 'x'.repeat(5_000))).toHaveLength(200);
  });
});
