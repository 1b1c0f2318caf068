import type { Condition } from '@cairn/rules/contracts/condition.js';
import { measureNames, nowParts, operatorNames } from '@cairn/rules/contracts/condition.js';
import i18next, { type i18n, type TFunction } from 'i18next';
import { beforeAll, describe, expect, it } from 'vitest';

import { createFormat } from '../../app/i18n/format.js';
import { conditionText } from './sentence.js';
import type { Speaker } from './sentence-values.js';

const texts = import.meta.glob<{ [key: string]: unknown }>('/segments/locales/*.json', { import: 'default', eager: true });
const languages = ['en', 'de', 'zh'] as const;
let instance: i18n;

beforeAll(async () => {
  instance = i18next.createInstance();
  const resources = Object.fromEntries(languages.map((language) => [language, { segments: texts[`/segments/locales/${language}.json`] ?? {} }]));
  await instance.init({ lng: 'en', resources, defaultNS: 'segments', interpolation: { escapeValue: false } });
});

const say = (condition: Condition, language: string): string => {
  const t = instance.getFixedT(language, 'segments') as unknown as TFunction<'segments'>;
  const speaker: Speaker = { t, format: createFormat(language), segmentName: (key) => key, conditionName: (key) => key };
  return conditionText(condition, speaker);
};

const day = { amount: 1, unit: 'day' } as const;
const valueFor = (operator: string): unknown => {
  if (operator === 'exists' || operator === 'missing') return undefined;
  if (operator === 'within') return { calendar: 'day' };
  if (operator === 'withinNext') return day;
  return operator === 'withinDistance' ? { latitude: 52.5, longitude: 13.4, km: 5 } : 'v';
};
const all: Condition[] = [
  ...operatorNames.map((operator) => ({ fact: 'trait', params: { name: 'x' }, operator, value: valueFor(operator) }) as Condition),
  ...operatorNames.map((operator) => ({ fact: 'trigger', path: 'properties.x', operator, value: valueFor(operator) }) as Condition),
  ...measureNames.map(
    (measure) => ({ fact: 'event', params: { name: 'Order', measure, property: 'total', within: day }, operator: 'greaterThan', value: 3 }) as Condition,
  ),
  ...nowParts.map((part): Condition => ({ fact: 'now', params: { part }, operator: 'equal', value: 3 })),
  ...(['day', 'week', 'month', 'quarter', 'year'] as const).flatMap((calendar) =>
    [{}, { ago: 1 }, { ago: 2 }, { ago: 3, count: 2 }].map(
      (more): Condition => ({ fact: 'event', params: { name: 'Order', within: { calendar, ...more } }, operator: 'equal', value: 0 }),
    ),
  ),
  ...[{ from: '2026-01-01' }, { to: '2026-01-01' }, { from: '2026-01-01', to: '2026-02-01' }, { ...day, ago: day }].map(
    (within): Condition => ({ fact: 'event', params: { name: 'Order', within }, operator: 'greaterThan', value: 1 }),
  ),
  ...(['daysUntilAnniversary', 'daysUntil', 'daysSince', 'yearsSince'] as const).map(
    (as): Condition => ({ fact: 'trait', params: { name: 'birthday', as }, operator: 'equal', value: 2 }),
  ),
  { fact: 'trait', params: { name: 'plan', for: day }, operator: 'equal', value: { trait: 'wish', path: 'plan' } },
  { fact: 'trait', params: { name: 'pets', where: { fact: 'property', path: '*.kind', operator: 'equal', value: 'dog' } }, operator: 'equal', value: true },
  { fact: 'computed', params: { name: 'favourite' }, operator: 'equal', value: { trigger: 'properties.sku' } },
  { fact: 'score', params: { name: 'churn' }, operator: 'greaterThan', value: { context: 'limit' } },
  { fact: 'tag', params: { key: 'vip', for: day }, operator: 'equal', value: false },
  { fact: 'segment', params: { key: 'loyal', for: day }, operator: 'equal', value: true },
  { fact: 'consent', params: { channel: 'email' }, operator: 'equal', value: false },
  { fact: 'account', params: { match: 'none' }, operator: 'equal', value: true },
  ...(['any', 'all', 'none'] as const).flatMap((match) =>
    (['all', 'some', 'none'] as const).map(
      (share): Condition => ({
        fact: 'account',
        params: {
          match,
          where: {
            any: [
              { fact: 'trait', params: { name: 'plan' }, operator: 'equal', value: 'pro' },
              { not: { fact: 'people', params: { segment: 's', share }, operator: 'equal', value: false } },
            ],
          },
        },
        operator: 'equal',
        value: false,
      }),
    ),
  ),
  { fact: 'random', params: { salt: 'winter' }, operator: 'lessThan', value: 10 },
  { fact: 'context', path: 'cart', operator: 'exists' },
  { not: { condition: 'adult' } },
];

describe.each(languages)('in %s', (language) => {
  it('every fact and operator is a sentence, with nothing left open', () => {
    for (const condition of all) {
      const sentence = say(condition, language);
      expect(sentence, JSON.stringify(condition)).not.toMatch(/\{\{|sentence\.|undefined|\[object/);
      expect(sentence.trim().length).toBeGreaterThan(2);
    }
  });
});

it.each<[string, Condition, string]>([
  [
    'a funnel',
    {
      fact: 'funnel',
      params: {
        steps: [{ name: 'Viewed' }, { name: 'Added', within: { amount: 1, unit: 'hour' } }, { name: 'Bought', within: day, absent: true }],
        within: { calendar: 'month' },
        by: 'sku',
      },
      operator: 'equal',
      value: true,
    },
    'did Viewed, then did Added within 1 hour, and then did not do Bought within 1 day, each with the same sku, this month',
  ],
  [
    'a sum in a window',
    {
      fact: 'event',
      params: { name: 'Order', measure: 'sum', property: 'total', within: { amount: 90, unit: 'day' } },
      operator: 'greaterThanInclusive',
      value: 100,
    },
    'the sum of total of Order is at least 100, in the last 90 days',
  ],
  ['yesterday', { fact: 'event', params: { name: 'Visit', within: { calendar: 'day', ago: 1 } }, operator: 'equal', value: 0 }, 'did not do Visit, yesterday'],
  ['a birthday', { fact: 'trait', params: { name: 'birthday', as: 'daysUntilAnniversary' }, operator: 'equal', value: 2 }, 'days until the next birthday is 2'],
  [
    'for a time',
    { fact: 'trait', params: { name: 'plan', for: { amount: 7, unit: 'day' } }, operator: 'equal', value: 'vip' },
    'plan is “vip”, for at least 7 days',
  ],
])('reads %s', (_, condition, sentence) => expect(say(condition, 'en')).toBe(sentence));
