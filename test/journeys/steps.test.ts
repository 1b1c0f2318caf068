import type { JourneyDefinition, Step } from '@cairn/workflows/contracts/journey.js';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { recorded } from './recorded.js';
import { JourneyWorld, shapes } from './world.js';

let world: JourneyWorld;
let person = 0;
const somebody = () => `s${++person}`;

beforeAll(async () => {
  world = await JourneyWorld.start();
});
afterAll(async () => await world.stop());
beforeEach(() => {
  world.sends.length = 0;
});

/** A journey of its own, started by an event of its own. */
async function publish(key: string, steps: Step[], change: Partial<JourneyDefinition> = {}): Promise<void> {
  const start = steps[0]?.id ?? null;
  await world.publish(key, {
    ...shapes.mail,
    trigger: { type: 'event', event: { name: `Start ${key}` } },
    start,
    steps: [...steps, ...shapes.mail.steps],
    ...change,
  });
}

/** @returns step and outcome of each step that the person came by. */
async function pathOf(user: string, key: string): Promise<(string | undefined)[][]> {
  return (await world.runOf(user, key)).path.map(({ stepId, outcome, reason }) => [stepId, outcome, ...(reason === undefined ? [] : [reason])]);
}

const traitsOf = async (user: string) => (await world.db.collection('profiles').findOne({ 'identities.value': user }))?.traits;
const goldIs = { fact: 'trait' as const, params: { name: 'plan' }, operator: 'equal' as const, value: 'gold' };

describe('a step that sets traits', () => {
  it('sets them for good before the next step reads them', async () => {
    await publish('plans', [
      {
        id: 'set',
        type: 'updateProfile',
        traits: [
          { name: 'plan', value: 'gold' },
          { name: 'last_order', value: { trigger: 'order.id' } },
          { name: 'unknown', value: { trigger: 'nothing' } },
        ],
        next: 'split',
      },
      { id: 'split', type: 'split', branches: [{ id: 'gold', condition: goldIs, next: 'mail' }], otherwise: { next: 'exit' } },
    ]);
    const user = somebody();
    await world.track(user, 'Start plans', { order: { id: 'o-7' } });
    expect(await pathOf(user, 'plans')).toEqual([
      ['set', 'next'],
      ['split', 'gold'],
      ['mail', 'sent'],
      ['exit', 'completed'],
    ]);
    expect(await traitsOf(user)).toMatchObject({ plan: { value: 'gold', source: 'journey' }, last_order: { value: 'o-7' } });
    expect(await traitsOf(user)).not.toHaveProperty('unknown');
    await recorded(world, 'update-profile', (await world.runOf(user, 'plans')).runId);
  });
});

describe('a hand-off', () => {
  it('brings the person into the other journey, which has the payload, and both go on', async () => {
    await world.publish('care', {
      ...shapes.mail,
      trigger: { type: 'handOff' },
      start: 'size',
      steps: [
        {
          id: 'size',
          type: 'split',
          branches: [{ id: 'large', condition: { fact: 'trigger', path: 'properties.total', operator: 'greaterThan', value: 100 }, next: 'mail' }],
          otherwise: { next: 'exit' },
        },
        ...shapes.mail.steps,
      ],
    });
    await publish('handing', [{ id: 'hand', type: 'enterJourney', journey: 'care', next: 'mail' }]);
    const user = somebody();
    await world.track(user, 'Start handing', { total: 120 });
    expect(await pathOf(user, 'handing')).toEqual([
      ['hand', 'next'],
      ['mail', 'sent'],
      ['exit', 'completed'],
    ]);
    expect(await pathOf(user, 'care')).toEqual([
      ['size', 'large'],
      ['mail', 'sent'],
      ['exit', 'completed'],
    ]);
    await recorded(world, 'hand-off', (await world.runOf(user, 'handing')).runId);
  });
});

describe('a random split', () => {
  it('sends a person the same way at every entry', async () => {
    await publish(
      'coin',
      [
        {
          ...{ id: 'coin', type: 'randomSplit' },
          branches: [
            { id: 'a', percent: 50, next: 'won' },
            { id: 'b', percent: 50, next: 'exit' },
          ],
        },
        { id: 'won', type: 'goal', next: 'exit' },
      ],
      { reentry: { type: 'any' } },
    );
    const user = somebody();
    const ways = new Set<string>();
    for (let times = 0; times < 4; times += 1) {
      await world.track(user, 'Start coin');
      ways.add(JSON.stringify(await pathOf(user, 'coin')));
    }
    expect(ways.size).toBe(1);
  });
});

describe('a wait by the calendar', () => {
  it('is a timer to that very instant, and a window that is open is none', async () => {
    await publish('calendar', [
      { id: 'always', type: 'window', weekdays: [1, 2, 3, 4, 5, 6, 7], from: '00:00', to: '00:00', next: 'tomorrow' },
      { id: 'tomorrow', type: 'delay', until: { type: 'calendar', days: 1, at: '09:00' }, next: 'exit' },
    ]);
    const user = somebody();
    await world.track(user, 'Start calendar');
    const { run, path } = await world.runOf(user, 'calendar', () => true);
    const tomorrow = new Date(run.enteredAt);
    tomorrow.setUTCDate(tomorrow.getUTCDate() + 1);
    tomorrow.setUTCHours(9, 0, 0, 0);
    expect(path.map(({ stepId }) => stepId)).toEqual(['always', 'tomorrow']);
    expect(run.answer).toMatchObject({ kind: 'wait', until: tomorrow.getTime() });
  });

  it('for a date that is near lets go by itself', async () => {
    await publish('slot', [{ id: 'until-slot', type: 'delay', until: { type: 'date', of: { trigger: 'slot' } }, next: 'mail' }]);
    const user = somebody();
    const slot = Date.now() + 2_500;
    await world.track(user, 'Start slot', { slot: new Date(slot).toISOString() });
    const run = await world.runOf(user, 'slot');
    expect(run.path).toMatchObject([{ stepId: 'until-slot', leftAt: slot, outcome: 'next' }, { outcome: 'sent' }, {}]);
    await recorded(world, 'until-date', run.runId);
  });
});

describe('a goal', () => {
  it('of the journey ends the run at once, as a success', async () => {
    await publish('goals', [{ id: 'pause', type: 'delay', duration: { amount: 1, unit: 'day' }, next: 'mail' }], {
      goals: [{ id: 'bought', event: { name: 'Order Completed' } }],
    });
    const user = somebody();
    await world.track(user, 'Start goals');
    await world.track(user, 'Order Completed');
    expect((await world.runOf(user, 'goals')).run.ended).toMatchObject({ reason: 'goal', detail: 'bought' });
    expect(world.sends).toEqual([]);
  });
});
