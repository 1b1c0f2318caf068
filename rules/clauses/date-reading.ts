import type { ClauseValue, DateReading, OperatorName } from '../contracts/condition.js';
import type { ConditionReads, Facts } from '../contracts/facts.js';
import type { Found } from '../operators/operator.js';
import { dateInYear } from '../time/calendar.js';
import { dateOn } from '../time/local-instant.js';
import { daysBetween, type LocalDate, laterBy, localTime, startOfDay } from '../time/zone.js';
import { compileComparison } from './comparison.js';
import { type CompiledClause, mergeReads, zoneTraits } from './compiled-clause.js';

/** What a date reads as on a day: whole days or years. */
export function readDate(as: DateReading, date: LocalDate, today: LocalDate): number {
  switch (as) {
    case 'daysSince':
      return daysBetween(date, today);
    case 'daysUntil':
      return daysBetween(today, date);
    case 'yearsSince':
      return today.year - date.year - (daysBetween(dateInYear(date, today.year), today) < 0 ? 1 : 0);
    case 'daysUntilAnniversary': {
      const days = daysBetween(today, dateInYear(date, today.year));
      return days >= 0 ? days : daysBetween(today, dateInYear(date, today.year + 1));
    }
  }
}

/** A clause on a number made of a date. Its answer turns at midnight, on clocks in the person's zone. */
export function dateClause(
  as: DateReading,
  read: (facts: Facts) => Found,
  clause: { operator: OperatorName; value?: ClauseValue },
  reads: Partial<ConditionReads>,
): CompiledClause {
  const { test, against, reads: compared } = compileComparison(clause);
  const evaluate = (facts: Facts): boolean => {
    const date = dateOn(read(facts), facts.zone);
    const today = date && localTime(facts.zone, facts.now);
    return test(date && today ? readDate(as, date, today) : undefined, facts);
  };
  const nextChangeAt = (facts: Facts): number | undefined => {
    const date = dateOn(read(facts), facts.zone);
    const today = date && localTime(facts.zone, facts.now);
    if (date === undefined || today === undefined) return undefined;
    const answerIn = (days: number) => test(readDate(as, date, laterBy(today, days)), facts);
    const days = turnDays(as, date, today, numbersIn(against(facts)));
    const before = answerIn(0);
    const turn = days.find((day) => answerIn(day) !== before);
    return turn === undefined ? undefined : startOfDay(facts.zone, laterBy(today, turn));
  };
  return { evaluate, nextChangeAt, reads: mergeReads([reads, compared, { traits: [...zoneTraits] }]) };
}

/** Four years and a day: by then every date had its anniversary, with and without a 29 February. */
const longestRow = 1_462;
/** Numbers of days further off than this are not waited for: 400 years. */
const furthestDays = 146_097;

/** In how many days the reading may become, or cease to be, above, below or equal to one of these numbers. Ascending. */
function turnDays(as: DateReading, date: LocalDate, today: LocalDate, numbers: readonly number[]): number[] {
  if (as === 'daysUntilAnniversary') return Array.from({ length: longestRow }, (_, n) => n + 1);
  const since = daysBetween(date, today);
  const found = numbers.flatMap((number) => {
    if (as === 'daysSince') return [Math.floor(number) - since, Math.floor(number) + 1 - since];
    if (as === 'daysUntil') return [-since - Math.ceil(number), -since - Math.ceil(number) + 1, -since - Math.floor(number), -since - Math.floor(number) + 1];
    return [Math.floor(number), Math.floor(number) + 1].map((years) => daysBetween(today, dateInYear(date, date.year + years)));
  });
  return [...new Set(found)].filter((days) => days > 0 && days <= furthestDays).sort((a, b) => a - b);
}

function numbersIn(value: ClauseValue | undefined): number[] {
  return (Array.isArray(value) ? value : [value]).filter((one) => typeof one === 'number' && Number.isFinite(one) && Math.abs(one) < 1e6) as number[];
}
