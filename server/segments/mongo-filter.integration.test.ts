import { compileCondition } from '@cairn/rules/compile/compile-condition.js';
import { mongoFilter } from '@cairn/rules/compile/mongo-filter.js';
import type { Condition } from '@cairn/rules/contracts/condition.js';
import type { AggregateSpec, AggregateState, Json } from '@cairn/rules/contracts/facts.js';
import { randomPair } from '@cairn/rules/engine/random-conditions.js';
import { namedConditions, randomAggregate, randomInstant } from '@cairn/rules/engine/random-facts.js';
import { now, pick, randomJson, zones } from '@cairn/rules/engine/random-values.js';
import { seededRandom } from '@cairn/rules/engine/seeded-random.js';
import { type Db, MongoClient } from 'mongodb';
import { afterAll, beforeAll, expect, it } from 'vitest';

import { escapeKey } from '../platform/keys.js';
import { mongoOptions } from '../platform/mongo-client.js';
import { factsFor } from '../profiles/facts.js';
import type { ProfileDocument } from '../profiles/profile.js';

let client: MongoClient;
let db: Db;

beforeAll(async () => {
  client = await new MongoClient(process.env.MONGODB_URI ?? '', mongoOptions).connect();
  db = client.db(`mongo_filter_${Math.random().toString(36).slice(2)}`);
});

afterAll(async () => {
  await db.dropDatabase();
  await client.close();
});

/** Names as hostile senders choose them, for the plain ones of random conditions; the second as it stands in a path. */
const names: { [plain: string]: [name: string, inPath: string] } = { b: ['$gt.b', '$gt%2eb'], c: ['__proto__', 'c'] };

/** Renames traits and properties, in conditions and in values alike. */
function renamed<T>(value: T, inCondition: boolean): T {
  if (Array.isArray(value)) return value.map((one) => renamed(one as unknown, inCondition)) as T;
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, inner]) => {
    if (!inCondition) return [names[key]?.[0] ?? key, renamed(inner as unknown, false)];
    const isName = (key === 'name' && inCondition) || key === 'trait' || key === 'computed';
    if (isName && typeof inner === 'string') return [key, names[inner]?.[0] ?? inner];
    if ((key === 'path' || key === 'property') && typeof inner === 'string')
      return [
        key,
        inner
          .split('.')
          .map((part) => (part === 'b' ? names.b?.[1] : part))
          .join('.'),
      ];
    return [key, renamed(inner as unknown, true)];
  });
  return Object.fromEntries(entries) as T;
}

const escaped = (value: Json): Json => {
  if (Array.isArray(value)) return value.map(escaped);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [escapeKey(key), escaped(inner)]));
};

function randomProfile(random: () => number, n: number, specs: AggregateSpec[]): Partial<ProfileDocument> & { _id: string } {
  const some = <T>(share: number, make: () => T): { [name: string]: T } =>
    Object.fromEntries(['a', '$gt.b', '__proto__'].flatMap((name) => (random() < share ? [[escapeKey(name), make()]] : [])));
  const plain = <T>(make: () => T) => Object.fromEntries(['a', 'b', 'c'].flatMap((name) => (random() < 0.5 ? [[name, make()]] : [])));
  const at = new Date(now);
  const aggregates: [string, AggregateState][] = specs.flatMap((spec) => {
    const state = random() < 0.8 ? randomAggregate(random, spec, now) : undefined;
    return state ? [[spec.key, state]] : [];
  });
  return {
    _id: `w:p${n}`,
    profileId: `p${n}`,
    traits: {
      ...some(0.75, () => ({ value: escaped(renamed(randomJson(random), false)), at, source: 's', messageId: 'm' })),
      timezone: { value: pick(random, zones), at, source: 's', messageId: 'm' },
    },
    computed: some(0.75, () => ({ value: escaped(renamed(randomJson(random), false)), at })),
    aggregates: Object.fromEntries(aggregates),
    memberships: plain(() => ({ since: new Date(randomInstant(random)) })),
    tags: plain(() => ({ on: random() < 0.6, since: new Date(randomInstant(random)), by: 'hand' as const, source: 's' })),
    consent: { unsubscribed: random() < 0.5 ? { email: at } : {} },
  };
}

