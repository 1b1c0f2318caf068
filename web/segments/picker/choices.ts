import type { Clause, ConditionReference } from '@cairn/rules/contracts/condition.js';

import type { SharedConditionItem } from '../../api/conditions.js';
import type { Trait } from '../../api/traits.js';
import { type Seen, seenOf } from '../fields/catalogue.js';
import { newClause } from '../model/clauses.js';

export const choiceGroups = ['atHand', 'event', 'trait', 'computed', 'segment', 'tag', 'condition', 'other', 'unseen'] as const;
export type ChoiceGroup = (typeof choiceGroups)[number];

/** One thing that can be asked. */
export interface Choice {
  /** Unique in the list. */
  id: string;
  group: ChoiceGroup;
  clause: Clause | ConditionReference;
  /** Its name; absent: the fact's own word. */
  label?: string;
  types: Trait['types'];
  examples: unknown[];
  lastSeenAt: string | null;
}

/** An event, a trait, a segment … by its name. */
export function namedChoice(group: Exclude<ChoiceGroup, 'condition'>, fact: 'event' | 'trait' | 'computed' | 'segment' | 'tag', seen: Seen): Choice {
  const { name, label, types, examples, lastSeenAt } = seen;
  return { id: `${group}:${fact}:${name}`, group, clause: named(fact, name), label, types, examples, lastSeenAt };
}

function named(fact: 'event' | 'trait' | 'computed' | 'segment' | 'tag', name: string): Clause {
  const clause = newClause(fact);
  return { ...clause, params: { ...('params' in clause && clause.params), ...(fact === 'segment' || fact === 'tag' ? { key: name } : { name }) } } as Clause;
}

/** What it asks about, as rows are headed. */
export function factOf({ clause }: Choice): Clause['fact'] | 'condition' {
  return 'fact' in clause ? clause.fact : 'condition';
}

/** A condition with a name of its own. */
export function sharedChoice({ key, name }: Pick<SharedConditionItem, 'key' | 'name'>): Choice {
  return { id: `condition:${key}`, group: 'condition', clause: { condition: key }, label: name, types: [], examples: [], lastSeenAt: null };
}

/** Facts that are no name of the catalogue. */
export function plainChoice(fact: 'trigger' | 'context' | 'funnel' | 'consent' | 'account' | 'now' | 'random'): Choice {
  const group = fact === 'trigger' || fact === 'context' ? 'atHand' : 'other';
  return { id: `${group}:${fact}`, group, clause: newClause(fact), types: [], examples: [], lastSeenAt: null };
}

/** What the catalogue lists, each as what it is; account traits and properties are asked inside other facts. */
export function catalogueChoices(traits: readonly Trait[]): Choice[] {
  return traits.flatMap((trait) => {
    const { kind } = trait;
    if (kind === 'accountTrait' || kind === 'property') return [];
    return [namedChoice(kind, kind, seenOf(trait))];
  });
}

/** A name that nobody has sent yet, as an event or a trait: people build before data arrives. */
export function unseenChoices(name: string, known: readonly Choice[]): Choice[] {
  if (name === '') return [];
  return (['event', 'trait'] as const)
    .filter((fact) => !known.some((choice) => choice.group === fact && choice.label === name))
    .map((fact) => namedChoice('unseen', fact, { name, label: name, types: [], examples: [], lastSeenAt: null }));
}
