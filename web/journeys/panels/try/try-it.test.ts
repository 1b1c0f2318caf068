import { describe, expect, test } from 'vitest';

import { curlFor, triggerCall } from './try-it.js';

describe('try it', () => {
  test('starts from what the trigger asks for', () => {
    const call = triggerCall({
      type: 'event',
      event: { name: 'Cart Updated', where: { all: [{ fact: 'property', path: 'shop', operator: 'equal', value: 'music' }] } },
    });
    expect(call.name).toBe('Cart Updated');
    expect(call.properties).toMatchObject({ shop: 'music', cart_id: expect.stringMatching(/^cart-\d{4}$/) });
  });
  test('curl survives quotes in names', () => {
    expect(curlFor('http://localhost:3000', 'wk', { name: "It's on", who: { userId: 'u1' }, properties: {} })).toContain("It'\\''s on");
  });
});
