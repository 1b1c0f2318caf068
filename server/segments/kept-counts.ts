import type { Clock } from '../profiles/core.js';

interface Kept {
  answer: Promise<unknown>;
  startedAt: number;
  /** Undefined: still under way. */
  endedAt?: number;
}

/** An answer that took less than this is asked anew each time. */
const quickMs = 100;
/** For so many times as long as a slow one took it stands, so that counting takes a tenth of the time at most, however many people look. */
const standsFor = 9;
/** So many answers are kept. */
const mostKept = 1_000;

/** Counts over all profiles, for pages that ask again and again: quick ones are always fresh, slow ones are shared and kept for a while. */
export class KeptCounts {
  private readonly kept = new Map<string, Kept>();

  constructor(private readonly clock: Clock) {}

  /** Answers that are kept. */
  get size(): number {
    return this.kept.size;
  }

  async of<T>(name: string, count: () => Promise<T>): Promise<T> {
    const known = this.kept.get(name);
    if (known && this.stands(known)) return (await known.answer) as T;
    const startedAt = this.clock.now();
    const answer = count();
    const kept: Kept = { answer, startedAt };
    this.makeRoom();
    this.kept.set(name, kept);
    try {
      return await answer;
    } catch (error) {
      if (this.kept.get(name) === kept) this.kept.delete(name);
      throw error;
    } finally {
      kept.endedAt = this.clock.now();
    }
  }

  /** Names come from whoever asks: what is no longer of use goes first, then what was begun first. */
  private makeRoom(): void {
    if (this.kept.size < mostKept) return;
    for (const [name, kept] of this.kept) if (!this.stands(kept)) this.kept.delete(name);
    const [oldest] = this.kept.keys();
    if (this.kept.size >= mostKept && oldest !== undefined) this.kept.delete(oldest);
  }

  private stands({ startedAt, endedAt }: Kept): boolean {
    const now = this.clock.now();
    // Whoever waits for one that is slow gets what it finds.
    if (endedAt === undefined) return now - startedAt >= quickMs;
    const tookMs = endedAt - startedAt;
    return tookMs >= quickMs && now - endedAt < tookMs * standsFor;
  }
}
