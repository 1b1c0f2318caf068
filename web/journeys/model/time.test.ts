import type { DateTrigger, DelayStep, DelayUntil, ScheduleTimes, ScheduleTrigger, Step, Trigger, WindowStep } from '@cairn/workflows/contracts/journey.js';
import { describe, expect, test } from 'vitest';

import { withDelayKind, withUntilType } from './delay-kinds.js';
import { elapsedTimes } from './elapsed.js';
import { newTrigger, triggerTypes } from './new-trigger.js';
import { phrase } from './phrase.js';
import { type ClockTime, clockIn, dateToTry, goesOnAt, nextScheduled, windowOpensAt } from './preview-times.js';
import { emptyJourney } from './random-journey.js';
import { summary } from './summary.js';
import { timeFrom } from './time-typed.js';
import { triggerSummary } from './trigger-summary.js';

const delay = (wait: Partial<DelayStep>): DelayStep => ({ id: 'a', type: 'delay', next: null, ...wait });
describe('the summary of a wait', () => {
  test.each<[Partial<DelayStep>, string]>([
    [{ duration: { amount: 3, unit: 'day' } }, 'summary.delay'],
    [{}, 'summary.until.none'],
    [{ until: { type: 'calendar', days: 0, at: '09:00' } }, 'summary.until.today'],
    [{ until: { type: 'calendar', days: 2, at: '09:00' } }, 'summary.until.days'],
    [{ until: { type: 'weekday', weekdays: [5], at: '09:00' } }, 'summary.until.weekday'],
    [{ until: { type: 'weekday', weekdays: [1, 2, 3, 4, 5, 6, 7], at: '09:00' } }, 'summary.until.anyDay'],
    [{ until: { type: 'weekday', weekdays: [], at: '09:00' } }, 'summary.noWeekday'],
    [{ until: { type: 'date', of: { trait: ' ' } } }, 'summary.until.noDate'],
    [{ until: { type: 'date', of: { trait: 'renewal_date' } } }, 'summary.until.date'],
    [{ until: { type: 'date', of: { trigger: 'due' }, at: '09:00' } }, 'summary.until.dateAt'],
  ])('%o', (wait, key) => {
    expect(summary(delay(wait)).key).toBe(key);
  });
  test('names the date, how far from it, and the time', () => {
    const until = { type: 'date', of: { trait: 'renewal_date' }, shift: { direction: 'before', by: { amount: 3, unit: 'day' } }, at: '09:00' } as const;
    expect(summary(delay({ until }))).toEqual(
      phrase('summary.until.beforeAt', { date: phrase('summary.dateOf.trait', { name: 'renewal_date' }), duration: { amount: 3, unit: 'day' }, at: '09:00' }),
    );
  });
});

describe('another kind of wait', () => {
  const twoDays = delay({ duration: { amount: 2, unit: 'day' } });
  test('writes exactly one of duration and until', () => {
    const until = withDelayKind(twoDays, 'date', []);
    expect(until).toEqual({ id: 'a', type: 'delay', next: null, until: { type: 'date', of: { trait: '' } } });
    expect(withDelayKind(until, 'duration', [twoDays])).toEqual(twoDays);
  });
  test('brings back what was set before, what to do when it is past included', () => {
    const friday = delay({ until: { type: 'weekday', weekdays: [5], at: '08:30' } });
    const date = delay({ until: { type: 'date', of: { trait: 'birthday' } }, past: 'exit' });
    expect(withDelayKind(twoDays, 'date', [friday, date])).toEqual(date);
    expect(withDelayKind(date, 'time', [date, friday])).toEqual(friday);
  });
  test('keeps the time between weekdays and days', () => {
    const friday = delay({ until: { type: 'weekday', weekdays: [5], at: '08:30' } });
    expect(withUntilType(friday, 'calendar', []).until).toEqual({ type: 'calendar', days: 1, at: '08:30' });
  });
});

