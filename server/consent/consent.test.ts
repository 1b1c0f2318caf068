import { describe, expect, it } from 'vitest';

import { localeOf, unsubscribePage } from './unsubscribe-page.js';
import { readUnsubscribe, signUnsubscribe, type UnsubscribeClaim } from './unsubscribe-token.js';

const secret = 'a long enough secret';
const claim: UnsubscribeClaim = { workspace: 'demo', profileId: 'p1', channel: 'email', deliveryKey: 'k1' };

describe('unsubscribe tokens', () => {
  it('come back as they were signed, and are safe in a URL', () => {
    const token = signUnsubscribe(secret, claim);
    expect(token).toMatch(/^[\w-]+\.[\w-]+$/);
    expect(readUnsubscribe(secret, token)).toEqual(claim);
  });

  it('one person, one workspace, one token', () => {
    const tokens = [claim, { ...claim, workspace: 'other' }, { ...claim, profileId: 'p2' }].map((each) => signUnsubscribe(secret, each));
    expect(new Set(tokens).size).toBe(3);
  });

  const [payload = '', signature = ''] = signUnsubscribe(secret, claim).split('.');
  const other = Buffer.from(JSON.stringify([1, 'demo', 'p2', 'email', 'k1'])).toString('base64url');
  it.each([
    ['nothing', ''],
    ['no signature', payload],
    ['an empty signature', `${payload}.`],
    ['another person', `${other}.${signature}`],
    ['a cut signature', `${payload}.${signature.slice(0, -4)}`],
    ['another secret', signUnsubscribe('some other secret', claim)],
    ['a third part', `${payload}.${signature}.x`],
    ['no JSON', `${Buffer.from('nonsense').toString('base64url')}.${signature}`],
    ['very long', `${'x'.repeat(10_000)}.${signature}`],
  ])('%s is none', (_name, token) => {
    expect(readUnsubscribe(secret, token)).toBeNull();
  });
});

describe('unsubscribe page', () => {
  it.each([
    [undefined, 'en'],
    ['', 'en'],
    ['de', 'de'],
    ['de-AT,de;q=0.9', 'de'],
    ['fr,zh-Hans;q=0.8,en;q=0.5', 'zh'],
    ['en;q=0.1,de;q=0.9', 'de'],
    ['de;q=0,en', 'en'],
    ['*', 'en'],
    [';;;q=x', 'en'],
  ] as const)('%s reads %s', (header, locale) => {
    expect(localeOf(header)).toBe(locale);
  });

  it('a workspace’s name is text', () => {
    expect(unsubscribePage('subscribed', 'en', '<script>alert("x")</script>')).not.toContain('<script');
  });

  it('has a button only where there is something to do', () => {
    expect(unsubscribePage('subscribed', 'de', 'Shop')).toContain('value="unsubscribe"');
    expect(unsubscribePage('unsubscribed', 'zh', 'Shop')).toContain('value="resubscribe"');
    expect(unsubscribePage('unknown', 'en', '')).not.toContain('<form');
  });
});
