import { describe, expect, it } from 'vitest';

import type { Json } from '../contracts/facts.js';
import { dateInYear, periodInstant } from './calendar.js';
import { personZone } from './person-zone.js';
import { instantOf, isZone, localTime, startOfDay } from './zone.js';

const at = (text: string) => Date.parse(text);

describe('a zone', () => {
  it.each<[unknown, boolean]>([
    ['Europe/Berlin', true],
    ['UTC', true],
    ['america/new_york', true],
    ['', false],
    ['Mars/Olympus', false],
    ['+02:00', false],
    [null, false],
    ['x'.repeat(100), false],
  ])('%j is one: %j', (zone, expected) => expect(isZone(zone)).toBe(expected));

  it('shows what clocks show', () => {
    expect(localTime('Asia/Kolkata', at('2026-11-25T20:00:00Z'))).toEqual({ year: 2026, month: 11, day: 26, hour: 1, minute: 30, second: 0 });
    expect(localTime('Nowhere/Unknown', at('2026-11-25T20:00:00Z'))?.hour).toBe(20);
    expect(localTime('UTC', Number.NaN)).toBeUndefined();
    expect(localTime('Europe/Berlin', -1e17)).toBeUndefined();
  });
});

describe('a local time', () => {
  it.each([
    ['is an instant', 'Europe/Berlin', [2026, 11, 25], 9 * 60, '2026-11-25T08:00:00Z'],
    ['skipped by the clocks is the first instant after the gap', 'Europe/Berlin', [2026, 3, 29], 150, '2026-03-29T01:00:00Z'],
    ['repeated by the clocks is the first one', 'Europe/Berlin', [2026, 10, 25], 150, '2026-10-25T00:30:00Z'],
    ['at midnight, skipped', 'America/Sao_Paulo', [2018, 11, 4], 0, '2018-11-04T03:00:00Z'],
    ['at midnight, repeated', 'America/Havana', [2025, 11, 2], 0, '2025-11-02T04:00:00Z'],
    ['on the day that an island skipped', 'Pacific/Apia', [2011, 12, 30], 0, '2011-12-30T10:00:00Z'],
    ['with a half-hour change', 'Australia/Lord_Howe', [2026, 10, 4], 135, '2026-10-03T15:30:00Z'],
  ] as const)('%s', (_, zone, [year, month, day], minutes, expected) => {
    expect(new Date(instantOf(zone, { year, month, day }, minutes)).toISOString()).toBe(new Date(expected).toISOString());
  });

  it('is there for every day of years in zones with odd changes, one after another', () => {
    for (const zone of ['America/Sao_Paulo', 'America/Havana', 'Africa/Cairo', 'Pacific/Apia', 'Asia/Tehran', 'Europe/London', 'America/New_York']) {
      let before = startOfDay(zone, { year: 2010, month: 12, day: 31 });
      for (let day = 1; day < 3_000; day += 1) {
        const start = startOfDay(zone, { year: 2011, month: 1, day });
        expect(start).toBeGreaterThanOrEqual(before);
        const shown = localTime(zone, start);
        const just = localTime(zone, start - 1);
        // The date begins here: a millisecond ago it was another.
        if (start > before) expect(`${shown?.month}-${shown?.day}`).not.toBe(`${just?.month}-${just?.day}`);
        before = start;
      }
    }
  });
});

describe('a calendar period', () => {
  const now = at('2026-11-25T23:30:00Z');
  it.each([
    ['UTC', 'day', 0, '2026-11-25T00:00:00Z'],
    ['Europe/Berlin', 'day', 0, '2026-11-25T23:00:00Z'],
    ['Europe/Berlin', 'day', -1, '2026-11-24T23:00:00Z'],
    ['UTC', 'week', 0, '2026-11-23T00:00:00Z'],
    ['UTC', 'week', 1, '2026-11-30T00:00:00Z'],
    ['UTC', 'month', -11, '2025-12-01T00:00:00Z'],
    ['UTC', 'quarter', 0, '2026-10-01T00:00:00Z'],
    ['UTC', 'quarter', -4, '2025-10-01T00:00:00Z'],
    ['America/New_York', 'year', 1, '2027-01-01T05:00:00Z'],
  ] as const)('in %s: %s %i begins at %s', (zone, unit, periods, expected) => {
    expect(new Date(periodInstant(zone, now, unit, periods) as number).toISOString()).toBe(new Date(expected).toISOString());
  });

  it('has an anniversary of 29 February every year', () => {
    const leap = { year: 2024, month: 2, day: 29 };
    expect([dateInYear(leap, 2027), dateInYear(leap, 2028)]).toEqual([
      { year: 2027, month: 2, day: 28 },
      { year: 2028, month: 2, day: 29 },
    ]);
  });
});

describe("a person's zone", () => {
  it.each<[string, { [name: string]: Json }, string]>([
    ['is the trait', { timezone: 'Asia/Tokyo', country: 'FR' }, 'Asia/Tokyo'],
    ['falls through a blank trait to the location', { timezone: '', location: { timezone: 'Europe/Rome' } }, 'Europe/Rome'],
    ['falls through an invalid trait to a country of one zone', { timezone: 'Berlin', address: { country: 'fr' } }, 'Europe/Paris'],
    ['is that of a country whose clocks all agree', { country: 'DE' }, 'Europe/Berlin'],
    ['is not guessed for a country of several', { country: 'US' }, 'America/New_York'],
    ["is the workspace's for everyone else", { location: 'somewhere', address: ['DE'], timezone: 5 }, 'America/New_York'],
  ])('%s', (_, traits, expected) => expect(personZone((name) => traits[name], 'America/New_York')).toBe(expected));

  it('is UTC at last', () => expect(personZone(() => undefined, 'nonsense')).toBe('UTC'));
});
