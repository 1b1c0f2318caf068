import { Engine, type RuleResult, type TopLevelCondition } from 'json-rules-engine';

import { nameMatches } from '../compile/event-names.js';
import type { ClauseValue, Condition, EventMatcher, EventParams } from '../contracts/condition.js';
import type { FactEvent, Facts, Json } from '../contracts/facts.js';
import { operators } from '../operators/operators.js';
import { oracleMeasure, oracleTrigger, oracleWalk } from './oracle-facts.js';
import { toEngineRoot, whereToEngineRoot, wholeFact } from './to-engine.js';

/** The condition's answer by json-rules-engine itself: the oracle that compiled closures are held to. Slow; not for the hot path. */
export async function evaluateWithEngine(condition: Condition, facts: Facts): Promise<boolean> {
  return (await runEngine(condition, facts)).result === true;
}

/** The same for one event by name and properties. */
export async function matchWithEngine(matcher: EventMatcher, event: FactEvent): Promise<boolean> {
  if (!nameMatches(matcher.name, event.name)) return false;
  if (!matcher.where) return true;
  const facts = { property: () => event.properties };
  return (await runRoot(whereToEngineRoot(matcher.where, event.properties), facts)).result === true;
}

/** The engine's whole result: `conditions.all[0]` is the condition, each part with its `result`, each clause with its `factResult`. */
export async function runEngine(condition: Condition, facts: Facts): Promise<RuleResult> {
  return await runRoot(toEngineRoot(condition), {
    trait: ({ name }) => facts.trait(String(name)),
    event: (params) => oracleMeasure(facts, params as unknown as EventParams),
    segment: ({ key }) => facts.segment(String(key)),
    trigger: () => oracleTrigger(facts.trigger),
  });
}

/** json-rules-engine as fast as it goes: one Engine, made once. Ask it one person at a time, never two at once. */
export function createReusedEngine(condition: Condition): (facts: Facts) => Promise<boolean> {
  let facts: Facts | undefined;
  const engine = createEngine(toEngineRoot(condition), {
    trait: ({ name }) => facts?.trait(String(name)),
    event: (params) => facts && oracleMeasure(facts, params as unknown as EventParams),
    segment: ({ key }) => facts?.segment(String(key)),
    trigger: () => oracleTrigger(facts?.trigger),
  });
  return async (person) => {
    facts = person;
    return (await engine.run()).results.length > 0;
  };
}

type FactReader = (params: { [key: string]: unknown }) => Json | undefined;

/** A fresh Engine for every run: one that runs twice at the same time mixes its answers up. */
async function runRoot(conditions: TopLevelCondition, facts: { [id: string]: FactReader }): Promise<RuleResult> {
  const { results, failureResults } = await createEngine(conditions, facts).run();
  const [result] = [...results, ...failureResults];
  if (result === undefined) throw new TypeError('json-rules-engine answered nothing for a rule that it was given.');
  return result;
}

/**
 * Facts are boxed, so that the path resolver (own properties only) is asked also for what is no object; and never cached: the cache key is a
 * 32-bit hash of the params.
 */
function createEngine(conditions: TopLevelCondition, facts: { [id: string]: FactReader }): Engine {
  const engine = new Engine([{ conditions, event: { type: 'true' } }], { allowUndefinedFacts: false, pathResolver: resolvePath });
  for (const [name, operator] of Object.entries(operators)) {
    engine.addOperator<Json | undefined, ClauseValue>(name, (found, value) => operator.check(found, value));
  }
  for (const [id, read] of Object.entries(facts)) engine.addFact(id, (params) => ({ found: read(params) }), { cache: false });
  return engine;
}

function resolvePath(box: object, path: string): Json | undefined {
  const { found } = box as { found: Json | undefined };
  return path === wholeFact ? found : oracleWalk(found, path.slice(wholeFact.length + 1));
}