describe('when it would go on', () => {
  /** Tuesday, 3 March 2026, 10:00. */
  const now: ClockTime = { day: '2026-03-03', at: '10:00' };
  const tuesday = Date.parse('2026-03-03T09:00:00Z');
  test('clocks show the time of their zone', () => {
    expect(clockIn('Europe/Berlin', tuesday)).toEqual(now);
    expect(clockIn('Asia/Tokyo', tuesday)).toEqual({ day: '2026-03-03', at: '18:00' });
    expect(clockIn('America/Los_Angeles', Date.parse('2026-03-03T08:00:00Z'))).toEqual({ day: '2026-03-03', at: '00:00' });
  });
  test.each<[string, DelayUntil, ReturnType<typeof goesOnAt>]>([
    ['today', { type: 'calendar', days: 0, at: '12:00' }, { day: '2026-03-03', at: '12:00' }],
    ['today, but it is later', { type: 'calendar', days: 0, at: '09:00' }, 'past'],
    ['over the end of a month', { type: 'calendar', days: 30, at: '09:00' }, { day: '2026-04-02', at: '09:00' }],
    ['on Friday', { type: 'weekday', weekdays: [5], at: '09:00' }, { day: '2026-03-06', at: '09:00' }],
    ['next Tuesday', { type: 'weekday', weekdays: [2], at: '09:00' }, { day: '2026-03-10', at: '09:00' }],
    ['on a date', { type: 'date', of: { trait: 'a' } }, undefined],
  ])('%s', (_, until, expected) => {
    expect(goesOnAt(until, now)).toEqual(expected);
  });
  test.each<[string, number[], string, string, ReturnType<typeof windowOpensAt>]>([
    ['open now', [1, 2], '09:00', '17:00', 'now'],
    ['later today', [2], '11:00', '17:00', { day: '2026-03-03', at: '11:00' }],
    ['over midnight, opened yesterday', [1], '18:00', '11:00', 'now'],
    ['its end is not inside', [2], '08:00', '10:00', { day: '2026-03-10', at: '08:00' }],
    ['never', [], '07:00', '08:00', undefined],
  ])('a window %s', (_, weekdays, from, to, expected) => {
    const window: WindowStep = { id: 'w', type: 'window', weekdays, from, to, next: null };
    expect(windowOpensAt(window, now)).toEqual(expected);
  });
  test.each<[string, ScheduleTimes, string, ClockTime | undefined]>([
    ['each at their own time', { type: 'weekly', weekdays: [3], at: '09:00' }, 'person', { day: '2026-03-04', at: '09:00' }],
    ['in a zone where it is later', { type: 'weekly', weekdays: [2], at: '12:00' }, 'Asia/Tokyo', { day: '2026-03-10', at: '12:00' }],
    ['on the last day of a short month', { type: 'monthly', days: [31], at: '09:00' }, 'person', { day: '2026-03-31', at: '09:00' }],
    ['once', { type: 'once', date: '2026-03-04', at: '09:00' }, 'person', { day: '2026-03-04', at: '09:00' }],
    ['on a day that is over', { type: 'once', date: '2026-03-02', at: '09:00' }, 'person', undefined],
  ])('a schedule %s', (_, when, zone, expected) => {
    expect(nextScheduled({ type: 'schedule', segment: 's', when, zone }, 'Europe/Berlin', tuesday)).toEqual(expected);
  });
  test('a day that a month does not have is its last', () => {
    const schedule: ScheduleTrigger = { type: 'schedule', segment: 's', when: { type: 'monthly', days: [31], at: '09:00' }, zone: 'UTC' };
    expect(nextScheduled(schedule, 'UTC', Date.parse('2026-02-10T00:00:00Z'))?.day).toBe('2026-02-28');
  });
  test.each<[string, Partial<DateTrigger>, string, string]>([
    ['on the day, still today', { at: '12:00' }, '2026-03-03', '2026-03-03'],
    ['on the day, tomorrow', { at: '09:00' }, '2026-03-04', '2026-03-04'],
    ['three days before', { at: '12:00', shift: { direction: 'before', days: 3 } }, '2026-03-06', '2026-03-03'],
    ['three days after', { at: '12:00', shift: { direction: 'after', days: 3 } }, '2026-02-28', '2026-03-03'],
  ])('a date to try it with: %s', (_, trigger, date, day) => {
    const tried = dateToTry({ type: 'date', trait: 'renewal_date', at: '09:00', yearly: false, ...trigger }, now);
    expect([tried.date, tried.starts.day]).toEqual([date, day]);
  });
});

describe('a time that is typed', () => {
  test.each([
    ['9', '09:00'],
    ['930', '09:30'],
    ['9:30', '09:30'],
    ['09.30', '09:30'],
    ['9 pm', '21:00'],
    ['12am', '00:00'],
    ['23:59', '23:59'],
    ['24:00', undefined],
    ['9:3', undefined],
    ['13pm', undefined],
    ['', undefined],
  ])('%s', (typed, time) => {
    expect(timeFrom(typed)).toBe(time);
  });
});

describe('a time that is typed', () => {
  test.each([
    ['9', '09:00'],
    ['930', '09:30'],
    ['9:30', '09:30'],
    ['09.30', '09:30'],
    ['9 pm', '21:00'],
    ['12am', '00:00'],
    ['23:59', '23:59'],
    ['24:00', undefined],
    ['9:3', undefined],
    ['13pm', undefined],
    ['', undefined],
  ])('%s', (typed, time) => {
    expect(timeFrom(typed)).toBe(time);
  });
});

describe('time since entry', () => {
  const after = (wait: Partial<DelayStep>): number | undefined => {
    const steps: Step[] = [
      { ...delay(wait), next: 'm' },
      { id: 'm', type: 'message', channel: 'email', template: '', next: null },
    ];
    return elapsedTimes({ ...emptyJourney('j'), start: 'a', steps }).get('m');
  };
  test('is not told behind a weekday or a date', () => {
    expect(after({ duration: { amount: 1, unit: 'hour' } })).toBe(3_600_000);
    expect(after({ until: { type: 'calendar', days: 2, at: '09:00' } })).toBe(2 * 86_400_000);
    expect(after({ until: { type: 'weekday', weekdays: [1], at: '09:00' } })).toBeUndefined();
    expect(after({ until: { type: 'date', of: { trait: 'a' } } })).toBeUndefined();
  });
});

describe('the summary of a trigger', () => {
  test.each<[Partial<Trigger>, string]>([
    [{ type: 'date', trait: '' }, 'trigger.none'],
    [{ type: 'date', trait: 'birthday' }, 'trigger.date.on.yearly'],
    [{ type: 'date', trait: 'renewal', yearly: false, shift: { direction: 'before', days: 3 } }, 'trigger.date.before.once'],
    [{ type: 'schedule', segment: '' }, 'trigger.none'],
    [{ type: 'schedule', segment: 'vip' }, 'trigger.schedule.theirTime'],
    [{ type: 'schedule', segment: 'vip', zone: 'Europe/Berlin' }, 'trigger.schedule.zoneTime'],
    [{ type: 'api' }, 'trigger.api.summary'],
    [{ type: 'handOff' }, 'trigger.handOff.summary'],
  ])('%o', (trigger, key) => {
    expect(triggerSummary({ ...newTrigger(trigger.type as Trigger['type'], '2026-03-03'), ...trigger } as Trigger).key).toBe(key);
  });
  test('every kind can be chosen', () => {
    for (const type of triggerTypes) expect(triggerSummary(newTrigger(type, '2026-03-03')).key).toMatch(/^trigger\./);
  });
});
