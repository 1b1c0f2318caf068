import { Liquid, LiquidError, type Template } from 'liquidjs';

import { TemplateFault, type TemplateField, type TemplateProblem } from './template-problem.js';

/**
 * What authors may use. Left out: everything that reads files (include, render, layout, block), that evaluates text as an expression
 * (`*_exp`), that prints unescaped (`raw` as a filter), and digests.
 */
const tags = [
  'assign',
  'for',
  'capture',
  'case',
  'comment',
  'cycle',
  'if',
  'unless',
  'raw',
  'tablerow',
  'break',
  'continue',
  'echo',
  'liquid',
  'increment',
  'decrement',
  '#',
];
const filters = [
  ...['abs', 'at_least', 'at_most', 'ceil', 'divided_by', 'floor', 'minus', 'plus', 'modulo', 'times', 'round', 'to_integer'],
  ...['append', 'prepend', 'capitalize', 'downcase', 'upcase', 'strip', 'lstrip', 'rstrip', 'squish', 'truncate', 'truncatewords', 'number_of_words'],
  ...['remove', 'remove_first', 'remove_last', 'replace', 'replace_first', 'replace_last', 'split', 'slice', 'size', 'strip_html', 'strip_newlines'],
  ...['normalize_whitespace', 'slugify', 'escape', 'escape_once', 'xml_escape', 'url_encode', 'url_decode', 'cgi_escape', 'uri_escape'],
  ...['join', 'first', 'last', 'reverse', 'sort', 'sort_natural', 'map', 'sum', 'compact', 'concat', 'where', 'reject', 'find', 'has', 'uniq'],
  ...['array_to_sentence_string', 'date', 'date_to_string', 'date_to_long_string', 'date_to_xmlschema', 'default', 'json'],
];

export const renderLimitMs = 1_500;
/** A hundred times what a long mail needs. The thread's own caps stand behind these. */
const limits = { parseLimit: 600_000, renderLimit: renderLimitMs, memoryLimit: 5_000_000 };

/** Two of them: what goes into HTML is escaped, what goes into text is not. */
export const htmlEngine = createEngine('escape');
export const textEngine = createEngine();

function createEngine(outputEscape?: 'escape'): Liquid {
  const engine = new Liquid({
    ...limits,
    ...(outputEscape && { outputEscape }),
    strictFilters: true,
    ownPropertyOnly: true,
    dynamicPartials: false,
    relativeReference: false,
    // In-memory and empty: no name leads to a file.
    templates: {},
    timezoneOffset: 'UTC',
    locale: 'en-US',
  });
  keepOnly(engine.tags, tags);
  keepOnly(engine.filters, filters);
  return engine;
}

function keepOnly(registry: { [name: string]: unknown }, allowed: string[]): void {
  for (const name of Object.keys(registry)) if (!allowed.includes(name)) delete registry[name];
  // A registry without a prototype: `{{ x | constructor }}` is an unknown filter like any other.
  Object.setPrototypeOf(registry, null);
}

/** @throws TemplateFault with the line in `source`. */
export function parseLiquid(engine: Liquid, field: TemplateField, source: string): Template[] {
  try {
    return engine.parse(source);
  } catch (error) {
    throw new TemplateFault([liquidProblem(field, error)]);
  }
}

function unknownOf(kind: 'filter' | 'tag', name: string, known: readonly string[]): Pick<TemplateProblem, 'message' | 'values'> {
  return { message: `There is no ${kind} "${name}". Known are: ${known.join(', ')}.`, values: { name, known } };
}

export function liquidProblem(field: TemplateField, error: unknown): TemplateProblem {
  const said = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
  const message = said.replace(/, line:\d+, col:\d+$/, '');
  const [line, column] = LiquidError.is(error) ? (error.token?.getPosition() ?? []) : [];
  const unknown = /^undefined filter: (.+)$/.exec(message)?.[1];
  const tag = /^tag "(.+)" not found$/.exec(message)?.[1];
  const place = { severity: 'error' as const, field, ...(line !== undefined && { line }), ...(column !== undefined && { column }) };
  if (unknown !== undefined) return { ...place, code: 'unknown-filter', ...unknownOf('filter', unknown, [...filters].sort()) };
  if (tag !== undefined)
    return {
      ...place,
      code: 'unknown-tag',
      ...unknownOf(
        'tag',
        tag,
        tags.filter((name) => name !== '#'),
      ),
    };
  if (/(render|parse) limit exceeded/.test(message))
    return { ...place, code: 'timed-out', message: `The template takes too long: ${message}. Is there a loop in it that is too large?` };
  if (/memory alloc limit exceeded/.test(message))
    return { ...place, code: 'out-of-memory', message: 'The template builds too much text. Is there a loop in it that is too large?' };
  return { ...place, code: 'liquid', message: `${message.charAt(0).toUpperCase()}${message.slice(1)}.` };
}
