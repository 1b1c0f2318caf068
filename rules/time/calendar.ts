import { dateOfUtc, type LocalDate, localTime, startOfDay, utcInstant, weekdayOf } from './zone.js';

export type CalendarUnit = 'day' | 'week' | 'month' | 'quarter' | 'year';

/** The first day of the period that holds a date; so many periods later, or earlier. Weeks begin on Monday (ISO 8601). */
export function periodStart(date: LocalDate, unit: CalendarUnit, periods: number): LocalDate {
  const { year, month, day } = date;
  switch (unit) {
    case 'day':
      return moved({ year, month, day: day + periods });
    case 'week':
      return moved({ year, month, day: day - weekdayOf(date) + 1 + 7 * periods });
    case 'month':
      return moved({ year, month: month + periods, day: 1 });
    case 'quarter':
      return moved({ year, month: month - ((month - 1) % 3) + 3 * periods, day: 1 });
    case 'year':
      return moved({ year: year + periods, month: 1, day: 1 });
  }
}

function moved(date: LocalDate): LocalDate {
  return dateOfUtc(utcInstant(date));
}

/** First instant of the period that holds `now` on clocks in the zone, so many periods on; undefined where there is no calendar (before the year 1). */
export function periodInstant(zone: string, now: number, unit: CalendarUnit, periods: number): number | undefined {
  const date = localTime(zone, now);
  return date && startOfDay(zone, periodStart(date, unit, periods));
}

/** The day of that month, or its last (29 February falls on the 28th in other years). */
export function dateInYear({ month, day }: LocalDate, year: number): LocalDate {
  const last = dateOfUtc(utcInstant({ year, month: month + 1, day: 0 })).day;
  return { year, month, day: Math.min(day, last) };
}
