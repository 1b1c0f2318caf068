import type { Facts, Json } from '@cairn/rules/contracts/facts.js';
import { someFacts } from '@cairn/rules/contracts/some-facts.js';
import { describe, expect, it } from 'vitest';

import type { DelayStep, JourneyDefinition, RandomBranch, Step, WindowStep } from '../contracts/journey.js';
import { advance } from '../interpreter/advance.js';
import { compileJourney } from '../interpreter/compile-journey.js';
import { enter } from '../interpreter/enter.js';
import { contextOf, definition, delay, exit, message } from '../interpreter/journeys.fixture.js';
import { drawBranch } from './random-split.js';

const at = (text: string) => Date.parse(text);
const shown = (instant: number | undefined) => (instant === undefined ? undefined : new Date(instant).toISOString().replace('.000Z', 'Z'));

interface Person {
  now: string;
  zone?: string;
  traits?: { [name: string]: Json };
  payload?: { [name: string]: Json };
  profileId?: string;
}

/** Somebody comes to the first of these steps right now. */
function arrive(steps: Step[], { now, zone = 'Europe/Berlin', traits = {}, payload = {}, profileId = 'p1' }: Person, change: Partial<JourneyDefinition> = {}) {
  const journey = compileJourney('cart', 'v1', definition({ exits: [], start: steps[0]?.id ?? null, steps: [...steps, exit], ...change }));
  const facts: Facts = someFacts({ now: at(now), zone, profileId, trait: (name) => traits[name] });
  const trigger = { messageId: `m ${now}`, name: 'Cart Updated', timestamp: at(now), properties: payload };
  const entered = enter(journey, { event: trigger }, facts, contextOf({ profileId }));
  if (!entered.entered) throw new Error(JSON.stringify(entered.decisions));
  return { journey, facts, ...entered };
}

const until = (value: DelayStep['until'], more: Partial<DelayStep> = {}): Step => ({ id: 'wait', type: 'delay', until: value, next: 'exit', ...more }) as Step;

