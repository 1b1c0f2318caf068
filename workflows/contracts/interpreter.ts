import type { AccountReads, CompiledCondition, FactEvent, Facts } from '@cairn/rules/contracts/facts.js';

import type { ExitRule, JourneyDefinition, Step, Trigger, WaitBranch } from './journey.js';
import type { Command, PathEntry, RunEnd, RunState } from './run.js';

/** A version made ready: every condition compiled once, steps by id. Cached by content hash. */
export interface CompiledJourney {
  key: string;
  version: string;
  definition: JourneyDefinition;
  steps: ReadonlyMap<string, Step>;
  trigger: {
    source: Trigger;
    matches?: (event: FactEvent) => boolean;
    condition?: CompiledCondition;
    /** Of dates and schedules: the first instant after `facts.now` at which the person is due; undefined: never. */
    nextDue?: (facts: Facts) => number | undefined;
    /** Of the occurrence at that instant, the same in whatever zone the person is by then: "2026-03-29 02:30". */
    dueName?: (facts: Facts, instant: number) => string;
  };
  /** Exit rules, then goals. */
  exits: { source: ExitRule; isGoal: boolean; matches?: (event: FactEvent) => boolean; condition?: CompiledCondition }[];
  /** step id → branch id → what satisfies or selects it. */
  branches: ReadonlyMap<string, ReadonlyMap<string, CompiledBranch>>;
  /** What can change the state of a run inside, so that an event or tick asks only the runs it may concern. */
  observes: JourneyReads;
  /** Everything any of its conditions keeps on the profile. */
  aggregates: import('@cairn/rules/contracts/facts.js').AggregateSpec[];
  /** What any of its conditions asks of accounts; undefined: nothing. */
  accounts: AccountReads | undefined;
}

export interface JourneyReads {
  /** Event names of exits and waits, and those its wait and exit conditions count; exact or with a trailing `*`. */
  events: string[];
  /** Of wait and exit conditions. */
  traits: string[];
  segments: string[];
}

export interface CompiledBranch {
  source?: WaitBranch;
  matches?: (event: FactEvent) => boolean;
  condition?: CompiledCondition;
}

/** Why something was or was not done: stored in `decisions`, shown on the why-page. */
export interface Decision {
  at: number;
  kind: 'entry' | 'refusal' | 'split' | 'wait' | 'exit' | 'send' | 'version';
  journey: string;
  version: string;
  runId?: string;
  stepId?: string;
  visit?: number;
  /** `entered`, or the refusal's code (`reentry-never`, `already-inside`, `journey-paused`, `condition-false`, `exit-before-entry`, `key-missing`, `too-many-hand-offs`), a branch id, an exit id, or a send's outcome. */
  outcome: string;
  /** The event or tick behind it. */
  cause?: string;
  /** What was compared: enough to explain without asking again. */
  detail?: { [key: string]: unknown };
}

/** What the author's world allows right now. */
export interface EntryContext {
  /** Both go into the run's id: two people may enter by the same tick. */
  workspace: string;
  profileId: string;
  /** Paused journeys refuse. */
  paused: boolean;
  /** The number of the newest publish plan: those before are none of a new run's business. */
  plan?: number;
  /** Runs of this journey now on the profile, active or ended. */
  runs: RunState[];
  /** How often this person ever entered, by key ('' if not keyed). Outlives the runs. */
  entered: { [key: string]: number };
  /**
   * Latest time of a matching exit event already folded, by exit rule id; see design §2 ("no order is promised").
   * `key`: only those that concern this re-entry key, or every run (see `exitsMatching`).
   */
  exitedAt(exitId: string, key: string): number | undefined;
}

export type EntryResult =
  | { entered: true; run: RunState; path: PathEntry[]; decisions: Decision[] }
  /** Nothing worth storing: name or filter did not match. */
  | { entered: false; decisions: Decision[] };

/** What a step that acts on the world outside the write came to, told to `advance` by whoever acted: a message, or traits set. */
export interface SendOutcome {
  stepId: string;
  visit: number;
  outcome: 'sent' | 'updated' | 'skipped' | 'failed' | 'unknown';
  reason?: string;
}

/** Not settled: the journey is paused, so nothing was sent and nothing refused. The run waits to be poked. */
export interface SendHeld {
  outcome: 'held';
  /** Not for long: a version was published, and the run must be taken through its plan first. */
  until?: 'planned';
}

export interface AdvanceInput {
  journey: CompiledJourney;
  run: RunState;
  facts: Facts;
  /** The run's own instant: a timer's due time, an event's time, else the clock. ms UTC. */
  now: number;
  /** Present when the run stands on a message step and the send is settled. */
  send?: SendOutcome;
  /** Journey state read fresh: while paused nothing is left but exits. */
  paused: boolean;
  /** The step's own change is made, and `facts` show it; why it was none, where it was. */
  changed?: { reason?: string };
}

/**
 * Pure. Walks as many steps as it can and stops at the next durable one: a wait, a message to send, or the end.
 * The caller stores `run`, `decisions` and `path` in one conditional write, then gives `run.answer` to the workflow.
 */
export interface AdvanceResult {
  run: RunState;
  /** What the step that is left changes in the same write. The caller makes it, then asks again with the changed person: what comes next must see it. */
  change?: ProfileChange;
  command: Command;
  decisions: Decision[];
  path: PathEntry[];
}

export type ProfileChange = { kind: 'tag'; tag: string; on: boolean } | { kind: 'handOff'; journey: string };

/** What an event or tick did to an active run: pure, called by the fold. */
export interface ObserveResult {
  run: RunState;
  /** The workflow must be poked: a wait was satisfied or the run ended. */
  poke: boolean;
  ended?: RunEnd;
  decisions: Decision[];
  /** The steps it left; for the `recordRun` effect. */
  path: PathEntry[];
}
