import { compileCondition } from '@cairn/rules/compile/compile-condition.js';
import type { Condition } from '@cairn/rules/contracts/condition.js';
import type { DefinedTag, LiveJourney } from '@cairn/server/profiles/core.js';
import { turnsOf } from '@cairn/server/profiles/tags.js';
import type { Step } from '@cairn/workflows/contracts/journey.js';
import { type RunState, taskQueues } from '@cairn/workflows/contracts/run.js';
import { compileJourney } from '@cairn/workflows/interpreter/compile-journey.js';
import { definition, delay, exit, goldIs, journeyOf, message } from '@cairn/workflows/interpreter/journeys.fixture.js';
import { describe, expect, it } from 'vitest';
import { Killed, somebodyOn, type World } from './step.fakes.js';

/** Killed at its n-th await and tried again, for every n: it must end as if nothing had been. */
async function killedEverywhere(somebody: () => World, look: (world: World) => unknown): Promise<number> {
  const undisturbed = somebody();
  const answer = await undisturbed.step({}, taskQueues.journeys);
  for (let n = 0; ; n++) {
    const world = somebody();
    world.dieAfter = n;
    const died = await world.step({}, taskQueues.journeys).then(
      () => false,
      (error: unknown) => error instanceof Killed,
    );
    world.dieAfter = undefined;
    expect(await world.step({}, taskQueues.journeys)).toEqual(answer);
    expect(look(world)).toEqual(look(undisturbed));
    expect(world.profile.runs).toEqual(undisturbed.profile.runs);
    if (!died) return n;
  }
}

describe('a tag step', () => {
  const journey = () =>
    journeyOf({ exits: [], start: 'on', steps: [{ id: 'on', type: 'tag', tag: 'vip', action: 'add', next: 'pause' }, delay('pause', 30, 'exit'), exit] });
  const turnsIn = (world: World) => turnsOf(world.profile.tags?.vip ?? ({} as never)).map(({ on, by, source }) => [on, by, source]);
  const pathIn = (world: World) =>
    world.effects.flatMap((effect) => (effect.kind === 'recordRun' ? effect.path.map(({ stepId, reason }) => [stepId, reason]) : []));

  const somebody = () => somebodyOn(journey());

  it('killed at any await and tried again turns once, and the run goes on from there', async () => {
    const undisturbed = somebody();
    const answer = await undisturbed.step({}, taskQueues.journeys);
    expect([answer.kind, turnsIn(undisturbed), pathIn(undisturbed)]).toEqual([
      'wait',
      [[true, 'journey', 'cart']],
      [
        ['on', undefined],
        ['pause', undefined],
      ],
    ]);
    const deaths = await killedEverywhere(somebody, (world) => [turnsIn(world), pathIn(world)]);
    expect(deaths).toBeGreaterThanOrEqual(4);
  });

  it.each([
    ['is gone', [], 'unknown-tag'],
    ['follows a rule by now', [{ key: 'vip', condition: compileCondition(goldIs(true)) }], 'tag-follows-rule'],
  ] as [string, DefinedTag[], string][])('whose tag %s leaves it alone, goes on, and says why', async (_, tags, reason) => {
    const world = somebody();
    world.tags = tags;
    expect(await world.step({}, taskQueues.journeys)).toMatchObject({ kind: 'wait' });
    expect(world.profile.tags).toEqual({});
    expect(pathIn(world)).toEqual([
      ['on', reason],
      ['pause', undefined],
    ]);
  });
});

describe('a change of the person', () => {
  const vip: Condition = { fact: 'tag', params: { key: 'vip' }, operator: 'equal', value: true };
  const split: Step = { id: 'split', type: 'split', branches: [{ id: 'yes', condition: vip, next: 'pause' }], otherwise: { next: 'exit' } };

  it('is seen by the step after it', async () => {
    const world = somebodyOn(
      journeyOf({
        exits: [],
        start: 'on',
        steps: [{ id: 'on', type: 'tag', tag: 'vip', action: 'add', next: 'split' }, split, delay('pause', 30, 'exit'), exit],
      }),
    );
    expect(await world.step({}, taskQueues.journeys)).toMatchObject({ kind: 'wait' });
    expect(world.run).toMatchObject({ position: { stepId: 'pause' } });
  });

  it('that makes an exit rule true ends this very run', async () => {
    const world = somebodyOn(
      journeyOf({
        exits: [{ id: 'became-vip', condition: vip }],
        start: 'on',
        steps: [{ id: 'on', type: 'tag', tag: 'vip', action: 'add', next: 'mail' }, message('mail', 'exit'), exit],
      }),
    );
    expect(await world.step({}, taskQueues.email)).toEqual({ kind: 'end', reason: 'exit-rule' });
    expect([world.run?.ended?.detail, turnsOf(world.profile.tags?.vip ?? ({} as never)).length, world.sends]).toEqual(['became-vip', 1, []]);
  });
});

