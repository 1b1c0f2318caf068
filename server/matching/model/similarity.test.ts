import { describe, expect, it } from 'vitest';

import { editDistance } from './edit-distance.js';
import { jaroWinkler } from './jaro-winkler.js';

describe('Jaro–Winkler similarity', () => {
  // Winkler 1990, table 1, and the textbook examples since.
  it.each([
    ['MARTHA', 'MARHTA', 0.9611],
    ['DWAYNE', 'DUANE', 0.84],
    ['DIXON', 'DICKSONX', 0.8133],
    ['SHACKLEFORD', 'SHACKELFORD', 0.9818],
    ['DUNNINGHAM', 'CUNNIGHAM', 0.8963],
    ['NICHLESON', 'NICHULSON', 0.9556],
    ['JONES', 'JOHNSON', 0.8323],
    ['MASSEY', 'MASSIE', 0.9333],
    ['ABROMS', 'ABRAMS', 0.9222],
    ['ITMAN', 'SMITH', 0.4667],
    ['JERALDINE', 'GERALDINE', 0.9259],
    ['MICHELLE', 'MICHAEL', 0.9214],
    ['JULIES', 'JULIUS', 0.9333],
    ['TANYA', 'TONYA', 0.88],
    ['SEAN', 'SUSAN', 0.805],
    ['JON', 'JAN', 0.8],
    ['JON', 'JON', 1],
    ['王小明', '王晓明', 0.8],
    ['', 'JON', 0],
    ['A', 'B', 0],
  ])('of %s and %s is %f, either way round', (a, b, similarity) => {
    expect(jaroWinkler(a, b)).toBeCloseTo(similarity, 3);
    expect(jaroWinkler(b, a)).toBeCloseTo(similarity, 3);
  });

  it('knows texts longer than any before', () => {
    const long = 'x'.repeat(300);
    expect(jaroWinkler(`${long}a`, `${long}b`)).toBeGreaterThan(0.99);
    expect(jaroWinkler('MARTHA', 'MARHTA')).toBeCloseTo(0.9611, 3);
  });
});

describe('edit distance', () => {
  it.each([
    ['smith', 'smith', 0],
    ['smith', 'smiht', 1],
    ['smith', 'smth', 1],
    ['smith', 'smitth', 1],
    ['smith', 'smyth', 1],
    ['1980-02-29', '1980-02-92', 1],
    ['kitten', 'sitting', 3],
    ['ca', 'abc', 3],
    ['', 'ab', 2],
    ['ab', '', 2],
    ['abcd', 'badc', 2],
    ['short', 'a much longer text', 4],
  ])('from %s to %s is %i, at most 3 being counted', (a, b, edits) => {
    expect(editDistance(a, b, 3)).toBe(edits);
    expect(editDistance(b, a, 3)).toBe(edits);
  });

  it('stops counting where it is told', () => {
    expect(editDistance('kitten', 'sitting', 2)).toBe(3);
    expect(editDistance('kitten', 'sitting', 1)).toBe(2);
  });

  it('agrees with the plain recursion on short texts', () => {
    const letters = ['a', 'b', 'c'];
    const words = ['', ...letters, ...letters.flatMap((x) => letters.map((y) => x + y)), 'abc', 'acb', 'cab', 'aabb', 'bbaa', 'abab'];
    for (const a of words) for (const b of words) expect([a, b, editDistance(a, b, 9)]).toEqual([a, b, recursive(a, b)]);
  });
});

function recursive(a: string, b: string): number {
  if (a === '' || b === '') return a.length + b.length;
  const [x, y] = [a.slice(0, -1), b.slice(0, -1)];
  const costs = [recursive(x, b) + 1, recursive(a, y) + 1, recursive(x, y) + (a.at(-1) === b.at(-1) ? 0 : 1)];
  if (a.length > 1 && b.length > 1 && a.at(-1) === b.at(-2) && a.at(-2) === b.at(-1)) costs.push(recursive(a.slice(0, -2), b.slice(0, -2)) + 1);
  return Math.min(...costs);
}
