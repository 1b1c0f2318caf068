import type { EventDocument } from '../events/event.js';

/** Names an event and its replay attempt in `profile.applied` (core 9): a replayed dead letter is another event to the fold. */
export function tokenOf(event: Pick<EventDocument, 'messageId' | 'replayAttempt'>): string {
  return `${event.messageId}/${event.replayAttempt}`;
}

/** How `applied` records an event that could not be folded. */
export function refusedToken(token: string): string {
  return `${token}!`;
}

export function parseToken(entry: string): { messageId: string; replayAttempt: number; refused: boolean } {
  const refused = entry.endsWith('!');
  const token = refused ? entry.slice(0, -1) : entry;
  const slash = token.lastIndexOf('/');
  return { messageId: token.slice(0, slash), replayAttempt: Number(token.slice(slash + 1)), refused };
}

/** Was this very attempt of the event folded, or refused, by this profile? */
export function isApplied(applied: ReadonlySet<string>, event: Pick<EventDocument, 'messageId' | 'replayAttempt'>): boolean {
  const token = tokenOf(event);
  return applied.has(token) || applied.has(refusedToken(token));
}
