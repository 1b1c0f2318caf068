import { afterAll, expect, it } from 'vitest';

import type { Job } from './render-jobs.js';
import { RenderPool } from './render-pool.js';

/** A thread that never comes back from a job named `stuck`, and answers every other with its name. */
const thread = `
  import { parentPort } from 'node:worker_threads';
  parentPort.on('message', ({ version }) => {
    if (version === 'stuck') for (;;);
    parentPort.postMessage({ ok: true, value: version });
  });
  parentPort.postMessage('ready');
`;
const pool = new RenderPool({ entry: new URL(`data:text/javascript,${encodeURIComponent(thread)}`), threads: 2, timeLimitMs: 1_000, memoryMb: 64 });
afterAll(async () => await pool.close());

const job = (version: string) => ({ kind: 'render', version, definition: {}, variables: {} }) as unknown as Job;

it('ends a thread that loops for ever, and every neighbour finishes', async () => {
  const stuck = [pool.run(job('stuck')), pool.run(job('stuck')), pool.run(job('stuck'))].map(
    async (run) =>
      await run.then(
        () => 'finished',
        (error: Error) => error.message,
      ),
  );
  const neighbours = Promise.all(Array.from({ length: 50 }, async (_, index) => await pool.run(job(`n${index}`))));
  expect(await neighbours).toEqual(Array.from({ length: 50 }, (_, index) => `n${index}`));
  for (const words of await Promise.all(stuck)) expect(words).toMatch(/did not finish|stopped|timed out|cannot/i);
  expect(await pool.run(job('after'))).toBe('after');
});
