import { pokeSignal, searchAttributes, workflowIdFor } from '@cairn/workflows/contracts/names.js';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { historyToJson } from './history-json.js';
import { recorded } from './recorded.js';
import { JourneyWorld, shapes, workspace } from './world.js';

let world: JourneyWorld;
let person = 0;
const somebody = () => `u${++person}`;

beforeAll(async () => {
  world = await JourneyWorld.start();
});
afterAll(async () => await world.stop());
beforeEach(() => {
  world.sends.length = 0;
  world.outcome = 'sent';
});

describe('history events, the cost of a run', () => {
  it('are 11 from an event to an email and the end', async () => {
    await world.publish('mail', { ...shapes.mail, trigger: { type: 'event', event: { name: 'Mail Now' } } });
    const user = somebody();
    await world.track(user, 'Mail Now');
    const run = await world.runOf(user, 'mail');
    expect(world.sends).toEqual([{ runId: run.runId, stepId: 'mail', visit: 1 }]);
    expect(run.path).toMatchObject([
      { stepId: 'mail', outcome: 'sent' },
      { stepId: 'exit', outcome: 'completed' },
    ]);
    expect(await recorded(world, 'mail', run.runId)).toHaveLength(11);
  });

  it('are 16 with one delay before it', async () => {
    await world.publish('delay-mail', { ...shapes.delayMail, trigger: { type: 'event', event: { name: 'Mail Soon' } } });
    const user = somebody();
    await world.track(user, 'Mail Soon');
    const run = await world.runOf(user, 'delay-mail');
    expect(world.sends).toHaveLength(1);
    expect(run.path.map(({ stepId, outcome }) => [stepId, outcome])).toEqual([
      ['delay', 'next'],
      ['mail', 'sent'],
      ['exit', 'completed'],
    ]);
    expect(await recorded(world, 'delay-mail', run.runId)).toHaveLength(16);
  });
});

describe('a tag step', () => {
  const tag = (id: string, key: string, action: 'add' | 'remove', next: string) => ({ id, type: 'tag' as const, tag: key, action, next });
  const tagsOf = async (user: string) => (await world.db.collection('profiles').findOne({ 'identities.value': user }))?.tags;

  beforeAll(async () => {
    for (const key of ['vip', 'lead']) await world.makeTag(key);
    await world.publish('tags', {
      ...shapes.mail,
      trigger: { type: 'event', event: { name: 'Tag Me' } },
      start: 'lead-off',
      steps: [
        tag('lead-off', 'lead', 'remove', 'vip-on'),
        tag('vip-on', 'vip', 'add', 'tagged'),
        {
          id: 'tagged',
          type: 'waitUntil',
          branches: [{ id: 'is-vip', condition: { fact: 'tag', params: { key: 'vip' }, operator: 'equal', value: true }, next: 'mail' }],
          timeout: { after: { amount: 1, unit: 'day' }, next: 'exit' },
        },
        ...shapes.mail.steps,
      ],
    });
  });

  it('turns tags on and off, names the journey, and what follows sees it', async () => {
    const user = somebody();
    await world.track(user, 'Tag Me');
    const run = await world.runOf(user, 'tags');
    expect(run.path.map(({ stepId, outcome }) => [stepId, outcome])).toEqual([
      ['lead-off', 'next'],
      ['vip-on', 'next'],
      ['tagged', 'is-vip'],
      ['mail', 'sent'],
      ['exit', 'completed'],
    ]);
    expect(await tagsOf(user)).toMatchObject({ vip: { on: true, by: 'journey', source: 'tags' } });
    await recorded(world, 'tag', run.runId);
  });

  it.each([
    ['that does not exist', 'none', 'unknown-tag'],
    ['that nobody chose', '', 'missing-tag'],
  ])('with a tag %s is not published', async (_, key, code) => {
    await world.journeys.put(workspace, 'bad-tag', { ...shapes.mail, start: 'on', steps: [tag('on', key, 'add', 'mail'), ...shapes.mail.steps] }, 'test');
    await expect(world.journeys.publish(workspace, 'bad-tag', { by: 'test' })).rejects.toMatchObject({ details: [{ path: 'steps.0.tag', code }] });
  });
});

