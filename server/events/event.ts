import type { Json } from '@cairn/rules/contracts/facts.js';

import type { RefusalCode } from '../platform/error-codes.js';

export const eventTypes = ['identify', 'track', 'page', 'screen', 'group', 'alias'] as const;
export type EventType = (typeof eventTypes)[number];

/**
 * One document of `events`: the event as received and cleaned; dedupe record, queue and timeline in one.
 * Its content never changes; `pending`, `replayAttempt` and `refused` do.
 *
 * Indexes: `{who, receivedAt}`; partial, while pending: `{pending, who}`, `{names}`.
 */
export interface EventDocument {
  /** `workspace:messageId`. */
  _id: string;
  workspace: string;
  messageId: string;
  type: EventType;
  /** What conditions match: a track's own name; `Page Viewed`, `Screen Viewed` for page and screen; `Identify`, `Group`, `Alias`. */
  name: string;
  /** When it happened, by semantics §1.1. */
  timestamp: Date;
  receivedAt: Date;
  /** The sender's time was in the future and was set to `receivedAt`. */
  fromFuture?: true;
  /** The source whose write key brought it. */
  source: string;
  /** The strongest identity it names, `workspace:type:value`: its owner. */
  who: string;
  /** Every identity it names, strongest first. */
  names: string[];
  /** identify (and group) traits; keys escaped by {@link escapeKey}. */
  traits?: { [key: string]: Json };
  /** track, page and screen properties; keys escaped. */
  properties?: { [key: string]: Json };
  context?: { [key: string]: Json };
  /** Updates the profile, starts no run and releases no wait (imports, and events older than the trigger age). */
  historic?: true;
  /** Lease bucket while not folded; absent once done. */
  pending?: number;
  /** Rises with every replay of a dead letter. Marks are conditional on it. */
  replayAttempt: number;
  /** Present: a dead letter. */
  refused?: { code: RefusalCode; message: string; at: Date };
}

/** `workspace:type:value`. */
export type IdentityId = string;

export const identityTypes = ['userId', 'external', 'email', 'phone', 'anonymousId'] as const;
/** Strongest first. */
export type IdentityType = (typeof identityTypes)[number];
