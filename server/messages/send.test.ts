import { deliveryKeyFor } from '@cairn/workflows/contracts/names.js';
import type { PublishPlan } from '@cairn/workflows/contracts/publish-plan.js';
import { compileJourney } from '@cairn/workflows/interpreter/compile-journey.js';
import { definition, goldIs } from '@cairn/workflows/interpreter/journeys.fixture.js';
import { describe, expect, it } from 'vitest';
import { OperationalError, UserError } from '../platform/errors.js';
import { factsFor } from '../profiles/facts.js';
import type { ProfileDocument } from '../profiles/profile.js';
import { createWorld, definitionsWith, Killed, profileWith, requestFor, runAt, type World, workspace } from './send.fakes.js';
import type { SenderDeps } from './send.js';
import { judge, maxHeldMs } from './send-guard.js';

const run = runAt('r1');
const key = deliveryKeyFor(workspace, 'r1', 'mail', 1, 'email');
const deliveryOf = (world: World) => world.ledger.documents.get(`${workspace}:${key}`);
const slotsOf = (world: World) => Object.keys(world.core.profiles.get('p1')?.slots ?? {});
const plan: PublishPlan = { number: 1, people: 'migrate', share: 100, timers: 'keep', removed: {}, to: 'v2', at: 1 };
const dayCap = [{ channel: 'email', limit: 1, windowMs: 86_400_000 }];

