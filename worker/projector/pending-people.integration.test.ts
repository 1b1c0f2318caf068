import type { EventDocument } from '@cairn/server/events/event.js';
import { EventsStore } from '@cairn/server/events/events.store.js';
import { collections } from '@cairn/server/platform/collections.js';
import type { Person } from '@cairn/server/profiles/core.js';
import type { ProfileCoreService } from '@cairn/server/profiles/profile-core.js';
import type { Db } from 'mongodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';

import { testDatabase } from '../../test/fixtures/mongo.js';
import { PendingPeople } from './pending-people.js';
import { createProjector, type Projector } from './projector.js';

let db: Db;
let drop: () => Promise<void>;

function event(index: number, who: string, pending: number): EventDocument {
  const at = new Date();
  const [workspace = ''] = who.split(':', 1);
  return {
    ...{ _id: `${workspace}:${who}/${index}`, workspace, messageId: `${who}/${index}`, type: 'track', name: 'x', timestamp: at, receivedAt: at },
    ...{ source: 's', who, names: [who], properties: {}, pending, replayAttempt: 0 },
  };
}

const insert = async (events: EventDocument[]) => void (await db.collection<EventDocument>(collections.events).insertMany(events));
const named = (people: Person[]) => people.flatMap((person) => ('identity' in person ? [person.identity] : []));

/** A projector whose core does this with whom it is given, by name, and then marks them done. */
function projectorFolding(fold: (names: string[]) => Promise<void>): Projector {
  const core = {
    fold: async (people: Person[]) => {
      const names = named(people);
      await fold(names);
      await db.collection<EventDocument>(collections.events).updateMany({ who: { $in: names } }, { $unset: { pending: '' } });
    },
    performEffects: async () => undefined,
  } as unknown as ProfileCoreService;
  const nothing = async () => await Promise.reject(new Error('Nothing is defined.'));
  const log = { warn: () => undefined, info: () => undefined };
  return createProjector({ db, core, definitions: { current: nothing, fresh: nothing }, clock: { now: () => Date.now() }, log, workerId: 'w1', pollMs: 50 });
}

beforeAll(async () => {
  ({ db, drop } = await testDatabase('pending_people'));
  await new EventsStore(db).ensureIndexes();
});

afterAll(async () => await drop());
beforeEach(async () => void (await db.collection(collections.events).deleteMany({})));

describe('the sweep of pending events', () => {
  it('passes by a backlog to those behind it in the same bucket, and comes back', async () => {
    await insert([
      ...Array.from({ length: 3_500 }, (_, index) => event(index, 'a:userId:backlog', 7)),
      event(0, 'z:userId:small', 7),
      event(0, 'z:userId:other', 200),
    ]);
    const pending = new PendingPeople(db);
    const buckets = Array.from({ length: 256 }, (_, bucket) => bucket);
    const looks = [await pending.find('live', buckets, 100), await pending.find('live', buckets, 100), await pending.find('live', buckets, 100)];
    expect(looks.map(({ people }) => named(people))).toEqual([['a:userId:backlog'], ['z:userId:small', 'z:userId:other'], ['a:userId:backlog']]);
    expect(looks[0]?.more).toBe(true);
    // A worker with a share of the buckets does the same.
    const shared = new PendingPeople(db);
    await shared.find('live', [7, 9], 100);
    expect(named((await shared.find('live', [7, 9], 100)).people)).toEqual(['z:userId:small']);
  });

  it('lets a small workspace in while the backlog of a large one fills every look', async () => {
    await db.collection(collections.workspaces).insertMany(['a', 'm', 'z'].map((_id) => ({ _id: _id as never })));
    await insert([
      ...Array.from({ length: 6_500 }, (_, index) => event(0, `a:userId:${index}`, index % 190)),
      event(0, 'z:userId:small', 200),
      event(0, 'z:userId:imported', 456),
    ]);
    const pending = new PendingPeople(db);
    const buckets = Array.from({ length: 256 }, (_, bucket) => bucket);
    const first = named((await pending.find('live', buckets, 1_500)).people);
    expect(first.length).toBe(1_500);
    expect(first.filter((who) => who.startsWith('z:'))).toEqual(['z:userId:small']);
    // A worker without that bucket leaves it to its owner.
    const shared = named((await new PendingPeople(db).find('live', buckets.slice(0, 195), 1_500)).people);
    expect(shared.some((who) => who.startsWith('z:'))).toBe(false);
    await db.collection(collections.workspaces).deleteMany({});
  });

  it('goes on with the others, imports too, while somebody cannot be folded', async () => {
    await insert([event(0, 'a:userId:broken', 1), event(0, 'a:userId:well', 2), event(0, 'a:userId:imported', 258)]);
    const folded: string[] = [];
    let tries = 0;
    const projector = projectorFolding(async (names) => {
      if (names.includes('a:userId:broken')) {
        if (names.length === 1) tries++;
        throw new Error('This person cannot be folded.');
      }
      folded.push(...names);
    });
    projector.start();
    try {
      await vi.waitFor(() => expect(folded.sort()).toEqual(['a:userId:imported', 'a:userId:well']), { timeout: 3_000 });
      // Tried again, but no more often than is of use.
      await vi.waitFor(() => expect(tries).toBeGreaterThan(1), { timeout: 5_000 });
      expect(tries).toBeLessThan(10);
    } finally {
      await projector.stop();
    }
  });

  it('folds one person’s flood beside the others, once at a time, and everybody else meanwhile', async () => {
    await insert([...Array.from({ length: 400 }, (_, index) => event(index, 'a:userId:flood', 3)), event(0, 'a:userId:first', 3)]);
    const folded: string[] = [];
    let floods = 0;
    let endOfFlood = (): void => undefined;
    const flooding = new Promise<void>((resolve) => (endOfFlood = resolve));
    const projector = projectorFolding(async (names) => {
      if (names.includes('a:userId:flood')) {
        floods++;
        expect(names).toEqual(['a:userId:flood']);
        await flooding;
      }
      folded.push(...names);
    });
    projector.start();
    try {
      await vi.waitFor(() => expect(folded).toEqual(['a:userId:first']), { timeout: 3_000 });
      await insert([event(0, 'a:userId:later', 3), event(0, 'z:userId:other', 200), event(0, 'a:userId:imported', 258)]);
      await vi.waitFor(() => expect(folded.slice(1).sort()).toEqual(['a:userId:imported', 'a:userId:later', 'z:userId:other']), { timeout: 3_000 });
      expect(floods).toBe(1);
      endOfFlood();
      await vi.waitFor(() => expect(folded).toContain('a:userId:flood'), { timeout: 3_000 });
    } finally {
      endOfFlood();
      await projector.stop();
    }
  });
});
