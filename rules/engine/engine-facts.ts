import { compileAccount } from '../clauses/belonging.js';
import { compileFunnel } from '../clauses/funnel.js';
import { bucketOf } from '../clauses/random-bucket.js';
import { aggregateSpecOfTrait } from '../compile/aggregate-key.js';
import { compileEventValue } from '../compile/compile-measure.js';
import { compileWhere } from '../compile/compile-where.js';
import type { AccountClause, EventParams, FunnelParams, NowPart, TraitParams, WhereCondition } from '../contracts/condition.js';
import type { AccountFacts, Facts, Json } from '../contracts/facts.js';
import { oracleNow, oracleReading, unitMs } from './oracle-time.js';
import { oracleTrigger, oracleWalk } from './oracle-walk.js';

type Params = { [key: string]: unknown };
export type FactReader = (params: Params) => Json | undefined | Promise<Json | undefined>;

/** How facts are read that are made of more than one value. */
export interface Reading {
  event(params: EventParams, facts: Facts): Json | undefined;
  funnel(params: FunnelParams, facts: Facts): boolean;
  where(where: WhereCondition, value: Json | undefined): boolean | Promise<boolean>;
  account(params: AccountClause['params'], facts: Facts): boolean | Promise<boolean>;
}

/** By the closures themselves: for explanations, whose clauses people read. */
export const byClosures: Reading = {
  event: (params, facts) => compileEventValue(params).value(facts),
  funnel: (params, facts) => compileFunnel({ fact: 'funnel', params, operator: 'equal', value: true }).evaluate(facts),
  where: (where, value) => compileWhere(where)(value),
  account: (params, facts) => compileAccount({ fact: 'account', params, operator: 'equal', value: true }).evaluate(facts),
};

/** Every fact of the language, as json-rules-engine asks for it. */
export function engineFacts(person: () => Facts, reading: Reading): { [id: string]: FactReader } {
  const made = async (value: Json | undefined, params: Partial<TraitParams> & { path?: string }) => {
    if (params.where) return await reading.where(params.where, oracleWalk(value, params.path));
    return params.as ? oracleReading(params.as, oracleWalk(value, params.path), person()) : value;
  };
  return {
    trait: (params) => made(person().trait(String(params.name)), params),
    computed: (params) => made(person().computed(String(params.name)), params),
    score: (params) => made(person().computed(String(params.name)), params),
    held: ({ name, path }) => heldMs(person(), { name: String(name), ...(typeof path === 'string' && { path }) }),
    event: (params) => reading.event(params as unknown as EventParams, person()),
    funnel: (params) => reading.funnel(params as unknown as FunnelParams, person()),
    segment: ({ key, for: length }) => lasting(person().segment(String(key)), person().segmentSince(String(key)), length, person().now),
    tag: ({ key, for: length }) => tagged(person(), String(key), length),
    consent: ({ channel, topic }) => person().consent(String(channel), topic === undefined ? undefined : String(topic)),
    account: async (params) => await reading.account(params as unknown as AccountClause['params'], person()),
    now: ({ part }) => oracleNow(part as NowPart, person()),
    random: ({ salt }) => bucketOf(person().profileId, String(salt)),
    trigger: () => oracleTrigger(person().trigger),
    context: () => person().context,
  };
}

/** Of one account. */
export function accountFacts(account: AccountFacts): { [id: string]: FactReader } {
  return {
    trait: ({ name }) => account.trait(String(name)),
    people: ({ segment, share }) => {
      const counted = account.people(String(segment));
      return share === 'some' ? counted !== undefined && counted !== 'none' : counted === share;
    },
  };
}

function heldMs(facts: Facts, trait: { name: string; path?: string }): number {
  const held = facts.aggregate(aggregateSpecOfTrait(trait).key)?.held;
  if (held) return facts.now - (held.since?.at ?? Number.POSITIVE_INFINITY);
  return facts.trait(trait.name) === undefined ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
}

/** In it for so long; without a length, in it at all. */
function lasting(isIn: boolean, since: number | undefined, length: unknown, now: number): boolean {
  return isIn && (length === undefined || (since !== undefined && now - since >= lengthMs(length)));
}

/** With a length, "off" is asked for too: neither true nor false is what has not lasted. */
function tagged(facts: Facts, key: string, length: unknown): Json | undefined {
  const since = facts.tagSince(key) ?? Number.NEGATIVE_INFINITY;
  return length === undefined || facts.now - since >= lengthMs(length) ? facts.tag(key) : undefined;
}

function lengthMs(length: unknown): number {
  const { amount, unit } = length as { amount: number; unit: keyof typeof unitMs };
  return amount * unitMs[unit];
}
