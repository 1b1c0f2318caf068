import { describe, expect, it } from 'vitest';

import type { ProfileDocument } from './profile.js';
import { foldText, keepSearchKeys, searchKeysOf } from './search-keys.js';

const traits = (values: { [key: string]: unknown }): ProfileDocument['traits'] =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, { value: value as never, at: new Date(0), source: 's', messageId: 'm' }]));

describe('what a person is found by', () => {
  it.each([
    ['a name from each of its words', { name: 'Ann Maria  Reed' }, ['n:ann maria reed', 'n:maria reed', 'n:reed']],
    ['at most four words', { name: 'a b c d e f' }, ['n:a b c d e f', 'n:b c d e f', 'n:c d e f', 'n:d e f']],
    ['first and last name', { first_name: 'José', lastName: 'Núñez' }, ['n:jose nunez', 'n:nunez']],
    ['a name without blanks', { name: '陈浩然' }, ['n:陈浩然']],
    ['the email trait', { email: ' Ann@Example.com ' }, ['e:ann@example.com']],
    ['searchable traits of every plain type', { city: 'Berlin', 'a.b': 3, vip: true }, ['t:a.b=3', 't:city=berlin', 't:vip=true']],
    ['elements of a list, five of them', { city: ['A', 2, { x: 1 }, 'B', 'C', 'D'] }, ['t:city=2', 't:city=a', 't:city=b', 't:city=c']],
    ['not by objects, nulls and blanks', { city: { x: 1 }, vip: null, name: ' ', email: 3 }, []],
    ['not by other traits', { secret: 'x' }, []],
  ])('%s', (_, values, keys) => {
    const stored = traits(Object.fromEntries(Object.entries(values).map(([name, value]) => [name.replace('.', '%2e'), value])));
    expect(searchKeysOf({ traits: stored, tags: {}, accounts: {} }, ['city', 'a.b', 'vip'])).toEqual(keys);
  });

  it('the tags that are on and the accounts they belong to', () => {
    const turn = { since: new Date(0), by: 'hand' as const, source: 'user:u' };
    const link = { at: new Date(0), messageId: 'm', seen: '' };
    const tags = { vip: { on: true, ...turn }, former: { on: false, ...turn } };
    expect(searchKeysOf({ traits: {}, tags, accounts: { acme: link, 'old%2eco': { ...link, left: true } } }, [])).toEqual(['account:acme', 'tag:vip']);
  });

  it('is untouched when it stays the same, and absent when there is nothing', () => {
    const profile = { traits: traits({ name: 'Ann' }), tags: {}, accounts: {} } as ProfileDocument;
    keepSearchKeys(profile);
    const { searchKeys } = profile;
    expect(searchKeys).toEqual(['n:ann']);
    keepSearchKeys(profile);
    expect(profile.searchKeys).toBe(searchKeys);
    profile.traits = {};
    keepSearchKeys(profile);
    expect(profile).not.toHaveProperty('searchKeys');
  });
});

describe('a folded text', () => {
  it.each([
    ['  ÁRVÍZTŰRŐ  tükör ', 'arvizturo tukor'],
    ['Straße', 'strasse'],
    ['Søren Ærø', 'soren aero'],
    ['ＡＮＮ', 'ann'],
    ['x'.repeat(300), 'x'.repeat(100)],
    [`${'x'.repeat(99)}😀`, 'x'.repeat(99)],
  ])('%j: %j', (text, folded) => {
    expect(foldText(text)).toBe(folded);
  });
});
