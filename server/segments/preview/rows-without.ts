import type { Condition } from '@cairn/rules/contracts/condition.js';

/** More would make the count slow, and nobody reads so many numbers. */
const mostRows = 40;

/** One clause, by its place, and the condition with that clause left out; undefined: nothing is left to ask. */
export interface RowWithout {
  path: string;
  without: Condition | undefined;
}

/** Every clause of a condition; of more than 40 the first. */
export function rowsWithout(condition: Condition): RowWithout[] {
  return pathsOf(condition, '')
    .slice(0, mostRows)
    .map((path) => ({ path, without: leftWithout(condition, path === '' ? [] : path.split('.')) }));
}

function pathsOf(part: Condition, path: string): string[] {
  const into = (step: string): string => (path === '' ? step : `${path}.${step}`);
  if ('all' in part) return part.all.flatMap((inner, at) => pathsOf(inner, into(`all.${at}`)));
  if ('any' in part) return part.any.flatMap((inner, at) => pathsOf(inner, into(`any.${at}`)));
  if ('not' in part) return pathsOf(part.not, into('not'));
  return [path];
}

/** A group that loses its last part goes with it: empty, it would say something else. */
function leftWithout(part: Condition, [step, ...steps]: string[]): Condition | undefined {
  if (step === undefined) return undefined;
  if ('not' in part) {
    const inner = leftWithout(part.not, steps);
    return inner && { not: inner };
  }
  const kind = 'all' in part ? 'all' : 'any';
  const parts = 'all' in part ? part.all : (part as { any: Condition[] }).any;
  const [at, ...deeper] = steps;
  const left = parts.flatMap((inner, n) => (n === Number(at) ? (leftWithout(inner, deeper) ?? []) : [inner]));
  if (left.length === 0) return undefined;
  return kind === 'all' ? { all: left } : { any: left };
}
