import { describe, expect, it } from 'vitest';

import type { TemplateDefinition } from '../platform/collections.js';
import { compileTemplate, missingValues, renderTemplate } from './compile-template.js';
import { TemplateFault } from './template-problem.js';

const page = (content: string): string => `<mjml><mj-body><mj-section><mj-column>${content}</mj-column></mj-section></mj-body></mjml>`;
const template = (change: Partial<TemplateDefinition> = {}): TemplateDefinition => ({
  name: 'T',
  subject: 'Hello',
  mjml: page('<mj-text>Hi</mj-text>'),
  ...change,
});

async function render(change: Partial<TemplateDefinition>, variables: object = {}) {
  return renderTemplate(await compileTemplate(template(change)), variables);
}

async function problemsOf(change: Partial<TemplateDefinition>, variables: object = {}) {
  try {
    renderTemplate(await compileTemplate(template(change)), variables);
    return [];
  } catch (error) {
    if (error instanceof TemplateFault) return error.problems;
    throw error;
  }
}

describe('Liquid comes through MJML', () => {
  it.each([
    ['text', page('<mj-text>Hi {{ traits.name | default: "you" }}</mj-text>'), { traits: { name: 'Ann' } }, 'Hi Ann'],
    [
      'a fallback in quotes inside an attribute',
      page('<mj-button href="{{ traits.url | default: "https://example.com/?a=1" }}">Go</mj-button>'),
      {},
      'href="https://example.com/?a=1"',
    ],
    ['a comparison with angle brackets', page('<mj-text>{% if traits.n < 3 and traits.n > 1 %}two{% endif %}</mj-text>'), { traits: { n: 2 } }, 'two'],
    [
      'a condition around elements',
      page('{% if traits.vip %}<mj-text>VIP</mj-text>{% else %}<mj-text>OTHER</mj-text>{% endif %}'),
      { traits: { vip: true } },
      'VIP',
    ],
    ['a loop around elements', page('{% for item in trigger.items %}<mj-text>[{{ item }}]</mj-text>{% endfor %}'), { trigger: { items: ['a', 'b'] } }, '[b]'],
    ['an assignment before the document', `{% assign who = "Bo" %}${page('<mj-text>Hi {{ who }}</mj-text>')}`, {}, 'Hi Bo'],
    ['a raw block', page('<mj-text>{% raw %}{{ kept }}{% endraw %}</mj-text>'), {}, '{{ kept }}'],
  ])('%s', async (_name, mjml, variables, expected) => {
    expect((await render({ mjml }, variables)).html).toContain(expected);
  });

  it('keeps one branch only', async () => {
    const { html } = await render(
      { mjml: page('{% if traits.vip %}<mj-text>VIP</mj-text>{% else %}<mj-text>OTHER</mj-text>{% endif %}') },
      { traits: { vip: true } },
    );
    expect(html).not.toContain('OTHER');
  });
});

describe('output', () => {
  it('escapes values in HTML and not in text and subject', async () => {
    const name = '<img src=x onerror=alert(1)>';
    const message = await render(
      { subject: 'Hi {{ traits.name }}', mjml: page('<mj-text>{{ traits.name }}</mj-text>'), text: 'Hi {{ traits.name }}' },
      { traits: { name } },
    );
    expect(message.html).not.toContain('<img');
    expect(message.html).toContain('&lt;img');
    expect(message.text).toBe(`Hi ${name}`);
    expect(message.subject).toBe(`Hi ${name}`);
  });

  it('writes no second header line into the subject', async () => {
    expect((await render({ subject: 'Hi {{ traits.name }}' }, { traits: { name: 'A\r\nBcc: b@example.com' } })).subject).toBe('Hi A Bcc: b@example.com');
  });

  it('makes the text part of the HTML, with links, when there is none', async () => {
    const { text } = await render(
      { mjml: page('<mj-text><h1>Hello {{ traits.name }}</h1><p>Come <a href="{{ trigger.url }}">back</a></p></mj-text>') },
      { traits: { name: 'Ann' }, trigger: { url: 'https://example.com/c' } },
    );
    expect(text).toContain('Hello Ann');
    expect(text).toContain('back [https://example.com/c]');
  });

  it('hides the preheader at the top of the body', async () => {
    expect((await render({ preheader: 'Still {{ traits.n }} here' }, { traits: { n: 2 } })).html).toMatch(
      /<body[^>]*><div style="display:none[^>]*>Still 2 here<\/div>/,
    );
  });
});

