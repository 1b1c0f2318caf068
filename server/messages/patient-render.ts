import type { Job } from './render-jobs.js';
import { TemplateFault } from './template-problem.js';

/** How much more time the second try gets. */
const patientTimes = 5;
/** For so long a version that failed its second try gets none, so that one bad template cannot keep all threads. ms. */
const blamedForMs = 60_000;

/**
 * A clock goes on while a busy machine, or a stopped process, does not; and a message that is refused for its template is never sent. So
 * what took too long is tried once more with more time, and only then is the template to blame.
 */
export function patientRender(run: (job: Job) => Promise<unknown>, now: () => number): (job: Extract<Job, { kind: 'render' }>) => Promise<unknown> {
  const blamedUntil = new Map<string, number>();
  return async (job) => {
    try {
      return await run(job);
    } catch (error) {
      if (!isTimeOut(error) || (blamedUntil.get(job.version) ?? 0) > now()) throw error;
    }
    try {
      return await run({ ...job, patience: patientTimes });
    } catch (error) {
      if (isTimeOut(error)) blamedUntil.set(job.version, now() + blamedForMs);
      throw error;
    }
  };
}

function isTimeOut(error: unknown): boolean {
  return error instanceof TemplateFault && error.problems.some(({ code }) => code === 'timed-out');
}
