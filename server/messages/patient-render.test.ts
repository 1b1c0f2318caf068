import { expect, it } from 'vitest';

import { patientRender } from './patient-render.js';
import type { Job } from './render-jobs.js';
import { TemplateFault } from './template-problem.js';

const job = { kind: 'render' as const, version: 'v', definition: { name: '', subject: '', mjml: '' }, variables: {} };
const fault = (code: string) => new TemplateFault([{ severity: 'error', field: 'mjml', code, message: code }]);

/** Answers in order; undefined: rendered. */
function world(...answers: (Error | undefined)[]) {
  const patience: (number | undefined)[] = [];
  const at = { now: 0 };
  const run = async (asked: Job): Promise<unknown> => {
    patience.push(asked.kind === 'render' ? asked.patience : undefined);
    const answer = answers.shift();
    return answer ? await Promise.reject(answer) : await Promise.resolve('rendered');
  };
  return { render: patientRender(run, () => at.now), patience, at };
}

it('what took too long is tried once more, with more time', async () => {
  const { render, patience } = world(fault('timed-out'));
  expect(await render(job)).toBe('rendered');
  expect(patience).toEqual([undefined, 5]);
});

it('other faults are told at once', async () => {
  const { render, patience } = world(fault('liquid'));
  await expect(render(job)).rejects.toThrow('liquid');
  expect(patience).toHaveLength(1);
});

it('a version that failed twice gets no second try for a minute', async () => {
  const timedOut = fault('timed-out');
  const { render, patience, at } = world(timedOut, timedOut, timedOut, undefined, timedOut, undefined);
  await expect(render(job)).rejects.toBe(timedOut);
  await expect(render(job)).rejects.toBe(timedOut);
  expect(patience).toEqual([undefined, 5, undefined]);
  expect(await render(job)).toBe('rendered');
  at.now += 60_001;
  expect(await render(job)).toBe('rendered');
  expect(patience).toEqual([undefined, 5, undefined, undefined, undefined, 5]);
});
