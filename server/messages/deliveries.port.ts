import type { SendReason } from '@cairn/workflows/contracts/send-reasons.js';
import type { CoreSession } from '../profiles/core.js';
import type { DeliveryContent, DeliveryDocument, DeliveryIntent, DeliveryState } from './delivery.js';

/**
 * The ledger as the sender needs it. Every write is conditional on state and attempt and returns when a majority has it; every read is by
 * majority (core 11). Two implementations, one contract suite. Any call may reject with the write done or not done. What is written in a session,
 * its later reads include; a session makes one call at a time.
 */
export interface DeliveriesPort {
  /**
   * The write of this very attempt (core 7): makes the delivery as `intended`, or raises `handOver` of one that still is. Null: it is in
   * another state.
   */
  beginAttempt(intent: DeliveryIntent, now: Date, session?: CoreSession): Promise<DeliveryDocument | null>;
  read(workspace: string, key: string, session?: CoreSession): Promise<DeliveryDocument | null>;
  /** `intended` → `handing-over`, if this is still the newest attempt. False: it is not, or the delivery is closed. */
  beginHandOver(workspace: string, key: string, attempt: number, message: HandOverMark, now: Date, session?: CoreSession): Promise<boolean>;
  /** Any other transition. False: the delivery was not in one of `from` at this attempt. */
  settle(workspace: string, key: string, attempt: number, change: DeliveryChange, now: Date, session?: CoreSession): Promise<boolean>;
  /** Of those that exist. */
  states(workspace: string, keys: string[], session?: CoreSession): Promise<Map<string, DeliveryState>>;
}

export interface HandOverMark {
  to: string;
  providerMessageId: string;
  templateVersion: string;
  content: Pick<DeliveryContent, 'subject' | 'html' | 'text'>;
}

export interface DeliveryChange {
  from: DeliveryState[];
  to: DeliveryState;
  reason?: SendReason;
  detail?: string;
  /** Counts a clean refusal of the provider. */
  refusal?: boolean;
}
