import type { Facts } from '@cairn/rules/contracts/facts.js';

import type { CompiledJourney, Decision, ProfileChange, SendOutcome } from '../contracts/interpreter.js';
import type { Step } from '../contracts/journey.js';
import type { RunEndReason, RunState, RunWait, TaskQueue } from '../contracts/run.js';

/** What one step sees. `run.position` is this step; `facts.trigger` is the run's. */
export interface StepContext<S extends Step = Step> {
  journey: CompiledJourney;
  step: S;
  run: RunState;
  facts: Facts;
  /** The run's own instant, ms UTC: arrivals and due times follow from it, not from the clock on the wall. */
  now: number;
}

/** What a decision says beyond what every decision of a run says. */
export type StepDecision = Pick<Decision, 'kind' | 'outcome' | 'cause' | 'detail'>;

/** Passing a step at once: where to, and what the path shows. */
export interface Go {
  kind: 'go';
  /** Default: at once. */
  at?: number;
  /** Null: a loose end of a draft, where the run is over. */
  to: string | null;
  outcome: string;
  reason?: string;
  decision?: StepDecision;
  /** What the run remembers of it. */
  run?: Pick<RunState, 'skipsMessage'>;
  /** Made in the same write; only when a step is left, for nobody writes on arrival. */
  change?: ProfileChange;
}

export interface End {
  kind: 'end';
  reason: RunEndReason;
  outcome: string;
  detail?: string;
  /** The reason's code behind the outcome. */
  why?: string;
}

/** What happens on arrival: pass, wait, ask an activity on a queue, or end. */
export type Arrival = Go | End | { kind: 'wait'; wait: RunWait } | { kind: 'perform'; queue: TaskQueue };

/** What happens to a run that stands here: it stays, or leaves at an instant. */
export type Leaving = { kind: 'stay' } | ((Go | End) & { at: number });

/** One step type. Pure. */
export interface StepHandler<S extends Step> {
  arrive(context: StepContext<S>): Arrival;
  /** Absent: nobody ever stands on such a step. */
  leave?(context: StepContext<S> & { send?: SendOutcome }): Leaving;
}

/** Is this the outcome of the visit at hand? One of another visit is an echo of an attempt that lost its race. */
export function isSettled(run: RunState, send: SendOutcome | undefined): send is SendOutcome {
  return send !== undefined && send.stepId === run.position.stepId && send.visit === run.position.visit;
}
