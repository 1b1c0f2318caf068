import { mkdir, writeFile } from 'node:fs/promises';

import type { Condition } from '@cairn/rules/contracts/condition.js';
import { BackfillStarter } from '@cairn/worker/backfills/backfill-starter.js';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';

import { historyToJson } from '../journeys/history-json.js';
import { BackfillWorld, pause, workspace } from './world.js';

let world: BackfillWorld;
const users = Array.from({ length: 1_200 }, (_, n) => `u${String(n).padStart(4, '0')}`);

const ordered = (times: number): Condition => ({ fact: 'event', params: { name: 'Ordered' }, operator: 'greaterThanInclusive', value: times });
/** What a full recompute of all that was sent says. */
const buyers = (times: number): string[] => [...world.sent].flatMap(([user, count]) => (count >= times ? [user] : [])).sort();
const until = async (check: () => Promise<void>) => await vi.waitFor(check, { timeout: 60_000, interval: 50 });
const untilEnded = async (state: string) => await until(async () => expect((await world.newest())?.state).toBe(state));

/** `CAIRN_RECORD=1` writes what ran to test/histories, for the replay test. */
async function record(name: string): Promise<void> {
  if (!process.env.CAIRN_RECORD) return;
  const folder = new URL('../histories/', import.meta.url);
  await mkdir(folder, { recursive: true });
  await writeFile(new URL(`${name}.json`, folder), historyToJson(await world.history()));
}

beforeAll(async () => {
  world = await BackfillWorld.start();
  await world.order(users);
  await world.order(users.filter((_, n) => n % 3 === 0));
  await world.untilFolded();
}, 120_000);
afterAll(async () => await world.stop());
beforeEach(async () => {
  world.before = async () => {};
  await world.clear();
});

