import type { Json } from '@cairn/rules/contracts/facts.js';
import { someFacts } from '@cairn/rules/contracts/some-facts.js';
import { describe, expect, it } from 'vitest';

import type { Trigger } from '../contracts/journey.js';
import { compileDue } from './due-trigger.js';

interface Person {
  zone?: string;
  traits?: { [name: string]: Json };
  segments?: string[];
}

function next(trigger: Trigger, now: string, { zone = 'Europe/Berlin', traits = {}, segments = [] }: Person): string | undefined {
  const facts = someFacts({ now: Date.parse(now), zone, trait: (name) => traits[name], segment: (key) => segments.includes(key) });
  const due = compileDue(trigger).nextDue?.(facts);
  return due === undefined ? undefined : new Date(due).toISOString().replace('.000Z', 'Z');
}

const birthday: Trigger = { type: 'date', trait: 'birthday', at: '09:00', yearly: true };
const renewal: Trigger = { type: 'date', trait: 'renewal', shift: { direction: 'before', days: 7 }, at: '09:00', yearly: false };

describe('a date of each person’s own', () => {
  it.each<[string, Trigger, string, Person, string | undefined]>([
    ['comes every year', birthday, '2026-11-25T12:00:00Z', { traits: { birthday: '1990-12-24' } }, '2026-12-24T08:00:00Z'],
    ['over this year comes next year', birthday, '2026-12-24T08:00:00Z', { traits: { birthday: '1990-12-24' } }, '2027-12-24T08:00:00Z'],
    ['on 29 February falls on the 28th in other years', birthday, '2026-01-01T00:00:00Z', { traits: { birthday: '1992-02-29' } }, '2026-02-28T08:00:00Z'],
    ['on 29 February in a leap year', birthday, '2028-01-01T00:00:00Z', { traits: { birthday: '1992-02-29' } }, '2028-02-29T08:00:00Z'],
    ['is by the person’s clocks', birthday, '2026-11-25T12:00:00Z', { zone: 'Asia/Tokyo', traits: { birthday: '1990-12-24' } }, '2026-12-24T00:00:00Z'],
    ['days before', renewal, '2026-11-25T12:00:00Z', { traits: { renewal: '2026-12-24' } }, '2026-12-17T08:00:00Z'],
    ['days before, and over', renewal, '2026-12-18T12:00:00Z', { traits: { renewal: '2026-12-24' } }, undefined],
    [
      'days before the first of January, in the year before',
      { ...birthday, shift: { direction: 'before', days: 3 } } as Trigger,
      '2026-11-25T12:00:00Z',
      { traits: { birthday: '1990-01-01' } },
      '2026-12-29T08:00:00Z',
    ],
    [
      'days after the last of December, in the year after',
      { ...birthday, shift: { direction: 'after', days: 40 } } as Trigger,
      '2027-01-05T12:00:00Z',
      { traits: { birthday: '1990-12-31' } },
      '2027-02-09T08:00:00Z',
    ],
    ['of the future begins then', birthday, '2026-11-25T12:00:00Z', { traits: { birthday: '2030-03-01' } }, '2030-03-01T08:00:00Z'],
    ['that is not there never comes', birthday, '2026-11-25T12:00:00Z', {}, undefined],
    ['that is none never comes', birthday, '2026-11-25T12:00:00Z', { traits: { birthday: 'unknown' } }, undefined],
  ])('%s', (_, trigger, now, person, expected) => expect(next(trigger, now, person)).toBe(expected));
});

const schedule = (when: Extract<Trigger, { type: 'schedule' }>['when'], zone = 'person'): Trigger => ({ type: 'schedule', segment: 'vip', when, zone });
const member = { segments: ['vip'] };

describe('a schedule', () => {
  it.each<[string, Trigger, string, Person, string | undefined]>([
    ['once', schedule({ type: 'once', date: '2026-12-01', at: '09:00' }), '2026-11-25T12:00:00Z', member, '2026-12-01T08:00:00Z'],
    ['once, and over', schedule({ type: 'once', date: '2026-12-01', at: '09:00' }), '2026-12-01T08:00:00Z', member, undefined],
    ['of a zone of its own', schedule({ type: 'once', date: '2026-12-01', at: '09:00' }, 'UTC'), '2026-11-25T12:00:00Z', member, '2026-12-01T09:00:00Z'],
    ['of nobody outside the segment', schedule({ type: 'once', date: '2026-12-01', at: '09:00' }), '2026-11-25T12:00:00Z', {}, undefined],
    ['every Monday and Thursday', schedule({ type: 'weekly', weekdays: [1, 4], at: '09:00' }), '2026-11-26T08:00:00Z', member, '2026-11-30T08:00:00Z'],
    ['the 1st and 15th', schedule({ type: 'monthly', days: [1, 15], at: '09:00' }), '2026-11-25T12:00:00Z', member, '2026-12-01T08:00:00Z'],
    ['the 31st, of a month that has 30', schedule({ type: 'monthly', days: [31], at: '09:00' }), '2026-11-01T12:00:00Z', member, '2026-11-30T08:00:00Z'],
    ['the 30th, of February', schedule({ type: 'monthly', days: [30], at: '09:00' }), '2027-02-01T12:00:00Z', member, '2027-02-28T08:00:00Z'],
  ])('%s', (_, trigger, now, person, expected) => expect(next(trigger, now, person)).toBe(expected));
});

describe('the name of an occurrence', () => {
  const named = (trigger: Trigger, zone: string, instant: string) => compileDue(trigger).dueName?.(someFacts({ now: 0, zone }), Date.parse(instant));
  const weekly = (zone: string): Trigger => ({ type: 'schedule', segment: 's', when: { type: 'weekly', weekdays: [1], at: '09:00' }, zone });

  it.each([
    [
      'a date, in the zone of the person',
      { type: 'date', trait: 'born', at: '09:00', yearly: true },
      'America/New_York',
      '2026-12-01T14:00:00Z',
      '2026-12-01 09:00',
    ],
    ['a time that the clock skips', { type: 'date', trait: 'born', at: '02:30', yearly: true }, 'Europe/Berlin', '2026-03-29T01:00:00Z', '2026-03-29 02:30'],
    ['a schedule of each person', weekly('person'), 'Asia/Tokyo', '2026-11-23T00:00:00Z', '2026-11-23 09:00'],
    ['a schedule of a zone of its own, wherever the person is', weekly('America/New_York'), 'Asia/Tokyo', '2026-11-23T14:00:00Z', '2026-11-23 09:00'],
  ] as [string, Trigger, string, string, string][])('%s', (_, trigger, zone, instant, name) => {
    expect(named(trigger, zone, instant)).toBe(name);
  });

  it('is there of no other trigger', () => {
    expect(compileDue({ type: 'api' })).toEqual({});
  });
});
