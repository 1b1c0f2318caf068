import type { Json } from '@cairn/rules/contracts/facts.js';

import type { EventDocument } from '../events/event.js';
import { type EventEnvelope, readEvent } from '../events/read-event.js';
import { newIdentity, newProfile } from '../profiles/new-profile.js';
import type { ProfileDocument, TagState } from '../profiles/profile.js';
import { simulatedWorkspaceName as workspace } from './simulated-workspace.js';

/** Who somebody is when the simulation begins. */
export interface PersonAtStart {
  /** Also their userId. Random shares are drawn by it. */
  id: string;
  traits?: { [name: string]: Json };
  /** That stand. */
  tags?: readonly string[];
  /** Channels that they unsubscribed from. */
  unsubscribed?: readonly string[];
}

/** The profile, and what it is still to fold. */
export function personAtStart(
  { id, traits = {}, tags = [], unsubscribed = [] }: PersonAtStart,
  startsAt: number,
): { profile: ProfileDocument; events: EventDocument[] } {
  const since = new Date(startsAt);
  const first = { messageId: `${id} as they are`, receivedAt: since };
  const profile = newProfile(workspace, id, newIdentity(workspace, identityOf(id), id, first));
  const on: TagState = { on: true, since, by: 'import', source: 'simulation' };
  profile.tags = Object.fromEntries(tags.map((tag) => [tag, on]));
  profile.consent = { unsubscribed: Object.fromEntries(unsubscribed.map((channel) => [channel, since])) };
  if (Object.keys(traits).length === 0) return { profile, events: [] };
  return { profile, events: [readCall({ type: 'identify', messageId: first.messageId, traits }, id, startsAt, { isImport: true })] };
}

/**
 * A call of the Segment Spec as this person's own, whomever else it names.
 * @param receivedAt ms UTC; its time too, where the call says none
 * @throws EventRefusal as the events API would refuse it
 */
export function readCall(
  call: unknown,
  personId: string,
  receivedAt: number,
  options: Partial<Pick<EventEnvelope, 'isImport' | 'triggerAgeMs'>> = {},
): EventDocument {
  return readEvent(call, undefined, {
    ...{ workspace, source: 'simulation', owner: identityOf(personId), receivedAt, isImport: false, triggerAgeMs: 3_600_000 },
    ...options,
  });
}

function identityOf(personId: string): string {
  return `${workspace}:userId:${personId}`;
}
