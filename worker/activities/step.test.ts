import { taskQueues } from '@cairn/workflows/contracts/run.js';
import { at, delay, event, exit, factsAt, journeyOf, runOf } from '@cairn/workflows/interpreter/journeys.fixture.js';
import { observe } from '@cairn/workflows/interpreter/observe.js';
import { describe, expect, it } from 'vitest';
import { Killed, World } from './step.fakes.js';

describe('one step', () => {
  it('after a delay advances and sends at once, where it runs on the email queue', async () => {
    const world = new World();
    expect(await world.step()).toEqual({ kind: 'end', reason: 'completed' });
    expect(world.sends).toEqual(['mail/1']);
    expect(world.run).toMatchObject({ transition: 3, ended: { reason: 'completed' } });
    expect(world.effects.map(({ id }) => id)).toEqual([`record:${world.run?.runId}:2`, `record:${world.run?.runId}:3`]);
  });

  it('hands a message over to the email queue', async () => {
    const world = new World();
    expect(await world.step({}, taskQueues.journeys)).toEqual({ kind: 'step', transition: 2, queue: 'cairn-email' });
    expect(world.sends).toEqual([]);
    expect(await world.step({ transition: 2 })).toEqual({ kind: 'end', reason: 'completed' });
  });

  it('of a run that stands on its message decides nothing before the send, whose outcome is the barrier of what follows', async () => {
    const world = new World(journeyOf({ start: 'mail' }));
    expect(await world.step()).toEqual({ kind: 'end', reason: 'completed' });
    expect([world.sends, world.barriers]).toEqual([['mail/1'], 0]);
  });

  it('writes a barrier of its own after an outcome that it only found', async () => {
    const world = new World(journeyOf({ start: 'mail' }));
    world.settled.set('mail/1', { stepId: 'mail', visit: 1, outcome: 'sent' });
    expect(await world.step()).toEqual({ kind: 'end', reason: 'completed' });
    expect([world.sends, world.barriers]).toEqual([[], 1]);
  });

  it('answers what is stored to an attempt that comes too late', async () => {
    const world = new World();
    await world.step();
    const before = JSON.stringify(world.profile);
    expect(await world.step()).toEqual({ kind: 'end', reason: 'completed' });
    expect([JSON.stringify(world.profile), world.sends]).toEqual([before, ['mail/1']]);
  });

  it('makes no transition but its own, however late it is tried again', async () => {
    const world = new World(journeyOf({ steps: [delay('delay', 30, 'more'), delay('more', 5, 'exit'), exit] }));
    world.clock = at(32);
    const answer = await world.step();
    expect(answer).toMatchObject({ kind: 'wait', transition: 2, until: at(35) });
    world.clock = at(60);
    expect(await world.step()).toEqual(answer);
    expect(await world.step({ transition: 2 })).toEqual({ kind: 'end', reason: 'completed' });
  });

  it('asked before the time answers the same wait, and stores nothing', async () => {
    const world = new World();
    world.clock = at(10);
    expect(await world.step()).toEqual({ kind: 'wait', transition: 1, until: at(30), queue: 'cairn-email' });
    expect(world.effects).toEqual([]);
  });

  it('believes the timer that fired', async () => {
    const world = new World();
    world.clock = at(29.999);
    expect(await world.step({ firedFor: at(30) })).toEqual({ kind: 'end', reason: 'completed' });
  });
});

describe('a step of a run that is over', () => {
  it('by an exit that was folded first sends nothing', async () => {
    const world = new World();
    const { run } = observe(world.journey, runOf(world.journey), { event: event('Order Completed', 5), facts: factsAt(5), now: at(5) });
    world.profile.runs = { [run.runId]: run };
    expect(await world.step()).toEqual({ kind: 'end', reason: 'exit-rule' });
    expect(world.sends).toEqual([]);
  });

  it('and gone from the profile ends the workflow', async () => {
    const world = new World();
    world.profile.runs = {};
    expect(await world.step({ runId: 'gone' })).toMatchObject({ kind: 'end' });
  });

  it.each([
    ['archived', 'journey-archived'],
    [undefined, 'journey-archived'],
    ['draft', 'journey-archived'],
  ] as const)('because its journey is %s ends with %s', async (state, reason) => {
    const world = new World();
    world.state = state;
    expect(await world.step()).toEqual({ kind: 'end', reason });
    expect([world.run?.ended?.reason, world.sends]).toEqual([reason, []]);
  });

  it('because a step failed for good says so', async () => {
    const world = new World();
    expect(await world.step({ giveUp: { reason: 'failed', detail: 'template-broken' } })).toEqual({ kind: 'end', reason: 'failed' });
    expect(world.run?.ended).toMatchObject({ reason: 'failed', detail: 'template-broken' });
  });
});

describe('a paused journey', () => {
  it('holds what is due until it is poked, and lets it go when resumed', async () => {
    const world = new World();
    world.state = 'paused';
    expect(await world.step()).toEqual({ kind: 'wait', transition: 1, until: null, queue: 'cairn-email' });
    expect(world.run).toMatchObject({ transition: 1, position: { stepId: 'delay' } });
    world.state = 'live';
    expect(await world.step()).toEqual({ kind: 'end', reason: 'completed' });
    expect(world.sends).toEqual(['mail/1']);
  });

  it('that was paused between the step and its send holds the message', async () => {
    const world = new World();
    world.outcome = 'held';
    expect(await world.step()).toEqual({ kind: 'wait', transition: 2, until: null, queue: 'cairn-email' });
    world.outcome = 'sent';
    expect(await world.step({ transition: 2 })).toEqual({ kind: 'end', reason: 'completed' });
  });
});

describe('a merge', () => {
  it('is followed to the survivor', async () => {
    const world = new World();
    const survivor = world.profile;
    world.profile = { profileId: 'loser', runs: {}, mergedInto: 'p1' };
    const answer = world.step({ runId: Object.keys(survivor.runs)[0] });
    await Promise.resolve();
    world.profile = survivor;
    expect(await answer).toEqual({ kind: 'end', reason: 'completed' });
  });
});

describe('killed at any await', () => {
  it.each([
    ['delay', 9],
    ['mail', 6],
  ])('and tried again from %s ends the same, with one message', async (start, awaits) => {
    const undisturbed = new World(journeyOf({ start }));
    const answer = await undisturbed.step();
    let deaths = 0;
    for (let n = 0; ; n++) {
      const world = new World(journeyOf({ start }));
      world.dieAfter = n;
      const died = await world.step().then(
        () => false,
        (error: unknown) => error instanceof Killed,
      );
      world.dieAfter = undefined;
      expect(await world.step()).toEqual(answer);
      expect(world.sends).toEqual(['mail/1']);
      expect(world.run).toEqual(undisturbed.run);
      expect(world.decisions).toEqual(undisturbed.decisions);
      expect(world.effects.map(({ id }) => id)).toEqual(undisturbed.effects.map(({ id }) => id));
      if (!died) break;
      deaths += 1;
    }
    expect(deaths).toBeGreaterThanOrEqual(awaits);
  });
});
