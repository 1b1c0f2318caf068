import { uniteAccountReads } from '../compile/account-reads.js';
import type { AggregateSpec, ConditionReads, Facts } from '../contracts/facts.js';

/** One clause made ready. */
export interface CompiledClause {
  /** Pure; never throws, whatever the facts hold. */
  evaluate(facts: Facts): boolean;
  /** The first instant after `facts.now` at which the answer differs by the passing of time alone. Absent, or undefined: never. */
  nextChangeAt?(facts: Facts): number | undefined;
  reads: Partial<ConditionReads>;
  aggregates?: AggregateSpec[];
}

/** Traits that tell where a person is: whoever asks for their zone reads these. */
export const zoneTraits: readonly string[] = ['timezone', 'address', 'location', 'country'];

/** The same facts at another instant. Facts may be a class with methods, so they are inherited, not spread. */
export function factsAt(facts: Facts, now: number): Facts {
  return Object.create(facts, { now: { value: now, enumerable: true } }) as Facts;
}

/** The first of these instants, after now, at which the answer is another. They must hold every instant at which it may turn. */
export function nextTurn(facts: Facts, instants: readonly number[], evaluate: (facts: Facts) => unknown): number | undefined {
  const ahead = [...new Set(instants)].filter((instant) => instant > facts.now).sort((a, b) => a - b);
  if (ahead.length === 0) return undefined;
  const before = evaluate(facts);
  return ahead.find((instant) => evaluate(factsAt(facts, instant)) !== before);
}

export function mergeReads(reads: readonly Partial<ConditionReads>[]): ConditionReads {
  const all = (names: (readonly string[] | undefined)[]) => [...new Set(names.flatMap((some) => some ?? []))];
  const accounts = uniteAccountReads(reads.map((one) => one.accounts));
  return {
    traits: all(reads.map((one) => one.traits)),
    computed: all(reads.map((one) => one.computed)),
    events: all(reads.map((one) => one.events)),
    segments: all(reads.map((one) => one.segments)),
    tags: all(reads.map((one) => one.tags)),
    consent: reads.some((one) => one.consent === true),
    ...(accounts && { accounts }),
    trigger: reads.some((one) => one.trigger === true),
  };
}
