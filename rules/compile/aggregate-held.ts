import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import canonicalize from 'canonicalize';

import type { AggregateState, FactEvent, HeldState, Json, Position } from '../contracts/facts.js';
import { compilePath, own } from './path.js';

type Trait = { name: string; path?: string };

/**
 * Since when a trait has its value, of events in any order. All but one case is settled by what is kept; where a late event splits the row of equal
 * values, `since` becomes undefined, and {@link settleHeld} looks it up in the events themselves.
 */
export function compileHeld(trait: Trait): (state: AggregateState | undefined, event: FactEvent) => AggregateState | undefined {
  const read = traitReader(trait);
  return (state, event) => {
    const value = read(event);
    if (value === undefined) return state;
    const held = withEvent(state?.held, value, { at: event.timestamp, messageId: event.messageId });
    return state !== undefined && held === state.held ? state : { count: 0, recent: [], days: {}, held };
  };
}

/** A short hash of what the event sets the trait to; undefined: it does not set it. Null and absent are one value: none. */
function traitReader({ name, path }: Trait): (event: FactEvent) => string | undefined {
  const walk = compilePath(path);
  return ({ traits }) => (traits !== undefined && Object.hasOwn(traits, name) ? hashOf(walk(own(traits, name))) : undefined);
}

function hashOf(value: Json | undefined): string {
  return bytesToHex(sha256(utf8ToBytes(canonicalize(value ?? null) ?? 'null'))).slice(0, 16);
}

function withEvent(held: HeldState | undefined, value: string, position: Position): HeldState {
  if (held === undefined) return { value, newest: position, since: position };
  const { newest, since, before } = held;
  const isSame = value === held.value;
  if (comparePositions(position, newest) > 0) {
    if (!isSame) return { value, newest: position, since: position, before: newest };
    return { ...held, newest: position };
  }
  const isBehind = before !== undefined && comparePositions(position, before) <= 0;
  if (isBehind) return held;
  if (isSame) return since !== undefined && comparePositions(position, since) < 0 ? { ...held, since: position } : held;
  // Another value after `before`: the row begins later than it.
  const isSplit = since === undefined || comparePositions(position, since) > 0;
  return { value: held.value, newest, before: position, ...(!isSplit && { since }) };
}

/** Both sides of a merge as one. */
export function mergeHeld(a: AggregateState, b: AggregateState): AggregateState {
  if (a.held === undefined || b.held === undefined) return a.held === undefined ? b : a;
  const [newer, older] = comparePositions(a.held.newest, b.held.newest) >= 0 ? [a.held, b.held] : [b.held, a.held];
  return { ...a, held: mergeRows(newer, older) };
}

function mergeRows(newer: HeldState, older: HeldState): HeldState {
  const { value, newest } = newer;
  const before = latest(newer.before, older.value === value ? older.before : older.newest);
  const rows = older.value === value ? [newer, older] : [newer];
  // A side's row counts from where it is known to begin; one that began before the other side's other value may have more behind it.
  const isSure = rows.every(
    ({ since, newest: last }) => before === undefined || comparePositions(last, before) <= 0 || (since !== undefined && comparePositions(since, before) > 0),
  );
  const starts = rows.flatMap(({ since }) => (since !== undefined && (before === undefined || comparePositions(since, before) > 0) ? [since] : []));
  const since = isSure ? starts.sort(comparePositions)[0] : undefined;
  return { value, newest, ...(before && { before }), ...(since && { since }) };
}

/** Is it unknown since when, until {@link settleHeld} was asked? */
export function isUnsettled(state: AggregateState | undefined): boolean {
  return state?.held !== undefined && state.held.since === undefined;
}

/**
 * Looks up where the row of equal values begins.
 * @param events all that set the trait since `held.before`, that one's own instant included.
 */
export function settleHeld(state: AggregateState, trait: Trait, events: Iterable<FactEvent>): AggregateState {
  const { held } = state;
  if (held === undefined || held.since !== undefined) return state;
  const read = traitReader(trait);
  let since = held.newest;
  for (const event of events) {
    const position = { at: event.timestamp, messageId: event.messageId };
    if (held.before !== undefined && comparePositions(position, held.before) <= 0) continue;
    if (comparePositions(position, since) < 0 && read(event) === held.value) since = position;
  }
  return { ...state, held: { ...held, since } };
}

function latest(a: Position | undefined, b: Position | undefined): Position | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return comparePositions(a, b) >= 0 ? a : b;
}

/** The order of events: by time, ties by messageId. */
function comparePositions(a: Position, b: Position): number {
  return a.at - b.at || (a.messageId < b.messageId ? -1 : a.messageId > b.messageId ? 1 : 0);
}
