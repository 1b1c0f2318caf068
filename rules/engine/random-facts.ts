import { compileCondition } from '../compile/compile-condition.js';
import { compileAggregate } from '../compile/fold-aggregate.js';
import type { Condition, NamedConditions } from '../contracts/condition.js';
import type { AccountFacts, AggregateSpec, AggregateState, FactEvent, Facts, Json } from '../contracts/facts.js';
import { now, pick, type Random, randomJson, randomObject, zones } from './random-values.js';

const hour = 3_600_000;
const day = 24 * hour;
const names = ['a', 'b', 'c'];

/** What `{condition: key}` stands for in random conditions. */
export const namedConditions: NamedConditions = new Map<string, Condition>([
  ['has-a', { fact: 'trait', params: { name: 'a' }, operator: 'exists' }],
  [
    'loyal',
    { any: [{ condition: 'has-a' }, { fact: 'event', params: { name: 'Order*', within: { amount: 1, unit: 'week' } }, operator: 'greaterThan', value: 2 }] },
  ],
]);

/** A person for a condition: everything that it asks for is there often, not always. */
export function randomFacts(random: Random, condition: Condition): Facts {
  const aggregates = new Map<string, AggregateState>();
  for (const spec of compileCondition(condition, namedConditions).aggregates) {
    const state = random() < 0.8 ? randomAggregate(random, spec) : undefined;
    if (state) aggregates.set(spec.key, state);
  }
  const some = <T>(make: () => T, share = 0.75) => new Map(names.flatMap((name) => (random() < share ? [[name, make()] as const] : [])));
  const traits = some(() => randomJson(random));
  const computed = some(() => randomJson(random));
  const segments = some(() => randomInstant(random), 0.5);
  const tags = some(() => ({ on: random() < 0.6, since: randomInstant(random) }), 0.6);
  const accounts = Array.from({ length: Math.floor(random() * 3) }, (_, n) => randomAccount(random, `account${n}`));
  const isAllowed = random() < 0.5;
  const trigger = random() < 0.7 ? randomEvent(random) : undefined;
  const context = random() < 0.7 ? randomObject(random) : undefined;
  return {
    now: random() < 0.5 ? now : now + randomShift(random),
    zone: pick(random, zones),
    profileId: `p${Math.floor(random() * 1_000)}`,
    trait: (name) => traits.get(name),
    computed: (name) => computed.get(name),
    aggregate: (key) => aggregates.get(key),
    segment: (key) => segments.has(key),
    segmentSince: (key) => segments.get(key),
    tag: (key) => tags.get(key)?.on ?? false,
    tagSince: (key) => tags.get(key)?.since,
    consent: () => isAllowed,
    accounts: () => accounts,
    ...(trigger && { trigger }),
    ...(context && { context }),
  };
}

/** Some hours or days before or after, to the millisecond now and then: over midnights, the end of a month, and a change of clocks. */
function randomShift(random: Random): number {
  const steps = Math.floor(random() * 40) - 20;
  return steps * pick(random, [1, hour / 2, hour, day]);
}

export function randomEvent(random: Random): FactEvent {
  return {
    messageId: 'm',
    name: pick(random, ['Order Completed', 'Cart Updated', 'Other']),
    timestamp: now - Math.floor(random() * 3) * day,
    properties: randomObject(random),
  };
}

function randomAccount(random: Random, id: string): AccountFacts {
  const traits = new Map(names.flatMap((name) => (random() < 0.6 ? [[name, randomJson(random)] as const] : [])));
  const people = new Map(names.flatMap((name) => (random() < 0.6 ? [[name, pick(random, ['all', 'some', 'none'] as const)] as const] : [])));
  return { id, trait: (name) => traits.get(name), people: (segment) => people.get(segment) };
}

/** Often right on a window's edge, now and then in the future. */
export function randomInstant(random: Random): number {
  const steps = Math.floor(random() * 40) - 2;
  return now - steps * (random() < 0.5 ? day : hour) + Math.floor(random() * 3) - 1;
}

/** Now and then longer than what is kept exactly. @param latest no event is later; ms UTC. */
export function randomAggregate(random: Random, { params, ...spec }: AggregateSpec, latest = Number.POSITIVE_INFINITY): AggregateState | undefined {
  // Everything matches: what is asked is what the matching events come to.
  const { where: _where, ...matched } = params;
  const add = compileAggregate({ ...spec, params: { ...matched, name: '*' } });
  const many = random() < 0.03 ? 150 : 1 + Math.floor(random() * 6);
  const few = [randomJson(random), randomJson(random)] as [Json, Json];
  let state: AggregateState | undefined;
  for (let n = 0; n < many; n += 1) {
    state = add(state, {
      messageId: `m${Math.floor(random() * 100)}`,
      name: 'x',
      timestamp: Math.min(randomInstant(random), latest),
      properties: params.property ? randomObject(random) : {},
      ...(spec.trait && { traits: { [spec.trait.name]: pick(random, few) } }),
    });
  }
  return state;
}
