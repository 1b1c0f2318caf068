/** Something that adds to a match weight, or takes from it. */
export interface Part {
  key: string;
  weight: number;
}

/** A part where it stands in the sum. */
export interface Step extends Part {
  /** Start and length of its bar, as shares of the whole width. */
  start: number;
  length: number;
}

export interface Waterfall {
  steps: Step[];
  /** The sum, as a bar from zero. */
  total: { start: number; length: number };
  /** Where zero lies: as likely as not. */
  zero: number;
}

/** Lays the parts of a match weight end to end, from the prior on: bars between the smallest and the largest sum on the way. */
export function waterfall(parts: readonly Part[]): Waterfall {
  const sums = [0];
  for (const { weight } of parts) sums.push((sums.at(-1) ?? 0) + weight);
  const [low, high] = [Math.min(...sums), Math.max(...sums)];
  const width = Math.max(high - low, 1e-9);
  const share = (weight: number): number => (weight - low) / width;
  const between = (a: number, b: number) => ({ start: share(Math.min(a, b)), length: share(Math.max(a, b)) - share(Math.min(a, b)) });
  return {
    steps: parts.map((part, at) => ({ ...part, ...between(sums[at] ?? 0, sums[at + 1] ?? 0) })),
    total: between(0, sums.at(-1) ?? 0),
    zero: share(0),
  };
}
