import { expect, it } from 'vitest';

import { marked, partsOf } from './linked-text.js';

it('finds each clause again wherever a language puts it', () => {
  expect(partsOf(`${marked([1, 0], 'zwei')} oder (${marked([0], 'eins')})`)).toEqual([
    { text: 'zwei', row: [1, 0] },
    { text: ' oder (' },
    { text: 'eins', row: [0] },
    { text: ')' },
  ]);
  expect(partsOf('…')).toEqual([{ text: '…' }]);
});

it('is not led astray by what people write', () => {
  expect(partsOf(marked([0], 'a\uE002b\uE0001\uE001'))).toEqual([{ text: 'ab1', row: [0] }]);
});
