import { expect, test } from 'vitest';

import { SignInLimit } from './sign-in-limit.js';

test('ten failures of an account or an address close it for a quarter of an hour, a success opens it', () => {
  let now = 1_000_000_000_000;
  const limit = new SignInLimit({ now: () => now });
  for (let tries = 0; tries < 9; tries += 1) limit.failed(['account a', 'address x']);
  expect(limit.waitMinutes(['account a', 'address x'])).toBeNull();
  limit.failed(['account a', 'address x']);
  expect(limit.waitMinutes(['account a', 'address y'])).toBe(15);
  expect(limit.waitMinutes(['account b', 'address x'])).toBe(15);
  expect(limit.waitMinutes(['account b', 'address y'])).toBeNull();
  now += 14 * 60_000;
  expect(limit.waitMinutes(['account a'])).toBe(1);
  now += 60_001;
  expect(limit.waitMinutes(['account a'])).toBeNull();
  limit.failed(['account a']);
  limit.succeeded(['account a']);
  for (let tries = 0; tries < 9; tries += 1) limit.failed(['account a']);
  expect(limit.waitMinutes(['account a'])).toBeNull();
});
