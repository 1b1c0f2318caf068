import { escapeKey } from '../../platform/keys.js';
import type { TraitState } from '../../profiles/profile.js';
import { normalise } from './normalise.js';
import type { MatchField } from './settings.js';

type Traits = { readonly [name: string]: Pick<TraitState, 'value'> };

/** A field's value as it stands on the profile, for people to read; undefined where it has none. */
export function readField(traits: Traits, field: MatchField): unknown {
  for (const path of field.traits) {
    const value = readTrait(traits, path);
    if (normalise(field.kind, value) !== null) return value;
  }
  return field.nameWord === undefined ? undefined : wordOf(readTrait(traits, 'name'), field.nameWord);
}

/** A field's value as it is compared. */
export function readComparable(traits: Traits, field: MatchField): string | null {
  return normalise(field.kind, readField(traits, field));
}

/** Stored names are escaped; own properties only. */
function readTrait(traits: Traits, path: string): unknown {
  const [name = '', ...inside] = path.split('.');
  const trait = Object.hasOwn(traits, escapeKey(name)) ? traits[escapeKey(name)] : undefined;
  let value: unknown = trait?.value;
  for (const key of inside) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, escapeKey(key))) return undefined;
    value = (value as { [key: string]: unknown })[escapeKey(key)];
  }
  return value;
}

/** A name without spaces in Chinese characters begins with the family name, which others write last. */
function wordOf(name: unknown, which: 'first' | 'last'): string | undefined {
  if (typeof name !== 'string') return undefined;
  const words = name.trim().split(/\s+/);
  if (words.length > 1) return which === 'first' ? words[0] : words.at(-1);
  const [only = ''] = words;
  if (!/^\p{Script=Han}{2,4}$/u.test(only)) return which === 'first' ? only : undefined;
  return which === 'last' ? only.slice(0, 1) : only.slice(1);
}
