import { readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import { detailCodes, errorCodes } from './error-codes.js';

interface Texts {
  failure: { [code: string]: { title: string; action: string } };
  detail: { [code: string]: string };
}

const placeholders = (text: string): string[] => [...text.matchAll(/\{\{\s*(\w+)/g)].map(([, name]) => name ?? '');

// The pages may not import the server, nor it them: what they owe each other is read as a file.
describe.each(['en', 'de', 'zh'])('the words of the pages in %s', (language) => {
  const texts = JSON.parse(readFileSync(new URL(`../../web/ui/locales/${language}.json`, import.meta.url), 'utf8')) as Texts;
  const shown = Object.entries(errorCodes).filter(([, { shown: where }]) => where === 'page');

  it('are there for every code that a page may meet, and for no other', () => {
    expect(Object.keys(texts.failure).sort()).toEqual(shown.map(([code]) => code).sort());
    expect(Object.keys(texts.detail).sort()).toEqual(Object.keys(detailCodes).sort());
  });

  it('name no value that does not come', () => {
    const wrong = [
      ...shown.flatMap(([code, { values }]) => {
        const { title = '', action = '' } = texts.failure[code] ?? {};
        return placeholders(`${title} ${action}`).flatMap((name) => ((values as readonly string[]).includes(name) ? [] : [`${code}: ${name}`]));
      }),
      ...Object.entries(detailCodes).flatMap(([code, values]) =>
        placeholders(texts.detail[code] ?? '').flatMap((name) => ((values as readonly string[]).includes(name) ? [] : [`${code}: ${name}`])),
      ),
    ];
    expect(wrong).toEqual([]);
  });

  it('say what failed, and how to mend it', () => {
    expect(Object.entries(texts.failure).filter(([, { title, action }]) => title === '' || action === '')).toEqual([]);
  });
});
