import { describe, expect, it } from 'vitest';

import { readComparable, readField } from './read-record.js';
import type { MatchField } from './settings.js';

const traits = (values: { [name: string]: unknown }) => Object.fromEntries(Object.entries(values).map(([name, value]) => [name, { value: value as never }]));
const field = (change: Partial<MatchField>): MatchField => ({ key: 'k', traits: ['a', 'b'], kind: 'name', termFrequency: false, ...change });

describe('a field of a profile', () => {
  it.each<[string, { [name: string]: unknown }, Partial<MatchField>, unknown, string | null]>([
    ['is the first trait that has a value', { a: 'Ann', b: 'Bob' }, {}, 'Ann', 'ann'],
    ['passes over one that is empty', { a: ' ', b: 'Bob' }, {}, 'Bob', 'bob'],
    ['passes over one that was cleared', { a: null, b: 'Bob' }, {}, 'Bob', 'bob'],
    ['passes over one that is no text', { a: ['Ann'], b: 'Bob' }, {}, 'Bob', 'bob'],
    ['may stand inside another', { address: { city: 'Bern' } }, { traits: ['address.city'] }, 'Bern', 'bern'],
    ['is absent inside a text', { address: 'Bern' }, { traits: ['address.city'] }, undefined, null],
    ['has a name that is escaped where it is stored', { 'a%24b': 'x' }, { traits: ['a$b'] }, 'x', 'x'],
    ['is never inherited', {}, { traits: ['constructor.name', 'toString'] }, undefined, null],
    ['may be a word of the name', { name: 'Ann de Vries' }, { nameWord: 'first' }, 'Ann', 'ann'],
    ['may be the last word of the name', { name: 'Ann de Vries' }, { nameWord: 'last' }, 'Vries', 'vries'],
    ['is not guessed where a trait says it', { a: 'Anna', name: 'Ann de Vries' }, { nameWord: 'first' }, 'Anna', 'anna'],
    ['of one word is a first name', { name: 'Ann' }, { nameWord: 'first' }, 'Ann', 'ann'],
    ['of one word has no last name', { name: 'Ann' }, { nameWord: 'last' }, undefined, null],
    ['of Chinese characters begins with the family', { name: '王小明' }, { nameWord: 'last' }, '王', '王'],
    ['of Chinese characters ends with the given name', { name: '王小明' }, { nameWord: 'first' }, '小明', '小明'],
    ['of a name that is no text is absent', { name: 7 }, { nameWord: 'first' }, undefined, null],
  ])('%s', (_, values, change, raw, compared) => {
    expect(readField(traits(values), field(change))).toEqual(raw);
    expect(readComparable(traits(values), field(change))).toBe(compared);
  });
});
