import { seededRandom } from '@cairn/rules/engine/seeded-random.js';

import { febrlRows } from './febrl.js';

/** A person's record, by FEBRL's column names, and whose it is. */
export interface MadeRecord {
  id: string;
  person: number;
  values: { [column: string]: string };
}

/** Drawn together, for they belong together. */
const placeColumns = ['suburb', 'postcode', 'state'] as const;
const drawnColumns = ['given_name', 'surname', 'address_1', 'address_2'] as const;
/** Of the people; each of them has one to three duplicates, as in FEBRL 2. */
const shareWithDuplicates = 0.2;
const mostErrors = 4;
const shareLost = 0.2;

/**
 * As many records as asked for, in the manner of FEBRL's own generator: values of FEBRL 2's originals drawn as often as they occur there, independently but for the
 * place; birthdays within a century, numbers of seven digits; duplicates with one to four errors, each a lost value or one slip (a letter more, less, wrong, or two
 * swapped). The same seed gives the same people.
 */
export async function makePeople(records: number, seed: number): Promise<MadeRecord[]> {
  const random = seededRandom(seed);
  const sources = (await febrlRows(2)).filter((row) => row.rec_id?.endsWith('-org'));
  const pick = () => sources[Math.floor(random() * sources.length)] ?? {};
  const made: MadeRecord[] = [];
  for (let person = 0; made.length < records; person += 1) {
    const place = pick();
    const values: { [column: string]: string } = {
      ...Object.fromEntries(placeColumns.map((column) => [column, place[column] ?? ''])),
      ...Object.fromEntries(drawnColumns.map((column) => [column, pick()[column] ?? ''])),
      street_number: String(1 + Math.floor(random() * 300)),
      date_of_birth: new Date(Date.UTC(1900, 0, 1) + Math.floor(random() * 36_524) * 86_400_000).toISOString().slice(0, 10).replaceAll('-', ''),
      soc_sec_id: String(1_000_000 + Math.floor(random() * 9_000_000)),
    };
    const copies = random() < shareWithDuplicates ? 1 + Math.floor(random() * 3) : 0;
    for (let copy = 0; copy <= copies; copy += 1) {
      const id = `${person}-${copy}`;
      made.push({ id, person, values: copy === 0 ? values : withErrors(values, random) });
    }
  }
  return made.slice(0, records);
}

function withErrors(values: { [column: string]: string }, random: () => number): { [column: string]: string } {
  const copy = { ...values };
  const columns = Object.keys(copy);
  for (let errors = 1 + Math.floor(random() * mostErrors); errors > 0; errors -= 1) {
    const column = columns[Math.floor(random() * columns.length)] ?? '';
    copy[column] = random() < shareLost ? '' : slip(copy[column] ?? '', random);
  }
  return copy;
}

const characters = 'abcdefghijklmnopqrstuvwxyz';

function slip(text: string, random: () => number): string {
  if (text.length < 2) return text;
  const at = Math.floor(random() * (text.length - 1));
  const other = /^\d+$/.test(text) ? String(Math.floor(random() * 10)) : (characters[Math.floor(random() * characters.length)] ?? '');
  const [before, here, next, rest] = [text.slice(0, at), text[at] ?? '', text[at + 1] ?? '', text.slice(at + 2)];
  return [`${before}${other}${here}${next}${rest}`, `${before}${next}${rest}`, `${before}${other}${next}${rest}`, `${before}${next}${here}${rest}`][
    Math.floor(random() * 4)
  ] as string;
}
