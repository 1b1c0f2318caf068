import type { ClauseValue } from '../contracts/condition.js';
import type { Found, Operator } from './operator.js';

type Compare = (found: string, value: string) => boolean;

/** Text without its capitals, and with accents in one spelling (NFC): "Straße" is "STRASSE", "Σ" is "ς". The same in every language. */
export function foldCase(text: string): string {
  return isPlainLower(text) ? text : text.normalize('NFC').toUpperCase().toLowerCase().replaceAll('ς', 'σ').normalize('NFC');
}

/** ASCII without capitals, as most is. */
function isPlainLower(text: string): boolean {
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code > 127 || (code >= 65 && code <= 90)) return false;
  }
  return true;
}

/** Text only; anything else, and absent, is `otherwise`. */
function folded(compare: Compare, otherwise = false): Operator {
  const check = (found: Found, value: ClauseValue | undefined): boolean => {
    if (typeof found !== 'string' || typeof value !== 'string') return otherwise;
    return compare(foldCase(found), foldCase(value)) !== otherwise;
  };
  return {
    takes: 'text',
    check,
    compile: (value) => {
      if (typeof value !== 'string') return () => otherwise;
      const wanted = foldCase(value);
      return (found) => (typeof found === 'string' ? compare(foldCase(found), wanted) !== otherwise : otherwise);
    },
  };
}

/** As `equal`, whatever the capitals. Text only. */
export const equalIgnoreCase = folded((found, value) => found === value);

/** The opposite of `equalIgnoreCase`: true when absent. */
export const notEqualIgnoreCase = folded((found, value) => found === value, true);

export const startsWithIgnoreCase = folded((found, value) => found.startsWith(value));

export const endsWithIgnoreCase = folded((found, value) => found.endsWith(value));

/** As `contains`, whatever the capitals: a text in a text, or an element of a list. */
export const containsIgnoreCase: Operator = {
  takes: 'text',
  check: holds,
  compile: (value) => {
    if (typeof value !== 'string') return () => false;
    const wanted = foldCase(value);
    return (found) => holdsFolded(found, wanted);
  },
};

/** The opposite of `containsIgnoreCase`: true when absent. */
export const doesNotContainIgnoreCase: Operator = {
  takes: 'text',
  check: (found, value) => !holds(found, value),
  compile: (value) => {
    const test = containsIgnoreCase.compile(value);
    return (found, moment) => !test(found, moment);
  },
};

function holds(found: Found, value: ClauseValue | undefined): boolean {
  return typeof value === 'string' && holdsFolded(found, foldCase(value));
}

function holdsFolded(found: Found, wanted: string): boolean {
  if (typeof found === 'string') return foldCase(found).includes(wanted);
  return Array.isArray(found) && found.some((element) => typeof element === 'string' && foldCase(element) === wanted);
}
