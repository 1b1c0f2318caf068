import type { CompiledCondition, FactEvent, Facts, Json } from '@cairn/rules/contracts/facts.js';

/** The same facts, with the event that started the run as `trigger`. Facts may be a class with methods, so they are inherited, not spread. */
export function withTrigger(facts: Facts, trigger: FactEvent): Facts {
  if (facts.trigger === trigger) return facts;
  return Object.create(facts, { trigger: { value: trigger, enumerable: true } }) as Facts;
}

const longestValue = 200;

/**
 * What a condition read, for a decision's detail: enough to show later why it came out so, when the person has changed since.
 * Values are cut so that a decision stays small.
 */
export function valuesRead(condition: CompiledCondition, facts: Facts): { [key: string]: unknown } {
  const { traits, computed, segments, tags } = condition.reads;
  return {
    ...(traits.length > 0 && { traits: Object.fromEntries(traits.map((name) => [name, shortened(facts.trait(name))])) }),
    ...(computed.length > 0 && { computed: Object.fromEntries(computed.map((name) => [name, shortened(facts.computed(name))])) }),
    ...(segments.length > 0 && { segments: Object.fromEntries(segments.map((key) => [key, facts.segment(key)])) }),
    ...(tags.length > 0 && { tags: Object.fromEntries(tags.map((key) => [key, facts.tag(key)])) }),
    ...(condition.aggregates.length > 0 && {
      events: condition.aggregates.map(({ key, params }) => ({ name: params.name, count: facts.aggregate(key)?.count ?? 0 })),
    }),
  };
}

function shortened(value: Json | undefined): Json {
  if (value === undefined) return null;
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return value;
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > longestValue ? `${text.slice(0, longestValue)}…` : text;
}
