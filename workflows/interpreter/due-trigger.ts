import type { Facts } from '@cairn/rules/contracts/facts.js';
import { dateInYear } from '@cairn/rules/time/calendar.js';
import { dateOn } from '@cairn/rules/time/local-instant.js';
import { minutesOf, nextMonthdayTime, nextWeekdayTime } from '@cairn/rules/time/time-of-day.js';
import { dateOfUtc, instantOf, type LocalDate, laterBy, localTime } from '@cairn/rules/time/zone.js';

import type { CompiledJourney } from '../contracts/interpreter.js';
import type { DateTrigger, ScheduleTrigger, Trigger } from '../contracts/journey.js';

/** The first instant after `facts.now` at which the person, as they are now, is due to be asked in; undefined: never. */
export type NextDue = (facts: Facts) => number | undefined;

/** Nothing: no trigger of time. */
export function compileDue(trigger: Trigger): Pick<CompiledJourney['trigger'], 'nextDue' | 'dueName'> {
  if (trigger.type === 'date') return { nextDue: nextDate(trigger), dueName: ({ zone }, instant) => nameOf(zone, instant, trigger.at) };
  if (trigger.type !== 'schedule') return {};
  const { zone: named, when } = trigger;
  return { nextDue: nextScheduled(trigger), dueName: ({ zone }, instant) => nameOf(named === 'person' ? zone : named, instant, when.at) };
}

/** "2026-03-29 02:30", by the clock: also where that time is skipped. */
function nameOf(zone: string, instant: number, at: string): string {
  const local = localTime(zone, instant) ?? dateOfUtc(instant);
  return `${local.year}-${twoDigits(local.month)}-${twoDigits(local.day)} ${at}`;
}

const twoDigits = (number: number): string => String(number).padStart(2, '0');

function nextDate({ trait, shift, at, yearly }: DateTrigger): NextDue {
  const minutes = minutesOf(at);
  const days = (shift?.days ?? 0) * (shift?.direction === 'before' ? -1 : 1);
  return (facts) => {
    const { zone, now } = facts;
    const date = dateOn(facts.trait(trait), zone);
    if (!date) return undefined;
    const instantFrom = (day: LocalDate): number => instantOf(zone, laterBy(day, days), minutes);
    if (!yearly) return after(now, instantFrom(date));
    const today = localTime(zone, now);
    if (!today) return undefined;
    // A shift may reach over the turn of a year or of several, whichever way it goes.
    const first = today.year - Math.ceil(days / 365) - 1;
    for (let year = Math.max(first, date.year); year <= Math.max(first, date.year) + 3; year += 1) {
      const instant = instantFrom(dateInYear(date, year));
      if (instant > now) return instant;
    }
    return undefined;
  };
}

function nextScheduled({ segment, when, zone: named }: ScheduleTrigger): NextDue {
  const minutes = minutesOf(when.at);
  return (facts) => {
    if (!facts.segment(segment)) return undefined;
    const zone = named === 'person' ? facts.zone : named;
    if (when.type === 'weekly') return nextWeekdayTime(zone, facts.now + 1, when.weekdays, minutes);
    if (when.type === 'monthly') return nextMonthdayTime(zone, facts.now + 1, when.days, minutes);
    return after(facts.now, instantOf(zone, dateOfUtc(Date.parse(`${when.date}T00:00:00Z`)), minutes));
  };
}

function after(now: number, instant: number): number | undefined {
  return instant > now ? instant : undefined;
}
