import { validateJourney } from '@cairn/workflows/contracts/validate-journey.js';
import { describe, expect, test } from 'vitest';

import { keyFor, startingDefinition } from './starts.js';

describe('a new journey', () => {
  test('the abandoned cart can be published as it is where its template exists', () => {
    expect(validateJourney(startingDefinition('abandonedCart', 'Cart', ['abandoned-cart']), { templates: new Set(['abandoned-cart']) })).toEqual([]);
  });
  test('without a template its one problem says so', () => {
    expect(validateJourney(startingDefinition('abandonedCart', 'Cart', [])).map((problem) => problem.code)).toEqual(['missing-template']);
  });
  test.each([
    ['Win-back, März', 'win-back-marz'],
    ['欢迎', 'journey'],
    ['  --  ', 'journey'],
    ['Cart', 'cart-2'],
  ])('the key of %s is %s', (name, key) => {
    expect(keyFor(name, new Set(['cart']))).toBe(key);
  });
});
