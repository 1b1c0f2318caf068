import { describe, expect, test } from 'vitest';

import { parseInstant } from './instants.js';

describe('an instant', () => {
  test.each<[unknown, string | undefined]>([
    ['2026-01-31T12:00:00.000Z', '2026-01-31T12:00:00.000Z'],
    ['2026-01-31T12:00:00Z', '2026-01-31T12:00:00.000Z'],
    ['2026-01-31T12:00:00+02:00', '2026-01-31T10:00:00.000Z'],
    ['2026-01-31T12:00:00+0200', '2026-01-31T10:00:00.000Z'],
    ['2026-01-31T12:00:00', '2026-01-31T12:00:00.000Z'],
    ['2026-01-31 12:00:00', '2026-01-31T12:00:00.000Z'],
    ['2026-01-31T12:00', '2026-01-31T12:00:00.000Z'],
    ['2026-01-31', '2026-01-31T00:00:00.000Z'],
    ['2026-01-31T12:00:00.123456789Z', '2026-01-31T12:00:00.123Z'],
    [1_769_860_800_000, '2026-01-31T12:00:00.000Z'],
    ['2026-13-31', undefined],
    ['2026-02-31T25:00:00Z', undefined],
    ['yesterday', undefined],
    ['', undefined],
    ['1769860800000', undefined],
    ['Sat, 31 Jan 2026 12:00 Z', undefined],
    [1.5, undefined],
    [Number.NaN, undefined],
    [9e15, undefined],
    [true, undefined],
    [{}, undefined],
    [['2026-01-31'], undefined],
  ])('%j is %s', (given, expected) => {
    const instant = parseInstant(given);
    expect(instant === undefined ? undefined : new Date(instant).toISOString()).toBe(expected);
  });
});
