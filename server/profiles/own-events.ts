import { compilePath } from '@cairn/rules/compile/path.js';
import type { Json } from '@cairn/rules/contracts/facts.js';
import type { SendOutcome } from '@cairn/workflows/contracts/interpreter.js';
import type { UpdateProfileStep } from '@cairn/workflows/contracts/journey.js';
import { hashId } from '@cairn/workflows/contracts/names.js';
import type { RunState } from '@cairn/workflows/contracts/run.js';

import type { EventDocument } from '../events/event.js';
import { EventRefusal } from '../events/events.errors.js';
import { type EventEnvelope, readEvent } from '../events/read-event.js';
import { unescapeKey } from '../platform/keys.js';
import { ruleSource } from './fold-rules.js';
import type { Effect, ProfileDocument } from './profile.js';
import { strongestIdentity } from './strongest-identity.js';

/** Of the events that journeys bring. */
const journeySource = 'journey';

/**
 * Traits that Cairn itself sets are set by an `identify` call like anybody's, under an id of what set them: so they stay a function of events, and
 * happen once however often they are done. Undefined: no event may say this.
 */
export function eventOfRule(workspace: string, { messageId, rule, owner, traits, at, historic }: Extract<Effect, { kind: 'setTraits' }>, receivedAt: number) {
  const named = Object.fromEntries(Object.entries(traits).map(([name, value]) => [unescapeKey(name), value]));
  const call = { messageId, traits: named, timestamp: new Date(at).toISOString(), context: { by: `rule:${rule}` } };
  return identifyCall(call, { workspace, source: ruleSource, owner, receivedAt, isImport: historic });
}

/**
 * Of one visit of a step, dated after what brought the run here. What the trigger does not carry is left as it is; where there is nothing that can be said the outcome says
 * why, for a run never stalls.
 */
export function eventOfStep(
  { profile, run, step }: { profile: Readonly<ProfileDocument>; run: RunState; step: UpdateProfileStep },
  receivedAt: number,
): { event?: EventDocument; outcome: SendOutcome } {
  const { stepId, visit, arrivedAt } = run.position;
  const { workspace } = profile;
  const outcome = (reason?: string): SendOutcome => ({ stepId, visit, outcome: 'updated', ...(reason !== undefined && { reason }) });
  const traits = step.traits.flatMap(({ name, value }): [string, Json][] => {
    const set = typeof value === 'object' && value !== null ? compilePath(value.trigger)(run.trigger.properties) : value;
    return set === undefined ? [] : [[name, set]];
  });
  if (profile.identities.length === 0) return { outcome: outcome('no-identity') };
  if (traits.length === 0) return { outcome: outcome() };
  const messageId = `journey-${hashId('update', workspace, run.runId, stepId, String(visit))}`;
  const at = arrivedAt + 1;
  const call = { messageId, traits: Object.fromEntries(traits), timestamp: new Date(at).toISOString(), context: { by: `journey:${run.journey}` } };
  const envelope = { workspace, source: journeySource, owner: strongestIdentity(profile), receivedAt: Math.max(receivedAt, at), isImport: false };
  const event = identifyCall(call, envelope);
  return event ? { event, outcome: outcome() } : { outcome: outcome('refused-value') };
}

function identifyCall(call: object, envelope: Omit<EventEnvelope, 'triggerAgeMs'>): EventDocument | undefined {
  try {
    return readEvent(call, 'identify', { ...envelope, triggerAgeMs: Number.POSITIVE_INFINITY });
  } catch (error) {
    if (error instanceof EventRefusal) return undefined;
    throw error;
  }
}
