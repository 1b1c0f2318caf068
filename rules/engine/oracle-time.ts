import type { DateReading, NowPart, Window } from '../contracts/condition.js';
import type { Facts, Json } from '../contracts/facts.js';
import { readInstant } from '../time/instant.js';

export const unitMs = { second: 1_000, minute: 60_000, hour: 3_600_000, day: 86_400_000, week: 604_800_000 };

/** Is an instant in the window now? By comparing dates as clocks show them, where the closures reckon with instants. */
export function oracleInside(window: Window | undefined, { now, zone }: Pick<Facts, 'now' | 'zone'>): (instant: number) => boolean {
  if (window === undefined) return () => true;
  if ('calendar' in window) {
    const { calendar, ago = 0, count = 1 } = window;
    const first = periodNumber(now, zone, calendar) - ago;
    return (instant) => {
      const period = periodNumber(instant, zone, calendar);
      return instant <= now && period >= first && period < first + count;
    };
  }
  if ('amount' in window) {
    const end = now - (window.ago ? window.ago.amount * unitMs[window.ago.unit] : 0);
    return (instant) => instant <= end && instant > end - window.amount * unitMs[window.unit];
  }
  const [from, to] = [readInstant(window.from), readInstant(window.to)];
  return (instant) => instant <= now && (from === undefined || instant >= from) && (to === undefined || instant < to);
}

/** `2026-11-25 14:03:22`, as a Swedish clock in that zone shows it. */
function shown(instant: number, zone: string): string {
  return new Date(instant).toLocaleString('sv-SE', { timeZone: zone });
}

function dayNumber(text: string): number {
  return Date.parse(`${text.slice(0, 10)}T00:00:00Z`) / 86_400_000;
}

function periodNumber(instant: number, zone: string, unit: 'day' | 'week' | 'month' | 'quarter' | 'year'): number {
  const text = shown(instant, zone);
  const [year, month] = text.split('-').map(Number) as [number, number];
  switch (unit) {
    case 'day':
      return dayNumber(text);
    case 'week':
      // 1970 began on a Thursday.
      return Math.floor((dayNumber(text) + 3) / 7);
    case 'month':
      return year * 12 + month;
    case 'quarter':
      return year * 4 + Math.ceil(month / 3);
    case 'year':
      return year;
  }
}

/** The date as text: a day without a time is itself. */
function dayOf(value: Json | undefined, zone: string): string | undefined {
  const instant = readInstant(value);
  if (instant === undefined) return undefined;
  return (value as string).length === 10 ? (value as string) : shown(instant, zone).slice(0, 10);
}

/** A number made of a date, found by going day by day, or year by year. */
export function oracleReading(as: DateReading, value: Json | undefined, { now, zone }: Pick<Facts, 'now' | 'zone'>): number | undefined {
  const day = dayOf(value, zone);
  if (day === undefined) return undefined;
  const today = shown(now, zone).slice(0, 10);
  if (as === 'daysSince') return dayNumber(today) - dayNumber(day);
  if (as === 'daysUntil') return dayNumber(day) - dayNumber(today);
  const falls = (year: number) => (day.endsWith('02-29') && !isLeap(year) ? `${padded(year)}-02-28` : `${padded(year)}${day.slice(4)}`);
  const thisYear = Number(today.slice(0, 4));
  if (as === 'yearsSince') return thisYear - Number(day.slice(0, 4)) - (falls(thisYear) > today ? 1 : 0);
  return dayNumber(falls(thisYear) >= today ? falls(thisYear) : falls(thisYear + 1)) - dayNumber(today);
}

function isLeap(year: number): boolean {
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
}

function padded(year: number): string {
  return String(year).padStart(4, '0');
}

export function oracleNow(part: NowPart, { now, zone }: Pick<Facts, 'now' | 'zone'>): Json {
  const text = shown(now, zone);
  switch (part) {
    case 'instant':
      return new Date(now).toISOString();
    case 'date':
      return text.slice(0, 10);
    case 'hour':
      return Number(text.slice(11, 13));
    case 'weekday':
      return ((dayNumber(text) + 3) % 7) + 1;
    case 'day':
      return Number(text.slice(8, 10));
    case 'month':
      return Number(text.slice(5, 7));
    case 'year':
      return Number(text.slice(0, 4));
  }
}
