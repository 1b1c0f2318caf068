import { useCallback, useState } from 'react';

import { call } from '../../../api/client.js';
import { useGet } from '../../../api/query.js';
import { journeyAddress } from '../../api.js';
import { type EventCall, identityOf } from './try-it.js';

interface Source {
  writeKey: string;
}

export interface Sent {
  at: number;
  who: EventCall['who'];
  /** Null where no event starts the journey. */
  messageId: string | null;
}

/** Sends through the same public address, with the same key, as a shop would; entries over the API with the rights of whoever is here. */
export function useTryIt() {
  const sources = useGet<{ items: Source[] }>('/api/sources');
  const [sending, setSending] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);
  const [sent, setSent] = useState<Sent | null>(null);
  const writeKey = sources.data?.items[0]?.writeKey ?? null;
  const attempt = useCallback(async (what: Sent, send: () => Promise<unknown>): Promise<void> => {
    setSending(true);
    setFailure(null);
    try {
      await send();
      setSent(what);
    } catch (error) {
      setFailure(error);
    } finally {
      setSending(false);
    }
  }, []);
  const ingest = async (type: 'track' | 'identify', { who, ...content }: { who: EventCall['who']; [field: string]: unknown }): Promise<void> => {
    const messageId = `try-${crypto.randomUUID()}`;
    const at = new Date();
    const body = { messageId, ...who, ...content, timestamp: at.toISOString() };
    const headers = { authorization: `Basic ${btoa(`${writeKey ?? ''}:`)}` };
    await attempt({ at: at.getTime(), who, messageId: type === 'track' ? messageId : null }, async () => await call('POST', `/v1/${type}`, { body, headers }));
  };
  const track = async ({ who, name, properties }: EventCall): Promise<void> => await ingest('track', { who, event: name, properties });
  const identify = async (who: EventCall['who'], traits: EventCall['properties']): Promise<void> => await ingest('identify', { who, traits });
  const enter = async (journey: string, who: EventCall['who'], payload: EventCall['properties']): Promise<void> =>
    await attempt(
      { at: Date.now(), who, messageId: null },
      async () => await call('POST', `${journeyAddress(journey)}/entries`, { body: { people: [identityOf(who)], payload } }),
    );
  return { track, identify, enter, sending, failure, sent, writeKey };
}
