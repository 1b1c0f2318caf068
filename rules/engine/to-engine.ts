import type { NestedCondition, TopLevelCondition } from 'json-rules-engine';

import { scopeLists } from '../compile/compile-where.js';
import type { AccountCondition, Clause, Condition, WhereCondition } from '../contracts/condition.js';
import type { Json } from '../contracts/facts.js';
import { unitMs } from './oracle-time.js';
import { oracleWalk } from './oracle-walk.js';

/** Stands for "the fact itself": the engine asks its path resolver only when there is a path. */
export const wholeFact = '$';

/**
 * What json-rules-engine is given for a condition: the same tree, with every clause completed to what the engine insists on (a value, a path,
 * params), inside one `all`, because its root must be a group.
 */
export function toEngineRoot(condition: Condition | AccountCondition): TopLevelCondition {
  return { all: [toEngine(condition)] };
}

function toEngine(condition: Condition | AccountCondition): NestedCondition {
  if ('all' in condition) return { all: condition.all.map(toEngine) };
  if ('any' in condition) return { any: condition.any.map(toEngine) };
  if ('not' in condition) return { not: toEngine(condition.not) };
  if ('condition' in condition) return { condition: condition.condition };
  if (condition.fact === 'trait' && 'for' in condition.params && condition.params.for) {
    const { for: length, ...params } = condition.params;
    const held = { fact: 'held', params: { name: params.name, path: condition.path }, path: wholeFact, operator: 'greaterThanInclusive' };
    return { all: [toEngineClause({ ...condition, params }), { ...held, value: length.amount * unitMs[length.unit] }] };
  }
  return toEngineClause(condition);
}

/** Where the path leads to what a fact is made of, it is the fact's to walk. */
function toEngineClause(clause: Exclude<Clause | AccountCondition, { all: unknown } | { any: unknown } | { not: unknown }>): NestedCondition {
  const path = 'path' in clause && clause.path ? clause.path : undefined;
  const isMade = 'params' in clause && ('as' in clause.params || 'where' in clause.params);
  return {
    fact: clause.fact,
    params: { ...('params' in clause ? clause.params : {}), ...(isMade && path !== undefined && { path }) },
    path: path === undefined || isMade ? wholeFact : `${wholeFact}.${path}`,
    operator: clause.operator,
    value: clause.value ?? null,
  };
}

/** A `where` for one event, or any value: each `*` is written out as an `any` over the elements that it has, one level for each list of the scope. */
export function whereToEngineRoot(where: WhereCondition, value: Json | undefined): TopLevelCondition {
  return { all: [expandScope(where, value)] };
}

function expandScope(where: WhereCondition, value: Json | undefined): NestedCondition {
  let choices: Map<string, number>[] = [new Map()];
  const lists = scopeLists(where);
  const most = lists.length > 1 ? 100 : 1_000;
  for (const list of lists) {
    choices = choices.flatMap((chosen) => {
      const found = oracleWalk(value, numbered(list, chosen));
      const length = Array.isArray(found) ? Math.min(Math.max(found.length, 1), most) : 1;
      return Array.from({ length }, (_, at) => new Map(chosen).set(list, Array.isArray(found) ? at : Number.NaN));
    });
  }
  return { any: choices.map((chosen) => expandPart(where, chosen, value)) };
}

function expandPart(where: WhereCondition, chosen: Map<string, number>, value: Json | undefined): NestedCondition {
  if ('all' in where) return { all: where.all.map((part) => expandPart(part, chosen, value)) };
  if ('any' in where) return { any: where.any.map((part) => expandPart(part, chosen, value)) };
  if ('not' in where) return { not: expandScope(where.not, value) };
  return { fact: 'property', params: {}, path: `${wholeFact}.${numbered(where.path, chosen)}`, operator: where.operator, value: where.value ?? null };
}

/** `items.*.sku` with element 2 chosen → `items.2.sku`; NaN, an index that no list has, where there is no list. */
function numbered(path: string, chosen: Map<string, number>): string {
  const names = path.split('.');
  return names.map((name, at) => (name === '*' ? String(chosen.get(names.slice(0, at).join('.'))) : name)).join('.');
}
