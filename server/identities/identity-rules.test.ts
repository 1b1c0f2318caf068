import { describe, expect, it, test } from 'vitest';

import { namesOf } from '../events/names-of-event.js';
import { checkIdentityRules } from './check-identity-rules.js';
import { identityIdOf } from './identity-id.js';
import { compileIdentityRules, defaultCompiledRules, defaultIdentityRules, type IdentityRules, type IdentityTypeRule } from './identity-rules.js';

const own = (type: string, change: Partial<IdentityTypeRule> = {}): IdentityTypeRule => ({
  type,
  normaliser: 'trimmed',
  limit: 5,
  blockSuggested: true,
  blockedValues: [],
  blockedPatterns: [],
  ...change,
});

const changed = (...rules: IdentityTypeRule[]): IdentityRules => [
  ...rules,
  ...defaultIdentityRules.filter(({ type }) => !rules.some((rule) => rule.type === type)),
];

describe('the rules of a workspace', () => {
  it('order what an event names, and normalise each type', () => {
    const rules = compileIdentityRules(changed(own('external:crm', { normaliser: 'lowerCase' }), own('email', { normaliser: 'email' })));
    const fields = {
      userId: 'U',
      anonymousId: 'a',
      traits: { email: 'A@B.c' },
      context: {
        externalIds: [
          { type: 'crm', id: ' X1 ' },
          { type: 'pos', id: 'P' },
        ],
      },
    };
    expect(namesOf('w', 'identify', fields, rules)).toEqual(['w:external:crm:x1', 'w:email:a@b.c', 'w:userId:U', 'w:external:pos:P', 'w:anonymousId:a']);
  });

  it('look an alias up among userIds only where people may have several', () => {
    const alias = { userId: 'new', previousId: 'old' };
    expect(namesOf('w', 'alias', alias)).toEqual(['w:userId:new', 'w:anonymousId:old']);
    const two = compileIdentityRules(changed(own('userId', { limit: 2 })));
    expect(namesOf('w', 'alias', alias, two)).toEqual(['w:userId:new', 'w:userId:old', 'w:anonymousId:old']);
  });

  test.each<[string, Partial<IdentityTypeRule>, string, boolean]>([
    ['a suggested placeholder', {}, 'NULL', true],
    ['a suggested placeholder, allowed', { blockSuggested: false }, 'null', false],
    ['an exact value', { blockedValues: ['abc123'] }, 'abc123', true],
    ['an exact value in another case', { blockedValues: ['abc123'] }, 'ABC123', false],
    ['an exact value as the type writes it', { normaliser: 'lowerCase', blockedValues: ['ABC'] }, 'abc', true],
    ['a pattern', { blockedPatterns: ['^[0-]*$'] }, '0-0', true],
    ['what a pattern misses', { blockedPatterns: ['^[0-]*$'] }, '0-1', false],
  ])('block %s', (_, change, value, expected) => {
    const rules = compileIdentityRules(changed(own('userId', change)));
    expect(rules.rule('userId').blocks(value)).toBe(expected);
  });

  it('keep a blocked value out of the names, and say so when nobody is left', () => {
    const rules = compileIdentityRules(changed(own('userId', { blockedPatterns: ['^test-'] })));
    expect(namesOf('w', 'track', { userId: 'test-1', anonymousId: 'a' }, rules)).toEqual(['w:anonymousId:a']);
    expect(() => namesOf('w', 'track', { userId: 'test-1' }, rules)).toThrowError(expect.objectContaining({ code: 'no-identity' }));
  });

  it('stay fast on a pattern that makes others explode', () => {
    const rules = compileIdentityRules(changed(own('userId', { blockedPatterns: ['^(a+)+$'] })));
    const startedAt = performance.now();
    expect(rules.rule('userId').blocks(`${'a'.repeat(400)}!`)).toBe(false);
    expect(performance.now() - startedAt).toBeLessThan(1_000);
  });
});

test.each<[string, string | null]>([
  ['userId: u1 ', 'w:userId:u1'],
  ['email:A@B.c', 'w:email:a@b.c'],
  ['external:crm:4:2', 'w:external:crm:4:2'],
  ['external:crm', null],
  ['email:none', null],
  ['shoe:42', null],
  ['userId:', null],
])('%j as people write it is %j', (given, expected) => {
  expect(identityIdOf('w', given, defaultCompiledRules)).toBe(expected);
});

describe('rules that are refused', () => {
  test.each<[string, IdentityRules, string, string]>([
    ['a type twice', [...defaultIdentityRules, own('email')], 'duplicate-type', 'rules.5.type'],
    ['a built-in type left out', defaultIdentityRules.slice(1), 'missing-type', 'rules'],
    ['a pattern that is none', changed(own('userId', { blockedPatterns: ['('] })), 'invalid-pattern', 'rules.0.blockedPatterns.0'],
    ['a pattern with a look-ahead', changed(own('userId', { blockedPatterns: ['(?=a)b'] })), 'invalid-pattern', 'rules.0.blockedPatterns.0'],
    ['patterns that take too long', changed(own('userId', { blockedPatterns: ['x', '(a{1,30}){1,30}b'] })), 'patterns-too-costly', 'rules.0.blockedPatterns.1'],
    ['a pattern that finds itself everywhere', changed(own('userId', { blockedPatterns: ['x', '.*'] })), 'blocks-everything', 'rules.0.blockedPatterns.1'],
    ['more own types than there may be', changed(...Array.from({ length: 31 }, (_, n) => own(`external:t${n}`))), 'too-many-types', 'rules'],
  ])('%s', (_, rules, code, path) => {
    expect(checkIdentityRules(rules)).toContainEqual(expect.objectContaining({ code, path }));
  });

  it('never are the default ones', () => {
    expect(checkIdentityRules(defaultIdentityRules)).toEqual([]);
  });
});
