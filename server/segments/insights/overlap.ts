/** People of the segment who are in exactly these others too. */
export interface Combination {
  /** Keys of the others, ascending; empty: in none of them. */
  segments: string[];
  people: number;
}

/** So many others are compared: more rows nobody reads. */
export const othersCompared = 6;
/** So many combinations are told apart; what is rarer is summed up. */
export const combinationsShown = 12;

/** The others that share most people with it, by how many; of equals by key. */
export function nearest(shared: ReadonlyMap<string, number>, own: string): string[] {
  return [...shared]
    .filter(([key, people]) => key !== own && people > 0)
    .sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
    .slice(0, othersCompared)
    .map(([key]) => key);
}

/** The largest first, and how many people the rest hold. */
export function shownCombinations(all: readonly Combination[]): { combinations: Combination[]; rest: number } {
  const sorted = [...all].sort((a, b) => b.people - a.people || a.segments.length - b.segments.length || (a.segments.join() < b.segments.join() ? -1 : 1));
  return { combinations: sorted.slice(0, combinationsShown), rest: sorted.slice(combinationsShown).reduce((sum, { people }) => sum + people, 0) };
}
