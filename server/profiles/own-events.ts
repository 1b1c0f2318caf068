import { compilePath } from '@cairn/rules/compile/path.js';
import type { Json } from '@cairn/rules/contracts/facts.js';
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

/**
 * Traits that Cairn itself sets are set by an `identify` call like anybody's, under an id of what set them: so they stay a function of events, and
 * happen once however often they are done. Undefined: no event may say this.
 */
export function eventOfRule(workspace: string, { messageId, rule, owner, traits, at, historic }: Extract<Effect, { kind: 'setTraits' }>, receivedAt: number) {
  const named = Object.fromEntries(Object.entries(traits).map(([name, value]) => [unescapeKey(name), value]));
  const call = { messageId, traits: named, timestamp: new Date(at).toISOString(), context: { by: `rule:${rule}` } };
  return identifyCall(call, { workspace, source: ruleSource, owner, receivedAt, isImport: historic });
}

/** Of one visit of a step. What the trigger does not carry is left as it is. */
export function eventOfStep(profile: Readonly<ProfileDocument>, run: RunState, step: UpdateProfileStep, receivedAt: number) {
  const { workspace } = profile;
  const traits = step.traits.flatMap(({ name, value }): [string, Json][] => {
    const set = typeof value === 'object' && value !== null ? compilePath(value.trigger)(run.trigger.properties) : value;
    return set === undefined ? [] : [[name, set]];
  });
  const messageId = `step-${hashId('traits', workspace, run.runId, step.id, String(run.position.visit))}`;
  const call = { messageId, traits: Object.fromEntries(traits), context: { by: `journey:${run.journey}` } };
  return identifyCall(call, { workspace, source: 'journey', owner: strongestIdentity(profile), receivedAt, isImport: false });
}

function identifyCall(call: object, envelope: Omit<EventEnvelope, 'triggerAgeMs'>): EventDocument | undefined {
  try {
    return readEvent(call, 'identify', { ...envelope, triggerAgeMs: Number.POSITIVE_INFINITY });
  } catch (error) {
    if (error instanceof EventRefusal) return undefined;
    throw error;
  }
}
