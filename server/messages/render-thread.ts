import { parentPort } from 'node:worker_threads';

import type { TemplateDefinition } from '../platform/collections.js';
import { type CompiledTemplate, compileTemplate, missingValues, renderTemplate } from './compile-template.js';
import type { Preview, ThreadJob, ThreadReply } from './render-jobs.js';
import { TemplateFault, type TemplateProblem } from './template-problem.js';

/** The code of a render thread: one job at a time, no state but a cache; it may be terminated at any moment. */
const mostCached = 200;
const cache = new Map<string, CompiledTemplate>();

async function compiled(version: string, definition: TemplateDefinition): Promise<CompiledTemplate> {
  const known = cache.get(version);
  if (known) {
    // The newest last: the first is the one to forget.
    cache.delete(version);
    cache.set(version, known);
    return known;
  }
  const template = await compileTemplate(definition);
  cache.set(version, template);
  for (const oldest of cache.keys()) {
    if (cache.size <= mostCached) break;
    cache.delete(oldest);
  }
  return template;
}

async function perform(job: ThreadJob): Promise<unknown> {
  if (job.kind === 'render') return renderTemplate(await compiled(job.version, job.definition), job.variables);
  if (job.kind === 'check') return (await compileTemplate(job.definition)).warnings;
  return await preview(job.definition, job.variables);
}

/** As much as can be shown, and everything that is wrong. */
async function preview(definition: TemplateDefinition, variables: object): Promise<Preview> {
  const problems: TemplateProblem[] = [];
  try {
    const template = await compileTemplate(definition);
    problems.push(...template.warnings, ...missingValues(definition, variables));
    return { ...renderTemplate(template, variables), problems };
  } catch (error) {
    if (!(error instanceof TemplateFault)) throw error;
    return { subject: '', html: '', text: '', problems: [...error.problems, ...problems] };
  }
}

parentPort?.on('message', (job: ThreadJob) => {
  perform(job).then(
    (value) => reply({ id: job.id, ok: true, value }),
    (error: unknown) => {
      const problems = error instanceof TemplateFault ? error.problems : undefined;
      reply({ id: job.id, ok: false, message: error instanceof Error ? error.message : String(error), ...(problems && { problems }) });
    },
  );
});

function reply(message: ThreadReply): void {
  parentPort?.postMessage(message);
}

parentPort?.postMessage('ready');
