import type { ClauseValue, OperatorName, PlainClauseValue } from '../contracts/condition.js';
import type { MongoFilter } from './mongo-filter.js';
import { type Filter, nobody } from './mongo-parts.js';
import { decodeName } from './path.js';

/** Where a value stands in a document. */
export interface Field {
  path: string;
  /** What must not be a list on the way: MongoDB would look into its elements, the language does not. */
  notLists: string[];
  /** The way leads by an index: MongoDB then also finds what the language does not. */
  isByIndex: boolean;
  /** A value inside another: a null there is one, while a trait that is null is none. */
  isInside: boolean;
}

export function fieldOf(base: string, path: string | undefined, escapeName: (name: string) => string): Field {
  const names = path === undefined || path === '' ? [] : path.split('.').map((name) => escapeName(decodeName(name)));
  const steps = names.map((_, at) => [base, ...names.slice(0, at + 1)].join('.'));
  return {
    path: [base, ...names].join('.'),
    notLists: names.length === 0 ? [] : [base, ...steps.slice(0, -1)],
    isByIndex: names.some((name) => /^\d+$/.test(name)),
    isInside: names.length > 0,
  };
}

/** Operators of which an absent value is true: what narrows the others down says nothing of them. */
const trueOfAbsent: readonly OperatorName[] = [
  'missing',
  'notEqual',
  'notIn',
  'doesNotContain',
  'notEqualIgnoreCase',
  'doesNotContainIgnoreCase',
  'notInIpRange',
];

/** A comparison of a value in the document with a fixed one. */
export function valueFilter(field: Field, operator: OperatorName, value: ClauseValue | undefined): MongoFilter {
  const { path } = field;
  switch (operator) {
    case 'exists':
      return positive(field, present(field));
    case 'missing':
      return negative(field, present(field));
    case 'equal':
      return positive(field, oneOf(field, [value as PlainClauseValue]));
    case 'notEqual':
      return negative(field, oneOf(field, [value as PlainClauseValue]));
    case 'in':
      return positive(field, oneOf(field, value as PlainClauseValue[]));
    case 'notIn':
      return negative(field, oneOf(field, value as PlainClauseValue[]));
    case 'lessThan':
      return positive(field, single(path, { $lt: value }));
    case 'lessThanInclusive':
      return positive(field, single(path, { $lte: value }));
    case 'greaterThan':
      return positive(field, single(path, { $gt: value }));
    case 'greaterThanInclusive':
      return positive(field, single(path, { $gte: value }));
    case 'contains':
      return positive(field, holds(path, value as PlainClauseValue));
    case 'doesNotContain':
      return negative(field, holds(path, value as PlainClauseValue));
    case 'startsWith':
      return positive(field, textLike(path, `^${literally(String(value))}`));
    case 'endsWith':
      return positive(field, textLike(path, `${literally(String(value))}\\z`));
    case 'containsAny':
    case 'containsAll':
      // Only the first elements of a list are looked at.
      return { filter: { [path]: { $type: 'array' } }, isExact: false };
    case 'withinDistance':
      return { filter: { [path]: { $type: 'object' } }, isExact: false };
    default:
      return trueOfAbsent.includes(operator) ? anybody : { filter: { [path]: { $type: ['string', 'array'] } }, isExact: false };
  }
}

const anybody: MongoFilter = { filter: undefined, isExact: false };

/** By an index only more than the right ones are found; else no list may stand on the way. */
function positive(field: Field, filter: Filter): MongoFilter {
  if (field.isByIndex) return { filter: { [field.path]: { $exists: true } }, isExact: false };
  return { filter: withoutLists(field, filter), isExact: true };
}

function negative(field: Field, filter: Filter): MongoFilter {
  return field.isByIndex ? anybody : { filter: { $nor: [withoutLists(field, filter)] }, isExact: true };
}

function withoutLists({ notLists }: Field, filter: Filter): Filter {
  return notLists.length === 0 ? filter : { $and: [...notLists.map((path) => ({ [path]: { $not: { $type: 'array' } } })), filter] };
}

/** There, and not null. */
function present({ path }: Field): Filter {
  return { $or: [{ [path]: { $type: 'array' } }, { [path]: { $ne: null } }] };
}

/** One of these, by type and value; MongoDB would find them inside a list, too. */
function oneOf({ path, isInside }: Field, values: readonly PlainClauseValue[]): Filter {
  const wanted: Filter[] = [];
  const others = values.filter((value) => value !== null);
  if (others.length > 0) wanted.push({ [path]: { $in: others } });
  if (isInside && values.includes(null)) wanted.push({ [path]: { $type: 'null' } });
  return wanted.length === 0 ? nobody : { $and: [{ [path]: { $not: { $type: 'array' } } }, { $or: wanted }] };
}

function single(path: string, test: Filter): Filter {
  return { $and: [{ [path]: { $not: { $type: 'array' } } }, { [path]: test }] };
}

function holds(path: string, value: PlainClauseValue): Filter {
  const inList: Filter = { [path]: { $elemMatch: value === null ? { $type: 'null' } : { $eq: value } } };
  const isList: Filter = { $and: [{ [path]: { $type: 'array' } }, inList] };
  return typeof value === 'string' ? { $or: [textLike(path, literally(value)), isList] } : isList;
}

function textLike(path: string, pattern: string): Filter {
  return { $and: [{ [path]: { $type: 'string' } }, { [path]: { $not: { $type: 'array' } } }, { [path]: { $regex: pattern } }] };
}

/** A pattern that means the text itself: every character that is no letter, digit or beyond ASCII behind a backslash. */
function literally(text: string): string {
  return text.replace(/[\0-\x7f]/g, (character) => {
    if (/[A-Za-z0-9]/.test(character)) return character;
    return character < ' ' || character === '\x7f' ? `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}` : `\\${character}`;
  });
}
