import { z } from 'zod';

import { decodeCursor, encodeCursor, listQuerySchema, type Page } from './lists.js';

/** Query of a list that is short enough to be searched and sorted as a whole, as an author's definitions are: `?search=&sort=name` or `sort=-name`, the largest first. */
export function sortedListQuerySchema<const Field extends string>(fields: readonly Field[]) {
  const sorts = fields.flatMap((field): (Field | `-${Field}`)[] => [field, `-${field}`]);
  return listQuerySchema.extend({
    /** Part of a name or key, in any case. */
    search: z.string().trim().max(200).optional(),
    sort: z.enum(sorts as [Field | `-${Field}`, ...(Field | `-${Field}`)[]]).optional(),
  });
}
export interface SortedListQuery<Field extends string> {
  cursor?: string | undefined;
  limit: number;
  search?: string | undefined;
  sort?: Field | `-${Field}` | undefined;
}

export interface Sorting<Item, Field extends string> {
  key(item: Item): string;
  /** What a search looks into. */
  texts(item: Item): readonly string[];
  fields: { readonly [Name in Field]: (item: Item) => string | number };
}

const collator = new Intl.Collator('en', { sensitivity: 'base', numeric: true });

/** One page of a whole list: what matches, in order, from behind the cursor on. Equal ones stand by key. */
export function sortedPage<Item, Field extends string>(
  items: readonly Item[],
  query: SortedListQuery<Field>,
  sorting: Sorting<Item, Field>,
): Page<Item> & { total: number } {
  const { search = '', sort } = query;
  const field = sort?.replace(/^-/, '') as Field | undefined;
  const direction = sort?.startsWith('-') ? -1 : 1;
  const placeOf = (item: Item): Place => [field === undefined ? '' : sorting.fields[field](item), sorting.key(item)];
  const order = (a: Place, b: Place): number => direction * compare(a[0], b[0]) || compare(a[1], b[1]);
  const wanted = search.toLowerCase();
  const matching = items
    .filter((item) => wanted === '' || sorting.texts(item).some((text) => text.toLowerCase().includes(wanted)))
    .map((item) => ({ item, place: placeOf(item) }))
    .sort((a, b) => order(a.place, b.place));
  const after = query.cursor === undefined ? undefined : afterOf(query.cursor);
  const rest = after === undefined ? matching : matching.filter(({ place }) => order(place, after) > 0);
  const shown = rest.slice(0, query.limit);
  const last = shown.at(-1);
  return {
    items: shown.map(({ item }) => item),
    nextCursor: rest.length > query.limit && last ? encodeCursor(last.place) : null,
    total: matching.length,
  };
}

type Place = [string | number, string];

function compare(a: string | number, b: string | number): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return collator.compare(String(a), String(b)) || (a < b ? -1 : a > b ? 1 : 0);
}

/** The position of the last one shown; a number where the field is one. */
function afterOf(cursor: string): Place {
  try {
    return decodeCursor(cursor, ['string', 'string']);
  } catch {
    return decodeCursor(cursor, ['number', 'string']);
  }
}
