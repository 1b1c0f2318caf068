import type { PropertyClause, WhereCondition } from '../contracts/condition.js';
import type { Json } from '../contracts/facts.js';
import { operatorNamed } from '../operators/operators.js';
import { compilePath, decodeName, own } from './path.js';

/** An event's properties, or any other value that is asked about. */
type Properties = Json | undefined;
type Test = (properties: Properties) => boolean;
/** What one asking has found out already, by slot: parts that are asked anew for every element, and are not about it. */
type Memo = (boolean | Map<number, boolean> | undefined)[];
/** `chosen[i]`: the index now looked at in the scope's i-th list. */
type ScopedTest = (properties: Properties, chosen: readonly number[], memo: Memo) => boolean;

/** A list longer than this is looked at only so far. */
export const listLimit = 1_000;
/** Of two lists in one scope each is looked at only so far: their elements are combined. */
export const pairedListLimit = 100;

/**
 * A `where` as one function. A `*` in a path stands for some element of that list; within one scope, clauses that name the same list speak of
 * the same element (semantics §2.4). A scope is the whole where, and anew the inside of every `not`. An empty or absent list counts as
 * one absent element.
 */
export function compileWhere(where: WhereCondition): Test {
  const slots = new Slots();
  const test = compileScope(where, slots);
  return (properties) => test(properties, none, slots.count === 0 ? nothing : new Array<undefined>(slots.count));
}

/** Hands out places in the memo. */
class Slots {
  count = 0;

  next(): number {
    this.count += 1;
    return this.count - 1;
  }
}

function compileScope(where: WhereCondition, slots: Slots): ScopedTest {
  const lists = scopeLists(where);
  const test = compilePart(where, lists, slots);
  if (lists.length === 0) return (properties, _, memo) => test(properties, none, memo);
  const steps = lists.map((list) => scopedPath(list, lists));
  const limit = lists.length > 1 ? pairedListLimit : listLimit;
  const attempt = (properties: Properties, chosen: number[], depth: number, memo: Memo): boolean => {
    if (depth === steps.length) return test(properties, chosen, memo);
    const length = listLength(properties, steps[depth] as ScopedPath, chosen, limit);
    for (let at = 0; at < length; at += 1) {
      chosen[depth] = at;
      if (attempt(properties, chosen, depth + 1, memo)) return true;
    }
    return false;
  };
  return (properties, _, memo) => attempt(properties, [], 0, memo);
}

const nothing: Memo = [];
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

function listLength(properties: Properties, path: ScopedPath, chosen: readonly number[], limit: number): number {
  const list = walkScoped(properties, path, chosen);
  return Array.isArray(list) && list.length > 0 ? Math.min(list.length, limit) : 1;
}

function walkScoped(properties: Properties, path: ScopedPath, chosen: readonly number[]): Json | undefined {
  let found = properties;
  for (const name of path) {
    if (typeof name === 'string') found = own(found, name);
    else found = Array.isArray(found) ? found[chosen[name] ?? 0] : undefined;
  }
  return found;
}

function compilePart(part: WhereCondition, lists: readonly string[], slots: Slots): ScopedTest {
  if ('all' in part) {
    const parts = part.all.map((inner) => compilePart(inner, lists, slots));
    return (properties, chosen, memo) => parts.every((test) => test(properties, chosen, memo));
  }
  if ('any' in part) {
    const parts = part.any.map((inner) => compilePart(inner, lists, slots));
    return (properties, chosen, memo) => parts.some((test) => test(properties, chosen, memo));
  }
  if ('not' in part) return compileNot(part.not, lists, slots);
  return compileProperty(part, lists, slots);
}

/** What a `not` asks is about no element chosen outside it: asked once, not for each. */
function compileNot(part: WhereCondition, lists: readonly string[], slots: Slots): ScopedTest {
  const test = compileScope(part, slots);
  if (lists.length === 0) return (properties, chosen, memo) => !test(properties, chosen, memo);
  const slot = slots.next();
  return (properties, chosen, memo) => {
    memo[slot] ??= !test(properties, chosen, memo);
    return memo[slot] as boolean;
  };
}

function compileProperty(clause: PropertyClause, lists: readonly string[], slots: Slots): ScopedTest {
  const test = testOf(clause);
  const own = listsOf(clause.path).map((list) => lists.indexOf(list));
  const asked = own.length === 0 ? ofProperty(clause.path, test) : ofElement(clause.path, lists, test);
  // A pattern is dear: asked once of each text, however the other list's elements go by.
  return clause.operator === 'matches' && own.length < lists.length ? remembered(asked, own, slots.next()) : asked;
}

function ofProperty(path: string, test: Test): ScopedTest {
  const read = compilePath(path);
  return (properties) => test(read(properties));
}

function ofElement(path: string, lists: readonly string[], test: Test): ScopedTest {
  const names = scopedPath(path, lists);
  return (properties, chosen) => test(walkScoped(properties, names, chosen));
}

function remembered(test: ScopedTest, lists: readonly number[], slot: number): ScopedTest {
  return (properties, chosen, memo) => {
    memo[slot] ??= new Map<number, boolean>();
    const known = memo[slot] as Map<number, boolean>;
    const place = lists.reduce((at, list) => at * listLimit + (chosen[list] ?? 0), 0);
    const answer = known.get(place) ?? test(properties, chosen, memo);
    known.set(place, answer);
    return answer;
  };
}

function testOf(clause: PropertyClause): Test {
  const operator = operatorNamed(clause.operator);
  if (operator === undefined) throw new TypeError(`Unknown operator ${clause.operator}: validation refuses it.`);
  const test = operator.compile(clause.value);
  return (found) => test(found, noMoment);
}

/** What an event was like does not depend on when that is asked: validation refuses operators to which the time matters. */
const noMoment = { now: Number.NaN, zone: 'UTC' };
