/**
 * One document of `deliveries`: one message to one person on one channel. Every transition is conditional on `state` and `handOver` (core 11).
 *
 * intended → handing-over → sent | failed | unknown;  intended → refused;  handing-over → intended (clean transient refusal, core 13).
 */
export interface DeliveryDocument {
  /** `workspace:key`; key = deliveryKeyFor(…). */
  _id: string;
  workspace: string;
  key: string;
  profileId: string;
  journey: string;
  version: string;
  runId: string;
  stepId: string;
  visit: number;
  channel: 'email';
  template: string;
  /** Content hash of the template version that was rendered. */
  templateVersion?: string;
  state: DeliveryState;
  /** Counts attempts: raised by the write that every attempt makes first (core 7). Only the newest may hand over. */
  handOver: number;
  /** Cleanly refused hand-overs so far, each of which may be tried again (core 13). */
  refusals?: number;
  transactional: boolean;
  to?: string;
  subject?: string;
  /** The Message-ID header. */
  providerMessageId?: string;
  /** Why refused, failed or unknown: see `sendReasons`. */
  reason?: string;
  /** For people: the provider's words, the template's error. */
  detail?: string;
  createdAt: Date;
  updatedAt: Date;
  handedOverAt?: Date;
  sentAt?: Date;
  /** state changes in order, for the delivery page. */
  history: { state: DeliveryState; at: Date; reason?: string }[];
}

export const deliveryStates = ['intended', 'handing-over', 'sent', 'failed', 'unknown', 'refused'] as const;
export type DeliveryState = (typeof deliveryStates)[number];

/** The message as it was handed over: one document of `delivery_contents`, `_id` as the delivery's. Purged apart from the ledger. */
export interface DeliveryContent {
  _id: string;
  workspace: string;
  /** The attempt that rendered it. A later one replaces it, an earlier one never does. */
  handOver: number;
  subject: string;
  html: string;
  text: string;
  createdAt: Date;
}

/** What a delivery is about: written with its key before anything is sent. */
export type DeliveryIntent = Pick<
  DeliveryDocument,
  'workspace' | 'key' | 'profileId' | 'journey' | 'version' | 'runId' | 'stepId' | 'visit' | 'channel' | 'template' | 'transactional'
>;
