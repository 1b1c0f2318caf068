import type { Condition } from '../contracts/condition.js';
import type { Explanation, Facts, Json } from '../contracts/facts.js';
import { runEngine } from './evaluate.js';

/** What json-rules-engine leaves on each part of a tree that it has run. */
interface EngineResult {
  result?: boolean;
  factResult?: Json;
  all?: EngineResult[];
  any?: EngineResult[];
  not?: EngineResult;
}

/**
 * Why a condition is true or false for a person: each part with its answer, each clause with what was found, as json-rules-engine itself saw it.
 * It asks every part, also those that the answer no longer depends on.
 */
export async function explainCondition(condition: Condition, facts: Facts): Promise<Explanation> {
  const { conditions } = await runEngine(condition, facts);
  return explainPart(condition, (conditions as { all: EngineResult[] }).all[0] as EngineResult, '');
}

function explainPart(condition: Condition, engine: EngineResult, at: string): Explanation {
  const result = engine.result === true;
  const into = (part: string) => (at === '' ? part : `${at}.${part}`);
  if ('all' in condition)
    return { kind: 'all', result, parts: condition.all.map((part, n) => explainPart(part, engine.all?.[n] as EngineResult, into(`all.${n}`))) };
  if ('any' in condition)
    return { kind: 'any', result, parts: condition.any.map((part, n) => explainPart(part, engine.any?.[n] as EngineResult, into(`any.${n}`))) };
  if ('not' in condition) return { kind: 'not', result, parts: [explainPart(condition.not, engine.not as EngineResult, into('not'))] };
  return { kind: 'clause', result, at, clause: condition, ...(engine.factResult === undefined ? {} : { actual: engine.factResult }) };
}
