import { aggregateSpec } from '../compile/aggregate-key.js';
import type { FunnelClause, FunnelStep } from '../contracts/condition.js';
import type { AggregateSpec, AggregateState, Facts, PlainValue } from '../contracts/facts.js';
import { compileWindow } from '../time/compile-window.js';
import { durationMs } from '../time/duration.js';
import { type CompiledClause, mergeReads, nextTurn, zoneTraits } from './compiled-clause.js';

interface Step {
  spec: AggregateSpec;
  /** Infinite: any time later. */
  withinMs: number;
  isAbsent: boolean;
}

/** Instants of one step, ascending, by the shared value ('' without one). */
type Instants = ReadonlyMap<string, readonly number[]>;

/**
 * What is kept is when each step was done, by itself: sets of instants, whatever the order in which they came. So the answer depends on the set of
 * events alone, and funnels and counts of the same events share what is kept.
 */
export function compileFunnel({ params, value }: FunnelClause): CompiledClause {
  const steps = params.steps.map((step) => compileStep(step, params.by));
  const window = compileWindow(params.within);
  const evaluate = (facts: Facts): boolean => {
    const { from, to } = window.bounds(facts);
    const lists = steps.map(({ spec }) => instantsOf(facts.aggregate(spec.key), facts.now));
    const first = lists[0] as Instants;
    return (
      [...first].some(([shared, instants]) =>
        isDone(
          steps,
          lists,
          shared,
          instants.filter((at) => at > from && at <= to),
          facts.now,
        ),
      ) === value
    );
  };
  return {
    evaluate,
    nextChangeAt: (facts) => {
      const lists = steps.map(({ spec }) => [...instantsOf(facts.aggregate(spec.key)).values()].flat());
      const begun = params.within === undefined ? [] : window.edges(lists[0] ?? [], facts);
      // The absence of a step is sure once its time has passed, counted from the step before it that they did do.
      const sure = steps.flatMap(({ isAbsent, withinMs }, at) => (isAbsent ? (lists[doneBefore(steps, at)] ?? []).map((instant) => instant + withinMs) : []));
      return nextTurn(facts, [...begun, ...sure, ...lists.flat()], evaluate);
    },
    reads: mergeReads([{ events: params.steps.map(({ name }) => name) }, window.isLocal ? { traits: [...zoneTraits] } : {}]),
    aggregates: [...new Map(steps.map(({ spec }) => [spec.key, spec])).values()],
  };
}

function compileStep({ name, where, within, absent }: FunnelStep, by: string | undefined): Step {
  const event = where === undefined ? { name } : { name, where };
  return {
    // A window, of whatever length, keeps the newest with their values.
    spec: by === undefined ? aggregateSpec(event) : aggregateSpec({ ...event, measure: 'last', property: by, within: { amount: 1, unit: 'day' } }),
    withinMs: within === undefined ? Number.POSITIVE_INFINITY : durationMs(within),
    isAbsent: absent === true,
  };
}

/** Until now; without `now`, those yet to come too. What has no shared value takes no part. */
function instantsOf(state: AggregateState | undefined, now = Number.POSITIVE_INFINITY): Instants {
  if (state?.values === undefined) return new Map([['', (state?.recent ?? []).filter((at) => at <= now)]]);
  const found = new Map<string, number[]>();
  for (const { at, value } of state.values) {
    if (at > now || value === null) continue;
    const shared = sharedText(value);
    const instants = found.get(shared);
    if (instants) instants.push(at);
    else found.set(shared, [at]);
  }
  return found;
}

function sharedText(value: PlainValue): string {
  return typeof value === 'object' && value !== null ? value.json : JSON.stringify(value);
}

/** Is there a way through all steps, from one of these beginnings? */
function isDone(steps: readonly Step[], lists: readonly Instants[], shared: string, beginnings: readonly number[], now: number): boolean {
  let reached = beginnings;
  for (let at = 1; at < steps.length && reached.length > 0; at += 1) {
    const { isAbsent, withinMs } = steps[at] as Step;
    const instants = lists[at]?.get(shared) ?? [];
    reached = isAbsent ? withoutNext(reached, instants, withinMs, now) : following(reached, instants, withinMs);
  }
  return reached.length > 0;
}

/** Those of `instants` that come after one of `reached`, soon enough. The nearest before decides: those further back are later for nobody. Both ascend. */
function following(reached: readonly number[], instants: readonly number[], withinMs: number): number[] {
  let next = 0;
  return instants.filter((instant) => {
    while (next < reached.length && (reached[next] as number) < instant) next += 1;
    const nearest = reached[next - 1];
    return nearest !== undefined && instant - nearest <= withinMs;
  });
}

/** Those of `reached` after which none of `instants` came in time, and the time has passed. */
function withoutNext(reached: readonly number[], instants: readonly number[], withinMs: number, now: number): number[] {
  let next = 0;
  return reached.filter((since) => {
    while (next < instants.length && (instants[next] as number) <= since) next += 1;
    const following = instants[next];
    return now >= since + withinMs && (following === undefined || following > since + withinMs);
  });
}

/** The step before that is something they did. */
function doneBefore(steps: readonly Step[], at: number): number {
  let before = at - 1;
  while (before > 0 && steps[before]?.isAbsent) before -= 1;
  return before;
}
