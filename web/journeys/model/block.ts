import type { JourneyDefinition } from '@cairn/workflows/contracts/journey.js';

import { outletsOf, reachableFrom, stepById } from './ports.js';

/** What moves, copies or goes together with a step: the step and its branches up to where they join again. */
export interface Block {
  ids: Set<string>;
  /** Where every way through the block comes out; null: nowhere (they end). */
  join: string | null;
}

export function blockOf(definition: JourneyDefinition, id: string): Block {
  const step = stepById(definition, id);
  if (!step) return { ids: new Set(), join: null };
  const heads = outletsOf(step).map((each) => each.next);
  if (heads.length === 1) return { ids: new Set([id]), join: heads[0] === id ? null : (heads[0] ?? null) };
  const self = new Set([id]);
  const candidates = [...reachableFrom(definition, heads, self)].filter((candidate) => joins(definition, heads, candidate, self));
  const join = candidates.find((candidate) => isNearest(definition, heads, candidate, candidates, self)) ?? null;
  const outside = join === null ? self : new Set([id, join]);
  return { ids: new Set([id, ...reachableFrom(definition, heads, outside)]), join };
}

/** Every way from `heads` comes to `candidate`: without it nothing ends, neither at an exit nor loose. */
function joins(definition: JourneyDefinition, heads: (string | null)[], candidate: string, self: ReadonlySet<string>): boolean {
  if (heads.includes(null)) return false;
  const before = reachableFrom(definition, heads, new Set([...self, candidate]));
  return [...before].every((id) => {
    const step = stepById(definition, id);
    return step !== undefined && step.type !== 'exit' && outletsOf(step).every((each) => each.next !== null);
  });
}

/** Of several joins, the one that is met before all others. */
function isNearest(definition: JourneyDefinition, heads: (string | null)[], candidate: string, others: string[], self: ReadonlySet<string>): boolean {
  const before = reachableFrom(definition, heads, new Set([...self, candidate]));
  return others.every((other) => other === candidate || !before.has(other));
}
