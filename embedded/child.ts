import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';

/** A child process whose last words are kept, for the message when it dies. */
export interface Child {
  process: ChildProcess;
  /** Last lines of stdout and stderr. */
  tail(): string;
  /** Resolves when it is gone. */
  exited: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  /** SIGTERM, then SIGKILL after `graceMs`. Resolves when gone. */
  stop(graceMs?: number): Promise<void>;
  /** SIGKILL; resolves when gone. */
  kill(): Promise<void>;
}

export interface ChildOptions {
  command: string;
  args: string[];
  env?: NodeJS.ProcessEnv;
  /** All output is appended here. */
  logFile?: string;
}

/** Own process group: a Ctrl-C in the terminal reaches only us, and we end the others in order. */
export function startChild(options: ChildOptions): Child {
  const child = spawn(options.command, options.args, { stdio: ['ignore', 'pipe', 'pipe'], env: options.env ?? process.env, detached: true });
  const log = options.logFile ? createWriteStream(options.logFile, { flags: 'a' }) : undefined;
  // A full disk must not take us down through an unhandled stream error; the child's own message says it.
  log?.on('error', () => undefined);
  let tail = '';
  const keep = (chunk: Buffer): void => {
    tail = (tail + chunk.toString()).slice(-4_000);
    log?.write(chunk);
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  const exited = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) => {
    child.once('error', (error) => {
      tail += String(error);
      resolve({ code: null, signal: null });
    });
    child.once('exit', (code, signal) => {
      log?.end();
      resolve({ code, signal });
    });
  });
  const gone = (): boolean => child.exitCode !== null || child.signalCode !== null || child.pid === undefined;
  const kill = async (): Promise<void> => {
    if (!gone()) child.kill('SIGKILL');
    await exited;
  };
  const stop = async (graceMs = 10_000): Promise<void> => {
    if (!gone()) child.kill('SIGTERM');
    const timer = setTimeout(() => void kill(), graceMs);
    await exited;
    clearTimeout(timer);
  };
  return { process: child, tail: () => tail, exited, stop, kill };
}

/** Polls until `ready` answers true; fails when the child dies first or `timeoutMs` pass. */
export async function untilReady(child: Child, what: string, ready: () => Promise<boolean>, timeoutMs = 60_000): Promise<void> {
  let dead: { code: number | null; signal: NodeJS.Signals | null } | undefined;
  void child.exited.then((exit) => {
    dead = exit;
  });
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    if (dead) throw new Error(`${what} ended at once (${dead.signal ?? dead.code}). Its last words:\n${child.tail().trim()}`);
    if (await ready().catch(() => false)) return;
    if (performance.now() > deadline) throw new Error(`${what} was not ready after ${timeoutMs / 1000} s. Its last words:\n${child.tail().trim()}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
