import type { ClauseValue, MeasureName, OperatorName, Reference } from '@cairn/rules/contracts/condition.js';

/** What an operator is compared with. Held equal to the rules' own operators by a test; they bring the pattern engine with them, which no page needs. */
type Takes = 'none' | 'plain' | 'list' | 'number' | 'text' | 'instant' | 'pattern' | 'version' | 'ranges' | 'area' | 'window' | 'duration';

/** In the order in which people look for them, under the headings of the menu. */
export const operatorGroups = [
  ['is', ['equal', 'notEqual', 'in', 'notIn', 'exists', 'missing']],
  ['numbers', ['greaterThan', 'greaterThanInclusive', 'lessThan', 'lessThanInclusive']],
  ['dates', ['before', 'after', 'within', 'withinNext']],
  ['text', ['contains', 'doesNotContain', 'startsWith', 'endsWith', 'matches']],
  ['folded', ['equalIgnoreCase', 'notEqualIgnoreCase', 'containsIgnoreCase', 'doesNotContainIgnoreCase', 'startsWithIgnoreCase', 'endsWithIgnoreCase']],
  ['lists', ['containsAny', 'containsAll']],
  ['versions', ['versionEqual', 'versionLessThan', 'versionLessThanInclusive', 'versionGreaterThan', 'versionGreaterThanInclusive']],
  ['addresses', ['inIpRange', 'notInIpRange']],
  ['places', ['withinDistance']],
] as const satisfies readonly (readonly [string, readonly OperatorName[]])[];

export type OperatorGroup = (typeof operatorGroups)[number][0];

const taking: { [takes in Takes]?: readonly OperatorName[] } = {
  none: ['exists', 'missing'],
  plain: ['equal', 'notEqual', 'contains', 'doesNotContain'],
  list: ['in', 'notIn', 'containsAny', 'containsAll'],
  number: ['greaterThan', 'greaterThanInclusive', 'lessThan', 'lessThanInclusive'],
  instant: ['before', 'after'],
  pattern: ['matches'],
  version: ['versionEqual', 'versionLessThan', 'versionLessThanInclusive', 'versionGreaterThan', 'versionGreaterThanInclusive'],
  ranges: ['inIpRange', 'notInIpRange'],
  area: ['withinDistance'],
  window: ['within'],
  duration: ['withinNext'],
};
const takes = new Map(Object.entries(taking).flatMap(([what, operators]) => operators.map((operator) => [operator, what as Takes] as const)));

export function takesOf(operator: OperatorName): Takes {
  return takes.get(operator) ?? 'text';
}

/** Those that depend on when they are asked: not inside a `where`. */
export const timelessOnly: readonly OperatorName[] = ['within', 'withinNext'];

const every = operatorGroups.flatMap(([, operators]) => [...operators] as OperatorName[]);
const numbers: readonly OperatorName[] = ['equal', 'notEqual', 'in', 'notIn', 'greaterThan', 'greaterThanInclusive', 'lessThan', 'lessThanInclusive'];
const numbersOrNone: readonly OperatorName[] = [...numbers, 'exists', 'missing'];

/** What a subject may be compared by. `number`: never absent; `reading`: a number that may be absent. */
export const operatorsFor = {
  value: every,
  property: every.filter((operator) => !timelessOnly.includes(operator)),
  number: numbers,
  reading: numbersOrNone,
  instant: ['before', 'after'],
  date: ['equal', 'notEqual', 'in', 'notIn', 'before', 'after'],
} as const satisfies { [subject: string]: readonly OperatorName[] };
export type Subject = keyof typeof operatorsFor;

export function subjectOf(measure: MeasureName): Subject {
  if (measure === 'first' || measure === 'last' || measure === 'mostFrequent') return 'value';
  return measure === 'count' || measure === 'unique' || measure === 'sum' ? 'number' : 'reading';
}

export const valueKinds = ['text', 'number', 'boolean', 'null'] as const;
export const referenceKinds = ['trait', 'computed', 'trigger', 'context'] as const;
export type ReferenceKind = (typeof referenceKinds)[number];
export type ValueKind = (typeof valueKinds)[number] | ReferenceKind;

