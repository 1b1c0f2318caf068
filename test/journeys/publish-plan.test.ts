import type { JourneyDefinition } from '@cairn/workflows/contracts/journey.js';
import type { PublishChoice } from '@cairn/workflows/contracts/publish-plan.js';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';

import { recorded } from './recorded.js';
import { JourneyWorld, shapes, workspace } from './world.js';

let world: JourneyWorld;
let person = 0;
const somebody = () => `m${++person}`;

beforeAll(async () => {
  world = await JourneyWorld.start();
});
afterAll(async () => await world.stop());
beforeEach(() => {
  world.sends.length = 0;
});

const named = (key: string, change: Partial<JourneyDefinition>): JourneyDefinition => ({
  ...shapes.longDelay,
  trigger: { type: 'event', event: { name: `Start ${key}` } },
  ...change,
});
const [, mail, exit] = shapes.longDelay.steps;
const withoutDelay = { start: 'mail', steps: [mail, exit] } as Partial<JourneyDefinition>;

async function republish(key: string, definition: JourneyDefinition, choice: Partial<PublishChoice> & Pick<PublishChoice, 'people'>): Promise<void> {
  await world.journeys.put(workspace, key, definition, 'test');
  await world.journeys.publish(workspace, key, { by: 'test', plan: { share: 100, timers: 'keep', removed: {}, ...choice } });
}

/** People who stand in the delay of a day. */
async function waiting(key: string, count: number): Promise<string[]> {
  await world.publish(key, named(key, {}));
  const people = Array.from({ length: count }, somebody);
  for (const user of people) await world.track(user, `Start ${key}`);
  for (const user of people) await world.runOf(user, key, () => true);
  return people;
}

describe('publishing with a plan', () => {
  it('moves everybody on at once from a step that is gone, each mailed once', async () => {
    const people = await waiting('gone', 12);
    await republish('gone', named('gone', withoutDelay), { people: 'migrate' });
    for (const user of people) {
      const run = await world.runOf(user, 'gone');
      expect(run.path.map(({ stepId, outcome, reason }) => [stepId, outcome, reason])).toEqual([
        ['delay', 'moved', 'step-removed'],
        ['mail', 'sent', undefined],
        ['exit', 'completed', undefined],
      ]);
    }
    expect(new Set(world.sends.map(({ runId }) => runId)).size).toBe(12);
    expect(world.sends).toHaveLength(12);
    await recorded(world, 'migrated', (await world.runOf(people[0] as string, 'gone')).runId);
  });

  it('gives a shorter wait to those who wait, from the same arrival', async () => {
    const [user] = (await waiting('shorter', 1)) as [string];
    const delay = { id: 'delay', type: 'delay' as const, duration: { amount: 1, unit: 'second' as const }, next: 'mail' };
    await republish('shorter', named('shorter', { steps: [delay, mail, exit] as JourneyDefinition['steps'] }), { people: 'migrate', timers: 'recompute' });
    expect((await world.runOf(user, 'shorter')).run.ended?.reason).toBe('completed');
    expect(world.sends).toHaveLength(1);
  });

  it('lets them keep what they were promised, and lets those leave who are to', async () => {
    const [kept] = (await waiting('kept', 1)) as [string];
    const before = (await world.runOf(kept, 'kept', () => true)).run;
    await republish('kept', named('kept', { name: 'Renamed' }), { people: 'migrate' });
    const after = (await world.runOf(kept, 'kept', ({ version }) => version !== before.version)).run;
    expect(after).toMatchObject({ plan: 1, wait: { dueAt: before.wait?.dueAt } });
    await republish('kept', named('kept', withoutDelay), { people: 'migrate', removed: { delay: { action: 'exit' } } });
    expect((await world.runOf(kept, 'kept')).run.ended).toMatchObject({ reason: 'step-removed', detail: 'delay' });
    expect(world.sends).toEqual([]);
  });

  it('pins the others of a share, who finish what they entered', async () => {
    const people = await waiting('share', 12);
    await republish('share', named('share', withoutDelay), { people: 'migrate', share: 40 });
    await new Promise((resolve) => setTimeout(resolve, 4_000));
    for (const user of people) await world.sweep(user);
    const states = await world.runs.list(workspace, { journey: 'share', limit: 100 });
    const moved = states.filter(({ state }) => state === 'ended').length;
    expect(moved).toBeGreaterThan(0);
    expect(moved).toBeLessThan(12);
    expect(world.sends).toHaveLength(moved);
    expect(states.filter(({ state, run }) => state === 'active' && run.plan === 1)).toHaveLength(12 - moved);
    // The rest, later.
    await republish('share', named('share', { ...withoutDelay, name: 'For all' }), { people: 'migrate' });
    for (const user of people) await world.runOf(user, 'share');
    expect(world.sends).toHaveLength(12);
  });

  it('moves those whom a wave missed that died with its server: the reconciler finds them', async () => {
    const people = await waiting('missed', 3);
    const lost = vi.spyOn(world.pokes, 'pokePlanned').mockResolvedValue();
    await republish('missed', named('missed', withoutDelay), { people: 'migrate' });
    // Longer than the wave takes, and than the reconciler leaves to it.
    await expect.poll(() => lost.mock.calls.length, { timeout: 10_000 }).toBe(1);
    lost.mockRestore();
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect(world.sends).toEqual([]);
    await world.reconciler.reconcile();
    for (const user of people) expect((await world.runOf(user, 'missed')).run.ended?.reason).toBe('completed');
    expect(world.sends).toHaveLength(3);
  });

  it('leaves people where they are while the journey is paused, and moves them when it goes on', async () => {
    const [user] = (await waiting('held', 1)) as [string];
    await world.journeys.pause(workspace, 'held');
    await republish('held', named('held', withoutDelay), { people: 'migrate' });
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    await world.reconciler.reconcile();
    await world.sweep(user);
    expect(await world.runOf(user, 'held', () => true)).toMatchObject({ state: 'active', run: { position: { stepId: 'delay' } } });
    await world.journeys.resume(workspace, 'held');
    expect((await world.runOf(user, 'held')).run.ended?.reason).toBe('completed');
    expect(world.sends).toHaveLength(1);
  });

  it('sends nothing from a step that is gone by the time of its send', async () => {
    await world.publish(
      'late',
      named('late', {
        start: 'soon',
        steps: [{ id: 'soon', type: 'delay', duration: { amount: 2, unit: 'second' }, next: 'mail' }, mail, exit] as JourneyDefinition['steps'],
      }),
    );
    const user = somebody();
    await world.track(user, 'Start late');
    await world.runOf(user, 'late', () => true);
    await republish(
      'late',
      named('late', {
        start: 'soon',
        steps: [{ id: 'soon', type: 'delay', duration: { amount: 2, unit: 'second' }, next: 'exit' }, exit] as JourneyDefinition['steps'],
      }),
      { people: 'follow' },
    );
    expect((await world.runOf(user, 'late')).path.map(({ stepId }) => stepId)).toEqual(['soon', 'exit']);
    expect(world.sends).toEqual([]);
  });

  it('that redirects to a step which the version lacks is refused, and nothing is published', async () => {
    await waiting('nowhere', 1);
    await expect(
      republish('nowhere', named('nowhere', withoutDelay), { people: 'migrate', removed: { delay: { action: 'redirect', to: 'none' } } }),
    ).rejects.toMatchObject({
      code: 'redirect-nowhere',
    });
    expect(await world.journeys.listVersions(workspace, 'nowhere')).toHaveLength(1);
  });
});
