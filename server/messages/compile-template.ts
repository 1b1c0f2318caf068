import { convert } from 'html-to-text';
import type { Liquid, Template } from 'liquidjs';
import mjml2html from 'mjml';

import type { TemplateDefinition } from '../platform/collections.js';
import { htmlEngine, liquidProblem, parseLiquid, renderLimitMs, textEngine } from './liquid-engine.js';
import { lineAt, type MarkedMjml, markLiquid, marksIn, restoreLiquid } from './liquid-marks.js';
import { TemplateFault, type TemplateField, type TemplateProblem } from './template-problem.js';

/** MJML done, Liquid parsed: what remains per person is cheap. */
export interface CompiledTemplate {
  subject: Template[];
  html: Template[];
  text: Template[];
  warnings: TemplateProblem[];
}

export interface RenderedMessage {
  subject: string;
  html: string;
  text: string;
}

const longestHtml = 1_000_000;

/** @throws TemplateFault naming every error with its line. Runs in a render thread: it may take long and be killed. */
export async function compileTemplate(definition: TemplateDefinition): Promise<CompiledTemplate> {
  const { subject, preheader = '', mjml, text } = definition;
  const errors: TemplateProblem[] = [];
  // The sources as written, for lines that are right; each field on its own, so that all faults are told at once.
  const parsedSubject = collect(errors, () => parseLiquid(textEngine, 'subject', subject));
  collect(errors, () => parseLiquid(htmlEngine, 'preheader', preheader));
  collect(errors, () => parseLiquid(htmlEngine, 'mjml', mjml));
  if (text !== undefined) collect(errors, () => parseLiquid(textEngine, 'text', text));
  if (subject.trim() === '') errors.push({ severity: 'error', field: 'subject', code: 'empty-subject', message: 'The subject is empty.' });
  if (errors.length > 0) throw new TemplateFault(errors);
  const { html, marks, warnings } = await compileMjml(mjml, preheader);
  const textSource = text ?? restoreLiquid(asText(html), marks);
  return {
    subject: parsedSubject ?? [],
    html: parseLiquid(htmlEngine, 'mjml', restoreLiquid(html, marks)),
    text: parseLiquid(textEngine, text === undefined ? 'mjml' : 'text', textSource),
    warnings: [...warnings, ...unsubscribeWarning(mjml)],
  };
}

function collect<T>(errors: TemplateProblem[], work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof TemplateFault)) throw error;
    errors.push(...error.problems);
    return undefined;
  }
}

/** HTML in which marks still stand for Liquid. */
async function compileMjml(source: string, preheader: string): Promise<{ html: string; marks: MarkedMjml['marks']; warnings: TemplateProblem[] }> {
  const marked = markLiquid(source);
  if (marked.problems.length > 0) throw new TemplateFault(marked.problems);
  let compiled: Awaited<ReturnType<typeof mjml2html>>;
  try {
    // No web fonts are fetched, no file is included.
    compiled = await mjml2html(marked.mjml, { fonts: {}, validationLevel: 'soft', ignoreIncludes: true });
  } catch (error) {
    throw new TemplateFault([{ severity: 'error', field: 'mjml', line: 1, code: 'mjml', message: error instanceof Error ? error.message : String(error) }]);
  }
  const problems = [...compiled.errors.map((error) => mjmlProblem(error, marked.marks)), ...lostLiquid(compiled.html, marked)];
  const errors = problems.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) throw new TemplateFault(errors);
  return { ...around(compiled.html, marked, preheader), warnings: problems };
}

/** A Liquid expression where MJML wants a colour or a length is a value that it cannot know yet: no error. */
function mjmlProblem({ line, message }: { line: number; message: string }, marks: MarkedMjml['marks']): TemplateProblem {
  const severity = marksIn(message).size > 0 ? 'warning' : 'error';
  return { severity, field: 'mjml', line, code: 'mjml', message: restoreLiquid(message, marks) };
}

