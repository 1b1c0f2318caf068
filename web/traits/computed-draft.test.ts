import { describe, expect, it } from 'vitest';

import { type ComputedDraft, draftOf, isComplete, nameFromLabel, newDraft, sourceOf } from './computed-draft.js';

const draft = (change: Partial<ComputedDraft>): ComputedDraft => ({ ...newDraft, label: 'x', event: { name: 'A' }, ...change });

describe('a computed trait in the form', () => {
  it.each([
    draft({}),
    draft({ made: 'sum', property: 'total', within: { amount: 30, unit: 'day' } }),
    draft({ made: 'last' }),
    draft({ made: 'uniqueList', property: 'sku', event: { name: 'A', where: { all: [{ fact: 'property', path: 'b', operator: 'exists' }] } } }),
  ])('comes back as it was saved: %j', (before) => {
    expect(draftOf('x', undefined, sourceOf(before))).toEqual(before);
  });

  it('forgets the property of what looks at none', () => {
    expect(sourceOf(draft({ made: 'count', property: 'total' }))).toEqual({ type: 'measure', measure: { measure: 'count', event: { name: 'A' } } });
  });

  it.each([
    [draft({}), true],
    [draft({ event: { name: ' ' } }), false],
    [draft({ made: 'sum' }), false],
    [draft({ made: 'sum', property: 'total' }), true],
    [draft({ made: 'first' }), true],
  ])('%j is complete: %s', (one, complete) => {
    expect(isComplete(one)).toBe(complete);
  });

  it.each([
    ['Orders in May', 'orders_in_may'],
    ['Größte Bestellung', 'grosste_bestellung'],
    ['30 days', 'days'],
    ['订单', 'computed'],
  ])('%s is called %s', (label, name) => {
    expect(nameFromLabel(label)).toBe(name);
  });

  it('is not edited where a ready set brought it', () => {
    expect(draftOf('x', undefined, { type: 'rfmSegment', recency: 'a', frequency: 'b', monetary: 'c' })).toBeUndefined();
  });
});
