import { isMainThread, parentPort, workerData } from 'node:worker_threads';

import { compileCondition } from '@cairn/rules/compile/compile-condition.js';
import { evaluateWithEngine } from '@cairn/rules/engine/evaluate.js';
import { randomPair } from '@cairn/rules/engine/random-conditions.js';
import { namedConditions } from '@cairn/rules/engine/random-facts.js';
import { seededRandom } from '@cairn/rules/engine/seeded-random.js';

/** What a thread is asked: so many random pairs from this seed. It answers the number of disagreements, and the first. */
export interface DifferentialTask {
  seed: number;
  pairs: number;
}

export interface DifferentialAnswer {
  disagreements: number;
  first?: string;
}

export async function countDisagreements({ seed, pairs }: DifferentialTask): Promise<DifferentialAnswer> {
  const random = seededRandom(seed);
  const answer: DifferentialAnswer = { disagreements: 0 };
  for (let n = 0; n < pairs; n += 1) {
    const { condition, facts } = randomPair(random);
    if (compileCondition(condition, namedConditions).evaluate(facts) === (await evaluateWithEngine(condition, facts, namedConditions))) continue;
    answer.disagreements += 1;
    answer.first ??= `seed ${seed}, pair ${n}: ${JSON.stringify(condition)}`;
  }
  return answer;
}

if (!isMainThread) parentPort?.postMessage(await countDisagreements(workerData as DifferentialTask));
