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
  if (job.kind === 'render') return renderTemplate(await compiled(job.version, job.definition), job.variables, job.patience);
  if (job.kind === 'check') return await check(job.definition);
  return await preview(job.definition, job.variables);
}

const alwaysWrong = new Set(['timed-out', 'out-of-memory', 'too-large']);

/** Rendered for nobody, too: what loops for ever does so for everyone, or nearly. Other faults may be for want of values. */
async function check(definition: TemplateDefinition): Promise<TemplateProblem[]> {
  const template = await compileTemplate(definition);
  try {
    renderTemplate(template, {});
  } catch (error) {
    if (!(error instanceof TemplateFault)) throw error;
    if (error.problems.some(({ code }) => alwaysWrong.has(code))) throw error;
  }
  return template.warnings;
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

// The first compilation is slow: it must not count against somebody's template.
const warmUp: TemplateDefinition = {
  name: '',
  subject: 'x',
  mjml: '<mjml><mj-body><mj-section><mj-column><mj-text>x</mj-text></mj-column></mj-section></mj-body></mjml>',
};
await check(warmUp);
parentPort?.postMessage('ready');
