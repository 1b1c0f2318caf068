import { compilePath } from '@cairn/rules/compile/path.js';
import type { FactEvent } from '@cairn/rules/contracts/facts.js';

import type { CompiledJourney } from '../contracts/interpreter.js';
import { hashId } from '../contracts/names.js';

const longestKey = 128;

/**
 * The re-entry key that an event carries: '' for a journey that is not keyed, undefined when the property is absent or no text, number or
 * boolean. A long one is hashed: it becomes part of the profile.
 */
export function entryKeyOf(journey: CompiledJourney, event: FactEvent): string | undefined {
  const { reentry } = journey.definition;
  if (reentry.type !== 'keyed') return '';
  const value = compilePath(reentry.property)(event.properties);
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') return undefined;
  const key = String(value);
  if (key === '') return undefined;
  return key.length > longestKey ? `sha-256 ${hashId('key', key)}` : key;
}

/** An event that names the run's own key, or none at all, concerns it (semantics §4.3). */
export function concernsKey(journey: CompiledJourney, event: FactEvent, key: string): boolean {
  const own = entryKeyOf(journey, event);
  return own === undefined || own === key;
}
