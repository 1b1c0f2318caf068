import type { Duration } from '@cairn/rules/contracts/condition.js';

/**
 * A value inside a {@link Phrase}: plain, a length of time, another whole phrase, or what each language writes in its own way: weekdays
 * (1 Monday – 7 Sunday), a day (`YYYY-MM-DD`), a list of names, percentages (50 is half), one or those of a whole.
 */
export type PhraseValue =
  | string
  | number
  | Duration
  | Phrase
  | { weekdays: readonly number[]; join: 'and' | 'or' }
  | { day: string }
  | { names: readonly string[] }
  | { percent: number }
  | { shares: readonly number[] };

/**
 * A sentence not yet in any language: an i18n key of the namespace `journeys` with named values. The node, the outline, the undo list and the
 * publish dialog all speak through phrases, so they can never disagree.
 */
export interface Phrase {
  key: string;
  values?: { [name: string]: PhraseValue };
}

export function phrase(key: string, values?: Phrase['values']): Phrase {
  return values === undefined ? { key } : { key, values };
}

export function isPhrase(value: PhraseValue): value is Phrase {
  return typeof value === 'object' && 'key' in value;
}

export function isDuration(value: PhraseValue): value is Duration {
  return typeof value === 'object' && 'unit' in value;
}
