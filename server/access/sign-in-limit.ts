import type { Clock } from '../profiles/core.js';

const windowMs = 15 * 60_000;
const failuresAllowed = 10;
/** Beyond so many names the oldest are forgotten: guessing with made-up addresses cannot fill the memory. */
const namesKept = 10_000;

/** Counts failed sign-ins by account and by address; each process counts for itself. */
export class SignInLimit {
  private readonly failures = new Map<string, number[]>();

  constructor(private readonly clock: Clock) {}

  /** Minutes to wait, or null when another try is allowed. */
  waitMinutes(names: string[]): number | null {
    const since = this.clock.now() - windowMs;
    const waits = names.map((name) => {
      const recent = (this.failures.get(name) ?? []).filter((at) => at > since);
      return recent.length < failuresAllowed ? 0 : (recent[0] ?? since) - since;
    });
    const wait = Math.max(...waits);
    return wait > 0 ? Math.ceil(wait / 60_000) : null;
  }

  failed(names: string[]): void {
    const since = this.clock.now() - windowMs;
    for (const name of names) {
      const recent = (this.failures.get(name) ?? []).filter((at) => at > since).slice(-failuresAllowed);
      this.failures.delete(name);
      this.failures.set(name, [...recent, this.clock.now()]);
    }
    for (const name of this.failures.keys()) {
      if (this.failures.size <= namesKept) break;
      this.failures.delete(name);
    }
  }

  succeeded(names: string[]): void {
    for (const name of names) this.failures.delete(name);
  }
}
