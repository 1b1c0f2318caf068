import { z } from 'zod';

import { UserError } from './errors.js';

/** Query of every list: `?cursor=&limit=`. */
export const listQuerySchema = z.object({
  /** `nextCursor` of the page before. Opaque. */
  cursor: z.string().max(2_000).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export type ListQuery = z.infer<typeof listQuerySchema>;

/** Answer of every list. `nextCursor` null: that was the last page. */
export interface Page<T> {
  items: T[];
  nextCursor: string | null;
  total?: number;
}

/** The schema of a {@link Page} of `item`, for `@ApiOkResponse({ standardSchema })`. */
export function pageSchema<Item extends z.ZodType>(item: Item) {
  return z.object({ items: z.array(item), nextCursor: z.string().nullable(), total: z.number().int().optional() });
}

/** Where a page ended, for the next call. Holds the sort key of the last item: never trust it to name a workspace. */
export function encodeCursor(position: (string | number)[]): string {
  return Buffer.from(JSON.stringify(position)).toString('base64url');
}

/** @throws UserError `invalid-cursor` unless it is a list of as many texts and numbers as `types` names. */
export function decodeCursor<const Types extends readonly ('string' | 'number')[]>(
  cursor: string,
  types: Types,
): { -readonly [Index in keyof Types]: Types[Index] extends 'number' ? number : string } {
  try {
    const position: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (Array.isArray(position) && position.length === types.length && position.every((part, index) => typeof part === types[index] && isPlace(part)))
      return position as never;
  } catch {
    // Falls through to the one refusal.
  }
  throw new UserError(400, 'invalid-cursor', 'This cursor is not one of ours.', {
    action: 'Pass `nextCursor` of the page before unchanged, or leave it out for the first page.',
  });
}

/** Numbers are weights and instants; beyond 8.64e15 no instant is left, and whoever makes one of it fails. */
function isPlace(part: unknown): boolean {
  return typeof part === 'string' || Math.abs(part as number) <= 8.64e15;
}

/** Cuts what was read with `limit + 1` into a page. */
export function pageOf<Document, Item>(
  documents: Document[],
  limit: number,
  toItem: (document: Document) => Item,
  positionOf: (document: Document) => (string | number)[],
): Page<Item> {
  const shown = documents.slice(0, limit);
  const last = shown.at(-1);
  return { items: shown.map(toItem), nextCursor: documents.length > limit && last !== undefined ? encodeCursor(positionOf(last)) : null };
}
