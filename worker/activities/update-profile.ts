import type { EventsStore } from '@cairn/server/events/events.store.js';
import type { Clock } from '@cairn/server/profiles/core.js';
import { eventOfStep } from '@cairn/server/profiles/own-events.js';

import type { StepDeps } from './step.js';

/** Stores what a step sets as an event like anybody's, so that nothing passes catch-up by, and a merge or its undo finds it among the events. */
export function createProfileUpdater(events: Pick<EventsStore, 'insert'>, clock: Clock): StepDeps['updateProfile'] {
  return async (request) => {
    const { event, outcome } = eventOfStep(request, clock.now());
    if (event) await events.insert([event]);
    return outcome;
  };
}
