import type { DateTrigger, DelayStep, Step, Trigger, WindowStep } from '@cairn/workflows/contracts/journey.js';
import { describe, expect, test } from 'vitest';

import { withDelayKind, withUntilType } from './delay-kinds.js';
import { elapsedTimes } from './elapsed.js';
import { newTrigger, triggerTypes } from './new-trigger.js';
import { phrase } from './phrase.js';
import { dateToTry, goesOnAt, nextScheduled, windowOpensAt } from './preview-times.js';
import { emptyJourney } from './random-journey.js';
import { summary } from './summary.js';
import { timeFrom } from './time-typed.js';
import { triggerSummary } from './trigger-summary.js';

const delay = (wait: Partial<DelayStep>): DelayStep => ({ id: 'a', type: 'delay', next: null, ...wait });
const berlin = 'Europe/Berlin';
/** Tuesday, 3 March 2026, 10:00 in Berlin. */
const tuesday = Date.parse('2026-03-03T09:00:00Z');
const iso = (at: number | undefined): string | undefined => (at === undefined ? undefined : new Date(at).toISOString());

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
  test.each([
    ['today', { type: 'calendar', days: 0, at: '12:00' }, '2026-03-03T11:00:00.000Z'],
    ['in two days', { type: 'calendar', days: 2, at: '09:00' }, '2026-03-05T08:00:00.000Z'],
    ['on Friday', { type: 'weekday', weekdays: [5], at: '09:00' }, '2026-03-06T08:00:00.000Z'],
    ['on a date', { type: 'date', of: { trait: 'a' } }, undefined],
  ] as const)('%s', (_, until, expected) => {
    expect(iso(goesOnAt(until as never, berlin, tuesday))).toBe(expected);
  });
  test.each([
    ['open now', [1, 2], '09:00', '17:00', '2026-03-03T09:00:00.000Z'],
    ['later today', [2], '11:00', '17:00', '2026-03-03T10:00:00.000Z'],
    ['over midnight, opened yesterday', [1], '18:00', '11:00', '2026-03-03T09:00:00.000Z'],
    ['next week', [2], '07:00', '08:00', '2026-03-10T06:00:00.000Z'],
    ['never', [], '07:00', '08:00', undefined],
  ])('a window %s', (_, weekdays, from, to, expected) => {
    const window: WindowStep = { id: 'w', type: 'window', weekdays, from, to, next: null };
    expect(iso(windowOpensAt(window, berlin, tuesday))).toBe(expected);
  });
  test.each([
    ['each at their own time', { type: 'weekly', weekdays: [3], at: '09:00' }, 'person', '2026-03-04T08:00:00.000Z'],
    ['in one zone', { type: 'weekly', weekdays: [3], at: '09:00' }, 'Asia/Tokyo', '2026-03-04T00:00:00.000Z'],
    ['on the last day of a short month', { type: 'monthly', days: [31], at: '09:00' }, 'person', '2026-03-31T07:00:00.000Z'],
    ['on a day that is over', { type: 'once', date: '2026-03-02', at: '09:00' }, 'person', undefined],
  ])('a schedule %s', (_, when, zone, expected) => {
    expect(iso(nextScheduled({ type: 'schedule', segment: 's', when: when as never, zone }, berlin, tuesday))).toBe(expected);
  });
  test.each<[string, Partial<DateTrigger>, string, string]>([
    ['on the day, still today', { at: '12:00' }, '2026-03-03', '2026-03-03T11:00:00.000Z'],
    ['on the day, tomorrow', { at: '09:00' }, '2026-03-04', '2026-03-04T08:00:00.000Z'],
    ['three days before', { at: '12:00', shift: { direction: 'before', days: 3 } }, '2026-03-06', '2026-03-03T11:00:00.000Z'],
    ['three days after', { at: '12:00', shift: { direction: 'after', days: 3 } }, '2026-02-28', '2026-03-03T11:00:00.000Z'],
  ])('a date to try it with: %s', (_, trigger, date, startsAt) => {
    const tried = dateToTry({ type: 'date', trait: 'renewal_date', at: '09:00', yearly: false, ...trigger }, berlin, tuesday);
    expect([tried?.date, iso(tried?.startsAt)]).toEqual([date, startsAt]);
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
