import type { NestedCondition, TopLevelCondition } from 'json-rules-engine';

import { scopeLists } from '../compile/compile-where.js';
import type { Condition, WhereCondition } from '../contracts/condition.js';
import type { Json } from '../contracts/facts.js';
import { oracleWalk } from './oracle-facts.js';

/** Stands for "the fact itself": the engine asks its path resolver only when there is a path. */
export const wholeFact = '$';

/**
 * What json-rules-engine is given for a condition: the same tree, with every clause completed to what the engine insists on (a value, a path,
 * params), inside one `all`, because its root must be a group.
 */
export function toEngineRoot(condition: Condition): TopLevelCondition {
  return { all: [toEngine(condition)] };
}

function toEngine(condition: Condition): NestedCondition {
  if ('all' in condition) return { all: condition.all.map(toEngine) };
  if ('any' in condition) return { any: condition.any.map(toEngine) };
  if ('not' in condition) return { not: toEngine(condition.not) };
  const path = 'path' in condition && condition.path ? `${wholeFact}.${condition.path}` : wholeFact;
  return {
    fact: condition.fact,
    params: { ...('params' in condition ? condition.params : {}) },
    path,
    operator: condition.operator,
    value: condition.value ?? null,
  };
}

/** A `where` for one event: each `*` is written out as an `any` over the elements that this event has, one level for each list of the scope. */
export function whereToEngineRoot(where: WhereCondition, properties: { [key: string]: Json }): TopLevelCondition {
  return { all: [expandScope(where, properties)] };
}

function expandScope(where: WhereCondition, properties: { [key: string]: Json }): NestedCondition {
  let choices: Map<string, number>[] = [new Map()];
  for (const list of scopeLists(where)) {
    choices = choices.flatMap((chosen) => {
      const found = oracleWalk(properties, numbered(list, chosen));
      const length = Array.isArray(found) ? Math.max(found.length, 1) : 1;
      return Array.from({ length }, (_, at) => new Map(chosen).set(list, Array.isArray(found) ? at : Number.NaN));
    });
  }
  return { any: choices.map((chosen) => expandPart(where, chosen, properties)) };
}

function expandPart(where: WhereCondition, chosen: Map<string, number>, properties: { [key: string]: Json }): NestedCondition {
  if ('all' in where) return { all: where.all.map((part) => expandPart(part, chosen, properties)) };
  if ('any' in where) return { any: where.any.map((part) => expandPart(part, chosen, properties)) };
  if ('not' in where) return { not: expandScope(where.not, properties) };
  return { fact: 'property', params: {}, path: `${wholeFact}.${numbered(where.path, chosen)}`, operator: where.operator, value: where.value ?? null };
}

/** `items.*.sku` with element 2 chosen → `items.2.sku`; NaN, an index that no list has, where there is no list. */
function numbered(path: string, chosen: Map<string, number>): string {
  const names = path.split('.');
  return names.map((name, at) => (name === '*' ? String(chosen.get(names.slice(0, at).join('.'))) : name)).join('.');
}
