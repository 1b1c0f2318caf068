import { expect, test } from 'vitest';

import { normalise, normaliseEmail, normalisePhone } from './normalisers.js';

test.each<[unknown, string | null]>([
  [' A@B.C ', 'a@b.c'],
  ['a+b@c.d', 'a+b@c.d'],
  ['a@b', 'a@b'],
  ['a@b.c\r\nBcc: x@y.z', null],
  ['a@b.c,d@e.f', null],
  ['Ann <a@b.c>', null],
  ['a b@c.d', null],
  ['@b.c', null],
  ['', null],
  [42, null],
  [null, null],
  [`${'x'.repeat(251)}@b.c`, null],
])('the email %j is %j', (given, expected) => {
  expect(normaliseEmail(given)).toBe(expected);
});

test.each<[unknown, string | null]>([
  ['+49 (170) 12-34.56', '+49170123456'],
  ['0049170123456', '+49170123456'],
  ['0170 123456', '0170123456'],
  [491701234567, '491701234567'],
  ['12345', null],
  ['+1234567890123456', null],
  ['call me', null],
  ['1e10', null],
  [null, null],
])('the phone number %j is %j', (given, expected) => {
  expect(normalisePhone(given)).toBe(expected);
});

test.each<[Parameters<typeof normalise>[0], string, string | null]>([
  ['exact', ' Ab ', ' Ab '],
  ['exact', '', null],
  ['exact', 'x'.repeat(501), null],
  ['trimmed', ' Ab ', 'Ab'],
  ['trimmed', '   ', null],
  ['lowerCase', ' Ab ', 'ab'],
  ['email', ' A@B.c ', 'a@b.c'],
  ['email', 'no address', null],
  ['phone', '+49 170 123456', '+49170123456'],
])('%s makes %j into %j', (normaliser, value, expected) => {
  expect(normalise(normaliser, value)).toBe(expected);
});
