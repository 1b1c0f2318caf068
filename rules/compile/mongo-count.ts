import type { EventClause } from '../contracts/condition.js';
import { compileWindow } from '../time/compile-window.js';
import { exactLimit } from './aggregate-buckets.js';
import type { MongoFilter } from './mongo-filter.js';
import { type Filter, nobody } from './mongo-parts.js';

/** How often, ever or in a window. A profile without the aggregate never did it. */
export function countFilter(field: string, { params, operator, value }: EventClause, now: number): MongoFilter {
  const numbers = [value].flat().filter((one) => typeof one === 'number');
  const atLeast = atLeastIn(field, params, now);
  const [least = 0] = numbers;
  switch (operator) {
    case 'greaterThanInclusive':
      return atLeast(Math.ceil(least));
    case 'greaterThan':
      return atLeast(Math.floor(least) + 1);
    case 'lessThan':
      return opposite(atLeast(Math.ceil(least)));
    case 'lessThanInclusive':
      return opposite(atLeast(Math.floor(least) + 1));
    case 'equal':
    case 'in':
      return either(numbers.map((number) => exactlyMany(atLeast, number)));
    case 'notEqual':
    case 'notIn':
      return opposite(either(numbers.map((number) => exactlyMany(atLeast, number))));
    default:
      return { filter: undefined, isExact: false };
  }
}

type AtLeast = (many: number) => MongoFilter;

function exactlyMany(atLeast: AtLeast, many: number): MongoFilter {
  if (!Number.isInteger(many) || many < 0) return { filter: nobody, isExact: true };
  const [enough, tooMany] = [atLeast(many), atLeast(many + 1)];
  if (!enough.isExact || !tooMany.isExact) return { filter: enough.filter, isExact: false };
  return { filter: { $and: [enough.filter ?? {}, { $nor: [tooMany.filter ?? {}] }] }, isExact: true };
}

function atLeastIn(field: string, { within }: EventClause['params'], now: number): AtLeast {
  if (within === undefined) return (many) => (many <= 0 ? everybody : { filter: { [`${field}.count`]: { $gte: many } }, isExact: true });
  const window = compileWindow(within);
  return (many) => {
    if (many <= 0) return everybody;
    // Days in a person's zone, and windows that end before what is kept exactly, are for evaluation.
    if (window.sliding?.ago !== 0 || many > exactLimit) return { filter: { [`${field}.count`]: { $gte: many } }, isExact: false };
    const from = now - window.sliding.length;
    const inside = { $filter: { input: { $ifNull: [`$${field}.recent`, []] }, cond: { $and: [{ $gt: ['$$this', from] }, { $lte: ['$$this', now] }] } } };
    // The newest hundred are enough to know whether there are so many.
    const enough: Filter = many === 1 ? { [`${field}.recent`]: { $elemMatch: { $gt: from, $lte: now } } } : { $expr: { $gte: [{ $size: inside }, many] } };
    return { filter: { $and: [{ [`${field}.count`]: { $gte: many } }, enough] }, isExact: true };
  };
}

const everybody: MongoFilter = { filter: {}, isExact: true };

function opposite({ filter, isExact }: MongoFilter): MongoFilter {
  return isExact && filter !== undefined ? { filter: { $nor: [filter] }, isExact } : { filter: undefined, isExact: false };
}

function either(parts: MongoFilter[]): MongoFilter {
  if (parts.some(({ filter }) => filter === undefined)) return { filter: undefined, isExact: false };
  return { filter: { $or: parts.map(({ filter }) => filter as Filter) }, isExact: parts.every(({ isExact }) => isExact) };
}
