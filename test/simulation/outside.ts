import type { EventDocument } from '@cairn/server/events/event.js';
import { collections } from '@cairn/server/platform/collections.js';
import { notYet } from '@cairn/server/profiles/memory-database.js';

import { LostReply, type Process } from './scheduler.js';
import { documentOf, type SimEvent, timestampOf } from './sim-events.js';
import type { World } from './world.js';

/** Sends one event until it is acknowledged, and now and then once more. */
export async function client(world: World, process: Process, event: SimEvent): Promise<void> {
  const { db, mutant, scheduler } = world;
  await process.step('wait', () => (world.second >= event.sendAt || !scheduler.chaos ? true : notYet));
  event.timestamp ??= timestampOf(event, world.events.indexOf(event), world.second);
  const document = documentOf(event, world.nowMs);
  const inserted = await process.step(`insert ${event.id} ${event.kind} ${event.names.join()}`, () => {
    const found = db.get<EventDocument>(collections.events, document._id);
    if (!found && world.published) world.sincePublished.add(event.id);
    return found ? { repeat: true, index: 0 } : { repeat: false, index: db.put([{ collection: collections.events, id: document._id, document }]) };
  });
  if (inserted.repeat) {
    if (!mutant.repeatsUnasked) await process.step('majority read', () => (db.view({ index: 0 })?.read(collections.events).has(document._id) ? true : notYet));
  } else if (!mutant.insertsUnawaited) await world.majority(process, inserted.index);
  await process.step(`ACK ${event.id}`, () => void world.acknowledged.add(event.id));
  // A client that heard nothing sends again; so does one that only thinks so.
  if (world.random.chance(0.2)) throw new LostReply('Sends again.');
}

/** A person who replays dead letters. */
export async function replayer({ db, random }: World, process: Process): Promise<void> {
  for (;;) {
    const event = await process.step('look for dead letters', () => {
      const dead = db.all<EventDocument>(collections.events).filter(({ refused }) => refused);
      return dead.length > 0 && (db.get('definitions', 'definitions') || random.chance(0.1)) ? random.pick(dead) : notYet;
    });
    await process.step(`replay ${event.messageId}`, () => {
      const found = db.get<EventDocument>(collections.events, event._id);
      if (!found?.refused || found.replayAttempt !== event.replayAttempt) return false;
      const { refused: _refused, ...rest } = found;
      const replayed: EventDocument = { ...rest, pending: 0, replayAttempt: event.replayAttempt + 1 };
      db.put([{ collection: collections.events, id: event._id, document: replayed }]);
      return true;
    });
  }
}

/** Publishes epoch 2; the backfill is the sweep of the profiles below it. */
export async function publisher(world: World, process: Process): Promise<void> {
  const { db, scheduler } = world;
  const since = world.settings.story ? 4 : 4 + world.random.below(8);
  await process.step('wait to publish', () => (world.second >= since || !scheduler.chaos ? true : notYet));
  const index = await process.step('publish', () =>
    db.put([{ collection: 'definitions', id: 'definitions', document: { _id: 'definitions', epoch: 2 } as { _id: string } }]),
  );
  await world.majority(process, index);
  world.published = true;
  for (const worker of world.workers) {
    await process.step('worker reloads', () => {
      if (worker.epoch < 2 && scheduler.chaos && !world.random.chance(0.3)) return notYet;
      worker.epoch = 2;
      return true;
    });
  }
}
