import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';

import { type MatchRecord, toColumns } from '@cairn/server/matching/model/columns.js';
import { normalise } from '@cairn/server/matching/model/normalise.js';
import type { BlockingRule, MatchField, ModelSettings } from '@cairn/server/matching/model/settings.js';

import { type LabelledData, labelled } from './match-quality.js';

const field = (key: string, kind: MatchField['kind'], termFrequency = false): MatchField => ({ key, traits: [key], kind, termFrequency });

const fields: MatchField[] = [
  field('given_name', 'name', true),
  field('surname', 'name', true),
  field('date_of_birth', 'date'),
  field('suburb', 'name', true),
  field('postcode', 'postcode'),
  field('address_1', 'name'),
  field('address_2', 'name'),
  field('street_number', 'exact'),
  field('state', 'exact'),
];

const blocking: BlockingRule[] = [
  [{ field: 'date_of_birth' }],
  [{ field: 'surname' }, { field: 'given_name', first: 1 }],
  [{ field: 'postcode' }, { field: 'surname', first: 1 }],
  [{ field: 'given_name' }, { field: 'suburb', first: 3 }],
  [{ field: 'surname' }, { field: 'suburb', first: 3 }],
  [{ field: 'given_name' }, { field: 'postcode', first: 2 }],
  [{ field: 'street_number' }, { field: 'postcode' }],
  [{ field: 'street_number' }, { field: 'suburb', first: 4 }],
  [
    { field: 'given_name', first: 3 },
    { field: 'surname', first: 3 },
  ],
  [{ field: 'suburb' }, { field: 'address_1', first: 3 }],
  [{ field: 'date_of_birth', first: 7 }, { field: 'state' }],
  [{ field: 'address_1' }, { field: 'street_number' }],
];

/** How FEBRL's people are compared, by us and by whoever stands beside us; with the social security number or without it. */
export function febrlSettings(withNumber: boolean): ModelSettings {
  if (!withNumber) return { fields, blocking };
  return { fields: [...fields, field('soc_sec_id', 'text')], blocking: [[{ field: 'soc_sec_id' }], ...blocking] };
}

export async function readFebrl(file: 1 | 2 | 3, settings: ModelSettings): Promise<LabelledData> {
  const rows = await febrlRows(file);
  const records = rows.map((row): MatchRecord => ({ id: row.rec_id ?? '', values: settings.fields.map(({ key, kind }) => normalise(kind, row[key] ?? null)) }));
  records.sort((a, b) => (a.id < b.id ? -1 : 1));
  return labelled(
    toColumns(records, settings.fields.length),
    records.map(({ id }) => id.split('-')[1] ?? ''),
  );
}

/** Column → text, as the file has it. */
export async function febrlRows(file: 1 | 2 | 3): Promise<{ [column: string]: string }[]> {
  const text = (await promisify(gunzip)(await readFile(dataFile(`dataset${file}.csv.gz`)))).toString();
  const [head = '', ...lines] = text.trim().split('\n');
  const columns = head.split(',').map((name) => name.trim());
  return lines.map((line) => {
    const cells = line.split(',');
    return Object.fromEntries(columns.map((column, at) => [column, (cells[at] ?? '').trim()]));
  });
}

/** Compiled code stands in `dist`, the data beside the source. */
function dataFile(name: string): string {
  const found = [import.meta.dirname, join(import.meta.dirname, '..')].map((folder) => join(folder, 'febrl', name)).find((path) => existsSync(path));
  if (found === undefined) throw new Error(`bench/febrl/${name} is missing from this checkout.`);
  return found;
}
