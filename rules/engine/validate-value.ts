import type { OperatorName } from '../contracts/condition.js';
import type { Problem } from '../contracts/facts.js';
import { readInstant } from '../operators/instant.js';
import type { Operator } from '../operators/operator.js';
import { compilePattern, patternLength } from '../operators/text.js';

type Fault = Omit<Problem, 'path'>;

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
      return listProblem(operator, value);
    case 'number':
      return typeof value === 'number' && Number.isFinite(value) ? undefined : wrong(operator, 'a number', value);
    case 'text':
      return typeof value === 'string' && value !== '' ? plainProblem(value) : wrong(operator, 'a text', value);
    case 'instant':
      return readInstant(value) === undefined ? wrong(operator, 'an ISO 8601 date such as 2026-01-31 or 2026-01-31T09:00:00Z', value) : undefined;
    case 'pattern':
      return patternProblem(value);
  }
}

function plainProblem(value: unknown): Fault | undefined {
  if (typeof value === 'string' && value.length > valueLength)
    return fault('value-too-long', `The value has ${value.length} characters; at most ${valueLength} are allowed.`);
  if (value === null || typeof value === 'string' || typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value))) return undefined;
  return fault('wrong-value-type', `Cannot compare with ${shown(value)}. Give a text, a number, true, false or null.`);
}

function listProblem(operator: OperatorName, value: unknown): Fault | undefined {
  if (!Array.isArray(value)) return wrong(operator, 'a list of values', value);
  if (value.length === 0) return fault('empty-list', `“${operator}” compares with an empty list. Add a value.`);
  if (value.length > listLength) return fault('list-too-long', `The list has ${value.length} values; at most ${listLength} are allowed. Use a segment.`);
  for (const one of value) {
    const problem = plainProblem(one);
    if (problem) return problem;
  }
  return undefined;
}

function patternProblem(value: unknown): Fault | undefined {
  if (typeof value !== 'string' || value === '') return wrong('matches', 'a pattern', value);
  if (value.length > patternLength) return fault('pattern-too-long', `The pattern has ${value.length} characters; at most ${patternLength} are allowed.`);
  if (compilePattern(value) !== null) return undefined;
  return fault(
    'invalid-pattern',
    `${shown(value)} is not a pattern in RE2 syntax. Look-around and back-references do not exist there; check brackets and backslashes.`,
  );
}

function wrong(operator: OperatorName, wanted: string, value: unknown): Fault {
  return fault('wrong-value-type', `“${operator}” needs ${wanted}, got ${shown(value)}.`);
}

function fault(code: string, message: string): Fault {
  return { code, message };
}

function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = typeof value === 'string' ? `“${value}”` : (JSON.stringify(value) ?? typeof value);
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