describe('what is wrong, and where', () => {
  it.each<[string, Partial<TemplateDefinition>, string, string, number | undefined]>([
    ['an unclosed tag', { mjml: page('<mj-text>\n{% if traits.x %}\n</mj-text>') }, 'liquid', 'mjml', 2],
    ['an unknown filter', { subject: '{{ traits.x | shout }}' }, 'unknown-filter', 'subject', 1],
    ['an unknown tag', { text: 'a\nb\n{% frobnicate %}' }, 'unknown-tag', 'text', 3],
    ['an unknown element', { mjml: '<mjml>\n<mj-body>\n<mj-foo />\n</mj-body></mjml>' }, 'mjml', 'mjml', 3],
    ['an element never closed', { mjml: '<mjml>\n<mj-body>\n<mj-section>\n</mj-body></mjml>' }, 'mjml-unclosed', 'mjml', 4],
    ['no MJML at all', { mjml: 'hello' }, 'mjml', 'mjml', 1],
    ['a line after Liquid of several lines', { mjml: page('<mj-text>{% assign\n a = 1\n%}</mj-text>\n<mj-foo />') }, 'mjml', 'mjml', 4],
    [
      'Liquid where MJML drops it',
      { mjml: '<mjml><mj-head><mj-attributes>\n{% if a %}<mj-all color="red" />{% endif %}</mj-attributes></mj-head><mj-body></mj-body></mjml>' },
      'liquid-place',
      'mjml',
      2,
    ],
    ['an empty subject', { subject: '  ' }, 'empty-subject', 'subject', undefined],
    ['a subject that comes out empty', { subject: '{{ traits.none }}' }, 'empty-subject', 'subject', undefined],
  ])('%s', async (_name, change, code, field, line) => {
    expect(await problemsOf(change)).toContainEqual(expect.objectContaining({ code, field, severity: 'error', ...(line !== undefined && { line }) }));
  });

  it('names values without a fallback', () => {
    const definition = template({
      subject: '{{ traits.a }} {{ traits.b | default: "x" }} {{ traits["c d"] }}',
      mjml: page('<mj-text>\n{{ trigger.properties.e }}</mj-text>'),
    });
    const problems = missingValues(definition, { traits: { 'c d': 1 }, trigger: { properties: {} } });
    expect(problems.map(({ field, line, message }) => [field, line, message.split(' ')[0]])).toEqual([
      ['subject', 1, 'traits.a'],
      ['mjml', 2, 'trigger.properties.e'],
    ]);
  });
});

describe('known attacks on Liquid', () => {
  it.each([
    '{{ traits.constructor }}',
    '{{ traits.__proto__ }}',
    '{{ traits["__proto__"]["polluted"] }}',
    '{{ traits.name.constructor.constructor }}',
    '{{ traits.toString }}{{ traits.hasOwnProperty }}',
    '{{ constructor }}{{ __proto__ }}{{ process }}{{ globalThis }}',
    '{% assign __proto__ = "x" %}{{ traits.x }}',
    '{{ traits.list | map: "constructor" }}',
    '{{ traits.list | map: "__proto__" }}',
  ])('%s reads no prototype', async (source) => {
    const { text } = await render({ text: `[${source}]` }, { traits: { name: 'Ann', list: ['a'] } });
    expect(text).not.toMatch(/function|object Object|native code/);
  });

  it.each([
    "{% include '/etc/passwd' %}",
    "{% render '../../package.json' %}",
    "{% layout '/etc/passwd' %}",
    '{% block a %}{% endblock %}',
    '{{ traits.name | raw }}',
    '{{ traits.list | where_exp: "x", "true" }}',
    '{{ traits.name | constructor }}',
    '{{ traits.name | __proto__ }}',
    '{% constructor %}',
  ])('%s is refused when it is parsed', async (text) => {
    expect((await problemsOf({ text }))[0]?.code).toMatch(/^unknown-(filter|tag)$|^liquid$/);
  });

  it.each([
    ['a loop of a billion', '{% for i in (1..1000000000) %}x{% endfor %}'],
    ['loops in loops', '{% for i in (1..9999) %}{% for j in (1..9999) %}{% for k in (1..9999) %}x{% endfor %}{% endfor %}{% endfor %}'],
    ['text that doubles', '{% assign a = "xxxxxxxxxxxxxxxx" %}{% for i in (1..60) %}{% assign a = a | append: a %}{% endfor %}{{ a }}'],
    ['a replacement that grows', '{% assign a = "aaaaaaaaaaaaaaaa" %}{% for i in (1..30) %}{% assign a = a | replace: "a", "aaaaaaaa" %}{% endfor %}'],
  ])('%s ends with a reason', async (_name, text) => {
    expect((await problemsOf({ text }))[0]?.code).toMatch(/timed-out|out-of-memory|liquid/);
  });

  it('mj-include reads no file', async () => {
    const { html } = await render({ mjml: page('<mj-include path="/etc/passwd" /><mj-text>ok</mj-text>') }).catch(() => ({ html: 'refused' }));
    expect(html).not.toContain('root:');
  });
});
