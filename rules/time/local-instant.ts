import { readInstant } from './instant.js';
import { dateOfUtc, type LocalDate, localTime, startOfDay } from './zone.js';

const dayOnly = /^\d{4}-\d{2}-\d{2}$/;

/** The instant that a text stands for; a day without a time begins when it begins in this zone. Undefined for what is no date. */
export function instantOn(value: unknown, zone: string): number | undefined {
  const instant = readInstant(value);
  return instant !== undefined && dayOnly.test(value as string) ? startOfDay(zone, dateOfUtc(instant)) : instant;
}

/** The calendar day that a text stands for: a day without a time is itself, an instant the day on clocks in this zone. */
export function dateOn(value: unknown, zone: string): LocalDate | undefined {
  const instant = readInstant(value);
  if (instant === undefined) return undefined;
  return dayOnly.test(value as string) ? dateOfUtc(instant) : localTime(zone, instant);
}
