import { describe, expect, test } from 'vitest';

import type { EventType } from './event.js';
import { type NamingFields, namesOf } from './names-of-event.js';

describe('the identities an event names', () => {
  test.each<[string, EventType, NamingFields, string[]]>([
    ['a userId', 'track', { userId: 'u1' }, ['w:userId:u1']],
    ['a numeric userId, as text', 'track', { userId: 42 }, ['w:userId:42']],
    ['a userId with blanks around it', 'track', { userId: ' u1 ' }, ['w:userId:u1']],
    ['the userId before the anonymousId', 'track', { anonymousId: 'a', userId: 'u' }, ['w:userId:u', 'w:anonymousId:a']],
    [
      'every kind, strongest first',
      'identify',
      // `crm:eu` with id 42 would be `crm` with id eu:42.
      {
        ...{ anonymousId: 'a', userId: 'u', traits: { phone: '+49 170 123456', email: 'A@B.c' } },
        context: {
          externalIds: [
            { id: 'x1', type: 'crm' },
            { id: '42', type: 'crm:eu' },
          ],
        },
      },
      ['w:userId:u', 'w:external:crm:x1', 'w:email:a@b.c', 'w:phone:+49170123456', 'w:anonymousId:a'],
    ],
    ['the external ids of RudderStack', 'track', { context: { externalId: [{ id: 'x1', type: 'crm' }] } }, ['w:external:crm:x1']],
    ['external ids of a wrong shape, ignored', 'track', { userId: 'u', context: { externalIds: ['x', null, { id: 'x' }, [1]] } }, ['w:userId:u']],
    ['no email of a track call', 'track', { userId: 'u', traits: { email: 'a@b.c' } }, ['w:userId:u']],
    ['no email that is none', 'identify', { userId: 'u', traits: { email: 'none' } }, ['w:userId:u']],
    ['both ids of an alias', 'alias', { userId: 'u', previousId: 'a' }, ['w:userId:u', 'w:anonymousId:a']],
    ['one identity once', 'alias', { userId: 'u', anonymousId: 'a', previousId: 'a' }, ['w:userId:u', 'w:anonymousId:a']],
    ['not the placeholder beside a real id', 'track', { userId: 'null', anonymousId: 'a' }, ['w:anonymousId:a']],
    ['an email alone', 'identify', { traits: { email: 'a@b.c' } }, ['w:email:a@b.c']],
    ['ids with a colon or a dollar sign', 'track', { userId: '$a:b.c' }, ['w:userId:$a:b.c']],
  ])('are %s', (_, type, fields, expected) => {
    expect(namesOf('w', type, fields)).toEqual(expected);
  });

  test.each<[string, NamingFields, string]>([
    ['nothing at all', {}, 'no-identity'],
    ['empty text', { userId: '', anonymousId: '   ' }, 'no-identity'],
    ['null', { userId: null }, 'no-identity'],
    ['a placeholder', { userId: 'undefined' }, 'no-identity'],
    ['a placeholder in capitals', { userId: 'NULL' }, 'no-identity'],
    ['an empty UUID', { anonymousId: '00000000-0000-0000-0000-000000000000' }, 'no-identity'],
    ['an object', { userId: { $ne: null } }, 'invalid-identity'],
    ['a list', { anonymousId: ['a'] }, 'invalid-identity'],
    ['a truth value', { userId: true }, 'invalid-identity'],
    ['text without end', { userId: 'x'.repeat(501) }, 'invalid-identity'],
  ])('are refused when they are %s', (_, fields, code) => {
    expect(() => namesOf('w', 'track', fields)).toThrowError(expect.objectContaining({ code }));
  });
});
