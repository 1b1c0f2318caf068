import { isReference } from '../clauses/comparison.js';
import type { Clause, Condition, EventClause, NamedConditions, SegmentClause, TagClause, TraitClause } from '../contracts/condition.js';
import { durationMs } from '../time/duration.js';
import { aggregateSpec, aggregateSpecOfTrait } from './aggregate-key.js';
import { countFilter } from './mongo-count.js';
import { type Filter, nobody } from './mongo-parts.js';
import { type Field, fieldOf, valueFilter } from './mongo-values.js';

/** Who may be in: everybody who is, and where `isExact` nobody else. */
export interface MongoFilter {
  /** Over documents of `profiles`. Undefined: it narrows nothing down. */
  filter: Filter | undefined;
  isExact: boolean;
}

export interface FilterContext {
  /** The instant of the question, ms UTC. */
  now: number;
  /** How a person's own names become field names. */
  escape(name: string): string;
  /** Is this aggregate on every profile? What is not kept says nothing. */
  isKept(aggregateKey: string): boolean;
  named?: NamedConditions;
}

/**
 * A condition as a MongoDB filter, for previews and counts: the same answer as evaluating it, or more people than that, never fewer. Pure. Names are
 * escaped, values stand behind operators of ours, and text becomes a pattern only letter by letter: nothing that a user wrote is an operator. Counts in
 * windows are right for profiles whose events lie before `now`, as all do that were received.
 */
export function mongoFilter(condition: Condition, context: FilterContext): MongoFilter {
  if ('all' in condition) return every(condition.all.map((part) => mongoFilter(part, context)));
  if ('any' in condition) return some(condition.any.map((part) => mongoFilter(part, context)));
  if ('not' in condition) return negated(mongoFilter(condition.not, context));
  if ('condition' in condition) {
    const inner = context.named?.get(condition.condition);
    return inner === undefined ? unknown : mongoFilter(inner, context);
  }
  return clauseFilter(condition, context);
}

const unknown: MongoFilter = { filter: undefined, isExact: false };

function exactly(filter: Filter): MongoFilter {
  return { filter, isExact: true };
}

function atMost(filter: Filter | undefined): MongoFilter {
  return { filter, isExact: false };
}

function every(parts: MongoFilter[]): MongoFilter {
  const filters = parts.flatMap(({ filter }) => filter ?? []);
  return { filter: filters.length === 0 ? undefined : { $and: filters }, isExact: parts.every(({ isExact }) => isExact) };
}

function some(parts: MongoFilter[]): MongoFilter {
  const filters = parts.map(({ filter }) => filter);
  // One that may be anybody makes the whole so.
  return filters.includes(undefined) ? unknown : { filter: { $or: filters as Filter[] }, isExact: parts.every(({ isExact }) => isExact) };
}

/** Of more people than are in, the opposite would be fewer than are out. */
function negated({ filter, isExact }: MongoFilter): MongoFilter {
  return isExact && filter !== undefined ? exactly({ $nor: [filter] }) : unknown;
}

function clauseFilter(clause: Clause, context: FilterContext): MongoFilter {
  switch (clause.fact) {
    case 'trait':
      return traitFilter(clause, context);
    case 'computed':
    case 'score': {
      const field = fieldOf(`computed.${context.escape(clause.params.name)}.value`, clause.path, context.escape);
      return clause.params.as === undefined ? compared(field, clause) : dated(field, clause);
    }
    case 'event':
      return eventFilter(clause, context);
    case 'segment':
      return segmentFilter(clause, context);
    case 'tag':
      return tagFilter(clause, context);
    case 'consent':
      return consentFilter(clause.params.channel, clause.value);
    case 'funnel': {
      const steps = clause.value && clause.params.by === undefined ? clause.params.steps.filter(({ absent }) => !absent) : [];
      const keys = steps.map(({ name, where }) => aggregateSpec({ name, ...(where && { where }) }).key).filter((key) => context.isKept(key));
      return atMost(keys.length === 0 ? undefined : { $and: keys.map((key) => ({ [`aggregates.${key}.count`]: { $gte: 1 } })) });
    }
    case 'account':
    case 'now':
    case 'random':
    case 'trigger':
    case 'context':
      return unknown;
  }
}

