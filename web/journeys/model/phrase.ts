import type { Duration } from '@cairn/rules/contracts/condition.js';

/** A value inside a {@link Phrase}: plain, a length of time, a day of the run, or another whole phrase. */
export type PhraseValue = string | number | Duration | Phrase;

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
