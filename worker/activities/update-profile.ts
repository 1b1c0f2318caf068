import { compilePath } from '@cairn/rules/compile/path.js';
import type { Json } from '@cairn/rules/contracts/facts.js';
import { EventRefusal } from '@cairn/server/events/events.errors.js';
import type { EventsStore } from '@cairn/server/events/events.store.js';
import { readEvent } from '@cairn/server/events/read-event.js';
import type { Clock } from '@cairn/server/profiles/core.js';
import { strongestIdentity } from '@cairn/server/profiles/strongest-identity.js';
import type { UpdateProfileStep } from '@cairn/workflows/contracts/journey.js';
import { hashId } from '@cairn/workflows/contracts/names.js';
import type { RunState } from '@cairn/workflows/contracts/run.js';

import type { StepDeps } from './step.js';

/** Of the events that journeys bring. */
const journeySource = 'journey';

/** Traits that a step sets: an identify call like anybody's, so that nothing passes catch-up by, and a merge or its undo finds it among the events. */
export function createProfileUpdater(events: Pick<EventsStore, 'insert'>, clock: Clock): StepDeps['updateProfile'] {
  return async ({ profile, run, step }) => {
    const { stepId, visit, arrivedAt } = run.position;
    const settled = (reason?: string) => ({ stepId, visit, outcome: 'updated' as const, ...(reason !== undefined && { reason }) });
    if (profile.identities.length === 0) return settled('no-identity');
    const traits = traitsOf(step, run);
    if (Object.keys(traits).length === 0) return settled();
    const { workspace } = profile;
    const call = {
      messageId: `journey-${hashId('update', workspace, run.runId, stepId, String(visit))}`,
      traits,
      // After the event that brought the run here.
      timestamp: new Date(arrivedAt + 1).toISOString(),
      context: { by: `journey:${run.journey}` },
    };
    const around = { workspace, source: journeySource, owner: strongestIdentity(profile), receivedAt: clock.now(), triggerAgeMs: Number.POSITIVE_INFINITY };
    try {
      await events.insert([readEvent(call, 'identify', { ...around, isImport: false })]);
      return settled();
    } catch (error) {
      // What no event may say is not said, now or later: a run never stalls.
      if (error instanceof EventRefusal) return settled('refused-value');
      throw error;
    }
  };
}

/** A property that the trigger does not have sets nothing. */
function traitsOf({ traits }: UpdateProfileStep, { trigger }: RunState): { [name: string]: Json } {
  return Object.fromEntries(
    traits.flatMap(({ name, value }): [string, Json][] => {
      const taken = typeof value === 'object' && value !== null ? compilePath(value.trigger)(trigger.properties) : value;
      return taken === undefined ? [] : [[name, taken]];
    }),
  );
}
