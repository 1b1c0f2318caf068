import type { OperatorName } from '../contracts/condition.js';
import { readRange } from '../operators/addresses.js';
import { isGeoArea } from '../operators/geo.js';
import type { Operator } from '../operators/operator.js';
import { partsOf, patternClasses, patternParts, unicodeClassesOf } from '../operators/pattern-parts.js';
import { compilePattern, patternLength } from '../operators/text.js';
import { readVersion } from '../operators/versions.js';
import { readInstant } from '../time/instant.js';
import { type Fault, isObject, own, type Shape, shown } from './problems.js';
import { durationProblem, pathProblem, triggerPathProblem, windowProblem } from './validate-parts.js';

/** Longest text to compare with. */
export const valueLength = 2_000;
/** Most values of a list. */
export const listLength = 1_000;

/** What is wrong with the value of a clause, by what its operator takes; undefined: nothing. */
export function valueProblem(operator: OperatorName, takes: Operator['takes'], value: unknown): Fault | undefined {
  switch (takes) {
    case 'none':
      return value === undefined ? undefined : fault('unexpected-value', `“${operator}” takes no value, got ${shown(value)}. Leave it out.`);
    case 'plain':
      // Every text holds the empty one: surely a field left blank.
      return value === '' && (operator === 'contains' || operator === 'doesNotContain') ? wrong(operator, 'a value', value) : plainProblem(value);
    case 'list':
      return listProblem(operator, value, plainProblem);
    case 'number':
      return typeof value === 'number' && Number.isFinite(value) ? undefined : wrong(operator, 'a number', value);
    case 'text':
      return typeof value === 'string' && value !== '' ? plainProblem(value) : wrong(operator, 'a text', value);
    case 'instant':
      return readInstant(value) === undefined ? wrong(operator, 'an ISO 8601 date such as 2026-01-31 or 2026-01-31T09:00:00Z', value) : undefined;
    case 'pattern':
      return patternProblem(value);
    case 'version':
      return readVersion(value as string) === undefined ? wrong(operator, 'a version such as 1.20 or 2.0.0-beta.1', value) : undefined;
    case 'ranges':
      return listProblem(operator, value, (one) =>
        readRange(one) ? undefined : wrong(operator, 'addresses or ranges such as 10.0.0.0/8 or 2001:db8::/32', one),
      );
    case 'area':
      return areaProblem(operator, value);
    case 'window':
      return windowProblem(value);
    case 'duration':
      return durationProblem(value);
  }
}

/** Those whose value is known only when it is asked cannot be made ready before, or make no sense of a fact. */
const unreferred: readonly Operator['takes'][] = ['none', 'pattern', 'ranges', 'area', 'window', 'duration'];

/** Another fact to compare with. @param allowed whether the event or the run at hand may be meant. */
export function referenceProblem(operator: OperatorName, takes: Operator['takes'], value: Shape, allowed: { trigger: boolean }): Fault | undefined {
  if (unreferred.includes(takes)) return fault('reference-not-allowed', `“${operator}” cannot be compared with another fact. Give a fixed value.`);
  const [kind] = ['trait', 'computed', 'trigger', 'context'].filter((key) => Object.hasOwn(value, key)) as ['trait' | 'computed' | 'trigger' | 'context'];
  const named = kind === 'trait' || kind === 'computed';
  const extra = Object.keys(value).find((key) => key !== kind && !(named && key === 'path'));
  if (extra !== undefined) return fault('unknown-key', `“${extra.slice(0, 80)}” is not known beside “${kind}”. Name one fact${named ? ', and a path' : ''}.`);
  if (!named && !allowed.trigger) return fault('trigger-not-allowed', `There is no ${kind === 'trigger' ? 'triggering event' : 'run'} here to compare with.`);
  if (kind === 'trigger') return triggerPathProblem(own(value, kind));
  if (kind === 'context') return pathProblem(own(value, kind), 'none');
  const path = own(value, 'path');
  return nameProblem(own(value, kind), kind) ?? (path === undefined ? undefined : pathProblem(path, 'none'));
}

export function nameProblem(name: unknown, what: string): Fault | undefined {
  if (typeof name === 'string' && name !== '' && name.length <= 512 && !name.includes('\0')) return undefined;
  return fault('missing-name', `The ${what}'s name is ${shown(name)}. Give a text of 1–512 characters.`);
}

function plainProblem(value: unknown): Fault | undefined {
  if (typeof value === 'string' && value.length > valueLength)
    return fault('value-too-long', `The value has ${value.length} characters; at most ${valueLength} are allowed.`);
  if (value === null || typeof value === 'string' || typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value))) return undefined;
  return fault('wrong-value-type', `Cannot compare with ${shown(value)}. Give a text, a number, true, false or null.`);
}

function listProblem(operator: OperatorName, value: unknown, problemOf: (one: unknown) => Fault | undefined): Fault | undefined {
  if (!Array.isArray(value)) return wrong(operator, 'a list of values', value);
  if (value.length === 0) return fault('empty-list', `“${operator}” compares with an empty list. Add a value.`);
  if (value.length > listLength) return fault('list-too-long', `The list has ${value.length} values; at most ${listLength} are allowed. Use a segment.`);
  for (const one of value) {
    const problem = problemOf(one);
    if (problem) return problem;
  }
  return undefined;
}

function patternProblem(value: unknown): Fault | undefined {
  if (typeof value !== 'string' || value === '') return wrong('matches', 'a pattern', value);
  if (value.length > patternLength) return fault('pattern-too-long', `The pattern has ${value.length} characters; at most ${patternLength} are allowed.`);
  const parts = partsOf(value);
  if (parts > patternParts)
    return fault(
      'pattern-too-long',
      `With its repetitions written out the pattern has ${parts} parts; at most ${patternParts} are allowed. Repeat less, or use “*”.`,
    );
  const classes = unicodeClassesOf(value);
  if (classes > patternClasses) return fault('pattern-too-long', `The pattern has ${classes} classes of Unicode; at most ${patternClasses} are allowed.`);
  if (compilePattern(value) !== null) return undefined;
  return fault(
    'invalid-pattern',
    `${shown(value)} is not a pattern in RE2 syntax. Look-around and back-references do not exist there; check brackets and backslashes.`,
  );
}

function areaProblem(operator: OperatorName, value: unknown): Fault | undefined {
  const known = ['latitude', 'longitude', 'km'];
  if (isGeoArea(value) && isObject(value) && Object.keys(value).every((key) => known.includes(key))) return undefined;
  return wrong(operator, '{latitude: −90 to 90, longitude: −180 to 180, km: 0 to 21,000}', value);
}

function wrong(operator: OperatorName, wanted: string, value: unknown): Fault {
  return fault('wrong-value-type', `“${operator}” needs ${wanted}, got ${shown(value)}.`);
}

function fault(code: string, message: string): Fault {
  return { code, message };
}
