import { describe, expect, test } from 'vitest';

import { daysUntil, historyOf } from './history.js';

describe('the days', () => {
  test('are those of the calendar, leap day and year’s end included', () => {
    expect(daysUntil('2024-03-01', 3)).toEqual(['2024-02-28', '2024-02-29', '2024-03-01']);
    expect(daysUntil('2026-01-01', 2)).toEqual(['2025-12-31', '2026-01-01']);
  });
});

describe('the history of a segment', () => {
  const days = daysUntil('2026-11-26', 3);

  test('of nobody is flat', () => {
    expect(historyOf([], days)).toEqual(days.map((day) => ({ day, entered: 0, left: 0, size: 0 })));
  });

  test('begins with who was in before, and adds up day by day', () => {
    const groups = [
      { entered: '2026-11-23', left: null, stays: 5 },
      { entered: '2026-11-23', left: '2026-11-25', stays: 2 },
      { entered: '2026-11-24', left: '2026-11-24', stays: 1 },
      { entered: '2026-11-26', left: null, stays: 4 },
    ];
    expect(historyOf(groups, days)).toEqual([
      { day: '2026-11-24', entered: 1, left: 1, size: 7 },
      { day: '2026-11-25', entered: 0, left: 2, size: 5 },
      { day: '2026-11-26', entered: 4, left: 0, size: 9 },
    ]);
  });

  test('does not count who had left before', () => {
    expect(historyOf([{ entered: '2026-11-20', left: '2026-11-23', stays: 3 }], days).at(-1)).toMatchObject({ left: 0, size: 0 });
  });
});
