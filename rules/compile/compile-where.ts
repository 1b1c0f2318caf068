import type { PropertyClause, WhereCondition } from '../contracts/condition.js';
import type { Json } from '../contracts/facts.js';
import { operatorNamed } from '../operators/operators.js';
import { compilePath, decodeName, own } from './path.js';

/** An event's properties, or any other value that is asked about. */
type Properties = Json | undefined;
type Test = (properties: Properties) => boolean;
/** `chosen[i]`: the index now looked at in the scope's i-th list. */
type ScopedTest = (properties: Properties, chosen: readonly number[]) => boolean;

/** A list longer than this is looked at only so far. */
export const listLimit = 1_000;

/**
 * A `where` as one function. A `*` in a path stands for some element of that list; within one scope, clauses that name the same list speak of
 * the same element (semantics §2.4). A scope is the whole where, and anew the inside of every `not`. An empty or absent list counts as
 * one absent element.
 */
export function compileWhere(where: WhereCondition): Test {
  const lists = scopeLists(where);
  if (lists.length === 0) {
    const test = compilePart(where, []);
    return (properties) => test(properties, none);
  }
  const test = compilePart(where, lists);
  const steps = lists.map((list) => scopedPath(list, lists));
  const attempt = (properties: Properties, chosen: number[], depth: number): boolean => {
    if (depth === steps.length) return test(properties, chosen);
    const length = listLength(properties, steps[depth] as ScopedPath, chosen);
    for (let at = 0; at < length; at += 1) {
      chosen[depth] = at;
      if (attempt(properties, chosen, depth + 1)) return true;
    }
    return false;
  };
  return (properties) => attempt(properties, [], 0);
}

const none: readonly number[] = [];

/** Paths of the lists that a scope speaks of, outer ones first: `items`, `items.*.sizes`. */
export function scopeLists(where: WhereCondition): string[] {
  const found = new Set<string>();
  const visit = (part: WhereCondition): void => {
    if ('all' in part) part.all.forEach(visit);
    else if ('any' in part) part.any.forEach(visit);
    else if (!('not' in part)) for (const list of listsOf(part.path)) found.add(list);
  };
  visit(where);
  return [...found].sort((a, b) => a.split('.').length - b.split('.').length || (a < b ? -1 : 1));
}

/** `items.*.sizes.*` → `items`, `items.*.sizes`; `*.kind` → '', the value itself. */
export function listsOf(path: string): string[] {
  const names = path.split('.');
  return names.flatMap((name, at) => (name === '*' ? [names.slice(0, at).join('.')] : []));
}

/** A name, or (a number) whichever element is chosen of the scope's list of that number. */
type ScopedPath = (string | number)[];

function scopedPath(path: string, lists: readonly string[]): ScopedPath {
  if (path === '') return [];
  const names = path.split('.');
  return names.map((name, at) => (name === '*' ? lists.indexOf(names.slice(0, at).join('.')) : decodeName(name)));
}

function listLength(properties: Properties, path: ScopedPath, chosen: readonly number[]): number {
  const list = walkScoped(properties, path, chosen);
  return Array.isArray(list) && list.length > 0 ? Math.min(list.length, listLimit) : 1;
}

function walkScoped(properties: Properties, path: ScopedPath, chosen: readonly number[]): Json | undefined {
  let found = properties;
  for (const name of path) {
    if (typeof name === 'string') found = own(found, name);
    else found = Array.isArray(found) ? found[chosen[name] ?? 0] : undefined;
  }
  return found;
}

function compilePart(part: WhereCondition, lists: readonly string[]): ScopedTest {
  if ('all' in part) {
    const parts = part.all.map((inner) => compilePart(inner, lists));
    return (properties, chosen) => parts.every((test) => test(properties, chosen));
  }
  if ('any' in part) {
    const parts = part.any.map((inner) => compilePart(inner, lists));
    return (properties, chosen) => parts.some((test) => test(properties, chosen));
  }
  if ('not' in part) {
    const test = compileWhere(part.not);
    return (properties) => !test(properties);
  }
  return compileProperty(part, lists);
}

function compileProperty(clause: PropertyClause, lists: readonly string[]): ScopedTest {
  const test = testOf(clause);
  if (listsOf(clause.path).length === 0) {
    const read = compilePath(clause.path);
    return (properties) => test(read(properties));
  }
  const path = scopedPath(clause.path, lists);
  return (properties, chosen) => test(walkScoped(properties, path, chosen));
}

function testOf(clause: PropertyClause) {
  const operator = operatorNamed(clause.operator);
  if (operator === undefined) throw new TypeError(`Unknown operator ${clause.operator}: validation refuses it.`);
  const test = operator.compile(clause.value);
  return (found: Properties) => test(found, noMoment);
}

/** What an event was like does not depend on when that is asked: validation refuses operators to which the time matters. */
const noMoment = { now: Number.NaN, zone: 'UTC' };
