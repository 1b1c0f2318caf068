/** A filter of MongoDB's query language. */
export type Filter = { [field: string]: unknown };

/** Matches no document. */
export const nobody: Filter = { $nor: [{}] };