describe('a delay until a time (semantics §5.1, §7)', () => {
  // Wednesday, 25 November 2026, 10:30 in Berlin.
  const now = '2026-11-25T09:30:00Z';

  it.each<[string, DelayStep['until'], Person, string]>([
    ['the next day at 09:00', { type: 'calendar', days: 1, at: '09:00' }, { now }, '2026-11-26T08:00:00Z'],
    ['today, still to come', { type: 'calendar', days: 0, at: '18:15' }, { now }, '2026-11-25T17:15:00Z'],
    [
      'one calendar day over the change to winter time is 25 hours',
      { type: 'calendar', days: 1, at: '12:00' },
      { now: '2026-10-24T10:00:00Z' },
      '2026-10-25T11:00:00Z',
    ],
    ['in the person’s zone', { type: 'calendar', days: 1, at: '09:00' }, { now, zone: 'America/New_York' }, '2026-11-26T14:00:00Z'],
    [
      'a time that the clocks skip: the first instant after',
      { type: 'calendar', days: 1, at: '02:30' },
      { now: '2026-03-28T12:00:00Z' },
      '2026-03-29T01:00:00Z',
    ],
    ['a time that they repeat: the first', { type: 'calendar', days: 1, at: '02:30' }, { now: '2026-10-24T12:00:00Z' }, '2026-10-25T00:30:00Z'],
    ['the next Friday', { type: 'weekday', weekdays: [5], at: '09:00' }, { now }, '2026-11-27T08:00:00Z'],
    ['this very day, still to come', { type: 'weekday', weekdays: [3], at: '18:00' }, { now }, '2026-11-25T17:00:00Z'],
    ['this day’s time is over: a week on', { type: 'weekday', weekdays: [3], at: '09:00' }, { now }, '2026-12-02T08:00:00Z'],
    ['the nearest of several', { type: 'weekday', weekdays: [1, 4], at: '09:00' }, { now }, '2026-11-26T08:00:00Z'],
    [
      'a date in a trait, at a time',
      { type: 'date', of: { trait: 'renewal' }, at: '09:00' },
      { now, traits: { renewal: '2026-12-24' } },
      '2026-12-24T08:00:00Z',
    ],
    [
      'a date without a time begins when the day begins',
      { type: 'date', of: { trait: 'renewal' } },
      { now, traits: { renewal: '2026-12-24' } },
      '2026-12-23T23:00:00Z',
    ],
    [
      'three days before, by the calendar',
      { type: 'date', of: { trait: 'renewal' }, shift: { direction: 'before', by: { amount: 3, unit: 'day' } }, at: '09:00' },
      { now, traits: { renewal: '2026-12-24T20:00:00Z' } },
      '2026-12-21T08:00:00Z',
    ],
    [
      'two hours after an instant in the payload, by the clock',
      { type: 'date', of: { trigger: 'slot.start' }, shift: { direction: 'after', by: { amount: 2, unit: 'hour' } } },
      { now, payload: { slot: { start: '2026-11-25T18:00:30+01:00' } } },
      '2026-11-25T19:00:30Z',
    ],
    [
      'a week after, same time of day over a change of clocks',
      { type: 'date', of: { trigger: 'at' }, shift: { direction: 'after', by: { amount: 1, unit: 'week' } } },
      { now: '2026-10-20T08:00:00Z', payload: { at: '2026-10-20T08:00:00Z' } },
      '2026-10-27T09:00:00Z',
    ],
  ])('%s', (_, value, person, expected) => {
    expect(shown(arrive([until(value)], person).run.wait?.dueAt)).toBe(expected);
  });

  const over: DelayStep['until'] = { type: 'date', of: { trait: 'renewal' }, at: '09:00' };
  it.each<[string, Json | undefined, string]>([
    ['is past', '2026-01-01', 'date-past'],
    ['is not there', undefined, 'no-date'],
    ['is none', 'soon', 'no-date'],
    ['is beyond all timers', '9000-01-01', 'no-date'],
  ])('whose date %s goes on at once and says so, or as its step says', (_, renewal, reason) => {
    const person: Person = { now, traits: renewal === undefined ? {} : { renewal } };
    expect(arrive([until(over)], person)).toMatchObject({ run: { ended: { reason: 'completed' } }, path: [{ stepId: 'wait', outcome: 'next', reason }, {}] });
    expect(arrive([until(over, { past: 'exit' })], person)).toMatchObject({
      run: { ended: { reason: 'date-past', detail: 'wait' } },
      path: [{ stepId: 'wait', outcome: 'ended', reason }],
    });
  });

  it('whose date is past skips the next message alone, when its step says so', () => {
    const steps = [until(over, { past: 'skipMessage', next: 'first' }), message('first', 'second'), message('second', 'exit')];
    const { run, path, decisions } = arrive(steps, { now, traits: { renewal: '2026-01-01' } });
    expect(path).toMatchObject([{ stepId: 'wait' }, { stepId: 'first', outcome: 'skipped', reason: 'date-past' }, { stepId: 'second' }]);
    expect(decisions).toMatchObject([{ kind: 'entry' }, { kind: 'send', stepId: 'first', outcome: 'skipped' }]);
    expect(run).toMatchObject({ position: { stepId: 'second' }, answer: { kind: 'step', queue: 'cairn-email' } });
    expect(run).not.toHaveProperty('skipsMessage');
  });

  it('ends the run where the skipped message says that a skip does', () => {
    const steps = [until(over, { past: 'skipMessage', next: 'first' }), message('first', 'exit', { onSkip: 'exit' })];
    expect(arrive(steps, { now }).run.ended).toMatchObject({ reason: 'skipped-message', detail: 'first' });
  });

  it('goes on when it is due, and not before', () => {
    const { journey, run, facts } = arrive([until({ type: 'calendar', days: 1, at: '09:00' })], { now });
    expect(advance({ journey, run, facts, now: at('2026-11-26T07:59:59Z'), paused: false }).run).toBe(run);
    expect(advance({ journey, run, facts, now: at('2026-11-26T08:00:00Z'), paused: false }).run.ended).toMatchObject({ at: at('2026-11-26T08:00:00Z') });
  });
});

describe('a window', () => {
  const office: Step = { id: 'office', type: 'window', weekdays: [1, 2, 3, 4, 5], from: '09:00', to: '17:00', next: 'exit' };
  const night: Step = { id: 'night', type: 'window', weekdays: [5], from: '22:00', to: '02:00', next: 'exit' };

  it.each<[string, WindowStep, Person, string | undefined]>([
    ['is open: at once', office as WindowStep, { now: '2026-11-25T09:00:00Z' }, undefined],
    ['opens right now', office as WindowStep, { now: '2026-11-25T08:00:00Z' }, undefined],
    ['closes right now', office as WindowStep, { now: '2026-11-25T16:00:00Z' }, '2026-11-26T08:00:00Z'],
    ['opens later today', office as WindowStep, { now: '2026-11-25T05:00:00Z' }, '2026-11-25T08:00:00Z'],
    ['is closed over the weekend', office as WindowStep, { now: '2026-11-28T09:00:00Z' }, '2026-11-30T08:00:00Z'],
    ['is the person’s', office as WindowStep, { now: '2026-11-25T09:00:00Z', zone: 'Asia/Tokyo' }, '2026-11-26T00:00:00Z'],
    ['goes over midnight', night as WindowStep, { now: '2026-11-28T00:30:00Z' }, undefined],
    ['does not begin after midnight', night as WindowStep, { now: '2026-11-27T00:30:00Z' }, '2026-11-27T21:00:00Z'],
  ])('that %s', (_, step, person, expected) => {
    const { run } = arrive([step], person);
    expect(shown(run.wait?.dueAt)).toBe(expected);
    if (expected === undefined) expect(run.ended?.reason).toBe('completed');
  });
});

