import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';

import { tagOf } from './languages.js';

/** Numbers, dates, lists and lengths of time as people of one language write them. Built on Intl alone. */
export interface Format {
  /** For `Intl` and `lang`. */
  tag: string;
  number(value: number): string;
  /** 12,304 → "12K"; show the exact figure on hover and focus. */
  compact(value: number): string;
  /** 0.25 → "25 %". */
  percent(share: number): string;
  /** "24 Nov 2026, 14:02" in the viewer's zone. */
  dateTime(at: Instant): string;
  dateTimeExact(at: Instant): string;
  /** "24 Nov 2026, 14:02:07": what happened to one person, where minutes would hide a short wait. */
  moment(at: Instant): string;
  /** "14:02:07". */
  clock(at: Instant): string;
  date(at: Instant): string;
  /** "3 – 7 Nov 2026". */
  dateRange(from: Instant, until: Instant): string;
  time(at: Instant): string;
  /** "Friday", "Fri" of 1 Monday – 7 Sunday. */
  weekday(day: number, length: 'long' | 'short'): string;
  /** A day of the calendar, `2026-11-24`, whatever the zone: "24 Nov 2026". */
  day(date: string): string;
  /** "3 minutes ago", "in 2 days". */
  relative(at: Instant, now: number): string;
  list(items: string[], kind?: 'conjunction' | 'disjunction'): string;
  /** {amount: 2, unit: 'day'} → "2 days". */
  duration(duration: { amount: number; unit: 'second' | 'minute' | 'hour' | 'day' | 'week' }): string;
}

/** ISO 8601 text, ms since the epoch or a Date. */
export type Instant = string | number | Date;

const relativeUnits = [
  ['year', 365 * 86_400_000],
  ['month', 30 * 86_400_000],
  ['week', 7 * 86_400_000],
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const;

/** One a language: making `Intl`'s own is dear, and everything on a page asks. */
const formats = new Map<string, Format>();

export function createFormat(language: string): Format {
  const tag = tagOf(language);
  const known = formats.get(tag) ?? makeFormat(tag);
  formats.set(tag, known);
  return known;
}

function makeFormat(tag: string): Format {
  const number = new Intl.NumberFormat(tag);
  const compact = new Intl.NumberFormat(tag, { notation: 'compact', maximumFractionDigits: 1 });
  const percent = new Intl.NumberFormat(tag, { style: 'percent', maximumFractionDigits: 1 });
  const dateTime = new Intl.DateTimeFormat(tag, { dateStyle: 'medium', timeStyle: 'short' });
  const exact = new Intl.DateTimeFormat(tag, { dateStyle: 'full', timeStyle: 'long' });
  const moment = new Intl.DateTimeFormat(tag, { dateStyle: 'medium', timeStyle: 'medium' });
  const clock = new Intl.DateTimeFormat(tag, { timeStyle: 'medium' });
  const date = new Intl.DateTimeFormat(tag, { dateStyle: 'medium' });
  const day = new Intl.DateTimeFormat(tag, { dateStyle: 'medium', timeZone: 'UTC' });
  const weekdays = {
    long: new Intl.DateTimeFormat(tag, { weekday: 'long', timeZone: 'UTC' }),
    short: new Intl.DateTimeFormat(tag, { weekday: 'short', timeZone: 'UTC' }),
  };
  const time = new Intl.DateTimeFormat(tag, { timeStyle: 'short' });
  const relative = new Intl.RelativeTimeFormat(tag, { numeric: 'auto' });
  const lists = { conjunction: new Intl.ListFormat(tag, { type: 'conjunction' }), disjunction: new Intl.ListFormat(tag, { type: 'disjunction' }) };
  const length = (unit: string) => new Intl.NumberFormat(tag, { style: 'unit', unit, unitDisplay: 'long' });
  const lengths = { second: length('second'), minute: length('minute'), hour: length('hour'), day: length('day'), week: length('week') };
  return {
    tag,
    number: (value) => number.format(value),
    compact: (value) => compact.format(value),
    percent: (share) => percent.format(share),
    dateTime: (at) => dateTime.format(new Date(at)),
    dateTimeExact: (at) => exact.format(new Date(at)),
    moment: (at) => moment.format(new Date(at)),
    clock: (at) => clock.format(new Date(at)),
    date: (at) => date.format(new Date(at)),
    dateRange: (from, until) => date.formatRange(new Date(from), new Date(until)),
    time: (at) => time.format(new Date(at)),
    // 1 January 2024 was a Monday.
    weekday: (number, length) => weekdays[length].format(Date.UTC(2024, 0, number)),
    day: (date) => {
      const at = Date.parse(`${date}T00:00:00Z`);
      return Number.isNaN(at) ? date : day.format(at);
    },
    relative: (at, now) => {
      const difference = new Date(at).getTime() - now;
      const [unit, length] = relativeUnits.find(([, ms]) => Math.abs(difference) >= ms) ?? ['second', 1_000];
      // Under a minute seconds would tick under the reader's eyes.
      return unit === 'second' ? relative.format(0, 'second') : relative.format(Math.trunc(difference / length), unit);
    },
    list: (items, kind = 'conjunction') => lists[kind].format(items),
    duration: ({ amount, unit }) => lengths[unit].format(amount),
  };
}

export function useFormat(): Format {
  const { i18n } = useTranslation('ui');
  return useMemo(() => createFormat(i18n.language), [i18n.language]);
}
