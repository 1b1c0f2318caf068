import type { AggregateState, Json } from '@cairn/rules/contracts/facts.js';
import { exitsMatching } from '@cairn/workflows/interpreter/exits.js';

import type { EventDocument } from '../events/event.js';
import type { RefusalCode } from '../platform/error-codes.js';
import { escapeKey, unescapeKey } from '../platform/keys.js';
import { byTime, type Draft, type Folding } from './draft.js';
import { factEventOf, unescapeJson } from './facts.js';
import { isNewer, type TraitState } from './profile.js';
import { profileLimits } from './profile-limits.js';

/** An event that can not be folded: it becomes a dead letter, alone (core 9). */
export class RefusedEvent extends Error {
  readonly code: RefusalCode;

  constructor(code: RefusalCode, message: string) {
    super(message);
    this.code = code;
  }
}

/** What an event says about a person, whatever the order in which events come: traits, aggregates, exits, when last seen. */
export function foldState(draft: Draft, folding: Folding): void {
  const { event, fact } = folding;
  const { profile } = draft;
  if (event.type === 'identify') foldTraits(draft, event);
  for (const { key, add } of draft.index.aggregates(fact)) {
    const before = profile.aggregates[key];
    const after = add(before, fact);
    if (after === undefined || after === before) continue;
    profile.aggregates[key] = after;
    draft.changed.aggregates.add(key);
  }
  foldExits(draft, folding);
  if (!profile.lastSeenAt || profile.lastSeenAt < event.timestamp) profile.lastSeenAt = event.timestamp;
  if (event.receivedAt < profile.createdAt) profile.createdAt = event.receivedAt;
}

function foldTraits(draft: Draft, event: EventDocument): void {
  const { traits } = draft.profile;
  const entries = Object.entries(event.traits ?? {});
  const added = entries.filter(([name]) => !Object.hasOwn(traits, name)).length;
  if (added > 0 && Object.keys(traits).length + added > profileLimits.traits) {
    throw new RefusedEvent(
      'too-many-traits',
      `The profile would hold more than ${profileLimits.traits} traits. Send fewer distinct trait names, then replay the event.`,
    );
  }
  for (const [name, value] of entries) {
    const next: TraitState = { value: value as Json, at: event.timestamp, source: event.source, messageId: event.messageId };
    const current = Object.hasOwn(traits, name) ? traits[name] : undefined;
    if (current && !isNewer(next, current)) continue;
    traits[name] = next;
    if (!current || !sameJson(current.value, next.value)) noteTrait(draft, unescapeKey(name), current?.value, next.value);
  }
}

function noteTrait({ changed }: Draft, name: string, before: Json | undefined, after: Json): void {
  const values = changed.traits.get(name);
  if (values) values.push(after);
  else changed.traits.set(name, [before, after]);
}

export function sameJson(a: Json, b: Json): boolean {
  return a === b || (typeof a === 'object' && typeof b === 'object' && JSON.stringify(a) === JSON.stringify(b));
}

function foldExits(draft: Draft, { event, fact }: Folding): void {
  for (const { journey } of draft.index.exits(event.name)) {
    for (const { exitId, key } of exitsMatching(journey, fact)) {
      const exit = exitName(journey.key, exitId, key);
      draft.exitsHere.push({ exit, at: fact.timestamp, messageId: event.messageId });
    }
  }
}

/** How `exitTimes` names an exit rule, and the re-entry key that the event concerned, if it named one. */
export function exitName(journey: string, exitId: string, key: string | null): string {
  return key === null ? `${journey}/${exitId}` : `${journey}/${exitId}/${escapeKey(key)}`;
}

/** Stores the exit times of this fold, once its entries were decided. */
export function keepExitTimes(draft: Draft): void {
  const { exitTimes } = draft.profile;
  if (draft.exitsHere.length === 0) return;
  for (const { exit, at } of draft.exitsHere) exitTimes[exit] = Math.max(at, Object.hasOwn(exitTimes, exit) ? (exitTimes[exit] ?? at) : at);
  for (const rule of new Set(draft.exitsHere.map(({ exit }) => exit.split('/', 2).join('/')))) {
    const keyed = Object.entries(exitTimes).filter(([exit]) => exit.startsWith(`${rule}/`));
    if (keyed.length <= profileLimits.exitKeys) continue;
    keyed.sort(([a, at], [b, bt]) => bt - at || (a < b ? -1 : 1));
    for (const [exit] of keyed.slice(profileLimits.exitKeys)) delete exitTimes[exit];
  }
}

/** Aggregates that the profile does not keep yet, counted afresh from everything that was folded before (core 14). */
export function refoldAggregates(draft: Draft, folded: EventDocument[]): void {
  const fresh: { [key: string]: AggregateState } = {};
  // In order, so that no value of a trait comes late.
  for (const event of [...folded].sort(byTime)) {
    if (!draft.index.counts(event.name)) continue;
    const fact = factEventOf(event);
    for (const { key, add } of draft.index.aggregates(fact)) {
      const state = add(fresh[key], fact);
      if (state !== undefined) fresh[key] = state;
    }
  }
  draft.profile.aggregates = fresh;
}

/** Drops what no definition asks for any more, so that it cannot be taken for current when one asks again. */
export function dropUnaskedAggregates(draft: Draft): void {
  for (const key of Object.keys(draft.profile.aggregates)) if (!draft.index.aggregateKeys.has(key)) delete draft.profile.aggregates[key];
}

export { unescapeJson };