describe('a random split', () => {
  const branches = (...percents: number[]): RandomBranch[] => percents.map((percent, index) => ({ id: `b${index}`, percent, next: 'exit' }));
  const people = Array.from({ length: 20_000 }, (_, index) => `person-${index}`);
  const drawn = (of: RandomBranch[]) => people.map((person) => drawBranch(of, person, 'j/s')?.id);
  const moved = (before: (string | undefined)[], after: (string | undefined)[]) =>
    before.filter((branch, index) => branch !== after[index]).length / people.length;

  it('gives every branch its share', () => {
    for (const shares of [
      [50, 50],
      [10, 90],
      [33.3, 33.3, 33.4],
      [1, 99],
      [0, 100],
    ]) {
      const counts = drawn(branches(...shares));
      for (const [index, share] of shares.entries())
        expect(Math.abs(counts.filter((id) => id === `b${index}`).length / people.length - share / 100), `${shares}`).toBeLessThan(0.012);
    }
  });

  it('moves nobody when nothing changes, and only as many as must when a share does', () => {
    const even = drawn(branches(50, 50));
    expect(drawn(branches(50, 50))).toEqual(even);
    expect(moved(even, drawn(branches(60, 40)))).toBeCloseTo(0.1, 1);
    const thirds = drawn(branches(40, 30, 30));
    const after = drawn(branches(60, 20, 20));
    expect(moved(thirds, after)).toBeCloseTo(0.2, 1);
    // From the two that shrink to the one that grows, and in no other way.
    for (const [index, branch] of thirds.entries()) if (branch !== after[index]) expect(after[index]).toBe('b0');
  });

  const split = (sticky?: boolean): Step => ({
    ...{ id: 'coin', type: 'randomSplit' },
    branches: [
      { id: 'a', percent: 50, next: 'exit' },
      { id: 'b', percent: 50, next: 'exit' },
    ],
    ...(sticky !== undefined && { sticky }),
  });
  const wayOf = (step: Step, profileId: string, now: string) => arrive([step], { now, profileId }).path[0]?.outcome;

  it('is sticky unless told otherwise, and never changes under a retry', () => {
    const days = Array.from({ length: 28 }, (_, day) => `2026-11-${String(day + 1).padStart(2, '0')}T09:00:00Z`);
    expect(new Set(days.map((day) => wayOf(split(), 'p1', day))).size).toBe(1);
    expect(new Set(people.slice(0, 50).map((person) => wayOf(split(), person, days[0] as string))).size).toBe(2);
    expect(new Set(days.map((day) => wayOf(split(false), 'p1', day))).size).toBe(2);
    expect(days.map((day) => wayOf(split(false), 'p1', day))).toEqual(days.map((day) => wayOf(split(false), 'p1', day)));
  });

  it('records which way, with the share of that day', () => {
    expect(arrive([split()], { now: '2026-11-25T09:00:00Z' }).decisions).toMatchObject([
      { kind: 'entry' },
      { kind: 'split', stepId: 'coin', detail: { percent: 50 } },
    ]);
  });
});

describe('a goal', () => {
  it('as a step records that a run came by', () => {
    const { path, run } = arrive([{ id: 'won', type: 'goal', next: 'exit' }], { now: '2026-11-25T09:00:00Z' });
    expect([path, run.ended?.reason]).toMatchObject([[{ stepId: 'won', outcome: 'next' }, { stepId: 'exit' }], 'completed']);
  });

  it('of the journey ends the run as a success, mid-delay too', () => {
    const vip = { fact: 'trait' as const, params: { name: 'vip' }, operator: 'equal' as const, value: true };
    const { journey, run } = arrive([delay('pause', 30, 'exit')], { now: '2026-11-25T09:00:00Z' }, { goals: [{ id: 'won', condition: vip }] });
    const facts = someFacts({ now: run.enteredAt + 60_000, trait: (name: string) => name === 'vip' });
    expect(advance({ journey, run, facts, now: run.enteredAt + 60_000, paused: false })).toMatchObject({
      run: { ended: { reason: 'goal', detail: 'won' } },
      decisions: [{ kind: 'exit', outcome: 'won' }],
    });
  });
});
