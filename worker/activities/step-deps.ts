import { EventsStore } from '@cairn/server/events/events.store.js';
import { JourneysStore } from '@cairn/server/journeys/journeys.store.js';
import { RunsStore } from '@cairn/server/journeys/runs.store.js';
import type { SendPort } from '@cairn/server/messages/send.js';
import { gathered } from '@cairn/server/platform/gathering.js';
import type { Clock, ProfileCore } from '@cairn/server/profiles/core.js';
import type { Db } from 'mongodb';

import type { StepDeps } from './step.js';
import { createProfileUpdater } from './update-profile.js';

/** What a step needs, over the real database. */
export function createStepDeps(db: Db, core: ProfileCore, sender: SendPort, clock: Clock): StepDeps {
  const journeys = new JourneysStore(db);
  const runs = new RunsStore(db);
  return {
    core,
    send: async (request, session) => await sender.send(request, session),
    updateProfile: createProfileUpdater(new EventsStore(db), clock),
    journeyNow: gathered(async (workspace: string, journey: string) => await journeys.readNow(workspace, journey)),
    barrier: async (session, { workspace, runId }) => await runs.touch(session, workspace, runId),
  };
}
