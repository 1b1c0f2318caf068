import { availableParallelism } from 'node:os';

import type { TemplateDefinition } from '../platform/collections.js';
import type { RenderedMessage } from './compile-template.js';
import { templateErrors } from './messages.errors.js';
import { patientRender } from './patient-render.js';
import type { Preview } from './render-jobs.js';
import { RenderPool } from './render-pool.js';
import { TemplateFault, type TemplateProblem } from './template-problem.js';
import type { PersonVariables } from './variables.js';

export type { Preview, RenderedMessage };

export interface RenderVariables extends PersonVariables {
  workspace: { name: string };
  unsubscribe_url: string;
}

/** Authors' templates run in threads with a time and a memory cap; see DESIGN.md. */
export interface Renderer {
  /** @param version content hash: compiled once per thread. Rejects with UserError `template-failed` when the template is to blame. */
  render(version: string, definition: TemplateDefinition, variables: RenderVariables): Promise<RenderedMessage>;
  /** Everything that is wrong, by line; no errors: it may be published. */
  check(definition: TemplateDefinition): Promise<TemplateProblem[]>;
  /** Never rejects because of the template. */
  preview(definition: TemplateDefinition, variables: RenderVariables): Promise<Preview>;
  /** Starts the threads before the first job. */
  warmUp(): Promise<void>;
  close(): Promise<void>;
}

export interface RendererOptions {
  /** Default: as many as there are processors, at least 2 (one may be stuck) and at most 4. */
  threads?: number;
  /** Default 2,000 ms. */
  timeLimitMs?: number;
  /** Default 128 MiB of heap a thread. */
  memoryMb?: number;
}

/** Starts no thread before the first job, or {@link Renderer.warmUp}. */
export function createRenderer(options: RendererOptions = {}): Renderer {
  let pool: Promise<RenderPool> | undefined;
  const running = async (): Promise<RenderPool> => {
    pool ??= threadEntry().then(
      (entry) =>
        new RenderPool({
          entry,
          threads: options.threads ?? Math.min(4, Math.max(2, availableParallelism())),
          timeLimitMs: options.timeLimitMs ?? 2_000,
          memoryMb: options.memoryMb ?? 128,
        }),
    );
    return await pool;
  };
  const render = patientRender(
    async (job) => await (await running()).run(job),
    () => performance.now(),
  );
  return {
    async render(version, definition, variables) {
      try {
        return (await render({ kind: 'render', version, definition, variables })) as RenderedMessage;
      } catch (error) {
        throw error instanceof TemplateFault ? templateErrors.failed(error) : error;
      }
    },
    async check(definition) {
      try {
        return (await (await running()).run({ kind: 'check', definition })) as TemplateProblem[];
      } catch (error) {
        if (error instanceof TemplateFault) return error.problems;
        throw error;
      }
    },
    async preview(definition, variables) {
      try {
        return (await (await running()).run({ kind: 'preview', definition, variables })) as Preview;
      } catch (error) {
        if (error instanceof TemplateFault) return { subject: '', html: '', text: '', problems: error.problems };
        throw error;
      }
    },
    async warmUp() {
      (await running()).warmUp();
    },
    async close() {
      await (await pool)?.close();
    },
  };
}

/** Beside this file when it is built. Run from source (tests), Node cannot load it: it is transpiled first. */
async function threadEntry(): Promise<URL> {
  if (!import.meta.url.endsWith('.ts')) return new URL('./render-thread.js', import.meta.url);
  const { transpiledThread } = await import('./source-thread.js');
  return await transpiledThread();
}
