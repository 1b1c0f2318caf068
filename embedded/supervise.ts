import type { Child } from './child.js';

export interface SuperviseOptions {
  name: string;
  start(): Promise<Child>;
  /** Told of crashes and restarts. */
  say(line: string): void;
  onStarted?(pid: number): void | Promise<void>;
  /** ms; the wait doubles with every crash up to `maximumMs`, and starts over after a minute without one. */
  firstBackOffMs?: number;
  maximumBackOffMs?: number;
}

export interface Supervised {
  pid(): number | undefined;
  /** Ends it for good; SIGKILL after `graceMs`. */
  stop(graceMs?: number): Promise<void>;
  kill(): Promise<void>;
  /** SIGKILL, and stays down until `resume`. For tests of an outage. */
  suspend(): Promise<void>;
  resume(): void;
}

const steadyMs = 60_000;

/** Starts a child and starts it again whenever it ends by itself. Rejects only when the very first start fails. */
export async function supervise(options: SuperviseOptions): Promise<Supervised> {
  const first = options.firstBackOffMs ?? 500;
  let stopping = false;
  let release: (() => void) | undefined;
  let held: Promise<void> | undefined;
  let current = await options.start();
  await options.onStarted?.(current.process.pid ?? 0);

  const watch = async (): Promise<void> => {
    let backOffMs = first;
    let startedAt = performance.now();
    for (;;) {
      const exit = await current.exited;
      if (stopping) return;
      if (performance.now() - startedAt > steadyMs) backOffMs = first;
      options.say(`${options.name} ended (${exit.signal ?? exit.code}); starting it again in ${backOffMs / 1000} s. ${lastLine(current.tail())}`);
      await (held ?? new Promise((resolve) => setTimeout(resolve, backOffMs)));
      backOffMs = Math.min(backOffMs * 2, options.maximumBackOffMs ?? 30_000);
      if (stopping) return;
      startedAt = performance.now();
      try {
        current = await options.start();
        if (stopping) await current.kill();
        await options.onStarted?.(current.process.pid ?? 0);
        options.say(`${options.name} runs again.`);
      } catch (error) {
        options.say(`${options.name} did not start: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
  };
  const watching = watch();

  return {
    pid: () => current.process.pid,
    stop: async (graceMs) => {
      stopping = true;
      release?.();
      await current.stop(graceMs);
      await Promise.race([watching, new Promise((resolve) => setTimeout(resolve, 100).unref())]);
    },
    kill: async () => {
      stopping = true;
      release?.();
      await current.kill();
    },
    suspend: async () => {
      held = new Promise((resolve) => {
        release = resolve;
      });
      await current.kill();
    },
    resume: () => {
      release?.();
      release = undefined;
      held = undefined;
    },
  };
}

function lastLine(text: string): string {
  const line = text.trim().split('\n').at(-1) ?? '';
  return line ? `Its last words: ${line.slice(0, 300)}` : '';
}
