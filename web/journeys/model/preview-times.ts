import { minutesOf, nextMonthdayTime, nextWeekdayTime, timeInDays } from '@cairn/rules/time/time-of-day.js';
import { instantOf, laterBy, localTime, weekdayOf } from '@cairn/rules/time/zone.js';
import type { DateTrigger, DelayUntil, ScheduleTrigger, WindowStep } from '@cairn/workflows/contracts/journey.js';

/** When something would happen, for a form to show: in one zone, counted from now. All instants are ms UTC. */

/** When somebody who arrives now goes on; undefined where that hangs on a date of their own. */
export function goesOnAt(until: DelayUntil, zone: string, now: number): number | undefined {
  if (until.type === 'calendar') return timeInDays(zone, now, until.days, minutesOf(until.at));
  return until.type === 'weekday' ? nextWeekdayTime(zone, now, until.weekdays, minutesOf(until.at)) : undefined;
}

/** When somebody who arrives now goes on; `now` while the window is open. */
export function windowOpensAt({ weekdays, from, to }: WindowStep, zone: string, now: number): number | undefined {
  const local = localTime(zone, now);
  if (!local) return undefined;
  const [opens, closes, minutes] = [minutesOf(from), minutesOf(to), local.hour * 60 + local.minute];
  const openedOn = (days: number): boolean => weekdays.includes(weekdayOf(laterBy(local, days)));
  // Over midnight it belongs to the day on which it opened.
  const isOpen = opens < closes ? openedOn(0) && minutes >= opens && minutes < closes : (openedOn(0) && minutes >= opens) || (openedOn(-1) && minutes < closes);
  return isOpen ? now : nextWeekdayTime(zone, now, weekdays, opens);
}

/** The next time of a schedule; undefined: none is left. @param own the zone that stands for each person's */
export function nextScheduled({ when, zone: named }: ScheduleTrigger, own: string, now: number): number | undefined {
  const zone = named === 'person' ? own : named;
  const minutes = minutesOf(when.at);
  if (when.type === 'weekly') return nextWeekdayTime(zone, now + 1, when.weekdays, minutes);
  if (when.type === 'monthly') return nextMonthdayTime(zone, now + 1, when.days, minutes);
  const [year = 0, month = 0, day = 0] = when.date.split('-').map(Number);
  const instant = instantOf(zone, { year, month, day }, minutes);
  return instant > now ? instant : undefined;
}

/** The date that a trait must hold for the journey to start at its next time of day, and when that is. */
export function dateToTry({ shift, at }: DateTrigger, zone: string, now: number): { date: string; startsAt: number } | undefined {
  const today = localTime(zone, now);
  if (!today) return undefined;
  const minutes = minutesOf(at);
  const ahead = instantOf(zone, today, minutes) > now ? 0 : 1;
  const dueDay = laterBy(today, ahead);
  const days = (shift?.days ?? 0) * (shift?.direction === 'before' ? 1 : -1);
  const { year, month, day } = laterBy(dueDay, days);
  const date = [String(year).padStart(4, '0'), String(month).padStart(2, '0'), String(day).padStart(2, '0')].join('-');
  return { date, startsAt: instantOf(zone, dueDay, minutes) };
}

/** The viewer's own zone. */
export function ownZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}
