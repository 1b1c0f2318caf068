import { describe, expect, it, test } from 'vitest';

import { compileIdentityRules, defaultCompiledRules, defaultIdentityRules } from '../identities/identity-rules.js';
import { type Ownership, parseIdentity, resolveIdentities } from './resolve-identities.js';

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
    const known = [...owners.keys()].filter((name) => name.startsWith('w:userId'));
    const heldBy = (profile: string) => {
      const own = [...owners].flatMap(([name, owner]) => (owner === profile ? [name] : []));
      return (users as readonly string[]).includes(profile) && !own.some((name) => known.includes(name)) ? ['w:userId:other', ...own] : own;
    };
    const ownership = { ownerOf: (name: string) => owners.get(name), identitiesOf: heldBy, areApart: () => false, fit: () => true };
    expect(resolveIdentities({ who: names[0] as string, names }, ownership, defaultCompiledRules)).toMatchObject(expected);
  });

  it('reads values that hold colons', () => {
    expect(parseIdentity('w:external:crm:42')).toEqual({ type: 'external', value: 'crm:42' });
  });
});

/** Rules with other limits than the default. */
const limited = (limits: { [type: string]: number }) =>
  compileIdentityRules(defaultIdentityRules.map((rule) => ({ ...rule, limit: limits[rule.type] ?? rule.limit })));
const device = (n: number) => `w:anonymousId:d${n}`;
const devices = (count: number, from = 0) => Array.from({ length: count }, (_, n) => device(from + n));

/** Profiles by what they hold. */
function ownershipOf(profiles: { [profileId: string]: string[] }, change: Partial<Ownership> = {}): Ownership {
  const owner = new Map(Object.entries(profiles).flatMap(([id, held]) => held.map((name) => [name, id] as const)));
  return { ownerOf: (name) => owner.get(name), identitiesOf: (id) => profiles[id] ?? [], areApart: () => false, fit: () => true, ...change };
}

const resolve = (names: string[], ownership: Ownership, rules = defaultCompiledRules) =>
  resolveIdentities({ who: names[0] as string, names }, ownership, rules);

describe('when a limit would be exceeded, the weakest identity is left out of the matching', () => {
  const [u, m, a, b] = ['u', 'm', 'a', 'b'].map(id) as [string, string, string, string];

  test('as in Segment’s own example: another user with the same address is a new person', () => {
    const jane = ownershipOf({ P: [u, m] });
    expect(resolve([id('v'), m], jane)).toEqual({ kind: 'claim' });
    const later = ownershipOf({ P: [u, m], Q: [id('v')] });
    expect(resolve([id('v'), m], later)).toEqual({
      kind: 'settled',
      owner: 'Q',
      demoted: [{ id: m, reason: 'limit', type: 'userId', limit: 1, owner: 'P' }],
    });
  });

  test('a sixth device stays nobody’s, and the person goes on', () => {
    const full = ownershipOf({ P: [u, ...devices(5)] });
    expect(resolve([u, a], full)).toEqual({ kind: 'settled', owner: 'P', demoted: [{ id: a, reason: 'limit', type: 'anonymousId', limit: 5 }] });
  });

  test('what breaks no limit is not lost with what does', () => {
    const full = ownershipOf({ P: [u, ...['1', '2', '3', '4', '5'].map((n) => `w:email:${n}@x`)] });
    expect(resolve([u, m, a], full)).toEqual({ kind: 'attach', target: 'P', identities: [a] });
  });

  test('two people who hold too many together stay two', () => {
    const two = ownershipOf({ P: [u, ...devices(3)], Q: [a, ...devices(2, 3)] });
    expect(resolve([u, a], two)).toMatchObject({ kind: 'settled', owner: 'P', demoted: [{ id: a, owner: 'Q', type: 'anonymousId' }] });
    expect(resolve([u, a], two, limited({ anonymousId: 6 }))).toEqual({ kind: 'merge', a: 'P', b: 'Q' });
  });

  test('more than one userId where the rules allow it is one person', () => {
    const two = ownershipOf({ P: [u, a], Q: [id('v')] });
    expect(resolve([id('v'), a], two, limited({ userId: 2 }))).toEqual({ kind: 'merge', a: 'Q', b: 'P' });
  });

  test('a profile that was over the limit before it was lowered keeps what it has, and still logs in', () => {
    const over = ownershipOf({ P: [a, ...devices(7)] });
    expect(resolve([u, a], over)).toEqual({ kind: 'attach', target: 'P', identities: [u] });
    expect(resolve([a, b], over)).toMatchObject({ kind: 'settled', demoted: [{ id: b, type: 'anonymousId' }] });
  });

  test('no rule lets a profile hold more than a thousand', () => {
    const many = ownershipOf({ P: [u, ...devices(999)] });
    expect(resolve([u, m], many, limited({ anonymousId: 1_000 }))).toMatchObject({
      kind: 'settled',
      demoted: [{ id: m, reason: 'limit', type: 'all', limit: 1_000 }],
    });
  });

  test('each external type counts for itself', () => {
    const five = ownershipOf({ P: [u, ...['1', '2', '3', '4', '5'].map((n) => `w:external:crm:${n}`)] });
    expect(resolve([u, 'w:external:pos:1'], five)).toEqual({ kind: 'attach', target: 'P', identities: ['w:external:pos:1'] });
    expect(resolve([u, 'w:external:crm:6'], five)).toMatchObject({ kind: 'settled', demoted: [{ id: 'w:external:crm:6', type: 'external:crm' }] });
  });

  test('those set apart by hand are linked by something new alone', () => {
    const apart = ownershipOf({ P: [u], Q: [a, b] }, { areApart: (x, y) => [x, y].sort().join() === [u, a].sort().join() });
    expect(resolve([u, a], apart)).toMatchObject({ kind: 'settled', owner: 'P', demoted: [{ id: a, reason: 'kept-apart', owner: 'Q' }] });
    expect(resolve([u, b], apart)).toEqual({ kind: 'merge', a: 'P', b: 'Q' });
  });

  test('two that would be too large together stay two', () => {
    const large = ownershipOf({ P: [u], Q: [a] }, { fit: () => false });
    expect(resolve([u, a], large)).toMatchObject({ kind: 'settled', owner: 'P', demoted: [{ id: a, reason: 'too-large', owner: 'Q' }] });
  });
});
