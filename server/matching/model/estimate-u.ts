import { seededRandom } from '@cairn/rules/engine/seeded-random.js';

import type { Column, Columns } from './columns.js';
import { comparisons } from './comparisons.js';
import type { PairLevels } from './pair-levels.js';
import type { MatchField } from './settings.js';

/** What two profiles drawn at random look like on one field, where both have a value. Nearly all such pairs are different people. */
export interface RandomLevels {
  /** Level → share. All zero where fewer than two profiles have a value. */
  shares: number[];
  /** Level → the smallest share that so much data can tell from none. */
  floors: number[];
}

/**
 * How often values are equal is counted exactly, from how often each occurs; the other levels from pairs drawn with the seed, or from all pairs where
 * those are no more.
 */
export function randomLevels(columns: Columns, fields: readonly MatchField[], levels: PairLevels, options: { pairs: number; seed: number }): RandomLevels[] {
  return fields.map((field, at) => {
    const counts = new Array<number>(comparisons[field.kind].levels.length).fill(0);
    const column = columns.fields[at] as Column;
    forRandomPairs(column, { ...options, seed: options.seed + at }, (a, b) => {
      const level = levels(at, a, b);
      counts[level] = (counts[level] as number) + 1;
    });
    return sharesOf(counts, column);
  });
}

function forRandomPairs({ codes, present }: Column, { pairs, seed }: { pairs: number; seed: number }, visit: (a: number, b: number) => void): void {
  const rows = new Int32Array(present);
  let filled = 0;
  for (let row = 0; row < codes.length; row += 1) if (codes[row] !== -1) rows[filled++] = row;
  if ((present * (present - 1)) / 2 <= pairs) {
    for (let i = 0; i < present; i += 1) for (let j = i + 1; j < present; j += 1) visit(rows[i] as number, rows[j] as number);
    return;
  }
  const random = seededRandom(seed);
  for (let drawn = 0; drawn < pairs; drawn += 1) {
    const i = Math.floor(random() * present);
    const j = (i + 1 + Math.floor(random() * (present - 1))) % present;
    visit(rows[i] as number, rows[j] as number);
  }
}

function sharesOf(counts: number[], column: Column): RandomLevels {
  const all = (column.present * (column.present - 1)) / 2;
  const equal = equalShare(column);
  const unequal = counts.slice(1).reduce((sum, count) => sum + count, 0);
  const drawn = unequal + (counts[0] ?? 0);
  return {
    shares: counts.map((count, level) => (level === 0 ? equal : unequal === 0 ? 0 : (1 - equal) * (count / unequal))),
    floors: counts.map((_, level) => 0.5 / Math.max(1, level === 0 ? all : drawn)),
  };
}

function equalShare({ counts, present }: Column): number {
  if (present < 2) return 0;
  return counts.reduce((sum, count) => sum + count * (count - 1), 0) / (present * (present - 1));
}
