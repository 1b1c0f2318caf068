import { dateOfUtc, instantOf, type LocalDate, laterBy, localTime, utcInstant, weekdayOf } from './zone.js';

/** Minutes since midnight of `HH:MM`. @throws RangeError for anything else. */
export function minutesOf(timeOfDay: string): number {
  const parts = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(timeOfDay);
  if (!parts) throw new RangeError(`“${timeOfDay}” is no time of day such as 09:00.`);
  return Number(parts[1]) * 60 + Number(parts[2]);
}

/** So many days after the day that clocks in the zone show, at that time; undefined where there is no calendar. */
export function timeInDays(zone: string, now: number, days: number, minutes: number): number | undefined {
  const today = localTime(zone, now);
  return today && instantOf(zone, laterBy(today, days), minutes);
}

/** The first instant, `now` included, at which clocks in the zone show this time on one of these weekdays (1 Monday – 7 Sunday). */
export function nextWeekdayTime(zone: string, now: number, weekdays: readonly number[], minutes: number): number | undefined {
  return nextOn(zone, now, minutes, 8, (date) => weekdays.includes(weekdayOf(date)));
}

/** As {@link nextWeekdayTime}, on one of these days of a month; a day that a month does not have is its last. */
export function nextMonthdayTime(zone: string, now: number, days: readonly number[], minutes: number): number | undefined {
  return nextOn(zone, now, minutes, 63, (date) => days.includes(date.day) || (isLastOfMonth(date) && days.some((day) => day > date.day)));
}

function nextOn(zone: string, now: number, minutes: number, within: number, suits: (date: LocalDate) => boolean): number | undefined {
  const today = localTime(zone, now);
  if (!today) return undefined;
  for (let days = 0; days <= within; days += 1) {
    const date = laterBy(today, days);
    if (!suits(date)) continue;
    const instant = instantOf(zone, date, minutes);
    if (instant >= now) return instant;
  }
  return undefined;
}

function isLastOfMonth(date: LocalDate): boolean {
  return dateOfUtc(utcInstant({ ...date, day: date.day + 1 })).day === 1;
}
