import { compileCondition } from '@cairn/rules/compile/compile-condition.js';
import type { Clause } from '@cairn/rules/contracts/condition.js';
import type { Explanation, Facts } from '@cairn/rules/contracts/facts.js';

import { escapeKey } from '../../platform/keys.js';
import type { ProfileDocument } from '../../profiles/profile.js';

type Holder = Pick<ProfileDocument, 'traits' | 'computed'>;

/** The explanation with, at every clause, when that came about which was found. */
export function withFoundAt(explanation: Explanation, profile: Holder, facts: Facts): Explanation {
  if (explanation.kind !== 'clause') return { ...explanation, parts: explanation.parts.map((part) => withFoundAt(part, profile, facts)) };
  if (!('fact' in explanation.clause)) return explanation;
  const at = foundAt(explanation.clause, profile, facts);
  return at === undefined ? explanation : { ...explanation, foundAt: new Date(at).toISOString() };
}

/** ms UTC; undefined: nothing was found, or it has no time. */
function foundAt(clause: Clause, profile: Holder, facts: Facts): number | undefined {
  switch (clause.fact) {
    case 'trait':
      return valueAt(profile.traits, clause.params.name);
    case 'computed':
    case 'score':
      return valueAt(profile.computed, clause.params.name);
    case 'segment':
      return facts.segmentSince(clause.params.key);
    case 'tag':
      return facts.tagSince(clause.params.key);
    case 'event':
    case 'funnel':
      return newest(clause, facts);
    default:
      return undefined;
  }
}

function valueAt(values: { [name: string]: { at: Date } } | undefined, name: string): number | undefined {
  const key = escapeKey(name);
  return values !== undefined && Object.hasOwn(values, key) ? values[key]?.at.getTime() : undefined;
}

/** The newest event that any part of the clause is about. */
function newest(clause: Clause, facts: Facts): number | undefined {
  const instants = compileCondition(clause).aggregates.flatMap(({ key }) => {
    const state = facts.aggregate(key);
    return [state?.recent.at(-1), state?.values?.at(-1)?.at, state?.last?.at].filter((at) => at !== undefined);
  });
  return instants.length === 0 ? undefined : Math.max(...instants);
}