describe('asking everybody again', () => {
  it('is a workflow that ends when all are asked, while events keep flowing', async () => {
    await world.publish('twice', ordered(2));
    for (let n = 0; n < 10; n += 1) {
      await world.order(users.slice(n * 40, n * 40 + 20));
      await pause(20);
    }
    await untilEnded('completed');
    await world.untilFolded();
    expect(await world.behind()).toBe(0);
    expect(await world.members('twice')).toEqual(buyers(2));
    expect(await world.newest()).toMatchObject({ done: 1_200, total: 1_200, epoch: await world.epoch() });
    await record('backfill');
  });

  it('sees to definitions that change while it runs', async () => {
    let looks = 0;
    world.before = async () => {
      looks += 1;
      if (looks === 20) await world.publish('meanwhile', ordered(3));
    };
    await world.publish('thrice', ordered(3));
    await untilEnded('completed');
    await until(async () => expect(await world.behind()).toBe(0));
    expect(await world.members('meanwhile')).toEqual(buyers(3));
    expect((await world.newest())?.epoch).toBe(await world.epoch());
  });

  it('goes on where its worker was killed, and equals a full recompute', async () => {
    let looks = 0;
    let hangs = false;
    world.before = async () => {
      looks += 1;
      // From the eighth look on nothing answers: as a process that was killed between two folds.
      if (looks >= 8) hangs = true;
      if (hangs) await new Promise(() => {});
    };
    await world.publish('killed', ordered(2));
    await until(async () => expect(hangs).toBe(true));
    await world.order(users.slice(100, 160));
    await world.stopWorkers();
    expect(await world.behind()).toBeGreaterThan(0);
    world.before = async () => {};
    await world.startWorkers();
    await untilEnded('completed');
    await world.untilFolded();
    expect(await world.behind()).toBe(0);
    expect(await world.members('killed')).toEqual(buyers(2));
  });

  it('fails a few times and is tried again', async () => {
    let failures = 0;
    world.before = async () => {
      failures += 1;
      if (failures % 5 === 0 && failures < 30) throw new Error('The database is away.');
      await Promise.resolve();
    };
    await world.publish('tried', ordered(2));
    await untilEnded('completed');
    expect(await world.members('tried')).toEqual(buyers(2));
  });

  it.each(['was killed before its workflow was there', 'had its workflow ended by an operator'])('goes on when whoever began it %s', async (how) => {
    const at = new Date(Date.now() - 60_000);
    const lost = {
      _id: `${workspace}:lost`,
      workspace,
      id: 'lost',
      state: 'running' as const,
      epoch: (await world.epoch()) + 1,
      done: 0,
      total: 1_200,
      startedAt: at,
      touchedAt: at,
    };
    if (how.startsWith('had')) {
      let letGo = (): void => {};
      const held = new Promise<void>((resolve) => {
        letGo = resolve;
      });
      world.before = async () => await held;
      await world.publish('ended', ordered(2));
      await until(async () => expect((await world.newest())?.state).toBe('running'));
      // It is written down before its workflow is there.
      await until(async () => await world.terminate());
      world.before = async () => {};
      letGo();
      await world.silence();
    } else {
      await world.store.insert(lost);
      await world.publish('lost', ordered(2));
    }
    await untilEnded('completed');
    expect(await world.behind()).toBe(0);
    expect(await world.members(how.startsWith('had') ? 'ended' : 'lost')).toEqual(buyers(2));
    expect(await world.store.list(workspace, 10)).toHaveLength(1);
  });

  it('is cancelled within seconds: nobody goes on until something happens to them, or somebody lets it go on', async () => {
    let looks = 0;
    let letGo = (): void => {};
    const held = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    world.before = async () => {
      looks += 1;
      if (looks > 6) await held;
    };
    await world.publish('cancelled', ordered(2));
    await until(async () => expect(looks).toBeGreaterThan(6));
    const id = (await world.newest())?.id ?? '';
    await world.service.cancel(workspace, id);
    letGo();
    await untilEnded('cancelled');
    const left = await world.behind();
    expect(left).toBeGreaterThan(0);
    await pause(2_500);
    expect(await world.behind()).toBe(left);
    expect((await world.service.list(workspace, { limit: 10 })).items).toMatchObject([{ id, state: 'cancelled', holdsBack: true }]);
    // Whoever does something is asked by that.
    await world.order(users);
    await world.untilFolded();
    expect(await world.members('cancelled')).toEqual(buyers(2));
    await world.publish('later', ordered(2));
    await untilEnded('completed');
    expect((await world.service.list(workspace, { limit: 10 })).items).toMatchObject([{ state: 'completed' }, { id, state: 'cancelled', holdsBack: false }]);
  });

  it('goes on after all, once somebody says so', async () => {
    let letGo = (): void => {};
    const held = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    world.before = async () => await held;
    await world.publish('resumed', ordered(2));
    await until(async () => expect((await world.newest())?.state).toBe('running'));
    const id = (await world.newest())?.id ?? '';
    await world.service.cancel(workspace, id);
    letGo();
    await untilEnded('cancelled');
    await record('backfill-cancelled');
    expect(await world.service.resume(workspace, id)).toMatchObject({ state: 'cancelled', holdsBack: false });
    await untilEnded('completed');
    expect(await world.behind()).toBe(0);
    expect(await world.members('resumed')).toEqual(buyers(2));
  });
});

describe('who asks those that are behind', () => {
  const starting = (temporal: unknown) => new BackfillStarter({ store: world.store, temporal: temporal as never, clock: { now: () => Date.now() } });
  const away = { connection: { withDeadline: async () => await Promise.reject(new Error('away')) } };
  const document = (state: 'running' | 'completed' | 'cancelled', ageMs = 0) => {
    const at = new Date(Date.now() - ageMs);
    return { _id: `${workspace}:b1`, workspace, id: 'b1', state, epoch: 5, done: 0, total: 1, startedAt: at, touchedAt: at };
  };

  it.each([
    ['a few: the sweep', null, 5, false, 'sweep'],
    ['many, while Temporal is away: the sweep', null, 5, true, 'sweep'],
    ['many, while one runs: that one', () => document('running'), 5, true, 'workflow'],
    ['many, while one runs of which nothing is heard: the sweep', () => document('running', 60_000), 5, true, 'sweep'],
    ['those who came in behind one that is complete: the sweep', () => document('completed'), 5, true, 'sweep'],
    ['those whom somebody told it to leave: nobody', () => document('cancelled'), 5, true, 'nobody'],
    ['those, once definitions have changed: somebody again', () => document('cancelled'), 6, false, 'sweep'],
  ] as const)('%s', async (_, before, epoch, many, expected) => {
    if (before) await world.store.insert(before());
    expect(await starting(away).whoAsks(workspace, epoch, many)).toBe(expected);
    // What could not be begun leaves nothing behind.
    expect((await world.store.list(workspace, 10)).map(({ id }) => id)).toEqual(before ? ['b1'] : []);
  });
});
