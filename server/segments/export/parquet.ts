import { once } from 'node:events';
import { PassThrough, type Readable } from 'node:stream';

import { ByteWriter, parquetWriteRows, type Writer } from 'hyparquet-writer';

import { instantColumns, type MemberRow } from './member-rows.js';

/** So many rows are held in memory at a time; each group is written and let go. */
const rowsOfGroup = 2_000;

/** Apache Parquet, Snappy-compressed; instants as TIMESTAMP_MILLIS, everything else as text. */
export function toParquet(rows: AsyncIterable<MemberRow>, columns: readonly string[]): Readable {
  const stream = new PassThrough();
  void write(rows, columns, stream).catch((error: unknown) => stream.destroy(error as Error));
  return stream;
}

async function write(rows: AsyncIterable<MemberRow>, columns: readonly string[], stream: PassThrough): Promise<void> {
  const described = columns.map((name) => ({ name, type: instantColumns.has(name) ? ('TIMESTAMP' as const) : ('STRING' as const) }));
  const writer = streamWriter(stream);
  await parquetWriteRows({
    writer,
    rows: rows as AsyncIterable<{ [column: string]: unknown }>,
    columns: described,
    schema: [
      { name: 'root', num_children: described.length },
      ...described.map(({ name, type }) =>
        type === 'TIMESTAMP'
          ? ({ name, type: 'INT64', converted_type: 'TIMESTAMP_MILLIS', repetition_type: 'OPTIONAL' } as const)
          : ({ name, type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'OPTIONAL' } as const),
      ),
    ],
    rowGroupSize: rowsOfGroup,
  });
}

/** Hands every finished group on, and waits while the reader is slow. */
function streamWriter(stream: PassThrough): Writer {
  const writer = new ByteWriter();
  const closed = new Promise<never>((_, reject) => {
    stream.once('close', () => reject(new Error('Whoever downloads it has gone.')));
  });
  closed.catch(() => undefined);
  const flush = async (): Promise<void> => {
    const chunk = Buffer.from(writer.getBytes());
    writer.index = 0;
    if (chunk.length === 0 || stream.write(chunk)) return;
    await Promise.race([once(stream, 'drain'), closed]);
  };
  const finish = async (): Promise<void> => {
    await flush();
    stream.end();
  };
  return Object.assign(writer, { flush, finish });
}
