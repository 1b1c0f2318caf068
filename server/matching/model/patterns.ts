import { comparisons } from './comparisons.js';
import type { PairLevels } from './pair-levels.js';
import type { MatchField } from './settings.js';

/** How often each combination of levels was seen: all that estimation needs to know of millions of pairs. */
export class PatternCounts {
  readonly counts = new Map<number, number>();
  private readonly steps: number[] = [];
  private readonly sizes: number[];
  total = 0;

  constructor(fields: readonly MatchField[]) {
    // One more than the levels: a missing value is a digit of its own.
    this.sizes = fields.map((field) => comparisons[field.kind].levels.length + 1);
    let step = 1;
    for (const size of this.sizes) {
      this.steps.push(step);
      step *= size;
    }
  }

  add(levels: PairLevels, a: number, b: number): void {
    let code = 0;
    for (let field = 0; field < this.steps.length; field += 1) code += (levels(field, a, b) + 1) * (this.steps[field] as number);
    this.counts.set(code, (this.counts.get(code) ?? 0) + 1);
    this.total += 1;
  }

  /** Level of a field in a pattern, -1 for a missing value. */
  levelOf(code: number, field: number): number {
    return (Math.floor(code / (this.steps[field] as number)) % (this.sizes[field] as number)) - 1;
  }

  merge(other: PatternCounts): void {
    for (const [code, count] of other.counts) this.counts.set(code, (this.counts.get(code) ?? 0) + count);
    this.total += other.total;
  }
}
