import type { CalendarDate, DateTrigger, DelayUntil, ScheduleTrigger, TimeOfDay, Weekday, WindowStep } from '@cairn/workflows/contracts/journey.js';

/**
 * When something would happen, for a form to show, as clocks and calendars tell it: what is told by the wall clock needs no instant, and no guess at
 * what a change of the clocks does to it.
 */
export interface ClockTime {
  day: CalendarDate;
  at: TimeOfDay;
}

/** What clocks in a zone show at an instant, ms UTC. */
export function clockIn(zone: string, instant: number): ClockTime {
  const parts = new Intl.DateTimeFormat('en-US', {
    ...{ timeZone: zone, hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' },
  } as Intl.DateTimeFormatOptions).formatToParts(instant);
  const of = (type: string): string => parts.find((part) => part.type === type)?.value ?? '';
  return { day: `${of('year').padStart(4, '0')}-${of('month')}-${of('day')}`, at: `${of('hour')}:${of('minute')}` };
}

/** When somebody who arrives now goes on; `past`: it is later already; undefined: never, or on a date of their own. */
export function goesOnAt(until: DelayUntil, now: ClockTime): ClockTime | 'past' | undefined {
  if (until.type === 'weekday') return nextOn(now, until.at, 7, (day) => until.weekdays.includes(weekdayOf(day)));
  if (until.type === 'date') return undefined;
  const due = { day: laterBy(now.day, until.days), at: until.at };
  return isBefore(due, now) ? 'past' : due;
}

/** When somebody who arrives now goes on; `now` while the window is open; undefined: never. */
export function windowOpensAt({ weekdays, from, to }: WindowStep, now: ClockTime): ClockTime | 'now' | undefined {
  const openedOn = (days: number): boolean => weekdays.includes(weekdayOf(laterBy(now.day, days)));
  // Over midnight it belongs to the day on which it opened.
  const isOpen = from < to ? openedOn(0) && now.at >= from && now.at < to : (openedOn(0) && now.at >= from) || (openedOn(-1) && now.at < to);
  return isOpen ? 'now' : nextOn(now, from, 7, (day) => weekdays.includes(weekdayOf(day)));
}

/** The next time of a schedule, on the clocks that it goes by; undefined: none is left. @param own the zone that stands for each person's */
export function nextScheduled({ when, zone }: ScheduleTrigger, own: string, instant: number): ClockTime | undefined {
  const now = clockIn(zone === 'person' ? own : zone, instant);
  switch (when.type) {
    case 'weekly':
      return nextOn(now, when.at, 7, (day) => when.weekdays.includes(weekdayOf(day)));
    case 'monthly':
      return nextOn(now, when.at, 62, (day) => isOnMonthday(day, when.days));
    case 'once':
      return isBefore({ day: when.date, at: when.at }, now) ? undefined : { day: when.date, at: when.at };
  }
}

/** The date that a trait must hold for the journey to start at its next time of day, and when that is. */
export function dateToTry({ shift, at }: DateTrigger, now: ClockTime): { date: CalendarDate; starts: ClockTime } {
  const starts = { day: laterBy(now.day, at > now.at ? 0 : 1), at };
  const days = (shift?.days ?? 0) * (shift?.direction === 'before' ? 1 : -1);
  return { date: laterBy(starts.day, days), starts };
}

/** The viewer's own zone. */
export function ownZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** Digits of one length: as text they are in order. */
function isBefore(a: ClockTime, b: ClockTime): boolean {
  return `${a.day} ${a.at}` < `${b.day} ${b.at}`;
}

function nextOn(now: ClockTime, at: TimeOfDay, within: number, suits: (day: CalendarDate) => boolean): ClockTime | undefined {
  for (let days = 0; days <= within; days += 1) {
    const next = { day: laterBy(now.day, days), at };
    if (suits(next.day) && !isBefore(next, now)) return next;
  }
  return undefined;
}

/** A day that a month does not have is its last. */
function isOnMonthday(day: CalendarDate, days: readonly number[]): boolean {
  const date = Number(day.slice(8));
  const isLast = laterBy(day, 1).endsWith('-01');
  return days.includes(date) || (isLast && days.some((each) => each > date));
}

function laterBy(day: CalendarDate, days: number): CalendarDate {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

function weekdayOf(day: CalendarDate): Weekday {
  return ((new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7) + 1;
}