it('finds whom evaluation finds: exactly them, or more and says so', { timeout: 300_000 }, async () => {
  const random = seededRandom(2_026);
  const count = { asked: 0, exact: 0, found: 0, narrowed: 0 };
  for (let round = 0; round < 25; round += 1) {
    const conditions = Array.from({ length: 40 }, () => renamed(randomPair(random).condition, true));
    const compiled = conditions.map((condition) => compileCondition(condition, namedConditions));
    const specs = [...new Map(compiled.flatMap(({ aggregates }) => aggregates).map((spec) => [spec.key, spec])).values()];
    const profiles = db.collection<ProfileDocument>(`round${round}`);
    await profiles.insertMany(Array.from({ length: 60 }, (_, n) => randomProfile(random, n, specs)) as ProfileDocument[]);
    const people = (await profiles.find().toArray()).map((profile) => ({ id: profile._id, facts: factsFor(profile, now) }));
    const keptKeys = new Set(specs.filter(() => random() < 0.9).map(({ key }) => key));
    for (const [at, condition] of conditions.entries()) {
      const { filter, isExact } = mongoFilter(condition, { now, escape: escapeKey, isKept: (key) => keptKeys.has(key), named: namedConditions });
      const expected = people.filter(({ facts }) => compiled[at]?.evaluate(facts)).map(({ id }) => id);
      const found = (
        await profiles
          .find(filter ?? {})
          .project<{ _id: string }>({ _id: 1 })
          .toArray()
      ).map(({ _id }) => _id);
      const say = JSON.stringify({ condition, filter, isExact });
      if (isExact) expect(found.sort(), say).toEqual(expected.sort());
      else
        expect(
          expected.filter((id) => !found.includes(id)),
          say,
        ).toEqual([]);
      count.asked += 1;
      count.exact += isExact ? 1 : 0;
      count.found += isExact ? found.length : 0;
      count.narrowed += !isExact && filter !== undefined ? 1 : 0;
    }
  }
  // Neither kind may be rare, or agreeing would mean little.
  expect(count.exact).toBeGreaterThan(120);
  expect(count.narrowed).toBeGreaterThan(50);
  expect(count.found).toBeGreaterThan(count.exact * 5);
});

it.each<[string, Condition]>([
  ['a trait of such a name', { fact: 'trait', params: { name: '$where' }, operator: 'equal', value: 'true' }],
  ['a trait of all', { fact: 'trait', params: { name: 'a.$[]' }, path: '$gt.b', operator: 'exists' }],
  ['a text that looks like a pattern', { fact: 'trait', params: { name: 'a' }, operator: 'contains', value: '.*' }],
  ['a text that looks like an operator', { fact: 'trait', params: { name: 'a' }, operator: 'in', value: ['$where', '{"$gt": ""}'] }],
  ['a segment of such a key', { fact: 'segment', params: { key: '$where.x' }, operator: 'equal', value: true }],
])('nothing that a user wrote is an operator: %s', (_, condition) => {
  const { filter } = mongoFilter(condition, { now, escape: escapeKey, isKept: () => true });
  const allowed = ['$and', '$or', '$nor', '$not', '$type', '$in', '$ne', '$gt', '$gte', '$lt', '$lte', '$exists', '$regex', '$elemMatch', '$eq'];
  const operators = (value: unknown): string[] =>
    typeof value !== 'object' || value === null
      ? []
      : Object.entries(value).flatMap(([key, inner]) => [...(key.startsWith('$') ? [key] : []), ...operators(inner)]);
  expect(operators(filter).filter((operator) => !allowed.includes(operator))).toEqual([]);
  expect(JSON.stringify(Object.keys(flat(filter)))).not.toMatch(/\$where|\$\[|\$gt\./);
});

/** Field names of a filter. */
function flat(value: unknown, into: { [field: string]: true } = {}): { [field: string]: true } {
  if (typeof value !== 'object' || value === null) return into;
  for (const [key, inner] of Object.entries(value)) {
    if (!key.startsWith('$') && !Array.isArray(value)) into[key] = true;
    flat(inner, into);
  }
  return into;
}
