import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';

import { type Format, useFormat } from '../app/i18n/format.js';
import { isDuration, isPhrase, type Phrase, type PhraseValue } from './model/phrase.js';

/** Says a phrase in the viewer's language. */
export type Say = (phrase: Phrase) => string;

export function usePhrase(): Say {
  const { t } = useTranslation('journeys');
  const format = useFormat();
  return useCallback((phrase: Phrase) => say(t as Translate, format, phrase), [t, format]);
}

type Translate = (key: string, values: { [name: string]: string | number }) => string;

function say(t: Translate, format: Format, phrase: Phrase): string {
  const values = Object.fromEntries(Object.entries(phrase.values ?? {}).map(([name, value]) => [name, sayValue(t, format, value)]));
  return t(phrase.key, values);
}

function sayValue(t: Translate, format: Format, value: PhraseValue): string | number {
  if (typeof value !== 'object') return value;
  if (isPhrase(value)) return say(t, format, value);
  if (isDuration(value)) return format.duration(value);
  if ('weekdays' in value) return sayWeekdays(t, format, value);
  if ('day' in value) return format.day(value.day);
  if ('names' in value) return format.list([...value.names]);
  if ('percent' in value) return format.percent(value.percent / 100);
  return value.shares.map(format.number).join(' / ');
}

/** "Friday", "Mon and Wed", "Mon–Fri": three or more in a row are told by their first and last. */
function sayWeekdays(t: Translate, format: Format, { weekdays, join }: { weekdays: readonly number[]; join: 'and' | 'or' }): string {
  const [only, more] = weekdays;
  if (only !== undefined && more === undefined) return format.weekday(only, 'long');
  const short = (day: number): string => format.weekday(day, 'short');
  const words = runsOf(weekdays).flatMap(([from, to]) =>
    to - from < 2 ? [...new Set([from, to])].map(short) : [t('weekdays.range', { from: short(from), to: short(to) })],
  );
  return format.list(words, join === 'and' ? 'conjunction' : 'disjunction');
}

/** First and last of each row of days without a gap. */
function runsOf(days: readonly number[]): [number, number][] {
  const runs: [number, number][] = [];
  for (const day of [...new Set(days)].sort((a, b) => a - b)) {
    const last = runs.at(-1);
    if (last && last[1] === day - 1) last[1] = day;
    else runs.push([day, day]);
  }
  return runs;
}
