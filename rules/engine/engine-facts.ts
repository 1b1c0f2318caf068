import { bucketOf } from '../clauses/random-bucket.js';
import { aggregateSpecOfTrait } from '../compile/aggregate-key.js';
import type { AccountClause, EventParams, FunnelParams, NowPart, TraitParams, WhereCondition } from '../contracts/condition.js';
import type { AccountFacts, Facts, Json } from '../contracts/facts.js';
import { oracleFunnel, oracleMeasure } from './oracle-events.js';
import { oracleNow, oracleReading, unitMs } from './oracle-time.js';
import { oracleTrigger, oracleWalk } from './oracle-walk.js';

type Params = { [key: string]: unknown };
export type FactReader = (params: Params) => Json | undefined | Promise<Json | undefined>;

/** How the engine asks about parts of a value, or one account: by itself. */
export interface Asking {
  where(where: WhereCondition, value: Json | undefined): Promise<boolean>;
  account(where: NonNullable<AccountClause['params']['where']>, account: AccountFacts): Promise<boolean>;
}

/** Every fact of the language, as json-rules-engine asks for it: read from the same facts, made in the plainest way. */
export function engineFacts(person: () => Facts, asking: Asking): { [id: string]: FactReader } {
  const made = async (value: Json | undefined, params: Partial<TraitParams> & { path?: string }) => {
    if (params.where) return await asking.where(params.where, oracleWalk(value, params.path));
    return params.as ? oracleReading(params.as, oracleWalk(value, params.path), person()) : value;
  };
  return {
    trait: (params) => made(person().trait(String(params.name)), params),
    computed: (params) => made(person().computed(String(params.name)), params),
    score: (params) => made(person().computed(String(params.name)), params),
    held: ({ name, path }) => heldMs(person(), { name: String(name), ...(typeof path === 'string' && { path }) }),
    event: (params) => oracleMeasure(person(), params as unknown as EventParams),
    funnel: (params) => oracleFunnel(person(), params as unknown as FunnelParams),
    segment: ({ key, for: length }) => lasting(person().segment(String(key)), person().segmentSince(String(key)), length, person().now),
    tag: ({ key, for: length }) => tagged(person(), String(key), length),
    consent: ({ channel, topic }) => person().consent(String(channel), topic === undefined ? undefined : String(topic)),
    account: async (params) => await accounts(person().accounts(), params as unknown as AccountClause['params'], asking),
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

async function accounts(all: readonly AccountFacts[], { match, where }: AccountClause['params'], asking: Asking): Promise<boolean> {
  const answers = await Promise.all(all.map(async (account) => where === undefined || (await asking.account(where, account))));
  const holding = answers.filter(Boolean).length;
  return match === 'any' ? holding > 0 : match === 'none' ? holding === 0 : holding > 0 && holding === all.length;
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
