import { describe, expect, it } from 'vitest';

import { addressOf, isAddress } from './address.js';

describe('isAddress', () => {
  it.each(['ann@example.com', 'a.b+c@sub.example.co.uk', "o'neil@example.com", 'jürgen@exämple.de', 'a@localhost', '用户@例子.中国'])('takes %s', (text) => {
    expect(isAddress(text)).toBe(true);
  });

  it.each([
    ['nothing', ''],
    ['no @', 'ann'],
    ['CR and LF', 'ann@example.com\r\nBcc: b@example.com'],
    ['LF alone', 'ann@example.com\n'],
    ['CR in the name', 'a\rnn@example.com'],
    ['NUL', 'ann\0@example.com'],
    ['a line separator', 'ann\u2028@example.com'],
    ['a bidirectional override', 'ann\u202e@example.com'],
    ['a blank', 'ann @example.com'],
    ['a list', 'a@example.com,b@example.com'],
    ['a display name', 'Ann <ann@example.com>'],
    ['a quoted name', '"ann"@example.com'],
    ['a comment', 'ann(x)@example.com'],
    ['an empty label', 'ann@example..com'],
    ['a dot at the end of the name', 'ann.@example.com'],
    ['a hyphen at the edge', 'ann@-example.com'],
    ['an IP address', 'ann@127.0.0.1'],
    ['a literal', 'ann@[127.0.0.1]'],
    ['too long a name', `${'a'.repeat(65)}@example.com`],
    ['too long', `a@${'b'.repeat(60)}.${'c'.repeat(60)}.${'d'.repeat(60)}.${'e'.repeat(60)}.${'f'.repeat(20)}`],
    ['an SMTP command', 'a@example.com> SIZE=1'],
  ])('refuses %s', (_name, text) => {
    expect(isAddress(text)).toBe(false);
  });
});

describe('addressOf', () => {
  const email = { type: 'email' as const, value: 'identity@example.com', id: 'w:email:identity@example.com', since: new Date(0) };
  const trait = (value: string | number | null) => ({ email: { value, at: new Date(0), source: 's', messageId: 'm' } });

  it.each([
    ['the trait', { traits: trait('trait@example.com'), identities: [email] }, 'trait@example.com'],
    ['the identity when there is none', { traits: {}, identities: [email] }, 'identity@example.com'],
    ['the identity when it was cleared', { traits: trait(null), identities: [email] }, 'identity@example.com'],
    ['neither', { traits: {}, identities: [] }, undefined],
  ])('%s', (_name, profile, address) => {
    expect(addressOf(profile)).toBe(address);
  });
});
