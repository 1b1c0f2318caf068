import type { CalendarWindow, Duration, Window } from '@cairn/rules/contracts/condition.js';

export const units = ['minute', 'hour', 'day', 'week'] as const;
export const calendars = ['day', 'week', 'month', 'quarter', 'year'] as const;

/** "today", "last month" and so on, by one choice; the rest have fields of their own. */
export const namedWindows = calendars.flatMap((calendar) => [`${calendar}.this`, `${calendar}.previous`] as const);
export type NamedWindow = (typeof namedWindows)[number];

export type WindowKind = 'ever' | 'within' | 'ended' | NamedWindow | 'calendar' | 'dates';

export function kindOfWindow(window: Window | undefined): WindowKind {
  if (window === undefined) return 'ever';
  if ('amount' in window) return window.ago === undefined ? 'within' : 'ended';
  if (!('calendar' in window)) return 'dates';
  const { calendar, ago = 0, count = 1 } = window;
  return count === 1 && ago < 2 ? `${calendar}.${ago === 0 ? 'this' : 'previous'}` : 'calendar';
}

/** Another kind of window, with what the two kinds share. */
export function withKind(window: Window | undefined, kind: WindowKind, today: string): Window | undefined {
  const length = lengthOf(window);
  switch (kind) {
    case 'ever':
      return undefined;
    case 'within':
      return length;
    case 'ended':
      return { ...length, ago: { ...length } };
    case 'calendar':
      return { calendar: calendarOf(window), ago: 3, count: 3 };
    case 'dates':
      return window !== undefined && ('from' in window || 'to' in window) ? window : { from: today };
    default: {
      const [calendar, which] = kind.split('.') as [CalendarWindow['calendar'], string];
      return which === 'this' ? { calendar } : { calendar, ago: 1 };
    }
  }
}

function lengthOf(window: Window | undefined): Duration {
  return window !== undefined && 'amount' in window ? { amount: window.amount, unit: window.unit } : { amount: 30, unit: 'day' };
}

function calendarOf(window: Window | undefined): CalendarWindow['calendar'] {
  if (window === undefined) return 'month';
  if ('calendar' in window) return window.calendar;
  return 'amount' in window && (window.unit === 'day' || window.unit === 'week') ? window.unit : 'month';
}

/** From the period `ago` ago on, `count` of them: never into the future. */
export function calendarWindow(calendar: CalendarWindow['calendar'], ago: number, count: number): CalendarWindow {
  const least = Math.min(Math.max(Math.trunc(ago), 0), 120);
  return { calendar, ago: least, count: Math.min(Math.max(Math.trunc(count), 1), least + 1, 120) };
}

/** A sliding window that ends now; undefined: none, or another kind. */
export function plainWindow(window: Window | undefined): Duration | undefined {
  return window !== undefined && 'amount' in window && window.ago === undefined ? window : undefined;
}
