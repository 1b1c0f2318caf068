import { path } from '../api/client.js';
import type { Trait, TraitKind } from '../api/traits.js';

/** Which line of the catalogue, for the address of the page: `trait/plan`, `property/total/Order%20Completed`. */
export function traitPlace({ kind, name, event }: Pick<Trait, 'kind' | 'name' | 'event'>): string {
  return [kind, name, ...(event === null ? [] : [event])].map(encodeURIComponent).join('/');
}

/** Where the server has it. */
export function traitAddress(place: string): { address: string; query: { event?: string } } {
  const [kind = 'trait', name = '', event] = place.split('/').map(decoded);
  return { address: path`/api/traits/${kind as TraitKind}/${name}`, query: event === undefined ? {} : { event } };
}

/** An address that somebody typed may be anything. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
