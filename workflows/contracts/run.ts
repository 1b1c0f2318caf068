import type { FactEvent } from '@cairn/rules/contracts/facts.js';

/**
 * One person's passage through a journey, as it stands on the profile (`profile.runs[runId]`). The truth about the run: the workflow only
 * sleeps and asks. All instants are ms UTC.
 */
export interface RunState {
  /** See {@link runIdFor}; opaque, 32 hex characters. The workflow's id is `run:` + this. */
  runId: string;
  journey: string;
  /** Content hash of the definition that this run follows. */
  version: string;
  /** The re-entry key: '' unless the journey is keyed. */
  key: string;
  /** The event (or, for a tick, a made-up one named `segment:KEY entered`) that started this. Its properties are the run's entry payload. */
  trigger: FactEvent;
  /** When the entry was decided; for an event its own time, for a tick the due instant. */
  enteredAt: number;
  /** Rises by one with every durable transition; names the activity call that may make the next one. */
  transition: number;
  position: RunPosition;
  /** Present while the run waits; what wakes it up. */
  wait?: RunWait;
  /** What the last transition told the workflow to do next: a retried activity gets this again. */
  answer: Command;
  /** step id → times visited. At most 1,000, then the run ends with `too-many-visits`. */
  visits: { [stepId: string]: number };
  /**
   * Times of events that match a wait further on, by `step/branch`: the newest 10, ascending. A wait that is armed later than it was due
   * (the worker was down) is satisfied by what happened since (core 8).
   */
  seen?: { [stepBranch: string]: { at: number; messageId: string }[] };
  /** A date was past where its step says that the next message is then not sent. */
  skipsMessage?: true;
  /** The number of the last publish plan that it took up, or that was none of its business. Absent: none. */
  plan?: number;
  /** Messages that it came by in a version before this one, and does not get again. */
  had?: string[];
  /** How often it was handed on from run to run, without anything else in between that started one. */
  handOffs?: number;
  /** Runs that a merge ended in favour of this one, with the steps they had visited: what they were sent is not sent again (semantics §6.3). */
  absorbed?: { runId: string; visits: { [stepId: string]: number } }[];
  ended?: RunEnd;
}

export interface RunPosition {
  stepId: string;
  /** 1 for the first visit. */
  visit: number;
  arrivedAt: number;
}

/** Registered by the step that waits, under (run, step, visit). */
export interface RunWait {
  stepId: string;
  visit: number;
  /** Times out here. */
  dueAt: number;
  /** Branches that an event or condition can satisfy; empty for a delay. */
  branches: string[];
  /** Set by the fold; the earliest by (time, messageId) among those that match. The wait's record is the truth, the signal only a poke. */
  satisfied?: { branch: string; at: number; messageId: string; event?: FactEvent };
}

export interface RunEnd {
  at: number;
  /** `completed` (an exit step), `exit-rule`, `goal`, `date-past`, `too-many-visits`, `skipped-message`, `terminated`, `failed`, `merged`, `journey-archived`, `step-removed`. */
  reason: RunEndReason;
  /** For `exit-rule` and `goal` its id; for others a step id or text for operators. */
  detail?: string;
  /** The event that ended it, if one did. */
  messageId?: string;
}

export const runEndReasons = [
  'completed',
  'exit-rule',
  'goal',
  'date-past',
  'too-many-visits',
  'skipped-message',
  'terminated',
  'failed',
  'merged',
  'journey-archived',
  'step-removed',
] as const;
export type RunEndReason = (typeof runEndReasons)[number];

/** What the workflow does next. Travels through Temporal's history: small, no personal data. */
export type Command =
  | {
      kind: 'wait';
      transition: number;
      /** ms UTC; null: until poked. */
      until: number | null;
      /** The likely task queue of the activity that follows. */
      queue: TaskQueue;
    }
  | { kind: 'step'; transition: number; queue: TaskQueue }
  | { kind: 'end'; reason: RunEndReason };

/** `cairn-journeys` runs workflows and steps without a message; `cairn-email` runs steps that send. */
export const taskQueues = { journeys: 'cairn-journeys', email: 'cairn-email' } as const;
export type TaskQueue = (typeof taskQueues)[keyof typeof taskQueues];

/** What happened at one step, for the `runs` read model, the canvas and the why-page. */
export interface PathEntry {
  stepId: string;
  visit: number;
  arrivedAt: number;
  leftAt?: number;
  /** Branch id, `next`, `timeout`, `otherwise`, `sent`, `skipped`, `failed`, `unknown`; `completed` at an exit step, `moved` where a new version lacks it, `ended` where the run was ended from outside. */
  outcome?: string;
  /** The reason's code behind a skip or failure. */
  reason?: string;
}
