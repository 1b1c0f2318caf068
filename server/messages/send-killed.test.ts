import { deliveryKeyFor } from '@cairn/workflows/contracts/names.js';
import { describe, expect, it } from 'vitest';
import { OperationalError } from '../platform/errors.js';
import type { ProfileDocument } from '../profiles/profile.js';
import { createWorld, Killed, profileWith, requestFor, runAt, type World, workspace } from './send.fakes.js';
import type { SenderDeps } from './send.js';

const run = runAt('r1');
const key = deliveryKeyFor(workspace, 'r1', 'mail', 1, 'email');
const deliveryOf = (world: World) => world.ledger.documents.get(`${workspace}:${key}`);
const slotsOf = (world: World) => Object.keys(world.core.profiles.get('p1')?.slots ?? {});
const dayCap = [{ channel: 'email', limit: 1, windowMs: 86_400_000 }];

describe('killed anywhere', () => {
  const scenarios: [string, (world: World) => void, Partial<ProfileDocument>][] = [
    ['a plain send', () => undefined, {}],
    ['a send refused for now first', (world) => world.answers.push({ outcome: 'later', detail: '451' }), {}],
    ['a rejected one', (world) => world.answers.push({ outcome: 'rejected', detail: '550' }), {}],
    ['one without an answer', (world) => world.answers.push({ outcome: 'unknown', detail: 'closed' }), {}],
    ['a refused one', (world) => world.core.change(() => ({ consent: { unsubscribed: { email: new Date(1) } } })), {}],
    ['a capped one', () => undefined, { slots: { other: { at: new Date(9_000), channel: 'email', journey: 'j', attempt: 1 } } }],
  ];

  it.each(scenarios)('%s: at every await, at most one message is accepted, and the end is the same or unknown', async (_name, prepare, change) => {
    const whole = createWorld(profileWith([run], change), {}, dayCap);
    prepare(whole);
    const expected = await untilDone(whole);
    const unknownAt: number[] = [];
    for (let at = 0; at < whole.gallows.count; at++) {
      const world = createWorld(profileWith([run], change), {}, dayCap);
      prepare(world);
      world.gallows.at = at;
      await expect(world.send(requestFor(run))).rejects.toBeInstanceOf(Error);
      world.gallows.at = Number.POSITIVE_INFINITY;
      const outcome = await untilDone(world);
      expect(world.accepted.length, `killed at ${at}`).toBeLessThanOrEqual(1);
      const state = deliveryOf(world)?.state;
      if (outcome === 'unknown') unknownAt.push(at);
      else expect(outcome, `killed at ${at}`).toBe(expected);
      // Sent or unknown hold the slot; refused and failed give it back.
      expect(slotsOf(world).includes(key), `slot, killed at ${at}`).toBe(state === 'sent' || state === 'unknown');
      if (state === 'sent') expect(world.accepted).toHaveLength(1);
    }
    // Only between the mark before the provider and the mark after it.
    if (expected === 'skipped') expect(unknownAt).toEqual([]);
  });

  it.each([...Array(10).keys()])('an attempt that is paused at await %i and wakes after another has finished sends no second message', async (at) => {
    const world = createWorld(profileWith([run]), {}, dayCap);
    let wake: () => void = () => undefined;
    const paused = new Promise<void>((resolve) => (wake = resolve));
    const pass = world.gallows.pass.bind(world.gallows);
    let passed = 0;
    let isAlone = true;
    world.gallows.pass = async (effect) => {
      const number = passed++;
      if (number === at && isAlone) await paused;
      return await pass(effect);
    };
    const first = world.send(requestFor(run)).catch((error: unknown) => error);
    await new Promise((resolve) => setImmediate(resolve));
    isAlone = false;
    const second = await untilDone(world);
    wake();
    await first;
    expect(world.accepted.length).toBeLessThanOrEqual(1);
    const state = deliveryOf(world)?.state;
    expect(['sent', 'unknown']).toContain(state);
    // What the second was told stays true, or became known to be sent.
    if (second === 'sent') expect(state).toBe('sent');
    if (state === 'sent') expect(world.accepted).toHaveLength(1);
  });
});