describe('sending', () => {
  it('goes once, takes the slot, and tells the same outcome again', async () => {
    const world = createWorld(profileWith([run]));
    const first = await world.send(requestFor(run));
    expect(first).toEqual({ stepId: 'mail', visit: 1, outcome: 'sent' });
    expect(await world.send(requestFor(run))).toEqual(first);
    expect(world.accepted).toHaveLength(1);
    expect(world.accepted[0]).toMatchObject({
      to: 'ann@example.com',
      subject: 'Hi Ann',
      messageId: `${key}@shop.example`,
      unsubscribeUrl: `https://shop.example/u/demo.p1.email.${key}`,
    });
    expect(deliveryOf(world)).toMatchObject({
      state: 'sent',
      to: 'ann@example.com',
      templateVersion: 't1',
      history: [{ state: 'intended' }, { state: 'handing-over' }, { state: 'sent' }],
    });
    expect(world.core.profiles.get('p1')?.slots[key]).toEqual({ at: new Date(10_000), channel: 'email', journey: 'cart', attempt: 1 });
    expect(world.outcomes).toEqual(['sent']);
  });

  it('transactional: no link, no consent asked, no cap', async () => {
    const at = new Date(9_000);
    const world = createWorld(
      profileWith([run], { consent: { unsubscribed: { email: at } }, slots: { other: { at, channel: 'email', journey: 'j', attempt: 1 } } }),
      {},
      dayCap,
    );
    expect(await world.send(requestFor(run, { transactional: true }))).toMatchObject({ outcome: 'sent' });
    expect(world.accepted[0]?.unsubscribeUrl).toBeUndefined();
    expect(world.core.profiles.get('p1')?.slots[key]?.channel).toBe('email/transactional');
  });

  it.each([
    ['sent', 'skipped', 1],
    ['unanswered', 'skipped', 1],
    ['refused', 'sent', 1],
    ['only intended', 'sent', 1],
    ['never begun', 'sent', 1],
  ] as const)('of a step that a run merged into this one was at: %s → %s', async (other, outcome, sent) => {
    const elder = runAt('r0');
    const world = createWorld(profileWith([elder, run], other === 'refused' ? { traits: {} } : {}));
    const intent = { workspace, key: deliveryKeyFor(workspace, 'r0', 'mail', 1, 'email'), profileId: 'p1', journey: 'cart', version: 'v', runId: 'r0' };
    if (other === 'only intended')
      await world.ledger.beginAttempt({ ...intent, stepId: 'mail', visit: 1, channel: 'email', template: 't', transactional: false }, new Date(1));
    else if (other === 'unanswered') {
      await world.ledger.beginAttempt({ ...intent, stepId: 'mail', visit: 1, channel: 'email', template: 't', transactional: false }, new Date(1));
      await world.ledger.settle(workspace, intent.key, 1, { from: ['intended'], to: 'unknown' }, new Date(1));
    } else if (other !== 'never begun') await world.send(requestFor(elder));
    const absorbing = { ...run, absorbed: [{ runId: 'r0', visits: { mail: 1 } }] };
    const profile = world.core.profiles.get('p1') as ProfileDocument;
    const { traits } = profileWith([]);
    world.core.profiles.set('p1', { ...profile, traits, runs: { r1: absorbing } });
    expect(await world.send(requestFor(run))).toMatchObject({ outcome, ...(outcome === 'skipped' && { reason: 'already-had' }) });
    expect(world.accepted).toHaveLength(other === 'unanswered' ? 0 : sent);
    if (other === 'only intended') expect(world.ledger.documents.get(`${workspace}:${intent.key}`)?.state).toBe('refused');
  });

  it.each<[string, Partial<ProfileDocument>, Partial<SenderDeps>, string]>([
    ['the run ended', { runs: { r1: runAt('r1', { ended: { at: 1, reason: 'exit-rule', detail: 'bought' } }) } }, {}, 'run-ended'],
    ['the run is gone', { runs: {} }, {}, 'run-ended'],
    ['the run has moved on', { runs: { r1: runAt('r1', { position: { stepId: 'later', visit: 1, arrivedAt: 2 } }) } }, {}, 'run-moved'],
    ['the journey was archived', {}, { journeyNow: async () => await Promise.resolve({ state: 'archived' as const, plans: [] }) }, 'journey-archived'],
    ['the journey was deleted', {}, { journeyNow: async () => await Promise.resolve(undefined) }, 'journey-archived'],
    ['unsubscribed', { consent: { unsubscribed: { email: new Date(1) } } }, {}, 'unsubscribed'],
    ['no address', { traits: {} }, {}, 'no-address'],
    [
      'a line break in the address',
      { traits: { email: { value: 'a@example.com\r\nBcc: b@example.com', at: new Date(1), source: 's', messageId: 'm' } } },
      {},
      'invalid-address',
    ],
    ['an address that is no text', { traits: { email: { value: 7, at: new Date(1), source: 's', messageId: 'm' } } }, {}, 'invalid-address'],
    ['capped', { slots: { other: { at: new Date(9_000), channel: 'email', journey: 'j', attempt: 1 } } }, {}, 'capped'],
    ['no template', {}, { readTemplate: async () => await Promise.resolve(null) }, 'template-missing'],
    ['a template that fails', {}, { render: async () => await Promise.reject(new UserError(422, 'template-failed', 'line 3')) }, 'template-failed'],
  ])('refused: %s', async (_name, profile, deps, reason) => {
    const world = createWorld(profileWith([run], profile), deps, dayCap);
    expect(await world.send(requestFor(run))).toEqual({ stepId: 'mail', visit: 1, outcome: 'skipped', reason });
    expect(world.accepted).toEqual([]);
    expect(deliveryOf(world)).toMatchObject({ state: 'refused', reason });
    expect(slotsOf(world)).not.toContain(key);
    const isByTemplate = reason.startsWith('template');
    expect(world.core.decisions).toEqual(
      isByTemplate ? [] : [expect.objectContaining({ kind: 'send', outcome: reason, runId: 'r1', stepId: 'mail', visit: 1 })],
    );
    // Asked again, it stays refused, whatever has changed since.
    world.core.change(() => profileWith([run]));
    expect(await world.send(requestFor(run))).toMatchObject({ outcome: 'skipped', reason });
  });

  it.each([
    ['an exit rule', 'exits', 'exit-rule'],
    ['a goal', 'goals', 'goal'],
  ])('%s whose condition holds is asked before anything else of the journey', (_name, of, end) => {
    const profile = profileWith([run]);
    const isAnn = { id: 'ann', condition: { ...goldIs(true), params: { name: 'name' }, value: 'Ann' } };
    const journey = compileJourney('cart', 'v1', definition({ exits: [], [of]: [isAnn] }));
    const definitions = { ...definitionsWith(), version: () => journey };
    const view = { profile, definitions, now: 10_000, facts: (now: number) => factsFor(profile, now) };
    const { step } = requestFor(run);
    const question = {
      run,
      step,
      key,
      hops: 0,
      attempt: 1,
      since: 0,
      journey: { state: 'paused' as const, plans: [] },
      stopped: false,
      freed: new Set<string>(),
      looked: new Set<string>(),
    };
    expect(judge(view, question).result).toEqual({ kind: 'refused', reason: 'run-ended', detail: `end: ${end}, by: ann` });
  });

  it('the order of the checks: what ends the run comes before the pause, and the pause before consent', async () => {
    const paused = async () => await Promise.resolve({ state: 'paused' as const, plans: [] });
    const ended = createWorld(profileWith([runAt('r1', { ended: { at: 1, reason: 'exit-rule' } })]), { journeyNow: paused });
    expect(await ended.send(requestFor(run))).toMatchObject({ reason: 'run-ended' });
    const held = createWorld(profileWith([run], { consent: { unsubscribed: { email: new Date(1) } } }), { journeyNow: paused });
    expect(await held.send(requestFor(run))).toEqual({ outcome: 'held' });
    expect(deliveryOf(held)).toMatchObject({ state: 'intended' });
    expect(slotsOf(held)).toEqual([]);
  });

  it('held by a pause, it goes on resume, after any time', async () => {
    let state: 'paused' | 'live' = 'paused';
    const world = createWorld(profileWith([run]), { journeyNow: async () => await Promise.resolve({ state, plans: [] }) });
    await world.send(requestFor(run));
    state = 'live';
    world.now += 10 * maxHeldMs;
    expect(await world.send(requestFor(run))).toMatchObject({ outcome: 'sent' });
  });

  it('published meanwhile, the plan is asked first: nothing is handed over, and the run that took it up is sent', async () => {
    const world = createWorld(profileWith([run]), { journeyNow: async () => await Promise.resolve({ state: 'live' as const, plans: [plan] }) });
    expect(await world.send(requestFor(run))).toEqual({ outcome: 'held', until: 'planned' });
    expect([world.accepted, slotsOf(world), deliveryOf(world)?.state]).toEqual([[], [], 'intended']);
    const planned = { ...run, plan: 1 };
    world.core.change(() => profileWith([planned]));
    expect(await world.send(requestFor(planned))).toMatchObject({ outcome: 'sent' });
  });

  it('asked for by a run of another version than it has by now, it is asked again first', async () => {
    const world = createWorld(profileWith([{ ...run, version: 'v2' }]));
    expect(await world.send(requestFor(run))).toEqual({ outcome: 'held', until: 'planned' });
    expect(world.accepted).toEqual([]);
  });

  it('while all sending is stopped it is tried again, and given up after a day', async () => {
    const world = createWorld(profileWith([run]), {
      readWorkspace: async () => await Promise.resolve({ name: 'S', sender: { name: 'S', address: 's@s.example' }, sendingStopped: true }),
    });
    await expect(world.send(requestFor(run))).rejects.toMatchObject({ code: 'sending-stopped', retryAfterMs: 30_000 });
    world.now += maxHeldMs + 1;
    expect(await world.send(requestFor(run))).toMatchObject({ outcome: 'skipped', reason: 'expired' });
    expect(world.accepted).toEqual([]);
  });

  it('follows a person who was merged', async () => {
    const world = createWorld(profileWith([], { mergedInto: 'p2' }));
    world.core.profiles.set('p2', { ...profileWith([run]), profileId: 'p2' });
    expect(await world.send(requestFor(run))).toMatchObject({ outcome: 'sent' });
    expect(Object.keys(world.core.profiles.get('p2')?.slots ?? {})).toEqual([key]);
  });

  it('skips a person who is gone', async () => {
    const world = createWorld(profileWith([run]));
    world.core.profiles.clear();
    expect(await world.send(requestFor(run))).toMatchObject({ outcome: 'skipped', reason: 'profile-gone' });
  });
});

