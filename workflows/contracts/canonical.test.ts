import { describe, expect, it } from 'vitest';

import { canonicalJson, contentHash } from './canonical.js';

describe('canonicalJson', () => {
  it.each([
    [{ b: 1, a: [2, { d: null, c: 'x' }] }, '{"a":[2,{"c":"x","d":null}],"b":1}'],
    [{ a: undefined, b: true }, '{"b":true}'],
    ['é', '"é"'],
    [1e21, '1e+21'],
  ])('writes %j as %s', (value, text) => {
    expect(canonicalJson(value)).toBe(text);
  });

  it('refuses what is no JSON', () => {
    expect(() => canonicalJson(undefined)).toThrow(/canonical form/);
  });
});

describe('contentHash', () => {
  it('is the same whatever the order of the keys', () => {
    expect(contentHash('journey', 'cart', { a: 1, b: 2 })).toBe(contentHash('journey', 'cart', { b: 2, a: 1 }));
  });

  it('differs by kind, key and definition', () => {
    const hashes = [
      contentHash('journey', 'cart', { a: 1 }),
      contentHash('segment', 'cart', { a: 1 }),
      contentHash('journey', 'card', { a: 1 }),
      contentHash('journey', 'cart', { a: 2 }),
    ];
    expect(new Set(hashes).size).toBe(4);
  });

  it('is 32 hex characters and never changes between releases', () => {
    expect(contentHash('journey', 'cart', { name: 'Cart' })).toBe('1391e8fd6baf468d61c0ef2b3bba7109');
  });
});
