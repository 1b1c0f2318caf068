import { useCallback, useState } from 'react';

import { call } from '../../api/client.js';
import { useGet } from '../../api/query.js';
import type { EventCall } from './try-it.js';

interface Source {
  writeKey: string;
}

export interface Sent {
  at: number;
  who: EventCall['who'];
  messageId: string;
}

/** Sends through the same public address, with the same key, as a shop would. */
export function useTryIt() {
  const sources = useGet<{ items: Source[] }>('/api/sources');
  const [sending, setSending] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);
  const [sent, setSent] = useState<Sent | null>(null);
  const writeKey = sources.data?.items[0]?.writeKey ?? null;
  const send = useCallback(
    async (event: EventCall): Promise<void> => {
      setSending(true);
      setFailure(null);
      try {
        const messageId = `try-${crypto.randomUUID()}`;
        const at = new Date();
        const body = { messageId, ...event.who, event: event.name, properties: event.properties, timestamp: at.toISOString() };
        await call('POST', '/v1/track', { body, headers: { authorization: `Basic ${btoa(`${writeKey ?? ''}:`)}` } });
        setSent({ at: at.getTime(), who: event.who, messageId });
      } catch (error) {
        setFailure(error);
      } finally {
        setSending(false);
      }
    },
    [writeKey],
  );
  return { send, sending, failure, sent, writeKey };
}
