import type { Json } from '@cairn/rules/contracts/facts.js';

import type { DeliveryState } from './messages.js';

export const profilesPath = '/api/profiles';

export interface Identity {
  type: 'userId' | 'external' | 'email' | 'phone' | 'anonymousId';
  value: string;
  since: string;
}

/** A person in lists. */
export interface ProfileSummary {
  id: string;
  displayName: string;
  email: string | null;
  createdAt: string;
  lastSeenAt: string | null;
  /** Keys. */
  segments: string[];
  activeRuns: number;
}

export interface Trait {
  name: string;
  value: Json;
  at: string;
  source: string;
}

export interface Profile {
  id: string;
  displayName: string;
  email: string | null;
  identities: Identity[];
  traits: Trait[];
  segments: { key: string; name: string; since: string }[];
  activeRuns: { runId: string; journey: string; journeyName: string; version: string; stepId: string; enteredAt: string; dueAt: string | null }[];
  consent: { unsubscribed: { [channel: string]: string } };
  createdAt: string;
  lastSeenAt: string | null;
  /** The id that was asked for, when that profile was merged into this one. */
  mergedFrom?: string;
  /** Events stored for this person and not yet applied. */
  pendingEvents: number;
}

export interface StoredEvent {
  messageId: string;
  type: 'identify' | 'track' | 'page' | 'screen' | 'group' | 'alias';
  name: string;
  timestamp: string;
  receivedAt: string;
  source: string;
  who: string;
  traits?: { [name: string]: Json };
  properties?: { [name: string]: Json };
  context?: { [name: string]: Json };
  historic: boolean;
  fromFuture: boolean;
  state: 'pending' | 'applied' | 'refused';
  refused: { code: string; message: string; at: string } | null;
}

export interface Decision {
  id: string;
  at: string;
  kind: 'entry' | 'refusal' | 'split' | 'wait' | 'exit' | 'send';
  journey: string;
  version: string;
  runId?: string;
  stepId?: string;
  visit?: number;
  outcome: string;
  cause?: string;
  detail?: { [name: string]: unknown };
}

export interface ProfileRun {
  runId: string;
  journey: string;
  journeyName: string;
  version: string;
  state: 'active' | 'ended';
  stepId: string;
  enteredAt: string;
  endedAt: string | null;
  endReason: string | null;
  trigger: { name: string; messageId: string };
}

export interface ProfileDelivery {
  key: string;
  journey: string;
  journeyName: string;
  runId: string;
  stepId: string;
  channel: 'email';
  template: string;
  subject: string | null;
  state: DeliveryState;
  reason: string | null;
  createdAt: string;
  sentAt: string | null;
}

export interface TimelineItem {
  kind: 'event' | 'decision' | 'run' | 'delivery';
  id: string;
  at: string;
  event?: StoredEvent;
  decision?: Decision;
  run?: ProfileRun;
  delivery?: ProfileDelivery;
}

export interface Why {
  entered: boolean;
  runs: WhyRun[];
  reasons: WhyReason[];
  steps: { stepId: string; at: string; kind: string; outcome: string; cause?: string; detail?: { [name: string]: unknown } }[];
}

export interface WhyRun {
  runId: string;
  version: string;
  state: 'active' | 'ended';
  enteredAt: string;
  endedAt: string | null;
  endReason: string | null;
  run: { trigger: { name: string; messageId: string; timestamp: number } };
  path: { stepId: string; visit: number; arrivedAt: number; leftAt?: number; outcome?: string; reason?: string }[];
  temporalUrl: string | null;
}

export interface WhyReason {
  code: string;
  sentenceKey: string;
  values: { [name: string]: string | number | boolean | null };
  at: string | null;
  explanation?: unknown;
  detail?: { [name: string]: unknown };
}
