import type { ClauseValue, NowClause, NowPart } from '../contracts/condition.js';
import type { Facts } from '../contracts/facts.js';
import type { Found } from '../operators/operator.js';
import { readInstant } from '../time/instant.js';
import { isoInstant } from '../time/iso-instant.js';
import { dateOfUtc, daysBetween, type LocalDate, laterBy, localTime, startOfDay, weekdayOf } from '../time/zone.js';
import { compileComparison } from './comparison.js';
import { type CompiledClause, mergeReads, zoneTraits } from './compiled-clause.js';

/** What time it is for a person. */
export function readNow(part: NowPart, now: number, zone: string): Found {
  if (part === 'instant') return isoInstant(now);
  const local = localTime(zone, now);
  if (local === undefined) return undefined;
  if (part === 'hour') return local.hour;
  return readDay(part, local);
}

function readDay(part: Exclude<NowPart, 'instant' | 'hour'>, date: LocalDate): string | number {
  if (part === 'date') return [String(date.year).padStart(4, '0'), ...[date.month, date.day].map((number) => String(number).padStart(2, '0'))].join('-');
  return part === 'weekday' ? weekdayOf(date) : date[part];
}

export function compileNow(clause: NowClause): CompiledClause {
  const { part } = clause.params;
  const { test, against, reads } = compileComparison(clause);
  return {
    evaluate: (facts) => test(readNow(part, facts.now, facts.zone), facts),
    nextChangeAt: (facts) => nextChange(part, facts, against(facts), (found) => test(found, facts)),
    reads: mergeReads([reads, part === 'instant' ? {} : { traits: [...zoneTraits] }]),
  };
}

function nextChange(part: NowPart, { now, zone }: Facts, value: ClauseValue | undefined, answer: (found: Found) => boolean): number | undefined {
  const before = answer(readNow(part, now, zone));
  if (part === 'instant') {
    const instant = readInstant(value) ?? Number.NaN;
    return [instant, instant + 1].find((at) => at > now && answer(isoInstant(at)) !== before);
  }
  if (part === 'hour') return nextHour(zone, now, (hour) => answer(hour) !== before);
  const today = localTime(zone, now);
  if (today === undefined) return undefined;
  const days = daysOf(part, today, value).filter((day) => day > 0);
  const turn = days.sort((a, b) => a - b).find((day) => answer(readDay(part, laterBy(today, day))) !== before);
  return turn === undefined ? undefined : startOfDay(zone, laterBy(today, turn));
}

/** The first full hour of three days that is such: by then every hour of the clock was shown. */
function nextHour(zone: string, now: number, isSuch: (hour: number) => boolean): number | undefined {
  let at = now;
  for (let hours = 0; hours < 75; hours += 1) {
    const local = localTime(zone, at);
    if (local === undefined) return undefined;
    at = Math.floor(at / 1_000) * 1_000 + (3_600 - local.minute * 60 - local.second) * 1_000;
    const next = localTime(zone, at);
    if (next !== undefined && isSuch(next.hour)) return at;
  }
  return undefined;
}

/** In how many days. */
function daysOf(part: Exclude<NowPart, 'instant' | 'hour'>, today: LocalDate, value: ClauseValue | undefined): number[] {
  const values = Array.isArray(value) ? value : [value];
  switch (part) {
    case 'weekday':
      return [1, 2, 3, 4, 5, 6, 7];
    case 'day':
      // From 31 January to 31 March.
      return Array.from({ length: 62 }, (_, n) => n + 1);
    case 'month':
      return Array.from({ length: 13 }, (_, n) => daysBetween(today, { ...today, month: today.month + n + 1, day: 1 }));
    case 'year':
      return values.flatMap((year) =>
        typeof year === 'number' && Math.abs(year) < 10_000
          ? [0, 1].map((more) => daysBetween(today, { year: Math.floor(year) + more, month: 1, day: 1 }))
          : [],
      );
    case 'date':
      return values.flatMap((date) => {
        const instant = readInstant(date);
        return instant === undefined ? [] : [0, 1].map((more) => daysBetween(today, dateOfUtc(instant)) + more);
      });
  }
}
