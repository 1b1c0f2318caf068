import { isReference } from '../clauses/comparison.js';
import type { Clause, Condition, NamedConditions } from '../contracts/condition.js';
import type { Explanation, Facts, Json } from '../contracts/facts.js';
import { byClosures } from './engine-facts.js';
import { runEngine } from './evaluate.js';
import { oracleReference } from './oracle-reference.js';

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
export async function explainCondition(condition: Condition, facts: Facts, named: NamedConditions = new Map()): Promise<Explanation> {
  const { conditions } = await runEngine(condition, facts, named, byClosures);
  return new Explaining(facts, named).part(condition, (conditions as { all: EngineResult[] }).all[0] as EngineResult, '');
}

class Explaining {
  private readonly facts: Facts;
  private readonly named: NamedConditions;

  constructor(facts: Facts, named: NamedConditions) {
    this.facts = facts;
    this.named = named;
  }

  part(condition: Condition, engine: EngineResult, at: string): Explanation {
    const result = engine.result === true;
    const into = (part: string) => (at === '' ? part : `${at}.${part}`);
    const parts = (list: Condition[], kind: 'all' | 'any') => list.map((part, n) => this.part(part, engine[kind]?.[n] as EngineResult, into(`${kind}.${n}`)));
    if ('all' in condition) return { kind: 'all', result, parts: parts(condition.all, 'all') };
    if ('any' in condition) return { kind: 'any', result, parts: parts(condition.any, 'any') };
    if ('not' in condition) return { kind: 'not', result, parts: [this.part(condition.not, engine.not as EngineResult, into('not'))] };
    if ('condition' in condition) {
      const inner = this.named.get(condition.condition) as Condition;
      return { kind: 'all', result, named: condition.condition, parts: [this.part(inner, engine.all?.[0] as EngineResult, at)] };
    }
    return this.clause(condition, engine, at);
  }

  private clause(clause: Clause, engine: EngineResult, at: string): Explanation {
    // "Has been so for": the clause itself, and beside it for how long.
    const actual = (engine.all?.[0] ?? engine).factResult;
    const value = 'value' in clause ? clause.value : undefined;
    const comparedWith = isReference(value) ? (oracleReference(value, this.facts) as Json | undefined) : undefined;
    return {
      kind: 'clause',
      result: engine.result === true,
      at,
      clause,
      ...(actual === undefined ? {} : { actual }),
      ...(comparedWith === undefined ? {} : { comparedWith }),
    };
  }
}
