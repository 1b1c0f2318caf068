import { compilePath } from '@cairn/rules/compile/path.js';
import type { Duration } from '@cairn/rules/contracts/condition.js';
import type { Facts, Json } from '@cairn/rules/contracts/facts.js';
import { durationMs } from '@cairn/rules/time/duration.js';
import { dateOn, instantOn } from '@cairn/rules/time/local-instant.js';
import { minutesOf, nextWeekdayTime, timeInDays } from '@cairn/rules/time/time-of-day.js';
import { instantOf, laterBy, localTime } from '@cairn/rules/time/zone.js';

import type { DelayStep, DelayUntil, DelayUntilDate } from '../contracts/journey.js';
import type { Arrival, StepHandler } from './handler.js';

/** Beyond this a date is a mistake, and no timer could hold it. */
const longestWaitMs = 50 * 366 * 86_400_000;

/** Waits from the arrival. A delay after a delay starts from the first one's due time, so lateness never adds up. The due time is fixed on arrival. */
export const delayHandler: StepHandler<DelayStep> = {
  arrive({ step, run, facts, now }) {
    const { stepId, visit } = run.position;
    const dueAt = step.until ? dueUntil(step.until, facts, now) : now + durationMs(step.duration as Duration);
    if (dueAt === undefined || dueAt > now + longestWaitMs) return past(step, 'no-date');
    if (dueAt < now) return past(step, 'date-past');
    if (dueAt === now) return { kind: 'go', to: step.next, outcome: 'next' };
    return { kind: 'wait', wait: { stepId, visit, dueAt, branches: [] } };
  },
  leave({ step, run, now }) {
    const dueAt = run.wait?.dueAt;
    if (dueAt === undefined || now < dueAt) return { kind: 'stay' };
    return { kind: 'go', at: dueAt, to: step.next, outcome: 'next' };
  },
};

/** There is nothing to wait for: a run never stalls. */
function past(step: DelayStep, reason: 'no-date' | 'date-past'): Arrival {
  if (step.past === 'exit') return { kind: 'end', reason: 'date-past', outcome: 'ended', detail: step.id, why: reason };
  return { kind: 'go', to: step.next, outcome: 'next', reason, ...(step.past === 'skipMessage' && { run: { skipsMessage: true } }) };
}

function dueUntil(until: DelayUntil, facts: Facts, now: number): number | undefined {
  switch (until.type) {
    case 'calendar':
      return timeInDays(facts.zone, now, until.days, minutesOf(until.at));
    case 'weekday':
      return nextWeekdayTime(facts.zone, now, until.weekdays, minutesOf(until.at));
    case 'date':
      return dueOnDate(until, facts);
  }
}

/** Days and weeks go by the calendar, shorter units by the clock (semantics §5.1). */
function dueOnDate({ of, shift, at }: DelayUntilDate, facts: Facts): number | undefined {
  const value = 'trait' in of ? facts.trait(of.trait) : valueIn(facts, of.trigger);
  const { zone } = facts;
  const sign = shift?.direction === 'before' ? -1 : 1;
  const days = shift && (shift.by.unit === 'day' || shift.by.unit === 'week') ? sign * shift.by.amount * (shift.by.unit === 'week' ? 7 : 1) : 0;
  const byClock = shift && days === 0 ? sign * durationMs(shift.by) : 0;
  if (at !== undefined) {
    const date = dateOn(value, zone);
    return date && instantOf(zone, laterBy(date, days), minutesOf(at)) + byClock;
  }
  const instant = instantOn(value, zone);
  if (instant === undefined || days === 0) return instant === undefined ? undefined : instant + byClock;
  const local = localTime(zone, instant);
  // The same time of day, so many days on; seconds and below are kept.
  return local && instantOf(zone, laterBy(local, days), local.hour * 60 + local.minute) + (instant % 60_000);
}

function valueIn({ trigger }: Facts, path: string): Json | undefined {
  return trigger && compilePath(path)(trigger.properties);
}
