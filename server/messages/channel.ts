/** A rendered message for one person, ready for a provider. */
export interface OutgoingMessage {
  /** The delivery's key: one delivery, one message. */
  key: string;
  /** Message-ID header without brackets; derived from the key, so that a repeat is recognisable. */
  messageId: string;
  from: { name: string; address: string };
  to: string;
  subject: string;
  html: string;
  text: string;
  /** Present on marketing messages: becomes List-Unsubscribe and List-Unsubscribe-Post (RFC 8058). */
  unsubscribeUrl?: string;
}

/**
 * What one hand-over came to. `later`: cleanly refused for now, nothing was accepted. `rejected`: cleanly refused for ever. `unknown`: the
 * provider may have it. `detail` is the provider's words, for people.
 */
export type HandOverResult =
  | { outcome: 'accepted'; detail?: string }
  | { outcome: 'rejected'; detail: string }
  | { outcome: 'later'; detail: string; retryAfterMs?: number }
  | { outcome: 'unknown'; detail: string };

/** A way to reach people. Adapters know nothing of journeys, consent or retries. None yet honours idempotency keys. */
export interface ChannelAdapter {
  channel: 'email';
  /**
   * Waits until a hand-over could begin at once, and holds that place until released: the checks before a send come after the queue,
   * so that what they found is still fresh.
   */
  reserve?(): Promise<() => void>;
  /** One try, no retries inside. Rejecting counts as `unknown`. */
  handOver(message: OutgoingMessage): Promise<HandOverResult>;
}
