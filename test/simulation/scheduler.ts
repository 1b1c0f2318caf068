import { notYet, type Steps } from '@cairn/server/profiles/memory-database.js';

import type { Random } from './random.js';

/** The answer to a step was lost, though the step was done. */
export class LostReply extends Error {}

export interface Faults {
  crash: number;
  lostReply: number;
  pause: number;
}

interface Step {
  name: string;
  attempt: () => unknown;
  resolve: (value: unknown) => void;
  reject: (error: unknown) => void;
}

export interface ProcessOptions {
  /** Starts again whenever it ends by a crash or an error. */
  restart?: boolean;
  /** Never crashes, pauses or loses a reply: what a durable service does for us. */
  durable?: boolean;
}

/** One program. It runs between its steps without interruption; at each step anything may happen to it. */
export class Process implements Steps {
  waiting: Step[] = [];
  state: 'running' | 'done' | 'failed' | 'dead' = 'running';
  error: unknown;
  pausedUntil = 0;
  readonly name: string;
  readonly options: ProcessOptions;

  constructor(name: string, options: ProcessOptions) {
    this.name = name;
    this.options = options;
  }

  step<T>(name: string, attempt: () => T | typeof notYet): Promise<T> {
    return new Promise((resolve, reject) => {
      if (this.state === 'running') this.waiting.push({ name, attempt, resolve: resolve as (value: unknown) => void, reject });
    });
  }
}

interface Hooks {
  unexpected(process: string, error: unknown): void;
  expected(error: unknown): boolean;
}

/** Picks who goes next, by its seed alone; crashes, pauses and cuts off whom it likes while chaos lasts. */
export class Scheduler {
  private processes: Process[] = [];
  private count = 0;
  turns = 0;
  chaos = true;
  readonly trace: string[] | undefined;

  private readonly random: Random;
  private readonly faults: Faults;
  private readonly hooks: Hooks;

  constructor(random: Random, faults: Faults, hooks: Hooks, trace = false) {
    this.random = random;
    this.faults = faults;
    this.hooks = hooks;
    this.trace = trace ? [] : undefined;
  }

  say(text: string): void {
    this.trace?.push(`${this.turns} ${text}`);
  }

  spawn(name: string, body: (process: Process) => Promise<unknown>, options: ProcessOptions = {}): Process {
    const process = new Process(`${name}#${++this.count}`, options);
    this.processes.push(process);
    const again = () => {
      if (options.restart) this.spawn(name, body, options);
    };
    this.onDeath.set(process, again);
    body(process).then(
      () => {
        if (process.state === 'running') process.state = 'done';
      },
      (error: unknown) => {
        if (process.state !== 'running') return;
        process.state = 'failed';
        process.error = error;
        this.say(`${process.name} failed: ${error instanceof Error ? error.message : String(error)}`);
        if (!this.hooks.expected(error)) this.hooks.unexpected(process.name, error);
        again();
      },
    );
    return process;
  }

  private readonly onDeath = new WeakMap<Process, () => void>();

  /** One step of somebody. False: nobody could do anything. */
  async turn(): Promise<boolean> {
    this.turns++;
    if (this.turns % 64 === 0) this.processes = this.processes.filter(({ state }) => state === 'running');
    const ready = this.processes.filter(
      (process) => process.state === 'running' && process.waiting.length > 0 && (!this.chaos || process.pausedUntil <= this.turns),
    );
    for (let tries = Math.min(3, ready.length); tries > 0; tries--) if (await this.advance(this.random.pick(ready))) return true;
    return false;
  }

  /** Everybody in turn, once. */
  async anyTurn(): Promise<boolean> {
    await new Promise((resolve) => setImmediate(resolve));
    for (const process of [...this.processes]) {
      if (process.state !== 'running' || (this.chaos && process.pausedUntil > this.turns)) continue;
      for (const step of [...process.waiting]) if (await this.advance(process, step)) return true;
    }
    return false;
  }

  someonePaused(): boolean {
    return this.chaos && this.processes.some(({ state, pausedUntil }) => state === 'running' && pausedUntil > this.turns);
  }

  running(): string[] {
    return this.processes.filter(({ state }) => state === 'running').map(({ name, waiting }) => `${name}(${waiting.map((step) => step.name).join()})`);
  }

  private async advance(process: Process, chosen?: Step): Promise<boolean> {
    if (this.chaos && !process.options.durable && this.disturbed(process)) {
      await settle();
      return true;
    }
    const step = chosen ?? this.random.pick(process.waiting);
    let outcome: { value: unknown } | { error: unknown };
    try {
      outcome = { value: step.attempt() };
    } catch (error) {
      outcome = { error };
    }
    if ('value' in outcome && outcome.value === notYet) return false;
    process.waiting = process.waiting.filter((other) => other !== step);
    const lost = this.chaos && !process.options.durable && this.random.chance(this.faults.lostReply);
    this.say(
      `${process.name}: ${step.name}${'error' in outcome ? ' FAILS' : lost ? ' LOST' : ''}${this.trace && 'value' in outcome ? ` → ${brief(outcome.value)}` : ''}`,
    );
    if ('error' in outcome) step.reject(outcome.error);
    else if (lost) step.reject(new LostReply(`The answer to ${step.name} was lost.`));
    else step.resolve(outcome.value);
    await settle();
    return true;
  }

  private disturbed(process: Process): boolean {
    if (this.random.chance(this.faults.pause)) {
      process.pausedUntil = this.turns + 10 + this.random.below(150);
      return true;
    }
    if (!this.random.chance(this.faults.crash)) return false;
    this.say(`${process.name} CRASHES before ${process.waiting.map(({ name }) => name).join()}`);
    process.state = 'dead';
    process.waiting = [];
    this.onDeath.get(process)?.();
    return true;
  }
}

/** Lets programs run on to their next step. Always the same number of turns of the microtask queue: nothing depends on the machine. */
async function settle(): Promise<void> {
  for (let ticks = 0; ticks < 24; ticks++) await null;
}

function brief(value: unknown): string {
  return (JSON.stringify(value) ?? '').slice(0, 300);
}
