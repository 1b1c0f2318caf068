import type { Column, Columns } from './columns.js';
import { comparisons } from './comparisons.js';
import type { MatchField } from './settings.js';

/** Level of a field of which one side has no value. */
export const missing = -1;
const equal = 0;

/** Answers which level of agreement two records reach on a field. */
export type PairLevels = (field: number, a: number, b: number) => number;

const cacheBits = 18;

/** Comparing texts is the costly part, and the same two names meet again and again: each field remembers the last answers. */
export function pairLevels(columns: Columns, fields: readonly MatchField[]): PairLevels {
  const perField = fields.map((field, at) => valueLevels(columns.fields[at] as Column, field));
  const codes = columns.fields.map((column) => column.codes);
  return (field, a, b) => {
    const left = (codes[field] as Int32Array)[a] as number;
    const right = (codes[field] as Int32Array)[b] as number;
    if (left === -1 || right === -1) return missing;
    if (left === right) return equal;
    return (perField[field] as (left: number, right: number) => number)(left, right);
  };
}

/** Direct-mapped: a newer pair of values takes the place of an older one. */
function valueLevels({ values }: Column, { kind }: MatchField): (left: number, right: number) => number {
  const { compare } = comparisons[kind];
  const size = 1 << cacheBits;
  const keys = new Float64Array(size).fill(-1);
  const answers = new Uint8Array(size);
  return (left, right) => {
    const low = left < right ? left : right;
    const high = left < right ? right : left;
    const key = low * 67_108_864 + high;
    const slot = (Math.imul(low, 0x9e3779b1) ^ Math.imul(high, 0x85ebca6b)) >>> (32 - cacheBits);
    if (keys[slot] === key) return answers[slot] as number;
    const level = compare(values[low] as string, values[high] as string);
    keys[slot] = key;
    answers[slot] = level;
    return level;
  };
}
