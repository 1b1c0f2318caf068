/** One profile as it is compared: a value, or null, for each field of the settings in their order, already normalised. */
export interface MatchRecord {
  id: string;
  values: readonly (string | null)[];
}

/** All values of one field, each distinct one stored once: equal values are equal numbers. */
export interface Column {
  /** Record → index into `values`, -1 where it has none. */
  codes: Int32Array;
  values: string[];
  /** Records that have the value. */
  counts: number[];
  /** Records that have any. */
  present: number;
}

export interface Columns {
  ids: string[];
  fields: Column[];
}

/** @param records in the order of their ids, so that one data set always gives one result. */
export function toColumns(records: readonly MatchRecord[], fieldCount: number): Columns {
  const fields = Array.from({ length: fieldCount }, (_, field) => columnOf(records, field));
  return { ids: records.map((record) => record.id), fields };
}

function columnOf(records: readonly MatchRecord[], field: number): Column {
  const codes = new Int32Array(records.length).fill(-1);
  const known = new Map<string, number>();
  const values: string[] = [];
  const counts: number[] = [];
  let present = 0;
  records.forEach((record, row) => {
    const value = record.values[field];
    if (value === null || value === undefined) return;
    let code = known.get(value);
    if (code === undefined) {
      code = values.length;
      known.set(value, code);
      values.push(value);
      counts.push(0);
    }
    codes[row] = code;
    counts[code] = (counts[code] as number) + 1;
    present += 1;
  });
  return { codes, values, counts, present };
}
