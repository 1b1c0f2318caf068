import { mkdir, writeFile } from 'node:fs/promises';

import { OperationalError, UserError } from '@cairn/server/platform/errors.js';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { historyToJson } from '../journeys/history-json.js';
import { MatchingWorld, workspace } from './world.js';

let world: MatchingWorld;

beforeAll(async () => {
  world = await MatchingWorld.start();
});
afterAll(async () => await world.stop());
beforeEach(async () => {
  world.before = async () => {};
  world.merges = [];
  world.performed.length = 0;
  await world.clear();
});

/** `CAIRN_RECORD=1` writes what ran to test/histories, for the replay test. */
async function record(name: string): Promise<void> {
  if (!process.env.CAIRN_RECORD) return;
  const folder = new URL('../histories/', import.meta.url);
  await mkdir(folder, { recursive: true });
  await writeFile(new URL(`${name}.json`, folder), historyToJson(await world.history()));
}

const start = async () => (await world.service.start(workspace, 'user:ann')).runId;
const kept = async () => (await world.pairs.list(workspace, { state: 'open' }, 100)).map(({ a, b }) => `${a}-${b}`);

/** Holds the first stage of that name until it is aborted or let go. */
function hold(stage: string): { reached: Promise<void>; letGo(): void } {
  let letGo = (): void => {};
  let reach = (): void => {};
  const gone = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  const reached = new Promise<void>((resolve) => {
    reach = resolve;
  });
  world.before = async (job, signal) => {
    if (job.stage !== stage) return;
    reach();
    await Promise.race([gone, new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)))]);
  };
  return { reached, letGo };
}

describe('a run', () => {
  it('goes through its stages, merges as long as there is something to merge, and ends', async () => {
    world.merges = [{ more: true }, { more: true }, { more: false }];
    const runId = await start();
    expect(await world.ended(runId)).toMatchObject({ state: 'completed', phase: 'finished', startedBy: 'user:ann', snapshot: { profiles: 68 } });
    expect(world.performed).toEqual(['read', 'learn', 'compare', 'conclude']);
    expect(world.merges).toEqual([]);
    expect((await kept()).slice(0, 8).sort()).toEqual(Array.from({ length: 8 }, (_, n) => `p00${n}-q00${n}`));
    expect(await world.chunks()).toBe(0);
    await record('matching');
  });

  it('tries every stage again that fails, and keeps each pair once', async () => {
    const failed = new Set<string>();
    world.before = async ({ stage }) => {
      if (failed.has(stage)) return;
      failed.add(stage);
      throw new OperationalError('store-unavailable', 'The database does not answer.');
    };
    const runId = await start();
    expect(await world.ended(runId)).toMatchObject({ state: 'completed' });
    expect(world.performed).toEqual(['read', 'read', 'learn', 'learn', 'compare', 'compare', 'conclude', 'conclude']);
    const pairs = await kept();
    expect(new Set(pairs).size).toBe(pairs.length);
  });

  it('that cannot work says why, and leaves no copy of anybody', async () => {
    world.before = async ({ stage }) => {
      if (stage === 'learn') throw new UserError(422, 'too-many-pairs', 'The blocking rules bring too many pairs together.', { values: { limit: 1 } });
    };
    const runId = await start();
    expect(await world.ended(runId)).toMatchObject({ state: 'failed', failure: 'too-many-pairs' });
    expect(await world.chunks()).toBe(0);
    await record('matching-failed');
  });

  it('is one at a time', async () => {
    const { reached, letGo } = hold('compare');
    const runId = await start();
    await reached;
    await expect(start()).rejects.toMatchObject({ code: 'matching-runs-already', details: [{ message: runId }] });
    letGo();
    expect(await world.ended(runId)).toMatchObject({ state: 'completed' });
    expect((await world.service.list(workspace, { limit: 10 })).items).toHaveLength(1);
  });

  it('that is cancelled ends within seconds, and again changes nothing', async () => {
    const { reached } = hold('compare');
    const runId = await start();
    await reached;
    await world.service.cancel(workspace, runId);
    expect(await world.ended(runId)).toMatchObject({ state: 'cancelled' });
    expect(await world.service.cancel(workspace, runId)).toMatchObject({ state: 'cancelled' });
    expect([await world.chunks(), await kept()]).toEqual([0, []]);
    await record('matching-cancelled');
  });

  it('that an operator terminated is not taken for alive, and another may begin', async () => {
    const { reached, letGo } = hold('learn');
    const runId = await start();
    await reached;
    await world.terminate();
    await world.silence(runId);
    letGo();
    expect(await world.service.read(workspace, runId)).toMatchObject({ state: 'failed', failure: 'interrupted' });
    world.before = async () => {};
    expect(await world.ended(await start())).toMatchObject({ state: 'completed' });
  });

  it('of which nothing was heard is left alone while its workflow goes on', async () => {
    const { reached, letGo } = hold('learn');
    const runId = await start();
    await reached;
    await world.silence(runId);
    expect(await world.service.read(workspace, runId)).toMatchObject({ state: 'running', phase: 'reading' });
    letGo();
    expect(await world.ended(runId)).toMatchObject({ state: 'completed' });
  });
});
