import { expect } from 'vitest';
import { compileCondition } from './compile/compile-condition.js';
import { compileAggregate } from './compile/fold-aggregate.js';
import type { Condition, EventParams, NamedConditions, OperatorName } from './contracts/condition.js';
import type { AccountFacts, AggregateState, FactEvent, Facts, Json } from './contracts/facts.js';
import { someFacts } from './contracts/some-facts.js';
import { evaluateWithEngine } from './engine/evaluate.js';
import { validateCondition } from './engine/validate.js';

/** Made-up people for the tables of semantics: from events and traits to an answer, by the closures and by json-rules-engine. */

export const now = Date.parse('2026-06-15T12:00:00Z');
export const hour = 3_600_000;
export const day = 24 * hour;

export interface Person {
  id?: string;
  zone?: string;
  traits?: { [name: string]: Json };
  /** Traits as they were set: folded for what asks since when, and the newest of each is the trait. */
  set?: { ago: number; traits: { [name: string]: Json } }[];
  events?: { name: string; ago: number; properties?: { [key: string]: Json } }[];
  segments?: string[];
  tags?: { [key: string]: { on: boolean; ago: number } };
  accounts?: AccountFacts[];
  consents?: boolean;
  trigger?: FactEvent;
}

/** Folds events as the projector does: each that matches an aggregate of the condition, once. */
export function factsOf(person: Person, condition: Condition, named?: NamedConditions): Facts {
  const aggregates = new Map<string, AggregateState>();
  const happened = [...(person.events ?? []), ...(person.set ?? []).map(({ ago, traits }) => ({ name: 'Identify', ago, traits }))];
  for (const spec of compileCondition(condition, named).aggregates) {
    const add = compileAggregate(spec);
    for (const [n, { ago, ...event }] of happened.entries()) {
      const state = add(aggregates.get(spec.key), { messageId: `m${n}`, timestamp: now - ago, properties: {}, ...event });
      if (state) aggregates.set(spec.key, state);
    }
  }
  const newest = Object.assign({}, ...[...(person.set ?? [])].sort((x, y) => y.ago - x.ago).map(({ traits }) => traits)) as { [name: string]: Json };
  const traits = { ...newest, ...person.traits };
  return someFacts({
    now,
    zone: person.zone ?? 'UTC',
    profileId: person.id ?? 'p',
    trait: (name) => (Object.hasOwn(traits, name) ? traits[name] : undefined),
    aggregate: (key) => aggregates.get(key),
    segment: (key) => person.segments?.includes(key) ?? false,
    tag: (key) => person.tags?.[key]?.on ?? false,
    tagSince: (key) => person.tags?.[key] && now - person.tags[key].ago,
    consent: () => person.consents ?? true,
    accounts: () => person.accounts ?? [],
    ...(person.trigger && { trigger: person.trigger }),
  });
}

export async function expectAnswer(condition: Condition, person: Person, expected: boolean, named: NamedConditions = new Map()): Promise<void> {
  expect(validateCondition(condition, { conditions: named, allowTrigger: person.trigger !== undefined })).toEqual([]);
  const facts = factsOf(person, condition, named);
  expect(compileCondition(condition, named).evaluate(facts)).toBe(expected);
  expect(await evaluateWithEngine(condition, facts, named)).toBe(expected);
}

export const trait = (operator: OperatorName, value?: unknown, name = 'x'): Condition => ({ fact: 'trait', params: { name }, operator, value }) as Condition;
export const times = (params: EventParams, operator: OperatorName, value: number): Condition => ({ fact: 'event', params, operator, value });
