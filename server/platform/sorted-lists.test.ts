import { describe, expect, it } from 'vitest';

import { type SortedListQuery, sortedListQuerySchema, sortedPage } from './sorted-lists.js';

interface Thing {
  key: string;
  name: string;
  size: number;
}

const things: Thing[] = [
  { key: 'b', name: 'Äpfel 10', size: 3 },
  { key: 'a', name: 'apfel 9', size: 3 },
  { key: 'c', name: 'Birnen', size: 12 },
  { key: 'd', name: '梨', size: 1 },
];
type Field = 'name' | 'size';
const sorting = {
  key: (thing: Thing) => thing.key,
  texts: ({ name, key }: Thing) => [name, key],
  fields: { name: (t: Thing) => t.name, size: (t: Thing) => t.size },
};
const keys = (query: Partial<SortedListQuery<Field>>) =>
  sortedPage(things, { limit: 50, ...query }, sorting)
    .items.map(({ key }) => key)
    .join('');

describe('a sorted list', () => {
  it.each<[string, Partial<SortedListQuery<Field>>, string]>([
    ['by key when nothing is asked', {}, 'abcd'],
    ['by name as people sort, numbers by value', { sort: 'name' }, 'abcd'],
    ['the other way round', { sort: '-name' }, 'dcba'],
    ['by number, equal ones by key', { sort: 'size' }, 'dabc'],
    ['by number, largest first, equal ones still by key', { sort: '-size' }, 'cabd'],
    ['those that hold a text, in any case', { search: 'PF' }, 'ab'],
    ['a text that means something to a pattern', { search: '.*' }, ''],
  ])('%s', (_name, query, expected) => {
    expect(keys(query)).toBe(expected);
  });

  it.each(['name', '-name', 'size', '-size', undefined] as const)('comes page by page, each once, sorted by %s', (sort) => {
    const seen: string[] = [];
    let cursor: string | undefined;
    for (let page = 0; page < 10; page++) {
      const { items, nextCursor, total } = sortedPage(things, { limit: 1, ...(sort && { sort }), ...(cursor !== undefined && { cursor }) }, sorting);
      expect(total).toBe(4);
      seen.push(...items.map(({ key }) => key));
      if (nextCursor === null) break;
      cursor = nextCursor;
    }
    expect(seen.join('')).toBe(keys({ ...(sort && { sort }) }));
  });

  it('refuses a cursor that is none, and a field that it has not', () => {
    expect(() => keys({ cursor: 'x' })).toThrow(expect.objectContaining({ code: 'invalid-cursor' }));
    const schema = sortedListQuerySchema(['name', 'size']);
    expect(schema.safeParse({ sort: '-size' }).success).toBe(true);
    expect(schema.safeParse({ sort: '$where' }).success).toBe(false);
  });
});
