import { compileCondition } from '@cairn/rules/compile/compile-condition.js';
import type { Condition } from '@cairn/rules/contracts/condition.js';
import { defaultCompiledRules } from '@cairn/server/identities/identity-rules.js';
import type { JourneyState } from '@cairn/server/platform/collections.js';
import type { CoreSession, Decided, DecideRequest, DefinedTag, LiveJourney, ProfileCore, ProfileView } from '@cairn/server/profiles/core.js';
import { newIdentity, newProfile } from '@cairn/server/profiles/new-profile.js';
import type { Effect, ProfileDocument } from '@cairn/server/profiles/profile.js';
import { turnsOf } from '@cairn/server/profiles/tags.js';
import type { CompiledJourney, Decision, SendHeld, SendOutcome } from '@cairn/workflows/contracts/interpreter.js';
import type { Step } from '@cairn/workflows/contracts/journey.js';
import type { StepInput } from '@cairn/workflows/contracts/names.js';
import type { PublishPlan } from '@cairn/workflows/contracts/publish-plan.js';
import { type Command, type RunState, taskQueues } from '@cairn/workflows/contracts/run.js';
import { compileJourney } from '@cairn/workflows/interpreter/compile-journey.js';
import { at, definition, delay, event, exit, factsAt, goldIs, journeyOf, message, runOf } from '@cairn/workflows/interpreter/journeys.fixture.js';
import { observe } from '@cairn/workflows/interpreter/observe.js';
import { describe, expect, it } from 'vitest';

import { performStep, type StepDeps } from './step.js';

class Killed extends Error {}

/** One person and one run over a fake core that can be killed at its n-th await: nothing of a killed process's memory stays. */
class World {
  profile: Partial<ProfileDocument> & Pick<ProfileDocument, 'runs' | 'profileId'>;
  sends: string[] = [];
  updates: string[] = [];
  barriers = 0;
  effects: Effect[] = [];
  decisions: Decision[] = [];
  state: JourneyState | undefined = 'live';
  plans: PublishPlan[] = [];
  clock = at(40);
  outcome: SendOutcome['outcome'] | 'held' = 'sent';
  /** Awaits left until the process dies; undefined: it lives. */
  dieAfter: number | undefined;
  readonly settled = new Map<string, SendOutcome>();
  tags: DefinedTag[] = [{ key: 'vip' }];
  /** Live beside the run's own. */
  others: LiveJourney[] = [];

  readonly journey: CompiledJourney;

  constructor(journey: CompiledJourney = journeyOf()) {
    this.journey = journey;
    const run = runOf(journey);
    this.profile = { profileId: 'p1', runs: { [run.runId]: run } };
  }

  get run() {
    return Object.values(this.profile.runs)[0];
  }

  input(change: Partial<StepInput> = {}): StepInput {
    return { workspace: 'demo', profileId: 'p1', journey: 'cart', runId: this.run?.runId ?? '', transition: 1, ...change };
  }

  async step(change: Partial<StepInput> = {}, queue = taskQueues.email as Parameters<typeof performStep>[2]): Promise<Command> {
    return await performStep(this.deps(), this.input(change), queue);
  }

  private async breath(): Promise<void> {
    await Promise.resolve();
    if (this.dieAfter === undefined) return;
    if (this.dieAfter === 0) throw new Killed();
    this.dieAfter -= 1;
  }

