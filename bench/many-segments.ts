import { compileCondition } from '@cairn/rules/compile/compile-condition.js';
import type { Condition, WhereCondition } from '@cairn/rules/contracts/condition.js';
import type { EventDocument } from '@cairn/server/events/event.js';
import { defaultCompiledRules } from '@cairn/server/identities/identity-rules.js';
import type { CompiledSegment, Definitions } from '@cairn/server/profiles/core.js';

import { seededRandom } from './harness.js';

const start = Date.UTC(2026, 0, 1);
const hour = 3_600_000;
const categories = 4_000;
const towns = 3_000;
const pages = 1_500;

const trait = (name: string, operator: string, value?: unknown): Condition =>
  ({ fact: 'trait', params: { name }, operator, ...(value !== undefined && { value }) }) as Condition;
const counted = (name: string, least: number, days?: number, where?: WhereCondition): Condition => ({
  fact: 'event',
  params: { name, ...(where && { where }), ...(days !== undefined && { within: { amount: days, unit: 'day' } }) },
  operator: 'greaterThanInclusive',
  value: least,
});
const ofCategory = (n: number): WhereCondition => ({ fact: 'property', path: 'category', operator: 'equal', value: `Category ${n}` });
const inSegment = (key: string): Condition => ({ fact: 'segment', params: { key }, operator: 'equal', value: true });

/** What a shop begins with: most of them every order concerns. */
const first: [key: string, condition: Condition][] = [
  ['customers', counted('Order Completed', 1)],
  ['active', counted('Order Completed', 2, 30)],
  ['at-risk', { all: [inSegment('customers'), { not: counted('Order Completed', 1, 60) }] }],
  [
    'spenders',
    {
      fact: 'event',
      params: { name: 'Order Completed', measure: 'sum', property: 'total', within: { amount: 90, unit: 'day' } },
      operator: 'greaterThan',
      value: 400,
    },
  ],
  ['big-orders', counted('Order Completed', 1, 180, { fact: 'property', path: 'total', operator: 'greaterThan', value: 100 })],
  ['pro', trait('plan', 'equal', 'pro')],
  ['loyal', { all: [inSegment('active'), inSegment('pro')] }],
  ['reachable', trait('email', 'exists')],
  ['visitors', counted('Page Viewed', 3, 7)],
  [
    'abandoned',
    {
      fact: 'funnel',
      params: { steps: [{ name: 'Cart Updated' }, { name: 'Order Completed', within: { amount: 1, unit: 'day' }, absent: true }] },
      operator: 'equal',
      value: true,
    },
  ],
];

/** What it comes to in some years: one a category, a town and a page, some of those in others, a hundred by what people did not do, the rest by traits and tags. */
function later(n: number): Condition {
  if (n < categories) return counted('Order Completed', 1 + (n % 3), 30 * (1 + (n % 12)), ofCategory(n));
  if (n < categories + towns) return trait('city', 'equal', `Town ${n - categories}`);
  if (n < categories + towns + pages) return counted(`Page ${n} Opened`, 1, 14);
  if (n % 15 === 0) return { not: counted('Order Completed', 1, undefined, ofCategory(n % categories)) };
  if (n % 3 === 0) return { all: [inSegment(`later-${n % categories}`), trait('plan', 'equal', 'pro')] };
  if (n % 3 === 1) return trait(`score ${n}`, 'greaterThan', n % 100);
  return { fact: 'tag', params: { key: `tag-${n}` }, operator: 'equal', value: true };
}

export function manySegments(count: number): Definitions {
  const conditions = [...first, ...Array.from({ length: Math.max(0, count - first.length) }, (_, n): [string, Condition] => [`later-${n}`, later(n)])].slice(
    0,
    count,
  );
  const segments = conditions.map(([key, condition]): CompiledSegment => ({ key, version: key, condition: compileCondition(condition), epoch: 1 }));
  const specs = segments.flatMap(({ condition }) => condition.aggregates);
  return {
    ...{ workspace: 'bench', epoch: 1, segments, tags: [], deletedTags: [], journeys: [], version: () => undefined, caps: [] },
    aggregates: [...new Map(specs.map((spec) => [spec.key, spec])).values()],
    identityRules: defaultCompiledRules,
  };
}

/** A year of one person, in order: orders in a few categories, visits, pages, and now and then a move. */
export function yearOf(userId: string, seed: number, events: number): EventDocument[] {
  const random = seededRandom(seed);
  const some = (most: number) => Math.floor(random() * most);
  const liked = [some(categories), some(categories), some(categories)];
  const who = `bench:userId:${userId}`;
  return Array.from({ length: events }, (_, n): EventDocument => {
    const at = new Date(start + Math.floor((n * 8_760) / events) * hour);
    const document = {
      ...{
        _id: `bench:${userId}-${n}`,
        workspace: 'bench',
        messageId: `${userId}-${n}`,
        type: 'track' as const,
        source: 'web',
        who,
        names: [who],
        pending: 0,
        replayAttempt: 0,
      },
      ...{ timestamp: at, receivedAt: at },
    };
    const roll = random();
    if (n === 0 || roll < 0.05)
      return {
        ...document,
        type: 'identify',
        name: 'Identify',
        traits: { email: `${userId}@example.com`, city: `Town ${some(towns)}`, plan: roll < 0.02 ? 'pro' : 'free' },
      };
    if (roll < 0.45) return { ...document, name: 'Order Completed', properties: { total: some(200), category: `Category ${liked[some(3)]}` } };
    if (roll < 0.6) return { ...document, name: 'Cart Updated', properties: { cart_id: `cart-${n}` } };
    if (roll < 0.7) return { ...document, name: `Page ${categories + towns + some(pages)} Opened`, properties: {} };
    return { ...document, name: 'Page Viewed', properties: { path: `/p/${some(1_000)}` } };
  });
}
