import { expect, test } from 'vitest';

import { placeOfBrokenText } from './broken-text.js';

const deep = JSON.parse(`${'['.repeat(200_000)}"\\ud83d"${']'.repeat(200_000)}`) as unknown;

test.each<[string, unknown, string | undefined]>([
  ['whole pairs', { a: ['😀', { '😀': 1 }], b: null, c: 1 }, undefined],
  ['a first half', { steps: [{ name: 'ok' }, { name: 'x\ud83d' }] }, 'steps.1.name'],
  ['a second half', { subject: '\ude00' }, 'subject'],
  ['a key', { a: { 'b\ud83d': 1 } }, 'a'],
  ['the body itself', '\ud83d', ''],
  ['nothing', undefined, undefined],
])('%s', (_name, body, place) => {
  expect(placeOfBrokenText(body)).toBe(place);
});

test('nesting beyond any call stack', () => {
  expect(placeOfBrokenText(deep)).toMatch(/^0\.0\.0/);
});
