import type { AccountReads } from '../contracts/facts.js';

/** What several conditions together ask of accounts; undefined: nothing. Sorted, so that the same questions are the same text. */
export function uniteAccountReads(reads: readonly (AccountReads | undefined)[]): AccountReads | undefined {
  const asked = reads.filter((some) => some !== undefined);
  if (asked.length === 0) return undefined;
  const all = (names: string[][]) => [...new Set(names.flat())].sort();
  return { traits: all(asked.map(({ traits }) => traits)), segments: all(asked.map(({ segments }) => segments)) };
}
