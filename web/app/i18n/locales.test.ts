import { sendReasons } from '@cairn/workflows/contracts/send-reasons.js';
import { describe, expect, it } from 'vitest';

import { pseudo } from './pseudo.js';

type Resource = { [key: string]: string | Resource };

const files = import.meta.glob<Resource>('/*/locales/*.json', { import: 'default', eager: true });

function flatten(resource: Resource, prefix = ''): Map<string, string> {
  const flat = new Map<string, string>();
  for (const [key, value] of Object.entries(resource)) {
    if (typeof value === 'string') flat.set(`${prefix}${key}`, value);
    else for (const [inner, text] of flatten(value, `${prefix}${key}.`)) flat.set(inner, text);
  }
  return flat;
}

const namespaces = [...new Set(Object.keys(files).map((file) => file.split('/').at(-3) ?? ''))];
const textsOf = (namespace: string, language: string): Map<string, string> => flatten(files[`/${namespace}/locales/${language}.json`] ?? {});

/** Plural forms collapse to one name: a language has the forms it has. */
const meaning = (key: string): string => key.replace(/_(zero|one|two|few|many|other)$/, '');
const placeholders = (text: string): string[] =>
  [...text.matchAll(/\{\{\s*(\w+)[^}]*\}\}|<\/?(\w+)\s*\/?>/g)].map((match) => match[1] ?? `<${match[2]}>`).sort();

describe.each(namespaces)('the texts of %s', (namespace) => {
  const english = textsOf(namespace, 'en');

  it.each(['de', 'zh'])('say the same things in %s', (language) => {
    const translated = textsOf(namespace, language);
    expect([...new Set([...translated.keys()].map(meaning))].sort()).toEqual([...new Set([...english.keys()].map(meaning))].sort());
  });

  it.each([
    ['en', ['one', 'other']],
    ['de', ['one', 'other']],
    ['zh', ['other']],
  ])('have the plural forms of %s', (language, forms) => {
    const texts = textsOf(namespace, language);
    const plural = [...texts.keys()].filter((key) => /_(one|other)$/.test(key));
    const missing = [...new Set(plural.map(meaning))].flatMap((key) => forms.map((form) => `${key}_${form}`)).filter((key) => !texts.has(key));
    expect(missing).toEqual([]);
    if (language === 'zh') expect(plural.filter((key) => key.endsWith('_one'))).toEqual([]);
  });

  it.each(['de', 'zh'])('name the same values in %s', (language) => {
    const translated = textsOf(namespace, language);
    const wrong = [...translated].filter(([key, text]) => {
      const original = english.get(key) ?? english.get(`${meaning(key)}_other`) ?? english.get(meaning(key));
      return original !== undefined && [...new Set(placeholders(original))].join() !== [...new Set(placeholders(text))].join();
    });
    expect(wrong.map(([key]) => key)).toEqual([]);
  });

  it('leave no text empty and shout at nobody', () => {
    for (const language of ['en', 'de', 'zh']) {
      const texts = [...textsOf(namespace, language)];
      expect(texts.filter(([, text]) => text.trim() === '').map(([key]) => key)).toEqual([]);
      expect(texts.filter(([, text]) => /[!！]/.test(text)).map(([key]) => key)).toEqual([]);
    }
  });
});

describe('the pseudo-language', () => {
  it('is 40 % longer and keeps placeholders and markup', () => {
    const text = pseudo('Hello {{name}}, <b>read</b> this');
    expect(text).toContain('{{name}}');
    expect(text).toContain('<b>');
    expect(text.length).toBeGreaterThanOrEqual('Hello {{name}}, <b>read</b> this'.length * 1.4);
  });
});

it.each([
  ['messages', 'reason'],
  ['journeys', 'reason'],
  ['profiles', 'outcome'],
])('%s have words for every reason that a message can have', (namespace, key) => {
  const texts = textsOf(namespace, 'en');
  expect(sendReasons.filter((reason) => !texts.has(`${key}.${reason}`))).toEqual([]);
});