describe('the cap', () => {
  it('two journeys at the same moment send one', async () => {
    const other = runAt('r2', { journey: 'other' });
    const world = createWorld(profileWith([run, other]), {}, dayCap);
    const results = await Promise.all([world.send(requestFor(run)), world.send(requestFor(other))]);
    expect(results.map((result) => result.outcome).sort()).toEqual(['sent', 'skipped']);
    expect(world.accepted).toHaveLength(1);
    expect(slotsOf(world)).toHaveLength(1);
  });

  it('a slot of a refused delivery does not count, and is freed by whoever it would cap', async () => {
    const other = requestFor(runAt('r2', { journey: 'other' }));
    const world = createWorld(profileWith([run, other.run]), {}, dayCap);
    // Killed after the slot was taken: the next attempt finds the run ended and is killed after closing the delivery.
    const otherKey = deliveryKeyFor(workspace, 'r2', 'mail', 1, 'email');
    await world.ledger.beginAttempt({ ...intentOf(otherKey, 'r2') }, new Date(world.now));
    await world.ledger.settle(workspace, otherKey, 1, { from: ['intended'], to: 'refused', reason: 'run-ended' }, new Date(world.now));
    world.core.change(() => ({ slots: { [otherKey]: { at: new Date(world.now), channel: 'email', journey: 'other', attempt: 1 } } }));
    expect(await world.send(requestFor(run))).toMatchObject({ outcome: 'sent' });
    expect(slotsOf(world)).toEqual([key]);
  });

  it('forgets slots that no window reaches', async () => {
    const world = createWorld(
      profileWith([run], { slots: { old: { at: new Date(10_000 - 90_000_000), channel: 'email', journey: 'j', attempt: 1 } } }),
      {},
      dayCap,
    );
    expect(await world.send(requestFor(run))).toMatchObject({ outcome: 'sent' });
    expect(slotsOf(world)).toEqual([key]);
  });
});

