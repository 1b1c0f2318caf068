import { durationMs } from '../compile/duration.js';
import { refusedNames } from '../compile/path.js';
import type { Duration } from '../contracts/condition.js';
import type { Problem } from '../contracts/facts.js';

type Fault = Omit<Problem, 'path'>;

const units: readonly string[] = ['second', 'minute', 'hour', 'day', 'week'] satisfies Duration['unit'][];
/** Longest window: ten years of 365 days. */
export const longestWindowMs = 3_650 * 86_400_000;

/** A path into a value: names joined by dots, each an own property or an index; `*`, where `lists` allows it, is some element. */
export function pathProblem(path: unknown, lists: boolean): Fault | undefined {
  if (typeof path !== 'string' || path === '')
    return { code: 'invalid-path', message: 'The path is missing. Write names joined by dots, such as address.city.' };
  const names = path.split('.');
  if (path.length > 512 || names.length > 20)
    return { code: 'invalid-path', message: `The path “${path.slice(0, 80)}…” is too long: at most 512 characters and 20 names.` };
  if (names.includes('')) return { code: 'invalid-path', message: `The path “${path}” has an empty name. Write a dot that belongs to a name as %2e.` };
  const refused = names.find((name) => refusedNames.includes(name));
  if (refused !== undefined) return { code: 'forbidden-path', message: `A path may not hold “${refused}”: it is never data.` };
  if (names.includes('*') && (!lists || names[0] === '*')) {
    return { code: 'invalid-path', message: `“*” in “${path}” stands for some element of a list, and works in an event's where, after the list's name.` };
  }
  return undefined;
}

/** `name`, `timestamp`, `properties.…`. */
export function triggerPathProblem(path: unknown): Fault | undefined {
  if (path === 'name' || path === 'timestamp') return undefined;
  if (typeof path === 'string' && path.startsWith('properties.')) return pathProblem(path, false);
  return {
    code: 'invalid-path',
    message: `Of the triggering event, ask for name, timestamp or properties.…, not ${path === undefined ? 'nothing' : `“${String(path).slice(0, 80)}”`}.`,
  };
}

/** Exact, or a prefix with one trailing `*`. */
export function eventNameProblem(name: unknown): Fault | undefined {
  if (typeof name !== 'string' || name === '' || name.length > 512) {
    return {
      code: 'missing-name',
      message: `The event's name is ${name === undefined ? 'missing' : `${JSON.stringify(name)?.slice(0, 80)}`}. Give a text of 1–512 characters.`,
    };
  }
  const star = name.indexOf('*');
  if (star === -1 || star === name.length - 1) return undefined;
  return { code: 'invalid-name', message: `In “${name}” the * is not at the end. Use one * as the last character to mean every name that begins so.` };
}

/** A positive length of time, at most ten years. */
export function windowProblem(within: unknown): Fault | undefined {
  const { amount, unit, ...rest } = (typeof within === 'object' && within !== null ? within : {}) as { amount?: unknown; unit?: unknown };
  const valid = typeof amount === 'number' && Number.isInteger(amount) && amount >= 1 && units.includes(unit as string) && Object.keys(rest).length === 0;
  if (!valid)
    return {
      code: 'invalid-window',
      message: `A window is {amount, unit}: a whole number from 1 and one of ${units.join(', ')}; got ${JSON.stringify(within)?.slice(0, 80)}.`,
    };
  if (durationMs({ amount, unit: unit as Duration['unit'] }) > longestWindowMs)
    return { code: 'invalid-window', message: `A window of ${amount} ${String(unit)}s is too long: at most ten years.` };
  return undefined;
}