function compared(field: Field, { operator, value }: Pick<TraitClause, 'operator' | 'value'>): MongoFilter {
  return isReference(value) ? unknown : valueFilter(field, operator, value);
}

/** A number made of a date: only text is one. */
function dated(field: Field, { operator }: Pick<TraitClause, 'operator'>): MongoFilter {
  return ['missing', 'notEqual', 'notIn'].includes(operator) ? unknown : atMost({ [field.path]: { $type: 'string' } });
}

function traitFilter(clause: TraitClause, context: FilterContext): MongoFilter {
  const { name, as, for: length, where } = clause.params;
  const field = fieldOf(`traits.${context.escape(name)}.value`, clause.path, context.escape);
  if (where !== undefined) return unknown;
  if (as !== undefined) return dated(field, clause);
  const now = compared(field, clause);
  if (length === undefined) return now;
  const { key } = aggregateSpecOfTrait({ name, ...(clause.path && { path: clause.path }) });
  if (!context.isKept(key)) return atMost(now.filter);
  const held = `aggregates.${key}.held`;
  const whole = fieldOf(`traits.${context.escape(name)}.value`, undefined, context.escape);
  const never = valueFilter(whole, 'missing', undefined).filter as Filter;
  const longEnough: Filter = {
    $or: [{ [`${held}.since.at`]: { $lte: context.now - durationMs(length) } }, { $and: [{ [held]: { $exists: false } }, never] }],
  };
  return every([now, exactly(longEnough)]);
}

function eventFilter(clause: EventClause, context: FilterContext): MongoFilter {
  const { measure = 'count', within, property } = clause.params;
  const { key } = aggregateSpec(clause.params);
  if (!context.isKept(key) || isReference(clause.value)) return unknown;
  if (measure === 'count') return countFilter(`aggregates.${key}`, clause, context.now);
  if ((measure === 'first' || measure === 'last') && within === undefined && property !== undefined) {
    // Lists and objects are kept as text of their own: only comparisons that they could never answer are the same here.
    const plainly = ['equal', 'notEqual', 'in', 'notIn', 'exists', 'missing', 'lessThan', 'lessThanInclusive', 'greaterThan', 'greaterThanInclusive'];
    return plainly.includes(clause.operator)
      ? valueFilter(fieldOf(`aggregates.${key}.${measure}.value`, undefined, context.escape), clause.operator, clause.value)
      : unknown;
  }
  return unknown;
}

/** Keys are chosen by authors, from a narrow alphabet; what is not such a key is nobody's. */
const safeKey = /^[A-Za-z0-9_-]{1,128}$/;

function segmentFilter({ params, value }: SegmentClause, { now }: FilterContext): MongoFilter {
  if (!safeKey.test(params.key)) return exactly(value ? nobody : {});
  const since = `memberships.${params.key}.since`;
  if (params.for) return exactly({ [since]: { $lte: new Date(now - durationMs(params.for)) } });
  return exactly({ [since]: { $exists: value } });
}

function tagFilter({ params, value }: TagClause, { now }: FilterContext): MongoFilter {
  if (!safeKey.test(params.key)) return exactly(value ? nobody : {});
  const tag = `tags.${params.key}`;
  const state: Filter = { [`${tag}.on`]: value ? true : { $ne: true } };
  if (!params.for) return exactly(state);
  const since = `${tag}.since`;
  return exactly({ $and: [state, { $or: [{ [since]: { $lte: new Date(now - durationMs(params.for)) } }, { [since]: { $exists: false } }] }] });
}

function consentFilter(channel: string, value: boolean): MongoFilter {
  if (!safeKey.test(channel)) return exactly(value ? {} : nobody);
  return exactly({ [`consent.unsubscribed.${channel}`]: { $exists: !value } });
}
