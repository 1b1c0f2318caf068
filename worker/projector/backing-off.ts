import { OperationalError } from '@cairn/server/platform/errors.js';
import type { Clock } from '@cairn/server/profiles/core.js';
import type { Effect } from '@cairn/server/profiles/profile.js';

const firstPauseMs = 500;
const longestPauseMs = 10_000;

/** While Temporal does not answer, most of its effects are refused here at once: one try per workspace and pause finds out when it is back. */
export class BackingOffEffects<E extends Effect> {
  private readonly pauses = new Map<string, { until: number; lengthMs: number }>();

  private readonly inner: { perform(workspace: string, effect: E): Promise<void> };
  private readonly clock: Clock;

  constructor(inner: { perform(workspace: string, effect: E): Promise<void> }, clock: Clock) {
    this.inner = inner;
    this.clock = clock;
  }

  async perform(workspace: string, effect: E): Promise<void> {
    const pause = this.pauses.get(workspace);
    if (pause && this.clock.now() < pause.until)
      throw new OperationalError('temporal-pause', `Effects of workspace ${workspace} wait for Temporal.`, { retryAfterMs: pause.until - this.clock.now() });
    try {
      await this.inner.perform(workspace, effect);
      this.pauses.delete(workspace);
    } catch (error) {
      const lengthMs = Math.min(longestPauseMs, pause ? pause.lengthMs * 2 : firstPauseMs);
      const current = this.pauses.get(workspace);
      // Many fail at once at the beginning of an outage: together they lengthen the pause once.
      if (!current || this.clock.now() >= current.until) this.pauses.set(workspace, { until: this.clock.now() + lengthMs, lengthMs });
      throw error;
    }
  }
}
