import type { FactEvent, Facts, Json } from '@cairn/rules/contracts/facts.js';
import type { Decision } from '@cairn/workflows/contracts/interpreter.js';

import type { EventDocument } from '../events/event.js';
import { accountFactsOf, type ReadAccounts } from './account-links.js';
import type { Definitions } from './core.js';
import { type DefinitionsIndex, indexOf } from './definitions-index.js';
import { factEventOf, factsFor } from './facts.js';
import type { Effect, ProfileDocument } from './profile.js';

/** A profile while it is folded: its maps are own copies, so that the document read stays as it was. */
export interface Draft {
  profile: ProfileDocument;
  definitions: Definitions;
  index: DefinitionsIndex;
  decisions: Decision[];
  /** What changed since conditions were last asked. */
  changed: {
    /** Every value that it had meanwhile, as stored: the one before first. */
    traits: Map<string, (Json | undefined)[]>;
    aggregates: Set<string>;
    computed: Set<string>;
    segments: Set<string>;
    tags: Set<string>;
    accounts: Set<string>;
    consent: boolean;
  };
  /** By escaped id, as read for this fold; only where a condition asks for accounts. */
  accounts: ReadAccounts;
  /** `group` calls of this fold: escaped account id → messageIds. */
  calls: Map<string, string[]>;
  /** Exit events of this very fold: an entry's own trigger is no exit before it. */
  exitsHere: { exit: string; at: number; messageId: string }[];
  /** The newest event time that was folded before this fold, ms UTC. */
  seenUntil?: number;
  /** Events folded before, for runs whose trigger came after them, and traits that came late; undefined: not read. */
  earlier?: Folding[];
  /** Events folded before are needed from here on, and must be read: a run may have missed them, or a trait came late. ms UTC. */
  missedSince?: number;
}

/** One event on its way through the fold. */
export interface Folding {
  event: EventDocument;
  fact: FactEvent;
}

export function draftOf(profile: ProfileDocument, definitions: Definitions, accounts: ReadAccounts = new Map()): Draft {
  return {
    profile: {
      ...profile,
      traits: { ...profile.traits },
      tags: { ...profile.tags },
      accounts: { ...profile.accounts },
      computed: { ...profile.computed },
      aggregates: { ...profile.aggregates },
      memberships: { ...profile.memberships },
      ...(profile.formerMemberships && { formerMemberships: { ...profile.formerMemberships } }),
      ...(profile.ruleAnswers && { ruleAnswers: { ...profile.ruleAnswers } }),
      runs: { ...profile.runs },
      entered: { ...profile.entered },
      exitTimes: { ...profile.exitTimes },
      effects: [...profile.effects],
    },
    definitions,
    index: indexOf(definitions),
    decisions: [],
    changed: { traits: new Map(), aggregates: new Set(), computed: new Set(), segments: new Set(), tags: new Set(), accounts: new Set(), consent: false },
    accounts,
    calls: new Map(),
    exitsHere: [],
    ...(profile.lastSeenAt && { seenUntil: profile.lastSeenAt.getTime() }),
  };
}

export function factsOf(draft: Draft, now: number, trigger?: FactEvent): Facts {
  const { accounts: asked, timezone } = draft.definitions;
  return factsFor(draft.profile, now, {
    ...(trigger && { trigger }),
    ...(asked && { accounts: accountFactsOf(draft.profile, draft.accounts) }),
    ...(timezone && { zone: timezone }),
  });
}

export function foldingOf(event: EventDocument): Folding {
  return { event, fact: factEventOf(event) };
}

/** An effect that is outstanding already is not asked for again. */
export function addEffect(draft: Draft, effect: Effect): void {
  if (!draft.profile.effects.some(({ id }) => id === effect.id)) draft.profile.effects.push(effect);
}

/** The total order of events: by time, ties by messageId (design §5). */
export function byTime(a: Pick<EventDocument, 'timestamp' | 'messageId'>, b: Pick<EventDocument, 'timestamp' | 'messageId'>): number {
  return a.timestamp.getTime() - b.timestamp.getTime() || (a.messageId < b.messageId ? -1 : a.messageId > b.messageId ? 1 : 0);
}