  private deps(): StepDeps {
    const core: ProfileCore = {
      catchUp: async () => {},
      withSession: async <T>(work: (session: CoreSession) => Promise<T>) => await work({}),
      look: async () => {
        await this.breath();
        return this.view();
      },
      decide: async <T>({ session, barrier, alongside, decide }: DecideRequest<T>) => {
        await barrier(session as CoreSession);
        await alongside?.();
        await this.breath();
        const decided = decide(this.view()) as Decided<T>;
        if (decided.profile) {
          this.profile = JSON.parse(JSON.stringify(decided.profile)) as ProfileDocument;
          for (const effect of decided.effects ?? []) if (!this.effects.some(({ id }) => id === effect.id)) this.effects.push(effect);
          this.decisions.push(...(decided.decisions ?? []));
        }
        await this.breath();
        return decided.result;
      },
    };
    return {
      core,
      barrier: () => {
        this.barriers += 1;
        return this.breath();
      },
      journeyNow: async () => {
        await this.breath();
        return this.state && { state: this.state, plans: this.plans };
      },
      updateProfile: async ({ run, step }) => {
        await this.breath();
        const key = `${step.id}/${run.position.visit}`;
        if (!this.updates.includes(key)) this.updates.push(key);
        await this.breath();
        return { stepId: step.id, visit: run.position.visit, outcome: 'updated' };
      },
      send: async ({ run, step }) => {
        await this.breath();
        const isOwnWrite = !this.settled.has(`${step.id}/${run.position.visit}`);
        const outcome = this.send(run.position.visit, step.id);
        await this.breath();
        return { outcome, isOwnWrite };
      },
    };
  }

  /** Idempotent by step and visit, as the real one is by the delivery's key. */
  private send(visit: number, stepId: string): SendOutcome | SendHeld {
    if (this.outcome === 'held') return { outcome: 'held' };
    const key = `${stepId}/${visit}`;
    const known = this.settled.get(key) ?? { stepId, visit, outcome: this.outcome };
    if (!this.settled.has(key)) this.sends.push(key);
    this.settled.set(key, known);
    return known;
  }

  private view(): ProfileView {
    return {
      profile: this.profile as ProfileDocument,
      definitions: {
        ...{ workspace: 'demo', epoch: 1, segments: [], tags: this.tags, deletedTags: [], journeys: this.others, aggregates: [], computed: [], caps: [] },
        identityRules: defaultCompiledRules,
        version: (hash: string) => (hash === 'v1' ? this.journey : undefined),
      },
      now: this.clock,
      facts: (now) => factsAt((now - at(0)) / 60_000),
    };
  }
}

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

describe('a tag step', () => {
  const journey = () =>
    journeyOf({ exits: [], start: 'on', steps: [{ id: 'on', type: 'tag', tag: 'vip', action: 'add', next: 'pause' }, delay('pause', 30, 'exit'), exit] });
  const turnsIn = (world: World) => turnsOf(world.profile.tags?.vip ?? ({} as never)).map(({ on, by, source }) => [on, by, source]);
  const pathIn = (world: World) =>
    world.effects.flatMap((effect) => (effect.kind === 'recordRun' ? effect.path.map(({ stepId, reason }) => [stepId, reason]) : []));

  /** Somebody real, with the run that stands on the step. */
  function somebody(): World {
    const world = new World(journey());
    const { runs } = world.profile;
    const identity = newIdentity('demo', 'demo:userId:u', 'p1', { messageId: 'm', receivedAt: new Date(at(0)) });
    world.profile = { ...newProfile('demo', 'p1', identity), runs };
    return world;
  }

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
    let deaths = 0;
    for (let n = 0; ; n++) {
      const world = somebody();
      world.dieAfter = n;
      const died = await world.step({}, taskQueues.journeys).then(
        () => false,
        (error: unknown) => error instanceof Killed,
      );
      world.dieAfter = undefined;
      expect(await world.step({}, taskQueues.journeys)).toEqual(answer);
      expect([turnsIn(world), pathIn(world)]).toEqual([turnsIn(undisturbed), pathIn(undisturbed)]);
      expect(world.run).toEqual(undisturbed.run);
      if (!died) break;
      deaths += 1;
    }
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

/** Somebody real, with the run that stands on the first step. */
function somebodyOn(journey: CompiledJourney): World {
  const world = new World(journey);
  const { runs } = world.profile;
  const identity = newIdentity('demo', 'demo:userId:u', 'p1', { messageId: 'm', receivedAt: new Date(at(0)) });
  world.profile = { ...newProfile('demo', 'p1', identity), runs };
  return world;
}

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