describe('attempts that overlap', () => {
  /** A first attempt that waits at `stage` until told. */
  function pausedAt(stage: 'render' | 'handOver') {
    let wake: () => void = () => undefined;
    const paused = new Promise<void>((resolve) => {
      wake = resolve;
    });
    let isFirst = true;
    const pause = async (): Promise<void> => {
      if (!isFirst) return;
      isFirst = false;
      await paused;
    };
    const world = createWorld(profileWith([run]));
    const { render, adapter } = world.deps;
    if (stage === 'render') {
      world.deps.render = async (...parameters) => {
        await pause();
        return await render(...parameters);
      };
    } else {
      world.deps.adapter = {
        channel: 'email',
        handOver: async (message) => {
          await pause();
          return await adapter.handOver(message);
        },
      };
    }
    return { world, wake: () => wake() };
  }

  it('one that was overtaken hands nothing over, though the delivery is intended again', async () => {
    const { world, wake } = pausedAt('render');
    const first = world.send(requestFor(run));
    await new Promise((resolve) => setImmediate(resolve));
    world.answers = [{ outcome: 'later', detail: '451' }];
    await expect(world.send(requestFor(run))).rejects.toMatchObject({ code: 'provider-busy' });
    world.core.change(() => ({ consent: { unsubscribed: { email: new Date(world.now) } } }));
    wake();
    expect(await first).toMatchObject({ outcome: 'skipped', reason: 'unsubscribed' });
    expect(world.accepted).toEqual([]);
  });

  it('one that was put off leaves the slot to a later one that has taken it meanwhile', async () => {
    const { world, wake } = pausedAt('render');
    const { deliveries } = world.deps;
    const later: { outcome?: unknown } = {};
    // Between putting the delivery back and giving its slot back, another attempt is allowed and waits at its template.
    world.deps.deliveries = {
      ...deliveries,
      settle: async (...parameters) => {
        const settled = await deliveries.settle(...parameters);
        if (parameters[3].reason === 'try-later') {
          world.deps.deliveries = deliveries;
          later.outcome = world.send(requestFor(run));
          await new Promise((resolve) => setImmediate(resolve));
        }
        return settled;
      },
    };
    // The first to render is the one that waits: the one that is put off has its text from before.
    world.deps.render = skippingFirst(world.deps.render);
    world.answers = [{ outcome: 'later', detail: '451' }];
    await expect(world.send(requestFor(run))).rejects.toMatchObject({ code: 'provider-busy' });
    expect(world.core.profiles.get('p1')?.slots[key]).toMatchObject({ attempt: 2 });
    wake();
    expect(await later.outcome).toMatchObject({ outcome: 'sent' });
    expect(slotsOf(world)).toEqual([key]);
  });

  it('what a later one called unknown becomes sent by the provider’s word', async () => {
    const { world, wake } = pausedAt('handOver');
    const first = world.send(requestFor(run));
    await new Promise((resolve) => setImmediate(resolve));
    expect(await world.send(requestFor(run))).toMatchObject({ outcome: 'unknown', reason: 'hand-over-interrupted' });
    wake();
    expect(await first).toMatchObject({ outcome: 'sent' });
    expect(deliveryOf(world)).toMatchObject({ state: 'sent' });
    expect(world.accepted).toHaveLength(1);
  });

  it('when the mark took too long, nothing is handed over on old facts', async () => {
    const world = createWorld(profileWith([run]));
    const { deliveries } = world.deps;
    world.deps.deliveries = {
      ...deliveries,
      beginHandOver: async (...parameters) => {
        world.now += 1_500;
        world.core.change(() => ({ consent: { unsubscribed: { email: new Date(world.now) } } }));
        return await deliveries.beginHandOver(...parameters);
      },
    };
    expect(await world.send(requestFor(run))).toMatchObject({ outcome: 'skipped', reason: 'unsubscribed' });
    expect(world.accepted).toEqual([]);
  });
});

/** The first call answers at once, the next ones as `render` does. */
function skippingFirst(render: SenderDeps['render']): SenderDeps['render'] {
  let calls = 0;
  return async (...parameters) => (calls++ === 0 ? { subject: 's', html: 'h', text: 't' } : await render(...parameters));
}

/** As Temporal would: again and again until there is an outcome. */
async function untilDone(world: World): Promise<string> {
  for (let attempt = 0; attempt < 20; attempt++) {
    try {
      const result = await world.send(requestFor(run));
      return result.outcome;
    } catch (error) {
      if (!(error instanceof OperationalError) && !(error instanceof Killed)) throw error;
    }
  }
  throw new Error('never done');
}
