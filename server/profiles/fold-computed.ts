import type { Json } from '@cairn/rules/contracts/facts.js';

import { escapeKey, unescapeKey } from '../platform/keys.js';
import type { CompiledComputed } from './compile-computed.js';
import { type Draft, factsOf } from './draft.js';
import { sameJson } from './fold-state.js';

/**
 * Brings computed traits up to date at `now`, before any condition is asked. `all`: everything (a tick, new definitions), and those no longer defined
 * go; else only those that what changed can change.
 */
export function evaluateComputed(draft: Draft, now: number, { all }: { all: boolean }): void {
  const { computed } = draft.index;
  if (computed.ordered.length === 0 && !all) return;
  const queued = all ? undefined : affectedComputed(draft);
  if (queued?.size !== 0) {
    const facts = factsOf(draft, now);
    for (const trait of computed.ordered) {
      if (queued && !queued.has(trait)) continue;
      if (keep(draft, trait.name, trait.value(facts), now)) for (const reader of computed.reading.get(trait.name) ?? []) queued?.add(reader);
    }
  }
  if (all) for (const key of Object.keys(draft.profile.computed)) if (!computed.names.has(unescapeKey(key))) delete draft.profile.computed[key];
}

/** Computed traits that may have another value after what this fold changed. Those that read others come after them. */
export function affectedComputed(draft: Draft): Set<CompiledComputed> {
  const { computed } = draft.index;
  const found = new Set<CompiledComputed>();
  for (const key of draft.changed.aggregates) for (const trait of computed.readingAggregate.get(key) ?? []) found.add(trait);
  for (const name of draft.changed.traits.keys()) for (const trait of computed.readingTrait.get(name) ?? []) found.add(trait);
  for (const name of draft.changed.computed) for (const trait of computed.reading.get(name) ?? []) found.add(trait);
  return found;
}

/** The first instant after `now` at which any of these may have another value by time alone. */
export function nextComputedChange(draft: Draft, now: number, traits: Iterable<CompiledComputed>): number | undefined {
  const facts = factsOf(draft, now);
  let next: number | undefined;
  for (const trait of traits) {
    const at = trait.nextChangeAt(facts);
    if (at !== undefined && (next === undefined || at < next)) next = at;
  }
  return next;
}

/** True: it is another value than before. */
function keep(draft: Draft, name: string, value: Json | undefined, now: number): boolean {
  const { computed } = draft.profile;
  const key = escapeKey(name);
  const current = Object.hasOwn(computed, key) ? computed[key] : undefined;
  if (value === undefined ? current === undefined : current !== undefined && sameJson(current.value, value)) return false;
  if (value === undefined) delete computed[key];
  else computed[key] = { value, at: new Date(now) };
  draft.changed.computed.add(name);
  return true;
}
