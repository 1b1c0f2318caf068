import { Worker } from 'node:worker_threads';

import { aggregateKey } from '@cairn/rules/compile/aggregate-key.js';
import { addToAggregate } from '@cairn/rules/compile/aggregates.js';
import { compileCondition } from '@cairn/rules/compile/compile-condition.js';
import type { Condition } from '@cairn/rules/contracts/condition.js';
import type { AggregateState, Facts, Json } from '@cairn/rules/contracts/facts.js';
import { createReusedEngine } from '@cairn/rules/engine/evaluate.js';
import { seededRandom } from '@cairn/rules/engine/seeded-random.js';

import { type Benchmark, measure } from './harness.js';
import type { DifferentialAnswer, DifferentialTask } from './rules-differential.js';

const day = 86_400_000;
const now = Date.UTC(2026, 10, 24);
const people = 1_000;
const pairs = 1_000_000;

const orders = aggregateKey({ name: 'Order Completed' });
const visits = aggregateKey({ name: 'Page Viewed' });
const bigOrders = aggregateKey({ name: 'Order Completed', where: { fact: 'property', path: 'total', operator: 'greaterThan', value: 100 } });

interface Subject {
  condition: Condition;
  /** What somebody would write instead, on the same facts. */
  byHand(facts: Facts): boolean;
}

/** Segments as shops have them; what is asked of one person at one instant is what the projector asks. */
const subjects: Subject[] = [
  {
    condition: { fact: 'trait', params: { name: 'tier' }, operator: 'equal', value: 'vip' },
    byHand: (facts) => facts.trait('tier') === 'vip',
  },
  {
    condition: {
      all: [
        { fact: 'trait', params: { name: 'tier' }, operator: 'in', value: ['vip', 'gold'] },
        { fact: 'trait', params: { name: 'address' }, path: 'country', operator: 'equal', value: 'DE' },
      ],
    },
    byHand: (facts) => isTopTier(facts.trait('tier')) && property(facts.trait('address'), 'country') === 'DE',
  },
  {
    condition: { fact: 'event', params: { name: 'Order Completed', within: { amount: 30, unit: 'day' } }, operator: 'greaterThanInclusive', value: 2 },
    byHand: (facts) => countSince(facts.aggregate(orders), facts.now - 30 * day, facts.now) >= 2,
  },
  {
    condition: {
      all: [
        { fact: 'event', params: { name: 'Order Completed' }, operator: 'greaterThanInclusive', value: 1 },
        { not: { fact: 'event', params: { name: 'Page Viewed', within: { amount: 1, unit: 'week' } }, operator: 'greaterThan', value: 0 } },
        { fact: 'trait', params: { name: 'email' }, operator: 'exists' },
      ],
    },
    byHand: (facts) => {
      const ordered = facts.aggregate(orders);
      if (ordered === undefined || ordered.count < 1) return false;
      if (countSince(facts.aggregate(visits), facts.now - 7 * day, facts.now) > 0) return false;
      return facts.trait('email') != null;
    },
  },
  {
    condition: {
      any: [
        { fact: 'segment', params: { key: 'loyal' }, operator: 'equal', value: true },
        { fact: 'trait', params: { name: 'spent' }, operator: 'greaterThan', value: 500 },
        {
          fact: 'event',
          params: {
            name: 'Order Completed',
            where: { fact: 'property', path: 'total', operator: 'greaterThan', value: 100 },
            within: { amount: 90, unit: 'day' },
          },
          operator: 'greaterThan',
          value: 0,
        },
      ],
    },
    byHand: (facts) => {
      if (facts.segment('loyal')) return true;
      const spent = facts.trait('spent');
      if (typeof spent === 'number' && spent > 500) return true;
      return countSince(facts.aggregate(bigOrders), facts.now - 90 * day, facts.now) > 0;
    },
  },
  {
    condition: {
      all: [
        { fact: 'trait', params: { name: 'email' }, operator: 'endsWith', value: '@example.com' },
        { fact: 'trait', params: { name: 'age' }, operator: 'greaterThanInclusive', value: 18 },
        { fact: 'trait', params: { name: 'age' }, operator: 'lessThan', value: 30 },
        { fact: 'trait', params: { name: 'interests' }, operator: 'contains', value: 'shoes' },
      ],
    },
    byHand: (facts) => {
      const email = facts.trait('email');
      if (typeof email !== 'string' || !email.endsWith('@example.com')) return false;
      const age = facts.trait('age');
      if (typeof age !== 'number' || age < 18 || age >= 30) return false;
      const interests = facts.trait('interests');
      return Array.isArray(interests) ? interests.includes('shoes') : typeof interests === 'string' && interests.includes('shoes');
    },
  },
];

export const rules: Benchmark = {
  name: 'rules',
  async run() {
    const crowd = makePeople();
    refuseDisagreement(crowd);
    await stateDisagreements();
    const compiled = subjects.map(({ condition }) => compileCondition(condition));
    const engines = subjects.map(({ condition }) => createReusedEngine(condition));
    const ours = compiled.map((one) => one.evaluate);
    const byHand = subjects.map((one) => one.byHand);
    // The engine is slow: both get the same few people.
    const few = crowd.slice(0, 200);
    await measure({
      name: 'rules.engine',
      unit: 'evaluations/s',
      better: 'higher',
      aim: 200,
      rounds: 15,
      ours: async () => await Promise.resolve(rate(ours, few, 750)),
      floor: async () => await engineRate(engines, few),
    });
    await measure({
      name: 'rules',
      unit: 'evaluations/s',
      better: 'higher',
      aim: 0.8,
      rounds: 31,
      ours: async () => await Promise.resolve(rate(ours, crowd, 150)),
      floor: async () => await Promise.resolve(rate(byHand, crowd, 150)),
    });
  },
};

