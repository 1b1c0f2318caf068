import type { DelayStep, DelayUntilDate, Weekday, WindowStep } from '@cairn/workflows/contracts/journey.js';

import { type Phrase, phrase } from './phrase.js';

/** "Wait 3 days", "Wait until Friday 09:00, their time", "Until 3 days before trait renewal_date at 09:00". */
export function delaySummary({ duration, until }: DelayStep): Phrase {
  if (until === undefined) return duration === undefined ? phrase('summary.until.none') : phrase('summary.delay', { duration });
  switch (until.type) {
    case 'calendar':
      return until.days === 0 ? phrase('summary.until.today', { at: until.at }) : phrase('summary.until.days', { count: until.days, at: until.at });
    case 'weekday':
      if (until.weekdays.length === 0) return phrase('summary.noWeekday');
      if (isEveryDay(until.weekdays)) return phrase('summary.until.anyDay', { at: until.at });
      return phrase('summary.until.weekday', { weekdays: { weekdays: until.weekdays, join: 'or' }, at: until.at });
    case 'date':
      return dateSummary(until);
  }
}

function dateSummary({ of, shift, at }: DelayUntilDate): Phrase {
  const name = 'trait' in of ? of.trait : of.trigger;
  if (name.trim() === '') return phrase('summary.until.noDate');
  const date = phrase('trait' in of ? 'summary.dateOf.trait' : 'summary.dateOf.trigger', { name });
  const key = `summary.until.${shift?.direction ?? 'date'}${at === undefined ? '' : 'At'}`;
  return phrase(key, { date, ...(shift && { duration: shift.by }), ...(at !== undefined && { at }) });
}

/** "Only Mon–Fri 09:00–17:00, their time". */
export function windowSummary({ weekdays, from, to }: WindowStep): Phrase {
  if (weekdays.length === 0) return phrase('summary.noWeekday');
  if (isEveryDay(weekdays)) return phrase('summary.window.everyDay', { from, to });
  return phrase('summary.window.weekdays', { weekdays: { weekdays, join: 'and' }, from, to });
}

export function isEveryDay(weekdays: readonly Weekday[]): boolean {
  return new Set(weekdays).size === 7;
}
