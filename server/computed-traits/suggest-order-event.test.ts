import { describe, expect, it } from 'vitest';

import type { CatalogueDocument } from '../events/catalogue.js';
import { suggestOrderEvent } from './suggest-order-event.js';

const event = (name: string, count = 1) => ({ name, count }) as CatalogueDocument;
const property = (name: string, of: string, types = 2) => ({ name, event: of, types }) as CatalogueDocument;

describe('what buying is called here', () => {
  it.each([
    [
      'the usual name',
      ['Page Viewed', 'Order Completed'],
      [
        ['total', 'Order Completed'],
        ['time', 'Page Viewed'],
      ],
      'Order Completed',
      'total',
    ],
    [
      'a likely name',
      ['Signed Up', 'ticket bought'],
      [
        ['seats', 'ticket bought'],
        ['revenue', 'ticket bought'],
      ],
      'ticket bought',
      'revenue',
    ],
    [
      'a usual one before a likely one',
      ['order sent', 'Purchase'],
      [
        ['value', 'order sent'],
        ['value', 'Purchase'],
      ],
      'Purchase',
      'value',
    ],
    [
      'any number where none has a usual name',
      ['Purchase'],
      [
        ['zeta', 'Purchase'],
        ['eur', 'Purchase'],
      ],
      'Purchase',
      'eur',
    ],
  ] as const)('%s', (_, events, properties, name, amount) => {
    expect(
      suggestOrderEvent(
        events.map((each) => event(each)),
        properties.map(([each, of]) => property(each, of)),
      ),
    ).toEqual({ event: name, property: amount });
  });

  it('is not known where no likely event has a number', () => {
    expect(suggestOrderEvent([event('Order Completed')], [property('total', 'Order Completed', 1)])).toBeUndefined();
    expect(suggestOrderEvent([event('Page Viewed')], [property('seconds', 'Page Viewed')])).toBeUndefined();
  });
});