const intentOf = (deliveryKey: string, runId: string) => ({
  workspace,
  key: deliveryKey,
  profileId: 'p1',
  journey: 'other',
  version: 'v1',
  runId,
  stepId: 'mail',
  visit: 1,
  channel: 'email' as const,
  template: 'reminder',
  transactional: false,
});

describe('the provider’s answers', () => {
  it('a clean refusal for now is tried again, and then goes', async () => {
    const world = createWorld(profileWith([run]));
    world.answers = [
      { outcome: 'later', detail: '451' },
      { outcome: 'later', detail: '451', retryAfterMs: 99 },
    ];
    await expect(world.send(requestFor(run))).rejects.toMatchObject({ code: 'provider-busy', retryAfterMs: 2_000 });
    expect(deliveryOf(world)).toMatchObject({ state: 'intended', refusals: 1, detail: '451' });
    await expect(world.send(requestFor(run))).rejects.toMatchObject({ retryAfterMs: 99 });
    expect(await world.send(requestFor(run))).toMatchObject({ outcome: 'sent' });
    expect(world.accepted).toHaveLength(1);
    expect(deliveryOf(world)?.reason).toBeUndefined();
  });

  it('what is put off holds no slot: another message may go meanwhile, and then it is capped itself', async () => {
    const other = requestFor(runAt('r2', { journey: 'other' }));
    const world = createWorld(profileWith([run, other.run]), {}, dayCap);
    world.answers = [{ outcome: 'later', detail: '451' }];
    await expect(world.send(requestFor(run))).rejects.toMatchObject({ code: 'provider-busy' });
    expect(slotsOf(world)).toEqual([]);
    expect(await world.send(other)).toMatchObject({ outcome: 'sent' });
    expect(await world.send(requestFor(run))).toMatchObject({ outcome: 'skipped', reason: 'capped' });
    expect(world.accepted).toHaveLength(1);
  });

  it('the slot is dated by the hand-over that was accepted', async () => {
    const world = createWorld(profileWith([run]), {}, dayCap);
    world.answers = [{ outcome: 'later', detail: '451' }];
    await expect(world.send(requestFor(run))).rejects.toThrow();
    world.now += 3_600_000;
    await world.send(requestFor(run));
    expect(world.core.profiles.get('p1')?.slots[key]).toMatchObject({ at: new Date(world.now), attempt: 2 });
  });

  it.each([
    ['the journey is paused', 'held'],
    ['all sending is stopped', 'stopped'],
    ['a plan may move its run', 'planned'],
  ])('an attempt that was cut off with its slot taken gives it back when %s', async (_name, why) => {
    let waits = false;
    const world = createWorld(profileWith([run]), {
      journeyNow: async () =>
        await Promise.resolve({ state: waits && why === 'held' ? ('paused' as const) : ('live' as const), plans: waits && why === 'planned' ? [plan] : [] }),
      readWorkspace: async () =>
        await Promise.resolve({ name: 'S', sender: { name: 'S', address: 's@s.example' }, sendingStopped: waits && why === 'stopped' }),
      render: async () => await Promise.reject(new Killed()),
    });
    await expect(world.send(requestFor(run))).rejects.toBeInstanceOf(Killed);
    expect(slotsOf(world)).toEqual([key]);
    waits = true;
    await world.send(requestFor(run)).catch(() => undefined);
    expect(slotsOf(world)).toEqual([]);
    expect(deliveryOf(world)).toMatchObject({ state: 'intended' });
  });

  it('every check is repeated before it is tried again', async () => {
    const world = createWorld(profileWith([run]));
    world.answers = [{ outcome: 'later', detail: '451' }];
    await expect(world.send(requestFor(run))).rejects.toBeInstanceOf(OperationalError);
    world.core.change(() => ({ consent: { unsubscribed: { email: new Date(world.now) } } }));
    expect(await world.send(requestFor(run))).toMatchObject({ outcome: 'skipped', reason: 'unsubscribed' });
    expect(slotsOf(world)).toEqual([]);
  });

  it('refused for now for a day, it failed for sure', async () => {
    const world = createWorld(profileWith([run]));
    world.answers = [
      { outcome: 'later', detail: '451' },
      { outcome: 'later', detail: '451' },
    ];
    await expect(world.send(requestFor(run))).rejects.toThrow();
    world.now += maxHeldMs + 1;
    expect(await world.send(requestFor(run))).toMatchObject({ outcome: 'failed', reason: 'provider-unavailable' });
    expect(slotsOf(world)).toEqual([]);
  });

  it('refused for ever: failed, and the slot is given back', async () => {
    const world = createWorld(profileWith([run]));
    world.answers = [{ outcome: 'rejected', detail: '550 no such user' }];
    expect(await world.send(requestFor(run))).toMatchObject({ outcome: 'failed', reason: 'rejected' });
    expect(deliveryOf(world)).toMatchObject({ state: 'failed', detail: '550 no such user' });
    expect(slotsOf(world)).toEqual([]);
  });

  it.each<[string, Partial<SenderDeps>]>([
    ['no answer', {}],
    ['an adapter that throws', { adapter: { channel: 'email', handOver: async () => await Promise.reject(new Error('bug')) } }],
  ])('%s: unknown, never sent again, and the slot stays', async (_name, deps) => {
    const world = createWorld(profileWith([run]), deps);
    world.answers = [{ outcome: 'unknown', detail: 'socket closed' }];
    expect(await world.send(requestFor(run))).toMatchObject({ outcome: 'unknown' });
    expect(await world.send(requestFor(run))).toMatchObject({ outcome: 'unknown' });
    expect(world.accepted.length).toBeLessThanOrEqual(1);
    expect(slotsOf(world)).toEqual([key]);
  });
});

