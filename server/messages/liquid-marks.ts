import type { TemplateProblem } from './template-problem.js';

/**
 * MJML is compiled once, Liquid is rendered for each person; so Liquid must come through MJML untouched. Every Liquid tag is replaced by
 * a word that MJML leaves alone, and put back afterwards. Between MJML's own elements text is dropped, so there the word travels in
 * `<mj-raw>`; outside of head and body it goes before or behind the whole document.
 */
export interface MarkedMjml {
  mjml: string;
  /** Mark number → the Liquid it stands for, and its line. */
  marks: { liquid: string; line: number }[];
  before: number[];
  after: number[];
  problems: TemplateProblem[];
}

const liquid = /\{%-?\s*(raw|comment)\s*-?%\}[\s\S]*?\{%-?\s*end\1\s*-?%\}|\{\{[\s\S]*?\}\}|\{%[\s\S]*?%\}/g;
const mark = /zqliquid(\d+)qz/g;
const markup = /<!--[\s\S]*?-->|<(\/?)([a-zA-Z][\w-]*)((?:"[^"]*"|'[^']*'|[^"'>])*?)(\/?)>|zqliquid(\d+)qz/g;

/** Elements whose content is HTML and stays as it is. */
const contentTags = new Set([
  ...['mj-text', 'mj-button', 'mj-raw', 'mj-table', 'mj-style', 'mj-title', 'mj-preview', 'mj-accordion-title', 'mj-accordion-text'],
  ...['mj-navbar-link', 'mj-social-element', 'mj-html-attribute'],
]);

export function markLiquid(source: string): MarkedMjml {
  const marks: MarkedMjml['marks'] = [];
  const marked = source.replace(liquid, (text: string, _name: unknown, offset: number) => {
    marks.push({ liquid: text, line: lineAt(source, offset) });
    // The lines stay, so that MJML's errors name the right ones.
    return `zqliquid${marks.length - 1}qz${'\n'.repeat(text.split('\n').length - 1)}`;
  });
  return { marks, ...wrapMarks(marked) };
}

/** One pass over the tags with a stack of MJML's own elements; it also finds what MJML's lenient parser lets pass: elements that are never closed. */
function wrapMarks(source: string): Omit<MarkedMjml, 'marks'> {
  const open: { name: string; line: number }[] = [];
  const before: number[] = [];
  const after: number[] = [];
  const problems: TemplateProblem[] = [];
  let bodySeen = false;
  const mjml = source.replace(markup, (text: string, slash: string, name: string, _attributes: string, selfClosing: string, number: string, offset: number) => {
    const inside = open.at(-1)?.name;
    if (number !== undefined) {
      if (inside !== undefined && contentTags.has(inside)) return text;
      if (inside === undefined || inside === 'mjml') {
        (bodySeen ? after : before).push(Number(number));
        return '';
      }
      return `<mj-raw>${text}</mj-raw>`;
    }
    if (name === undefined) return text;
    const tag = name.toLowerCase();
    if (tag !== 'mjml' && !tag.startsWith('mj-')) return text;
    if (tag === 'mj-body') bodySeen = true;
    if (slash === '') {
      if (selfClosing === '') open.push({ name: tag, line: lineAt(source, offset) });
    } else if (inside === tag) open.pop();
    else problems.push(misplacedEnd(tag, inside, lineAt(source, offset)));
    return text;
  });
  // The first mismatch says it all; what follows from it would only confuse.
  if (problems.length === 0) for (const { name, line } of open.slice(-1)) problems.push(unclosed(name, line));
  return { mjml, before, after, problems: problems.slice(0, 1) };
}

function misplacedEnd(tag: string, inside: string | undefined, line: number): TemplateProblem {
  const what = inside === undefined ? 'nothing is open there' : `<${inside}> is still open there`;
  return { severity: 'error', field: 'mjml', line, code: 'mjml-unclosed', values: { tag: `</${tag}>` }, message: `</${tag}> closes nothing: ${what}.` };
}

function unclosed(name: string, line: number): TemplateProblem {
  return { severity: 'error', field: 'mjml', line, code: 'mjml-unclosed', values: { tag: `<${name}>` }, message: `<${name}> is never closed. Add </${name}>.` };
}

export function restoreLiquid(text: string, marks: MarkedMjml['marks']): string {
  return text.replace(mark, (found, number: string) => marks[Number(number)]?.liquid ?? found);
}

/** Which marks stand in there. */
export function marksIn(text: string): Set<number> {
  return new Set([...text.matchAll(mark)].map(([, number]) => Number(number)));
}

export function lineAt(source: string, offset: number): number {
  let line = 1;
  for (let at = source.indexOf('\n'); at !== -1 && at < offset; at = source.indexOf('\n', at + 1)) line++;
  return line;
}
