import { collections, type RunDocument } from '@cairn/server/platform/collections.js';
import type { PathEntry } from '@cairn/workflows/contracts/run.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { type ApiServer, startApiServer } from './api-server.js';

let server: ApiServer;
const journey = 'numbers';
const old = new Date('2026-11-01T00:00:00Z');
const recent = new Date('2026-11-20T00:00:00Z');

/** `here`: the step where it waits; else it has ended. */
function run(runId: string, path: PathEntry[], options: { here?: string; dueAt?: number; enteredAt?: Date; version?: string } = {}): RunDocument {
  const { here, dueAt, enteredAt = recent, version = 'v1' } = options;
  const last = path.at(-1);
  return {
    _id: `demo:${runId}`,
    workspace: 'demo',
    runId,
    profileId: `p-${runId}`,
    journey,
    version,
    state: here === undefined ? 'ended' : 'active',
    run: {
      position: { stepId: here ?? last?.stepId, visit: 1, arrivedAt: 0 },
      ...(dueAt !== undefined && { wait: { stepId: here, visit: 1, dueAt, branches: [] } }),
    } as unknown as RunDocument['run'],
    path,
    enteredAt,
  };
}
const left = (stepId: string, outcome: string, reason?: string): PathEntry => ({
  stepId,
  visit: 1,
  arrivedAt: 0,
  leftAt: 1,
  outcome,
  ...(reason && { reason }),
});
const here = (stepId: string): PathEntry => ({ stepId, visit: 1, arrivedAt: 0 });

const runs: RunDocument[] = [
  run('r1', [left('wait', 'next'), left('mail', 'sent'), left('split', 'yes'), left('end', 'completed')]),
  run('r2', [left('wait', 'next'), left('mail', 'skipped', 'unsubscribed'), left('split', 'otherwise'), left('end', 'completed')]),
  run('r3', [left('wait', 'next'), left('mail', 'skipped', 'no-address'), here('split')], { here: 'split' }),
  run('r4', [left('wait', 'next'), left('mail', 'failed', 'rejected'), left('split', 'yes'), left('end', 'completed')]),
  run('r5', [left('wait', 'ended')]),
  run('r6', [here('wait')], { here: 'wait', dueAt: 1_000, version: 'v2' }),
  run('r7', [here('wait')], { here: 'wait', dueAt: Date.now() + 3_600_000 }),
  run('r8', [left('wait', 'next'), left('mail', 'sent'), left('split', 'yes'), left('end', 'completed')], { enteredAt: old }),
];

beforeAll(async () => {
  server = await startApiServer();
  const definition = {
    schemaVersion: 1,
    name: 'Numbers',
    trigger: { type: 'event', event: { name: 'x' } },
    reentry: { type: 'never' },
    exits: [],
    start: null,
    steps: [],
  };
  await server.call('PUT', `/api/journeys/${journey}`, definition);
  await server.db.collection<RunDocument>(collections.runs).insertMany(runs);
});
afterAll(async () => await server.close());

const get = async (path: string) => (await server.call('GET', `/api/journeys/${journey}${path}`)).body;
const people = async (query: string): Promise<string[]> => (await get(`/runs?limit=200&${query}`)).items.map(({ runId }: { runId: string }) => runId).sort();

describe('every number opens whom it counts', () => {
  test.each(['', `since=${recent.toISOString()}`])('on each step and edge (%s)', async (since) => {
    const counts = await get(`/counts?${since}`);
    for (const step of ['wait', 'mail', 'split', 'end']) {
      const results = await get(`/steps/${step}/results?${since}`);
      for (const result of ['waiting', 'passed', 'failed'] as const) {
        expect(results[result], `${step} ${result}`).toBe(counts.steps[step]?.[result] ?? 0);
        expect(await people(`step=${step}&result=${result}&${since}`), `${step} ${result}`).toHaveLength(results[result]);
      }
      for (const { outcome, reason, count } of results.outcomes)
        expect(await people(`step=${step}&outcome=${outcome}${reason ? `&reason=${reason}` : ''}&${since}`), `${step} ${outcome} ${reason}`).toHaveLength(
          count,
        );
    }
    for (const [edge, count] of Object.entries(counts.edges)) {
      const [step, way] = edge.split('/');
      expect(await people(`step=${step}&way=${way}&${since}`), edge).toHaveLength(count as number);
    }
  });

  test('and the numbers are what happened', async () => {
    expect(await get('/steps/mail/results')).toEqual({
      waiting: 0,
      passed: 4,
      failed: 1,
      outcomes: [
        { outcome: 'sent', reason: null, count: 2 },
        { outcome: 'failed', reason: 'rejected', count: 1 },
        { outcome: 'skipped', reason: 'no-address', count: 1 },
        { outcome: 'skipped', reason: 'unsubscribed', count: 1 },
      ],
    });
    expect(await people('step=mail&way=next')).toEqual(['r1', 'r2', 'r3', 'r4', 'r8']);
    expect(await people('step=split&way=yes')).toEqual(['r1', 'r4', 'r8']);
    expect(await people('step=wait&result=waiting')).toEqual(['r6', 'r7']);
  });

  test('a result without its step is refused', async () => {
    expect(await server.call('GET', `/api/journeys/${journey}/runs?result=passed`)).toMatchObject({ status: 400, body: { details: [{ path: 'step' }] } });
  });

  test('who is inside now: on which version, and how many a pause holds up', async () => {
    expect(await get('/inside')).toMatchObject({ people: 3, due: 1, entered: 8, versions: [{ people: 2 }, { people: 1 }] });
    expect((await server.call('GET', '/api/journeys/nowhere/inside')).status).toBe(404);
  });
});
