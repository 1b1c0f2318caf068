import type { TemplateDefinition } from '../platform/collections.js';
import type { RenderedMessage } from './compile-template.js';
import type { TemplateProblem } from './template-problem.js';

/** What travels to a render thread and back. `patience` multiplies the time limits. */
export type Job =
  | { kind: 'render'; patience?: number; version: string; definition: TemplateDefinition; variables: object }
  | { kind: 'preview'; definition: TemplateDefinition; variables: object }
  | { kind: 'check'; definition: TemplateDefinition };

export type ThreadJob = Job & { id: number };
export type ThreadReply = { id: number; ok: true; value: unknown } | { id: number; ok: false; message: string; problems?: TemplateProblem[] };

/** Empty texts when the template cannot be rendered. */
export interface Preview extends RenderedMessage {
  problems: TemplateProblem[];
}
