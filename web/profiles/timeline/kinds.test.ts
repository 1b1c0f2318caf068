import { expect, test } from 'vitest';

import { kindsOf, readFilters } from './kinds.js';

test.each([
  ['', [], undefined],
  ['events', ['events'], 'event'],
  ['journeys,messages', ['messages', 'journeys'], 'delivery,run,decision'],
  ['shoes,toString,merges', ['merges'], 'merge'],
])('“%s” in the address', (text, chosen, kinds) => {
  expect(readFilters(text)).toEqual(chosen);
  expect(kindsOf(readFilters(text))).toBe(kinds);
});
