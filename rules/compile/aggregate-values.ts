import { sha256 } from '@noble/hashes/sha2.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';
import canonicalize from 'canonicalize';

import type { AggregateState, Json, KeptValue, PlainValue } from '../contracts/facts.js';
import { exactLimit } from './aggregate-buckets.js';

/** A longer text, or a list or object whose JSON is longer, is kept as null: absent. In UTF-16 units. */
const longestValue = 512;
/** So many distinct values are counted one by one. */
export const tallyLimit = 200;
const hashBits = 48;

/** As it is kept; what is too long, or absent, is null. */
export function plainOf(value: Json | undefined): PlainValue {
  if (value === undefined || value === null || typeof value === 'boolean' || typeof value === 'number') return value ?? null;
  if (typeof value === 'string') return value.length <= longestValue ? value : null;
  const json = canonicalize(value);
  return json !== undefined && json.length <= longestValue ? { json } : null;
}

export function jsonOf(value: PlainValue | undefined): Json | undefined {
  if (value === undefined || value === null) return undefined;
  return typeof value === 'object' ? (JSON.parse(value.json) as Json) : value;
}

/** The newest values, with one more. */
export function addValue(state: AggregateState | undefined, added: KeptValue): AggregateState {
  return { ...emptyOr(state), count: (state?.count ?? 0) + 1, values: newest([...(state?.values ?? []), added]) };
}

export function mergeValues(a: AggregateState, b: AggregateState): AggregateState {
  return { ...a, count: a.count + b.count, values: newest([...(a.values ?? []), ...(b.values ?? [])]) };
}

/** The first and the last, with one more. */
export function addEnd(state: AggregateState | undefined, added: KeptValue): AggregateState {
  const { first = added, last = added } = state ?? {};
  return {
    ...emptyOr(state),
    count: (state?.count ?? 0) + 1,
    first: compareKept(added, first) < 0 ? added : first,
    last: compareKept(added, last) > 0 ? added : last,
  };
}

export function mergeEnds(a: AggregateState, b: AggregateState): AggregateState {
  const ends = [a.first, a.last, b.first, b.last].filter((end) => end !== undefined).sort(compareKept);
  return { ...a, count: a.count + b.count, first: ends[0], last: ends.at(-1) };
}

/** The newest values and how often each came, with one more. */
export function addTally(state: AggregateState | undefined, added: KeptValue): AggregateState {
  return withTally(addValue(state, added), state, [{ hash: hashOf(added.value), value: added.value, count: 1, at: added.at }]);
}

export function mergeTallies(a: AggregateState, b: AggregateState): AggregateState {
  const merged = withTally(mergeValues(a, b), a, b.tally ?? []);
  return a.tallyFull || b.tallyFull ? { ...merged, tallyFull: true } : merged;
}

type Tally = NonNullable<AggregateState['tally']>;

/**
 * Keeps the values with the smallest hashes: one that has to go never belongs to them again, so what stays was counted from its first message on,
 * whatever the order.
 */
function withTally(state: AggregateState, before: AggregateState | undefined, added: Tally): AggregateState {
  const tally = before?.tally?.slice() ?? [];
  for (const entry of added) {
    const text = textOf(entry.value);
    const at = tally.findIndex(({ hash, value }) => hash === entry.hash && textOf(value) === text);
    const known = tally[at];
    if (known) tally[at] = { ...known, count: known.count + entry.count, at: Math.max(known.at, entry.at) };
    else tally.push(entry);
  }
  tally.sort((a, b) => a.hash - b.hash || compareText(textOf(a.value), textOf(b.value)));
  const isFull = before?.tallyFull === true || tally.length > tallyLimit;
  return { ...state, tally: tally.slice(0, tallyLimit), ...(isFull && { tallyFull: true }) };
}

/** How many distinct values; beyond {@link tallyLimit} an estimate from the density of hashes (k minimum values; Bar-Yossef 2002), right to about 7 %. */
export function distinctOf({ tally = [], tallyFull }: AggregateState): number {
  const last = tally.at(-1);
  if (!tallyFull || last === undefined) return tally.length;
  return Math.round((tally.length - 1) / (last.hash / 2 ** hashBits));
}

/** Of all that were counted; once there were too many, of the newest {@link exactLimit}. */
export function mostFrequentOf(state: AggregateState): PlainValue {
  if (state.tallyFull) return mostFrequentAmong(state.values ?? []);
  return favourite(state.tally ?? []);
}

export function mostFrequentAmong(values: readonly KeptValue[]): PlainValue {
  const counted = new Map<string, { value: PlainValue; count: number; at: number }>();
  for (const { at, value } of values) {
    if (value === null) continue;
    const text = textOf(value);
    const known = counted.get(text);
    counted.set(text, { value, count: (known?.count ?? 0) + 1, at: Math.max(known?.at ?? at, at) });
  }
  return favourite([...counted.values()]);
}

export function distinctAmong(values: readonly KeptValue[]): number {
  return new Set(values.flatMap(({ value }) => (value === null ? [] : [textOf(value)]))).size;
}

/** The most; of as many, the one seen last; of those, the first by its text. */
function favourite(counted: readonly { value: PlainValue; count: number; at: number }[]): PlainValue {
  const better = (a: (typeof counted)[number], b: (typeof counted)[number]) =>
    a.count - b.count || a.at - b.at || compareText(textOf(b.value), textOf(a.value));
  return (
    counted.reduce<(typeof counted)[number] | undefined>((best, one) => (best !== undefined && better(best, one) >= 0 ? best : one), undefined)?.value ?? null
  );
}

/** By time, ties by messageId; several of one message by their text. */
export function compareKept(a: KeptValue, b: KeptValue): number {
  return a.at - b.at || compareText(a.messageId, b.messageId) || compareText(textOf(a.value), textOf(b.value));
}

function newest(values: KeptValue[]): KeptValue[] {
  return values.sort(compareKept).slice(-exactLimit);
}

function emptyOr(state: AggregateState | undefined): AggregateState {
  return state ?? { count: 0, recent: [], days: {} };
}

function textOf(value: PlainValue): string {
  return typeof value === 'object' && value !== null ? value.json : JSON.stringify(value);
}

/** The first 48 bits of SHA-256: whoever sends values cannot choose which stay. */
function hashOf(value: PlainValue): number {
  const bytes = sha256(utf8ToBytes(textOf(value)));
  return bytes.slice(0, hashBits / 8).reduce((number, byte) => number * 256 + byte, 0);
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
