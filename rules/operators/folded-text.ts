import type { ClauseValue } from '../contracts/condition.js';
import type { Found, Operator } from './operator.js';

type Compare = (found: string, value: string) => boolean;

/** Of a longer text only so much is looked at, in characters: what it takes grows with the length. */
const foldedLength = 10_000;
/** Of a longer list only so many elements. */
const looked = 1_000;

/** Text without its capitals, and with accents in one spelling (NFC): "Straße" is "STRASSE", "Σ" is "ς". The same in every language. */
export function foldCase(whole: string): string {
  const text = whole.length > foldedLength ? whole.slice(0, foldedLength) : whole;
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
function folded(compare: Compare, otherwise = false, from = 0): Operator {
  const check = (found: Found, value: ClauseValue | undefined): boolean => {
    if (typeof found !== 'string' || typeof value !== 'string') return otherwise;
    return compare(foldCase(found.slice(from)), foldCase(value)) !== otherwise;
  };
  return {
    takes: 'text',
    check,
    compile: (value) => {
      if (typeof value !== 'string') return () => otherwise;
      const wanted = foldCase(value);
      return (found) => (typeof found === 'string' ? compare(foldCase(from === 0 ? found : found.slice(from)), wanted) !== otherwise : otherwise);
    },
  };
}

/** As `equal`, whatever the capitals. Text only. */
export const equalIgnoreCase = folded((found, value) => found === value);

/** The opposite of `equalIgnoreCase`: true when absent. */
export const notEqualIgnoreCase = folded((found, value) => found === value, true);

export const startsWithIgnoreCase = folded((found, value) => found.startsWith(value));

/** Of a text that is too long to be looked at as a whole, its end. */
export const endsWithIgnoreCase = folded((found, value) => found.endsWith(value), false, -foldedLength);

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
  return Array.isArray(found) && found.slice(0, looked).some((element) => typeof element === 'string' && foldCase(element) === wanted);
}
