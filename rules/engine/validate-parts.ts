import { refusedNames } from '../compile/path.js';
import type { CalendarWindow, Duration } from '../contracts/condition.js';
import { durationMs } from '../time/duration.js';
import { readInstant } from '../time/instant.js';
import { type Fault, isObject, type Shape, shown } from './problems.js';

const units: readonly string[] = ['second', 'minute', 'hour', 'day', 'week'] satisfies Duration['unit'][];
/** Longest window: ten years of 365 days. */
export const longestWindowMs = 3_650 * 86_400_000;

/** A path into a value: names joined by dots, each an own property or an index; `*`, where `lists` allows it, is some element: after a name, or also at first. */
export function pathProblem(path: unknown, lists: 'none' | 'inside' | 'anywhere'): Fault | undefined {
  if (typeof path !== 'string' || path === '')
    return { code: 'invalid-path', message: 'The path is missing. Write names joined by dots, such as address.city.' };
  const names = path.split('.');
  if (path.length > 512 || names.length > 20)
    return { code: 'invalid-path', message: `The path “${path.slice(0, 80)}…” is too long: at most 512 characters and 20 names.` };
  if (names.includes('')) return { code: 'invalid-path', message: `The path “${path}” has an empty name. Write a dot that belongs to a name as %2e.` };
  const refused = names.find((name) => refusedNames.includes(name));
  if (refused !== undefined) return { code: 'forbidden-path', message: `A path may not hold “${refused}”: it is never data.` };
  if (names.includes('*') && (lists === 'none' || (lists === 'inside' && names[0] === '*'))) {
    const place = lists === 'none' ? 'and works in a where' : "after the list's name";
    return { code: 'invalid-path', message: `“*” in “${path}” stands for some element of a list, ${place}.` };
  }
  return undefined;
}

/** `name`, `timestamp`, `properties.…`. */
export function triggerPathProblem(path: unknown): Fault | undefined {
  if (path === 'name' || path === 'timestamp') return undefined;
  if (typeof path === 'string' && path.startsWith('properties.')) return pathProblem(path, 'none');
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
export function durationProblem(value: unknown): Fault | undefined {
  const { amount, unit, ...rest } = (isObject(value) ? value : {}) as { amount?: unknown; unit?: unknown };
  const valid = typeof amount === 'number' && Number.isInteger(amount) && amount >= 1 && units.includes(unit as string) && Object.keys(rest).length === 0;
  if (!valid) return invalidWindow(`A length of time is {amount, unit}: a whole number from 1 and one of ${units.join(', ')}; got ${shown(value)}.`);
  if (durationMs({ amount, unit: unit as Duration['unit'] }) > longestWindowMs)
    return invalidWindow(`${amount} ${String(unit)}s are too long: at most ten years.`);
  return undefined;
}

/** Sliding, by the calendar, or from and to. */
export function windowProblem(window: unknown): Fault | undefined {
  if (!isObject(window)) return invalidWindow(`A window is {amount, unit}, {calendar} or {from, to}, not ${shown(window)}.`);
  if (Object.hasOwn(window, 'calendar')) return calendarProblem(window);
  if (Object.hasOwn(window, 'from') || Object.hasOwn(window, 'to')) return absoluteProblem(window);
  const { ago, ...length } = window;
  return durationProblem(length) ?? (ago === undefined ? undefined : durationProblem(ago));
}

const calendarUnits: readonly unknown[] = ['day', 'week', 'month', 'quarter', 'year'] satisfies CalendarWindow['calendar'][];
const mostPeriods = 120;

function calendarProblem({ calendar, ago = 0, count = 1, ...rest }: Shape): Fault | undefined {
  const isPeriods = (number: unknown, least: number): number is number =>
    typeof number === 'number' && Number.isInteger(number) && number >= least && number <= mostPeriods;
  if (!calendarUnits.includes(calendar) || Object.keys(rest).length > 0 || !isPeriods(ago, 0) || !isPeriods(count, 1)) {
    return invalidWindow(
      `A calendar window is {calendar: ${calendarUnits.join(' | ')}, ago?: 0 to ${mostPeriods}, count?: 1 to ${mostPeriods}}; got ${shown({ calendar, ago, count, ...rest })}.`,
    );
  }
  if (count > ago + 1) return invalidWindow(`${count} periods from ${ago} ago on reach into the future, of which nothing is known. Give at most ${ago + 1}.`);
  return undefined;
}

function absoluteProblem({ from, to, ...rest }: Shape): Fault | undefined {
  const extra = Object.keys(rest)[0];
  if (extra !== undefined) return invalidWindow(`“${extra.slice(0, 80)}” is not known beside from and to.`);
  const [first, end] = [readInstant(from), readInstant(to)];
  if ((from !== undefined && first === undefined) || (to !== undefined && end === undefined))
    return invalidWindow(`From and to are ISO 8601, such as 2026-01-31; got ${shown({ from, to })}.`);
  if (first !== undefined && end !== undefined && first >= end)
    return invalidWindow(`The window ends before it begins: nothing lies between ${shown(from)} and ${shown(to)}.`);
  return undefined;
}

function invalidWindow(message: string): Fault {
  return { code: 'invalid-window', message };
}
