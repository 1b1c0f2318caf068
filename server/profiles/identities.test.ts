import { describe, expect, it } from 'vitest';

import { parseIdentity, resolveIdentities } from './identities.js';

const id = (name: string) => `w:${{ u: 'userId', v: 'userId', m: 'email', a: 'anonymousId', b: 'anonymousId' }[name]}:${name}`;

describe('what an event asks of the identity graph', () => {
  // names (strongest first) | who owns what | profiles that have a userId | what is to be done
  it.each([
    ['u', {}, [], { kind: 'claim' }],
    ['ua', {}, [], { kind: 'claim' }],
    ['u', { u: 'P' }, ['P'], { kind: 'settled', owner: 'P' }],
    ['ua', { a: 'P' }, [], { kind: 'attach', target: 'P', identities: [id('u')] }],
    ['ua', { u: 'P' }, ['P'], { kind: 'attach', target: 'P', identities: [id('a')] }],
    ['uma', { a: 'P' }, [], { kind: 'attach', target: 'P', identities: [id('u'), id('m')] }],
    ['ua', { u: 'P', a: 'Q' }, ['P'], { kind: 'merge', a: 'P', b: 'Q' }],
    ['ab', { a: 'P', b: 'Q' }, [], { kind: 'merge', a: 'P', b: 'Q' }],
    // Another user on the same device, or with the same address: two people.
    ['va', { v: 'Q', a: 'P' }, ['P', 'Q'], { kind: 'settled', owner: 'Q' }],
    ['va', { a: 'P' }, ['P'], { kind: 'claim' }],
    ['vm', { v: 'Q', m: 'P' }, ['P', 'Q'], { kind: 'settled', owner: 'Q' }],
    ['vma', { m: 'P' }, ['P'], { kind: 'claim' }],
    // The address is another user's, the device nobody's yet known: the device takes the user, and they stay two.
    ['vma', { m: 'P', a: 'Q' }, ['P'], { kind: 'attach', target: 'Q', identities: [id('v')] }],
    ['vma', { v: 'Q', m: 'P', a: 'Q' }, ['P', 'Q'], { kind: 'settled', owner: 'Q' }],
  ] as const)('%s with %o', (named, owned, users, expected) => {
    const names = [...named].map(id);
    const owners = new Map(Object.entries(owned).map(([name, owner]) => [id(name), owner as string]));
    const ownership = { ownerOf: (name: string) => owners.get(name), hasUserId: (profile: string) => (users as readonly string[]).includes(profile) };
    expect(resolveIdentities({ who: names[0] as string, names }, ownership)).toEqual(expected);
  });

  it('reads values that hold colons', () => {
    expect(parseIdentity('w:external:crm:42')).toEqual({ type: 'external', value: 'crm:42' });
  });
});
