import { Engine, type RuleResult, type TopLevelCondition } from 'json-rules-engine';
import { nameMatches } from '../compile/event-names.js';
import type { AccountCondition, ClauseValue, Condition, EventMatcher, NamedConditions, WhereCondition } from '../contracts/condition.js';
import type { AccountFacts, FactEvent, Facts, Json } from '../contracts/facts.js';
import { someFacts } from '../contracts/some-facts.js';
import { operators } from '../operators/operators.js';
import { accountFacts, byClosures, engineFacts, type FactReader, type Reading } from './engine-facts.js';
import { oracleFunnel, oracleMeasure } from './oracle-events.js';
import { oracleReference } from './oracle-reference.js';
import { oracleWalk } from './oracle-walk.js';
import { toEngineRoot, whereToEngineRoot, wholeFact } from './to-engine.js';

/** The condition's answer by json-rules-engine itself: the oracle that compiled closures are held to. Slow; not for the hot path. */
export async function evaluateWithEngine(condition: Condition, facts: Facts, named?: NamedConditions): Promise<boolean> {
  return (await runEngine(condition, facts, named)).result === true;
}

/** The same for one event by name and properties. */
export async function matchWithEngine(matcher: EventMatcher, event: FactEvent): Promise<boolean> {
  if (!nameMatches(matcher.name, event.name)) return false;
  return matcher.where === undefined || (await askWhere(matcher.where, event.properties));
}

/**
 * The engine's whole result: `conditions.all[0]` is the condition, each part with its `result`, each clause with its `factResult`.
 * @param reading how facts are made; the oracle makes them in the plainest way.
 */
export async function runEngine(condition: Condition, facts: Facts, named?: NamedConditions, reading = plainly): Promise<RuleResult> {
  const person = () => facts;
  return await run(createEngine(toEngineRoot(condition), engineFacts(person, reading), person, named));
}

/** json-rules-engine as fast as it goes: one Engine, made once. Ask it one person at a time, never two at once. */
export function createReusedEngine(condition: Condition): (facts: Facts) => Promise<boolean> {
  let asked: Facts = unknownPerson;
  const person = () => asked;
  const engine = createEngine(toEngineRoot(condition), engineFacts(person, byClosures), person);
  return async (facts) => {
    asked = facts;
    return (await engine.run()).results.length > 0;
  };
}

const unknownPerson = someFacts({ now: Number.NaN });

const plainly: Reading = {
  event: (params, facts) => oracleMeasure(facts, params),
  funnel: (params, facts) => oracleFunnel(facts, params),
  where: askWhere,
  account: async ({ match, where }, facts) => {
    const all = facts.accounts();
    const answers = await Promise.all(all.map(async (account) => where === undefined || (await askAccount(where, account, facts))));
    const holding = answers.filter(Boolean).length;
    return match === 'any' ? holding > 0 : match === 'none' ? holding === 0 : holding > 0 && holding === all.length;
  },
};

async function askWhere(where: WhereCondition, value: Json | undefined): Promise<boolean> {
  return (await run(createEngine(whereToEngineRoot(where, value), { property: () => value }, () => unknownPerson))).result === true;
}

async function askAccount(where: AccountCondition, account: AccountFacts, facts: Facts): Promise<boolean> {
  return (await run(createEngine(toEngineRoot(where), accountFacts(account), () => facts))).result === true;
}

/** A fresh Engine for every run: one that runs twice at the same time mixes its answers up. */
async function run(engine: Engine): Promise<RuleResult> {
  const { results, failureResults } = await engine.run();
  const [result] = [...results, ...failureResults];
  if (result === undefined) throw new TypeError('json-rules-engine answered nothing for a rule that it was given.');
  return result;
}

/**
 * Facts are boxed, so that the path resolver (own properties only) is asked also for what is no object; and never cached: the cache key is a
 * 32-bit hash of the params.
 */
function createEngine(conditions: TopLevelCondition, facts: { [id: string]: FactReader }, person: () => Facts, named?: NamedConditions): Engine {
  const engine = new Engine([], { allowUndefinedFacts: false, pathResolver: resolvePath });
  for (const [key, condition] of named ?? []) engine.setCondition(key, toEngineRoot(condition));
  for (const [name, operator] of Object.entries(operators)) {
    engine.addOperator<Json | undefined, ClauseValue>(name, (found, value) => operator.check(found, oracleReference(value, person()), person()));
  }
  for (const [id, read] of Object.entries(facts)) engine.addFact(id, async (params) => ({ found: await read(params) }), { cache: false });
  engine.addRule({ conditions, event: { type: 'true' } });
  return engine;
}

function resolvePath(box: object, path: string): Json | undefined {
  const { found } = box as { found: Json | undefined };
  return path === wholeFact ? found : oracleWalk(found, path.slice(wholeFact.length + 1));
}