export function isReference(value: ClauseValue | undefined): value is Reference {
  return typeof value === 'object' && value !== null && referenceKinds.some((kind) => Object.hasOwn(value, kind));
}

export function kindOf(value: ClauseValue | undefined): ValueKind {
  if (value === null) return 'null';
  if (isReference(value)) return referenceKinds.find((kind) => Object.hasOwn(value, kind)) as ReferenceKind;
  if (typeof value === 'number') return 'number';
  return typeof value === 'boolean' ? 'boolean' : 'text';
}

export function referenceTo(kind: ReferenceKind, name: string): Reference {
  switch (kind) {
    case 'trait':
      return { trait: name };
    case 'computed':
      return { computed: name };
    case 'trigger':
      return { trigger: name.startsWith('properties.') ? name : `properties.${name}` };
    case 'context':
      return { context: name };
  }
}

/** The name that a reference leads to, as it is typed. */
export function referredTo(reference: Reference): string {
  if ('trigger' in reference) return reference.trigger.replace(/^properties\./, '');
  if ('context' in reference) return reference.context;
  return 'trait' in reference ? reference.trait : reference.computed;
}

/** May its value be another fact? */
export function canRefer(operator: OperatorName): boolean {
  return ['plain', 'number', 'text', 'instant', 'version', 'list'].includes(takesOf(operator));
}

interface Comparison {
  operator: OperatorName;
  value?: ClauseValue;
}

/** Another operator on the same clause; the value is kept wherever it still means something. */
export function withOperator<T extends Comparison>(clause: T, operator: OperatorName): T {
  const { value, ...rest } = clause;
  const kept = keptValue(value, operator);
  return (kept === undefined ? { ...rest, operator } : { ...rest, operator, value: kept }) as T;
}

function keptValue(value: ClauseValue | undefined, operator: OperatorName): ClauseValue | undefined {
  const what = takesOf(operator);
  if (isReference(value) && canRefer(operator)) return value;
  const first = Array.isArray(value) ? value[0] : value;
  const plain = isPlain(first) ? first : undefined;
  switch (what) {
    case 'none':
      return undefined;
    case 'plain':
      return plain ?? '';
    case 'number':
      return asNumber(plain);
    case 'instant':
      return typeof plain === 'string' && !Number.isNaN(Date.parse(plain)) ? plain : undefined;
    case 'list':
      return Array.isArray(value) ? value : plain === undefined || plain === '' ? [] : [plain];
    case 'ranges':
      return Array.isArray(value) ? value.map(String) : typeof plain === 'string' && plain !== '' ? [plain] : [];
    case 'area':
      return isKind(value, 'km') ? value : { latitude: 0, longitude: 0, km: 10 };
    case 'window':
      return isKind(value, 'amount') || isKind(value, 'calendar') || isKind(value, 'from') || isKind(value, 'to') ? value : { amount: 30, unit: 'day' };
    case 'duration':
      return isKind(value, 'amount') ? { amount: (value as { amount: number }).amount, unit: (value as { unit: 'day' }).unit } : { amount: 7, unit: 'day' };
    default:
      return asText(plain);
  }
}

function isKind(value: ClauseValue | undefined, key: string): boolean {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key);
}

export function isPlain(value: ClauseValue | undefined): value is string | number | boolean | null | undefined {
  return typeof value !== 'object' || value === null;
}

/** The same value as another kind, as far as it has one there: strict types make `"9"` and `9` different questions. */
export function convert(value: ClauseValue | undefined, kind: ValueKind): ClauseValue | undefined {
  const known = isReference(value) ? referredTo(value) : isPlain(value) ? value : undefined;
  switch (kind) {
    case 'text':
      return asText(known);
    case 'number':
      return asNumber(known);
    case 'boolean':
      return known === true || known === 'true';
    case 'null':
      return null;
    default:
      return referenceTo(kind, isReference(value) ? referredTo(value) : '');
  }
}

/** Undefined: it is no number, or none yet. */
export function asNumber(value: string | number | boolean | null | undefined): number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string' || value.trim() === '') return undefined;
  const number = Number(value);
  return Number.isNaN(number) ? undefined : number;
}

function asText(value: string | number | boolean | null | undefined): string {
  return value === undefined || value === null ? '' : String(value);
}