/** Evaluations a second, each function over everyone, again and again; a used sum keeps the work from being optimised away. */
function rate(functions: ((facts: Facts) => boolean)[], crowd: Facts[], repetitions: number): number {
  let inside = 0;
  const started = process.hrtime.bigint();
  for (let repetition = 0; repetition < repetitions; repetition += 1) {
    for (const evaluate of functions) for (const person of crowd) if (evaluate(person)) inside += 1;
  }
  const seconds = Number(process.hrtime.bigint() - started) / 1e9;
  if (inside === 0) throw new Error('Nobody is in any segment: nothing was measured.');
  return (functions.length * crowd.length * repetitions) / seconds;
}

/** json-rules-engine at its best: each Engine made once, runs one after another. */
async function engineRate(engines: ((facts: Facts) => Promise<boolean>)[], crowd: Facts[]): Promise<number> {
  const started = process.hrtime.bigint();
  for (const evaluate of engines) for (const person of crowd) await evaluate(person);
  return (engines.length * crowd.length) / (Number(process.hrtime.bigint() - started) / 1e9);
}

function refuseDisagreement(crowd: Facts[]): void {
  for (const { condition, byHand } of subjects) {
    const { evaluate } = compileCondition(condition);
    if (crowd.some((person) => evaluate(person) !== byHand(person))) throw new Error(`The hand-written function differs: ${JSON.stringify(condition)}`);
  }
}

/** In threads of their own: so many closures would teach this thread's compiler things that a fixed set of segments does not. */
async function stateDisagreements(): Promise<void> {
  const threads = 2;
  const answers = await Promise.all(Array.from({ length: threads }, async (_, seed) => await askThread({ seed: seed + 1, pairs: pairs / threads })));
  const disagreements = answers.reduce((sum, answer) => sum + answer.disagreements, 0);
  console.log(`${disagreements} disagreements between compiled rules and json-rules-engine in ${pairs.toLocaleString('en')} random pairs`);
  if (disagreements === 0) return;
  throw new Error(`Compiled rules are wrong: ${answers.map(({ first }) => first).find((first) => first !== undefined)}`);
}

async function askThread(task: DifferentialTask): Promise<DifferentialAnswer> {
  return await new Promise((resolve, reject) => {
    const thread = new Worker(new URL('./rules-differential.js', import.meta.url), { workerData: task });
    thread.once('message', resolve);
    thread.once('error', reject);
  });
}

function makePeople(): Facts[] {
  const random = seededRandom(42);
  const some = (share: number) => random() < share;
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
  const history = (most: number): AggregateState | undefined => {
    let state: AggregateState | undefined;
    for (let n = Math.floor(random() * most); n > 0; n -= 1) state = addToAggregate(state, now - Math.floor(random() * 200 * day));
    return state;
  };
  return Array.from({ length: people }, (_, n): Facts => {
    const traits: { [name: string]: Json } = {
      tier: pick(['vip', 'gold', 'basic']),
      email: `person${n}@example.${some(0.8) ? 'com' : 'org'}`,
      age: Math.floor(random() * 80),
    };
    if (some(0.7)) traits.address = { country: pick(['DE', 'FR', 'US']), city: 'x' };
    if (some(0.5)) traits.spent = Math.floor(random() * 1_000);
    if (some(0.6)) traits.interests = [pick(['shoes', 'hats']), pick(['shoes', 'books'])];
    return new Person(
      traits,
      new Map(
        [
          [orders, history(8)],
          [visits, history(20)],
          [bigOrders, history(3)],
        ].filter((entry): entry is [string, AggregateState] => entry[1] !== undefined),
      ),
      new Set(some(0.2) ? ['loyal'] : []),
    );
  });
}

/** One class, as in the product: every call site sees one shape. */
class Person implements Facts {
  readonly now = now;
  readonly zone = 'UTC';
  readonly profileId = 'p';
  private readonly traits: { [name: string]: Json };
  private readonly aggregates: Map<string, AggregateState>;
  private readonly segments: Set<string>;

  constructor(traits: { [name: string]: Json }, aggregates: Map<string, AggregateState>, segments: Set<string>) {
    this.traits = traits;
    this.aggregates = aggregates;
    this.segments = segments;
  }

  trait(name: string): Json | undefined {
    return this.traits[name];
  }

  aggregate(key: string): AggregateState | undefined {
    return this.aggregates.get(key);
  }

  segment(key: string): boolean {
    return this.segments.has(key);
  }

  computed(): undefined {
    return undefined;
  }

  segmentSince(): undefined {
    return undefined;
  }

  tag(): boolean {
    return false;
  }

  tagSince(): undefined {
    return undefined;
  }

  consent(): boolean {
    return true;
  }

  accounts(): [] {
    return [];
  }
}

function isTopTier(tier: Json | undefined): boolean {
  return tier === 'vip' || tier === 'gold';
}

function property(of: Json | undefined, name: string): Json | undefined {
  if (typeof of !== 'object' || of === null || Array.isArray(of)) return undefined;
  return Object.hasOwn(of, name) ? of[name] : undefined;
}

function countSince(state: AggregateState | undefined, from: number, to: number): number {
  if (state === undefined) return 0;
  let count = 0;
  for (const instant of state.recent) if (instant > from && instant <= to) count += 1;
  return count;
}
