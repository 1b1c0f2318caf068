import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';

import { compileCondition } from '@cairn/rules/compile/compile-condition.js';
import type { Condition } from '@cairn/rules/contracts/condition.js';
import { validateCondition } from '@cairn/rules/engine/validate.js';

import { type Benchmark, measure } from './harness.js';

const clause = (n: number) => ({ fact: 'trait', params: { name: `t${n}` }, operator: 'equal', value: n });
const pattern = (value: string) => ({ fact: 'trait', params: { name: 't' }, operator: 'matches', value });
const many = <T>(count: number, of: (n: number) => T): T[] => Array.from({ length: count }, (_, n) => of(n));
const inList = (n: number) => ({ fact: 'property', path: `items.*.a${n}`, operator: 'equal', value: n });

/** The dearest that are accepted, and those that are meant to hurt. */
const inputs: { [what: string]: unknown } = {
  '500 clauses': { all: many(500, clause) },
  '499 clauses on one list': { fact: 'event', params: { name: 'A', where: { all: many(499, inList) } }, operator: 'greaterThan', value: 1 },
  '19 lists of 1,000': { all: many(19, (n) => ({ ...clause(n), operator: 'in', value: many(1_000, (one) => `value ${one}`) })) },
  '18 patterns': { any: many(18, (n) => pattern(`^a+${n}$`)) },
  '3,000 clauses': { all: many(3_000, clause) },
  '10,000 clauses': { all: many(10_000, clause) },
  'depth 9,000': many(9_000, () => 0).reduce<unknown>((inner) => ({ not: inner }), clause(1)),
  '500 patterns': { all: many(500, (n) => pattern(`^a${n}$`)) },
  '500 long patterns': { all: many(500, (n) => pattern(n + '(a|b)*'.repeat(80))) },
  '500 patterns of repetitions': { all: many(500, (n) => pattern(`${n}((a{30}){30})`)) },
  '499 bad patterns': { all: many(499, (n) => pattern(`${n}${'a'.repeat(480)}[`)) },
  '500 patterns of Unicode': { all: many(500, (n) => pattern(`(?i)${n}${'\\p{L}'.repeat(19)}`)) },
  '19,000 keys': Object.fromEntries(many(19_000, (n) => [`k${n}`, n])),
  'long keys': { all: many(500, (n) => ({ ...clause(n), [`${'k'.repeat(10_000)}${n}`]: 1 })) },
};

/** How long a condition that is saved can hold up everybody else: checked as the server and the canvas do, and made ready when it is accepted. */
export const badInput: Benchmark = {
  name: 'bad-input',
  run: async () => {
    const worst = new Map<string, number>();
    await measure({
      ...{ name: 'bad-input', unit: 'ms', better: 'lower', aim: 50 },
      ours: async () => {
        for (const [what, input] of Object.entries(inputs)) worst.set(what, await blockedBy(input));
        return Math.max(...worst.values());
      },
    });
    for (const [what, ms] of [...worst].sort(([, a], [, b]) => b - a)) console.log(`${ms.toFixed(1).padStart(6)} ms  ${what}`);
  },
};

async function blockedBy(input: unknown): Promise<number> {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  await pause(5);
  delay.reset();
  await pause(2);
  if (validateCondition(input).length === 0) compileCondition(input as Condition);
  await pause(2);
  delay.disable();
  return delay.max / 1e6;
}