/** A tag that MJML dropped would silently change who reads what. */
function lostLiquid(html: string, { marks, before, after }: MarkedMjml): TemplateProblem[] {
  const kept = new Set([...marksIn(html), ...before, ...after]);
  return marks.flatMap(({ liquid, line }, number) =>
    kept.has(number) || /^\{%-?\s*(comment|#)/.test(liquid)
      ? []
      : [
          {
            severity: 'error',
            field: 'mjml',
            line,
            code: 'liquid-place',
            values: { liquid: shortened(liquid) },
            message: `MJML drops what stands here, so ${shortened(liquid)} would have no effect. Move it into an element with text.`,
          },
        ],
  );
}

function shortened(text: string): string {
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

function around(html: string, { marks, before, after }: MarkedMjml, preheader: string): { html: string; marks: MarkedMjml['marks'] } {
  const markOf = (number: number): string => `zqliquid${number}qz`;
  const all = [...marks];
  let body = html;
  if (preheader.trim() !== '') {
    all.push({ liquid: preheader, line: 1 });
    body = html.replace(
      /<body[^>]*>/,
      (tag) =>
        `${tag}<div style="display:none;font-size:1px;line-height:1px;max-height:0;max-width:0;opacity:0;overflow:hidden;">${markOf(all.length - 1)}</div>`,
    );
  }
  return { html: [...before.map(markOf), body.trim(), ...after.map(markOf)].join(''), marks: all };
}

/** Marks come through as words; so the text part, too, is made once. */
function asText(html: string): string {
  return convert(html, {
    wordwrap: false,
    selectors: [
      { selector: 'img', format: 'skip' },
      { selector: 'table', format: 'block' },
      { selector: 'a', options: { hideLinkHrefIfSameAsText: true } },
      ...['h1', 'h2', 'h3', 'h4'].map((selector) => ({ selector, options: { uppercase: false } })),
    ],
  }).replace(/\n{3,}/g, '\n\n');
}

const unsubscribeLink = '<a href="{{ unsubscribe_url }}">Unsubscribe</a>';

function unsubscribeWarning(mjml: string): TemplateProblem[] {
  return /\bunsubscribe_url\b/.test(mjml)
    ? []
    : [
        {
          severity: 'warning',
          field: 'mjml',
          code: 'no-unsubscribe-link',
          values: { link: unsubscribeLink },
          message: `There is no unsubscribe link: add ${unsubscribeLink}. Mail programs still show theirs.`,
        },
      ];
}

/**
 * @param patience multiplies the time that LiquidJS gives itself: clocks go on while a busy machine does not.
 * @throws TemplateFault. Synchronous: nothing but the thread's end stops it.
 */
export function renderTemplate(template: CompiledTemplate, variables: object, patience = 1): RenderedMessage {
  const subject = renderPart(textEngine, 'subject', template.subject, variables, patience)
    .replace(/[\p{C}\s]+/gu, ' ')
    .trim();
  const html = renderPart(htmlEngine, 'mjml', template.html, variables, patience);
  const text = renderPart(textEngine, 'text', template.text, variables, patience).trim();
  if (subject === '')
    throw new TemplateFault([
      { severity: 'error', field: 'subject', code: 'empty-subject', message: 'The subject is empty for this person. Give it a fallback.' },
    ]);
  if (html.length + text.length > longestHtml) {
    throw new TemplateFault([{ severity: 'error', field: 'mjml', code: 'too-large', message: `The message has more than ${longestHtml} characters.` }]);
  }
  return { subject: subject.slice(0, 500), html, text };
}

function renderPart(engine: Liquid, field: TemplateField, parsed: Template[], variables: object, patience: number): string {
  try {
    return String(engine.renderSync(parsed, variables, { renderLimit: renderLimitMs * patience }));
  } catch (error) {
    throw new TemplateFault([liquidProblem(field, error)]);
  }
}

/** Values that are read, absent for this person and without a fallback. For the preview. */
export function missingValues(definition: TemplateDefinition, variables: object): TemplateProblem[] {
  const problems = new Map<string, TemplateProblem>();
  for (const field of ['subject', 'preheader', 'mjml', 'text'] as const) {
    const source = definition[field] ?? '';
    for (const match of source.matchAll(/\{\{-?\s*((?:traits|trigger)(?:\.[\w-]+|\[(?:"[^"]*"|'[^']*')\])+)\s*([\s\S]*?)-?\}\}/g)) {
      const [, path = '', rest = ''] = match;
      if (problems.has(path) || /\|\s*default\b/.test(rest) || hasValue(variables, path)) continue;
      const fallback = `{{ ${path} | default: "…" }}`;
      problems.set(path, {
        severity: 'warning',
        field,
        line: lineAt(source, match.index),
        code: 'missing-value',
        values: { path, fallback },
        message: `${path} has no value here. Give a fallback: ${fallback}.`,
      });
    }
  }
  return [...problems.values()];
}

function hasValue(variables: object, path: string): boolean {
  let value: unknown = variables;
  for (const [, dotted, quoted] of path.matchAll(/(?:^|\.)([\w-]+)|\[(?:"|')([^"']*)(?:"|')\]/g)) {
    const name = dotted ?? quoted ?? '';
    if (value === null || typeof value !== 'object' || !Object.hasOwn(value, name)) return false;
    value = (value as { [key: string]: unknown })[name];
  }
  return value !== undefined && value !== null && value !== '';
}