describe('a step that sets traits', () => {
  const journey = () =>
    journeyOf({
      exits: [],
      start: 'set',
      steps: [{ id: 'set', type: 'updateProfile', traits: [{ name: 'plan', value: 'gold' }], next: 'pause' }, delay('pause', 30, 'exit'), exit],
    });

  it('killed at any await and tried again sets them once, and the run goes on', async () => {
    const deaths = await killedEverywhere(
      () => somebodyOn(journey()),
      ({ updates, effects }) => [updates, effects.map(({ id }) => id)],
    );
    expect(deaths).toBeGreaterThanOrEqual(7);
  });

  it('sets nothing while the journey is paused', async () => {
    const world = somebodyOn(journey());
    world.state = 'paused';
    expect(await world.step({}, taskQueues.journeys)).toMatchObject({ kind: 'wait', until: null });
    expect(world.updates).toEqual([]);
  });
});

describe('a hand-off', () => {
  const handing = (next = 'pause') =>
    journeyOf({ exits: [], start: 'hand', steps: [{ id: 'hand', type: 'enterJourney', journey: 'care', next }, delay('pause', 30, 'exit'), exit] });
  const care = (change = {}): LiveJourney => ({
    journey: compileJourney(
      'care',
      'v-care',
      definition({ exits: [], trigger: { type: 'handOff' }, start: 'rest', steps: [delay('rest', 60, 'exit'), exit], ...change }),
    ),
    paused: false,
  });
  const inCare = (world: World) => Object.values(world.profile.runs).filter(({ journey }) => journey === 'care');
  const reasonIn = (world: World) =>
    world.effects.flatMap((effect) => (effect.kind === 'recordRun' ? effect.path.filter(({ stepId }) => stepId === 'hand') : []))[0]?.reason;

  function somebody(others: LiveJourney[]): World {
    const world = somebodyOn(handing());
    world.others = others;
    return world;
  }

  it('killed at any await and tried again brings the person in once, with the payload', async () => {
    const deaths = await killedEverywhere(
      () => somebody([care()]),
      (world) => [inCare(world), world.effects.map(({ id }) => id).sort()],
    );
    expect(deaths).toBeGreaterThanOrEqual(4);
    const world = somebody([care()]);
    await world.step({}, taskQueues.journeys);
    expect(inCare(world)).toMatchObject([{ position: { stepId: 'rest' }, handOffs: 1, trigger: { name: 'journey:cart handed on' } }]);
    expect(world.effects.map(({ kind }) => kind)).toContain('startRun');
  });

  it.each([
    ['is not live', [], 'unknown-journey'],
    ['is paused', [{ ...care(), paused: true }], 'journey-paused'],
    ['lets nobody in twice', [care({ reentry: { type: 'never' } })], 'reentry-never'],
  ] as [string, LiveJourney[], string][])('into a journey that %s goes on, and says why', async (_, others, reason) => {
    const world = somebody(others);
    world.profile.entered = { care: { '': 1 } };
    expect(await world.step({}, taskQueues.journeys)).toMatchObject({ kind: 'wait' });
    expect([inCare(world), reasonIn(world)]).toEqual([[], reason]);
  });

  it('round and round without end is given up', async () => {
    const world = somebody([care()]);
    const [run] = Object.values(world.profile.runs);
    world.profile.runs = { [run?.runId ?? '']: { ...(run as RunState), handOffs: 100 } };
    await world.step({}, taskQueues.journeys);
    expect([inCare(world), reasonIn(world)]).toEqual([[], 'too-many-hand-offs']);
  });
});
