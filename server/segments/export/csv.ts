import { Readable } from 'node:stream';

import { type Stringifier, stringify } from 'csv-stringify';

import type { MemberRow } from './member-rows.js';

/**
 * RFC 4180 with a byte order mark, so that spreadsheets read it as UTF-8; what they would take for a formula gets an apostrophe before it. Instants
 * as ISO 8601.
 */
export function toCsv(rows: AsyncIterable<MemberRow>, columns: readonly string[]): Readable {
  const stringifier: Stringifier = stringify({
    bom: true,
    header: true,
    // Records are lists: a key only counts, and a dot in a name is no path.
    columns: columns.map((header, at) => ({ key: String(at), header })),
    escape_formulas: true,
    record_delimiter: 'windows',
    cast: { date: (value) => value.toISOString() },
  });
  const source = Readable.from(listsOf(rows, columns));
  source.on('error', (error) => stringifier.destroy(error));
  stringifier.on('close', () => source.destroy());
  return source.pipe(stringifier);
}

async function* listsOf(rows: AsyncIterable<MemberRow>, columns: readonly string[]): AsyncGenerator<(string | Date | undefined)[]> {
  for await (const row of rows) yield columns.map((column) => row[column]);
}