describe('fresh facts', () => {
  it('an unsubscription between deciding and writing is seen', async () => {
    const world = createWorld(profileWith([run]));
    world.core.meanwhile = () => {
      world.core.meanwhile = undefined;
      world.core.change(() => ({ consent: { unsubscribed: { email: new Date(world.now) } } }));
    };
    expect(await world.send(requestFor(run))).toMatchObject({ outcome: 'skipped', reason: 'unsubscribed' });
  });

  it('a slow template asks again, with what it rendered, and sees what happened meanwhile', async () => {
    let renders = 0;
    const world = createWorld(profileWith([run]), {
      render: async () => {
        renders++;
        world.now += 1_500;
        world.core.change(() => ({ consent: { unsubscribed: { email: new Date(world.now) } } }));
        return await Promise.resolve({ subject: 's', html: 'h', text: 't' });
      },
    });
    expect(await world.send(requestFor(run))).toMatchObject({ outcome: 'skipped', reason: 'unsubscribed' });
    expect(renders).toBe(1);
  });

  it('renders again when the person changed', async () => {
    let renders = 0;
    const world = createWorld(profileWith([run]), {
      render: async (_version, _definition, { traits }) => {
        if (renders++ === 0) {
          world.now += 1_500;
          world.core.change((profile) => ({ traits: { ...profile.traits, name: { value: 'Bo', at: new Date(2), source: 's', messageId: 'm' } } }));
        }
        return await Promise.resolve({ subject: String(traits.name), html: 'h', text: 't' });
      },
    });
    expect(await world.send(requestFor(run))).toMatchObject({ outcome: 'sent' });
    expect(world.accepted[0]?.subject).toBe('Bo');
    expect(renders).toBe(2);
  });
});
