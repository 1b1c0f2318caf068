import { RE2JS } from 're2js';
import { describe, expect, it } from 'vitest';

import { seededRandom } from '../engine/seeded-random.js';
import { partsOf } from './pattern-parts.js';

describe('the parts of a pattern, its repetitions written out', () => {
  it.each<[string, number]>([
    ['', 0],
    ['abc', 3],
    ['a{1000}', 1_000],
    ['a{2,5}b', 6],
    ['a{3,}', 4],
    ['(ab){10}', 30],
    ['((a{30}){30})', 931],
    ['(((a{10}){10}){10})', 1_111],
    ['[a-z]{7}', 7],
    ['[]}]{7}', 7],
    ['[^]a]{7}', 7],
    ['[[:alpha:]_]{7}', 7],
    ['[\\]]{7}', 7],
    ['\\p{Greek}{7}', 7],
    ['\\pL{7}', 7],
    ['\\x{10FFFF}{7}', 7],
    ['\\{3', 2],
    ['a{x}', 4],
    ['a{0}', 1],
    ['((', 0],
    ['))', 2],
  ])('%s: %i', (pattern, parts) => {
    expect(partsOf(pattern)).toBe(parts);
  });

  it('are never far fewer than what RE2 makes of it', () => {
    const random = seededRandom(5);
    const pieces = [
      'a',
      'b',
      '(',
      ')',
      '(?:',
      '[a-z]',
      '[^x]',
      '\\d',
      '\\pL',
      '|',
      '*',
      '+',
      '?',
      '{3}',
      '{2,4}',
      '{0,7}',
      '{5,}',
      '.',
      '^',
      '$',
      '[]',
      ']',
      '[:x',
      '\\',
    ];
    let compiled = 0;
    for (let n = 0; n < 20_000; n += 1) {
      const pattern = Array.from({ length: 1 + Math.floor(random() * 12) }, () => pieces[Math.floor(random() * pieces.length)]).join('');
      const parts = partsOf(pattern);
      if (parts > 2_000) continue;
      let size: number;
      try {
        size = RE2JS.compile(pattern).programSize();
      } catch {
        continue;
      }
      compiled += 1;
      // Each part is an instruction or two, and each group two more; a fixed few begin and end.
      if (size > 4 * parts + 10) expect({ pattern, size, parts }).toEqual({});
    }
    expect(compiled).toBeGreaterThan(1_000);
  });
});