describe('a run', () => {
  it('is found in Temporal by opaque search attributes, with nothing personal in its input', async () => {
    await world.publish('found', { ...shapes.longDelay, trigger: { type: 'event', event: { name: 'Find Me' } } });
    const user = somebody();
    await world.track(user, 'Find Me', { email: 'secret@example.com' });
    const run = await world.runOf(user, 'found', () => true);
    const description = await world.client.workflow.getHandle(workflowIdFor(run.runId)).describe();
    expect(description.searchAttributes).toMatchObject({
      [searchAttributes.workspace]: [workspace],
      [searchAttributes.journey]: ['found'],
      [searchAttributes.profile]: [run.profileId],
    });
    const history = await world.client.workflow.getHandle(workflowIdFor(run.runId)).fetchHistory();
    const text = historyToJson(history);
    const payloads = [...text.matchAll(/"data":\s*"([A-Za-z0-9+/=]+)"/g)].map(([, data]) => Buffer.from(data ?? '', 'base64').toString());
    expect(payloads.join()).toContain(run.runId);
    expect(payloads.join()).not.toMatch(/secret|userId/);
  });

  it('ends at once by an exit event, mid-delay, and sends nothing', async () => {
    await world.publish('exits', { ...shapes.longDelay, trigger: { type: 'event', event: { name: 'Long Wait' } } });
    const user = somebody();
    await world.track(user, 'Long Wait');
    await world.track(user, 'Order Completed');
    const run = await world.runOf(user, 'exits');
    expect(run.run.ended).toMatchObject({ reason: 'exit-rule', detail: 'bought' });
    const handle = world.client.workflow.getHandle(workflowIdFor(run.runId));
    expect(await handle.result()).toBe('exit-rule');
    await recorded(world, 'exit-event', run.runId);
    expect(world.sends).toEqual([]);
  });

  it('takes the branch of an event that came in time', async () => {
    await world.publish('waits', { ...shapes.wait, trigger: { type: 'event', event: { name: 'Wait For It' } } });
    const [buyer, leaver] = [somebody(), somebody()];
    await world.track(buyer, 'Wait For It');
    await world.track(leaver, 'Wait For It');
    await world.track(buyer, 'Order Completed');
    const [bought, left] = [await world.runOf(buyer, 'waits'), await world.runOf(leaver, 'waits')];
    expect(bought.path.map(({ outcome }) => outcome)).toEqual(['purchase', 'completed']);
    expect(left.path.map(({ outcome }) => outcome)).toEqual(['timeout', 'sent', 'completed']);
    await recorded(world, 'wait-event', bought.runId);
    await recorded(world, 'wait-timeout', left.runId);
    expect(world.sends.map(({ runId }) => runId)).toEqual([left.runId]);
    expect(await world.runs.counts(workspace, 'waits')).toEqual({
      steps: { wait: { waiting: 0, passed: 2, failed: 0 }, mail: { waiting: 0, passed: 1, failed: 0 }, exit: { waiting: 0, passed: 2, failed: 0 } },
      edges: { 'wait/purchase': 1, 'wait/timeout': 1, 'mail/next': 1 },
      entered: 2,
      active: 0,
      ended: 2,
    });
  });
});

describe('a paused journey', () => {
  it('refuses entries, holds what falls due, and fires it when resumed', async () => {
    await world.publish('paused', { ...shapes.delayMail, trigger: { type: 'event', event: { name: 'Hold On' } } });
    const [inside, late] = [somebody(), somebody()];
    await world.track(inside, 'Hold On');
    await world.journeys.pause(workspace, 'paused');
    await new Promise((resolve) => setTimeout(resolve, 1_800));
    await world.track(late, 'Hold On');
    expect(world.sends).toEqual([]);
    expect((await world.runOf(inside, 'paused', () => true)).state).toBe('active');
    await world.journeys.resume(workspace, 'paused');
    const run = await world.runOf(inside, 'paused');
    expect(run.run.ended?.reason).toBe('completed');
    expect(world.sends).toHaveLength(1);
    await recorded(world, 'paused-resumed', run.runId);
    expect(await world.runs.list(workspace, { journey: 'paused', limit: 10 })).toHaveLength(1);
  });

  it('that is deleted lets the people inside go', async () => {
    await world.publish('deleted', { ...shapes.longDelay, trigger: { type: 'event', event: { name: 'Delete Me' } } });
    const user = somebody();
    await world.track(user, 'Delete Me');
    await world.runOf(user, 'deleted', () => true);
    await world.journeys.remove(workspace, 'deleted');
    expect((await world.runOf(user, 'deleted')).run.ended?.reason).toBe('journey-archived');
  });
});

