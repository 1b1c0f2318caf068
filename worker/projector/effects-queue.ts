import type { ProfileDocument } from '@cairn/server/profiles/profile.js';
import type { ProfileCoreService } from '@cairn/server/profiles/profile-core.js';

/** Performs outboxes beside the folding, so that neither waits for the other; one at a time for each profile. */
export class EffectsQueue {
  private readonly waiting = new Map<string, ProfileDocument>();
  private readonly running = new Set<string>();
  private idle: (() => void)[] = [];
  private readonly core: Pick<ProfileCoreService, 'performEffects'>;
  private readonly limits: { concurrency: number; waiting: number };

  constructor(core: Pick<ProfileCoreService, 'performEffects'>, limits = { concurrency: 64, waiting: 5_000 }) {
    this.core = core;
    this.limits = limits;
  }

  /** What finds no place is found again by the sweep. */
  add(profiles: readonly ProfileDocument[]): void {
    for (const profile of profiles) {
      if (profile.effects.length === 0 || this.running.has(profile._id)) continue;
      if (this.waiting.size < this.limits.waiting || this.waiting.has(profile._id)) this.waiting.set(profile._id, profile);
    }
    this.pump();
  }

  /** Is there room for what a sweep finds? */
  get hasRoom(): boolean {
    return this.waiting.size < this.limits.waiting / 2;
  }

  /** Those in hand: a sweep need not bring them again. */
  get inHand(): string[] {
    return [...this.running, ...this.waiting.keys()];
  }

  /** Resolves when nothing is in hand. */
  async drained(): Promise<void> {
    if (this.running.size + this.waiting.size === 0) return;
    await new Promise<void>((resolve) => this.idle.push(resolve));
  }

  private pump(): void {
    for (const [id, profile] of this.waiting) {
      if (this.running.size >= this.limits.concurrency) return;
      this.waiting.delete(id);
      this.running.add(id);
      // Failures are reported by the core, and the effects stay where they are.
      void this.core
        .performEffects([profile])
        .catch(() => undefined)
        .finally(() => {
          this.running.delete(id);
          this.pump();
          if (this.running.size + this.waiting.size === 0) for (const done of this.idle.splice(0)) done();
        });
    }
  }
}
