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
  return isDuration(value) ? format.duration(value) : '';
}
