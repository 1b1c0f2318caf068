import { RE2JS } from 're2js';

import type { ClauseValue } from '../contracts/condition.js';
import { type Found, isPlain, type Operator } from './operator.js';
import { partsOf, patternClasses, patternParts, unicodeClassesOf } from './pattern-parts.js';

/** Of a longer text, `matches` sees only the beginning: RE2 is linear, and still must end soon. */
export const matchedLength = 5_000;
/** Longest pattern. */
export const patternLength = 512;

/** Text: holds this text. List: holds this very element. Anything else: false. */
export const contains: Operator = {
  takes: 'plain',
  check: holds,
  compile: (value) => (typeof value === 'string' ? (found) => holdsText(found, value) : (found) => holds(found, value)),
};

/** The opposite of `contains`: true when absent, and of what can hold nothing. */
export const doesNotContain: Operator = {
  takes: 'plain',
  check: (found, value) => !holds(found, value),
  compile: (value) => (typeof value === 'string' ? (found) => !holdsText(found, value) : (found) => !holds(found, value)),
};

/** Text only. */
export const startsWith: Operator = {
  takes: 'text',
  check: (found, value) => typeof found === 'string' && typeof value === 'string' && found.slice(0, value.length) === value,
  compile: (value) => (typeof value === 'string' ? (found) => typeof found === 'string' && found.startsWith(value) : () => false),
};

/** Text only. */
export const endsWith: Operator = {
  takes: 'text',
  check: (found, value) =>
    typeof found === 'string' && typeof value === 'string' && found.length >= value.length && found.slice(found.length - value.length) === value,
  compile: (value) => (typeof value === 'string' ? (found) => typeof found === 'string' && found.endsWith(value) : () => false),
};

/** Text in which the RE2 pattern is found somewhere (`^` and `$` anchor it), within the first {@link matchedLength} characters. */
export const matches: Operator = {
  takes: 'pattern',
  check: (found, value) => {
    const pattern = typeof value === 'string' ? compilePattern(value) : null;
    return pattern !== null && typeof found === 'string' && pattern.matcher(found.slice(0, matchedLength)).find();
  },
  compile: (value) => {
    const pattern = typeof value === 'string' ? compilePattern(value) : null;
    if (pattern === null) return () => false;
    return (found) => typeof found === 'string' && pattern.matcher(found.length > matchedLength ? found.slice(0, matchedLength) : found).find();
  },
};

/** Patterns made ready lately: validation looks at one, reckons its work and compiles its condition. */
const ready = new Map<string, RE2JS | null>();
const keptReady = 100;

/** Null when it is not RE2 syntax, too long, or of too many parts. */
export function compilePattern(pattern: string): RE2JS | null {
  if (pattern.length > patternLength || partsOf(pattern) > patternParts || unicodeClassesOf(pattern) > patternClasses) return null;
  const known = ready.get(pattern);
  if (known !== undefined) return known;
  const made = re2(pattern);
  if (ready.size >= keptReady) for (const oldest of ready.keys()) if (ready.delete(oldest)) break;
  ready.set(pattern, made);
  return made;
}

function re2(pattern: string): RE2JS | null {
  try {
    return RE2JS.compile(pattern);
  } catch {
    return null;
  }
}

function holds(found: Found, value: ClauseValue | undefined): boolean {
  if (value === undefined || Array.isArray(value)) return false;
  if (typeof found === 'string') return typeof value === 'string' && found.includes(value);
  return Array.isArray(found) && found.some((element) => isPlain(element) && element === value);
}

function holdsText(found: Found, value: string): boolean {
  return typeof found === 'string' ? found.includes(value) : Array.isArray(found) && found.includes(value);
}
