import { unescapeKeys } from '../platform/keys.js';
import type { EventDocument } from './event.js';
import type { EventAnswer } from './events.schemas.js';

/**
 * A stored event for people to read: keys as they were sent.
 *
 * @param isApplied it is on the profile although its own mark may still say pending.
 */
export function toEventAnswer(event: EventDocument, isApplied = false): EventAnswer {
  return {
    messageId: event.messageId,
    type: event.type,
    name: event.name,
    timestamp: event.timestamp.toISOString(),
    receivedAt: event.receivedAt.toISOString(),
    source: event.source,
    who: event.who.slice(event.workspace.length + 1),
    ...(event.traits ? { traits: unescapeKeys(event.traits) } : {}),
    ...(event.properties ? { properties: unescapeKeys(event.properties) } : {}),
    ...(event.context ? { context: unescapeKeys(event.context) } : {}),
    historic: event.historic ?? false,
    fromFuture: event.fromFuture ?? false,
    state: event.refused !== undefined ? 'refused' : isApplied || event.pending === undefined ? 'applied' : 'pending',
    refused: event.refused === undefined ? null : { code: event.refused.code, message: event.refused.message, at: event.refused.at.toISOString() },
  };
}
