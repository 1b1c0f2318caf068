import type { EventDocument } from '@cairn/server/events/event.js';
import type { EventsStore } from '@cairn/server/events/events.store.js';
import { collections } from '@cairn/server/platform/collections.js';
import { notYet } from '@cairn/server/profiles/memory-database.js';
import { performStep } from '@cairn/worker/activities/step.js';
import { createProfileUpdater } from '@cairn/worker/activities/update-profile.js';
import type { Command } from '@cairn/workflows/contracts/run.js';

import type { Process } from './scheduler.js';
import { senderFor } from './sim-sender.js';
import { watchedTimeouts } from './watches.js';
import { coreOf } from './worker-core.js';
import type { SimWorkflow, World } from './world.js';
import { workspace } from './world-definitions.js';

type Going = Exclude<Command, { kind: 'end' }>;

/** The generic run workflow: performs a command, then asks an activity for the next, until there is none. */
export async function workflow(world: World, process: Process, runId: string): Promise<void> {
  const { scheduler, random, settings } = world;
  const run = world.workflows.get(runId) as SimWorkflow;
  let { command } = run;
  while (command.kind !== 'end') {
    const current: Going = command;
    let firedFor: number | undefined;
    if (current.kind === 'wait') {
      const { until } = current;
      firedFor = await process
        .step('wait', () => (run.poked ? { at: undefined } : until !== null && world.nowMs >= until ? { at: until } : notYet))
        .then(({ at }) => at);
    }
    run.poked = false;
    const attempts: { process: Process; answer?: Command }[] = [];
    const start = () => {
      const attempt: (typeof attempts)[number] = { process: undefined as unknown as Process };
      attempts.push(attempt);
      attempt.process = scheduler.spawn(`step-${runId.slice(0, 6)}-${current.transition}`, async (activity) => {
        attempt.answer = await step(world, activity, { runId, run, command: current, firedFor });
      });
    };
    command = await process.step('activity', () => {
      const last = attempts.at(-1);
      if (last?.answer) return last.answer;
      const late = scheduler.chaos && attempts.length < 4 && random.chance(settings.heartbeat);
      if (!last || last.process.state === 'failed' || last.process.state === 'dead' || late) start();
      return notYet;
    });
  }
  run.closed = true;
}

/** Stores as the product's own store does: once under its id, and acknowledged by a majority. */
function eventsOf(world: World, process: Process): Pick<EventsStore, 'insert'> {
  const { db } = world;
  return {
    insert: async (documents) => {
      for (const document of documents) {
        const index = await process.step(`insert ${document.messageId.slice(0, 14)}`, () =>
          db.get(collections.events, document._id) ? 0 : db.put([{ collection: collections.events, id: document._id, document: queued(document) }]),
        );
        if (index > 0) await world.majority(process, index);
        else await process.step('majority read', () => (db.view({ index: 0 })?.read(collections.events).has(document._id) ? true : notYet));
      }
      return documents.map(() => 'stored');
    },
  };
}

function queued(document: EventDocument): EventDocument {
  return { ...document, pending: 0 };
}

interface StepInput {
  runId: string;
  run: SimWorkflow;
  command: Going;
  firedFor: number | undefined;
}

async function step(world: World, process: Process, { runId, run, command, firedFor }: StepInput): Promise<Command> {
  const { core, store } = coreOf(world, process, world.random.pick(world.workers));
  return await performStep(
    {
      core: watchedTimeouts(world, core, runId),
      send: async (request, session) => await senderFor(world, process, core, runId).send(request, session),
      updateProfile: createProfileUpdater(eventsOf(world, process), { now: () => world.nowMs }),
      journeyNow: async () => ({ state: 'live', plans: [] }),
      barrier: async (session) => {
        if (!world.mutant.noBarrier) await store.barrier(session, workspace, run.profileId);
      },
    },
    {
      workspace,
      profileId: run.profileId,
      journey: run.journey,
      runId,
      transition: command.transition,
      ...(firedFor !== undefined && { firedFor }),
    },
    command.queue,
  );
}
