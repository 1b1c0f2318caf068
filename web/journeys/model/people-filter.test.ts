import { describe, expect, test } from 'vitest';

import { type PeopleFilter, parsePeopleFilter, peopleFilter } from './people-filter.js';

describe('people filter', () => {
  test.each<[string, PeopleFilter]>([
    ['', {}],
    ['state:active', { state: 'active' }],
    ['result:waiting', { result: 'waiting' }],
    ['way:branch-1', { way: 'branch-1' }],
    ['outcome:skipped:reason:unsubscribed', { outcome: 'skipped', reason: 'unsubscribed' }],
  ])('%s', (text, filter) => {
    expect(peopleFilter(filter)).toBe(text);
    expect(parsePeopleFilter(text)).toEqual(filter);
  });

  test.each(['nonsense', 'colour:red', 'way:', ':::'])('%s says nothing', (text) => {
    expect(parsePeopleFilter(text)).toEqual({});
  });
});