describe('publishing', () => {
  it('pins the people inside, and new ones enter the new version', async () => {
    const definition = { ...shapes.longDelay, trigger: { type: 'event' as const, event: { name: 'Pin Me' } } };
    await world.publish('pinned', definition);
    const [before, after] = [somebody(), somebody()];
    await world.track(before, 'Pin Me');
    await world.publish('pinned', { ...definition, name: 'Renamed' });
    await world.track(after, 'Pin Me');
    const [old, young] = [await world.runOf(before, 'pinned', () => true), await world.runOf(after, 'pinned', () => true)];
    expect(old.version).not.toBe(young.version);
    const versions = await world.journeys.listVersions(workspace, 'pinned');
    expect(versions.map(({ hash, number }) => [hash, number])).toEqual([
      [young.version, 2],
      [old.version, 1],
    ]);
  });
});

describe('the reconciler', () => {
  it('ends a run whose workflow an operator terminated', async () => {
    await world.publish('terminated', { ...shapes.longDelay, trigger: { type: 'event', event: { name: 'Terminate Me' } } });
    const user = somebody();
    await world.track(user, 'Terminate Me');
    const { runId } = await world.runOf(user, 'terminated', () => true);
    await world.client.workflow.getHandle(workflowIdFor(runId)).terminate('by an operator');
    await until(async () => {
      await world.reconciler.reconcile();
      await world.sweep(user);
      return (await world.runs.read(workspace, runId))?.state === 'ended';
    });
    expect((await world.runs.read(workspace, runId))?.run.ended).toMatchObject({ reason: 'terminated', detail: 'workflow-terminated' });
    await world.track(user, 'Terminate Me');
    expect((await world.runOf(user, 'terminated', ({ state }) => state === 'active')).runId).not.toBe(runId);
  });

  it('ends a run whose workflow an operator cancelled, through the workflow itself', async () => {
    await world.publish('cancelled', { ...shapes.longDelay, trigger: { type: 'event', event: { name: 'Cancel Me' } } });
    const user = somebody();
    await world.track(user, 'Cancel Me');
    const { runId } = await world.runOf(user, 'cancelled', () => true);
    await world.client.workflow.getHandle(workflowIdFor(runId)).cancel();
    expect((await world.runOf(user, 'cancelled')).run.ended).toMatchObject({ reason: 'terminated', detail: 'cancelled' });
    await recorded(world, 'cancelled', runId);
  });

  it('starts a run again that Temporal has lost', async () => {
    await world.publish('lost', { ...shapes.delayMail, trigger: { type: 'event', event: { name: 'Lose Me' } } });
    const user = somebody();
    await world.track(user, 'Lose Me', {}, { lose: 'startRun' });
    const { runId } = await world.runOf(user, 'lost', () => true);
    const handle = world.client.workflow.getHandle(workflowIdFor(runId));
    await expect(handle.describe()).rejects.toThrow(/not found/i);
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    await world.reconciler.reconcile();
    const run = await world.runOf(user, 'lost');
    expect(run.run.ended?.reason).toBe('completed');
    expect(world.sends).toEqual([{ runId, stepId: 'mail', visit: 1 }]);
  });
});

describe('a long history', () => {
  it('continues as new when Temporal suggests it, and loses no poke', async () => {
    await world.publish('long', { ...shapes.longDelay, trigger: { type: 'event', event: { name: 'Go On' } } });
    const user = somebody();
    await world.track(user, 'Go On');
    const { runId } = await world.runOf(user, 'long', () => true);
    const handle = world.client.workflow.getHandle(workflowIdFor(runId));
    const first = (await handle.describe()).runId;
    await until(async () => {
      await handle.signal(pokeSignal);
      return (await handle.describe()).runId !== first;
    });
    await recorded(world, 'continued', runId, first);
    await world.track(user, 'Order Completed');
    expect((await world.runOf(user, 'long')).run.ended).toMatchObject({ reason: 'exit-rule' });
    expect(await handle.result()).toBe('exit-rule');
  });
});

async function until(so: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    if (await so()) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('Not so after 20 s.');
}
