import type { EventDocument } from '@cairn/server/events/event.js';
import { collections } from '@cairn/server/platform/collections.js';
import type { Effect } from '@cairn/server/profiles/profile.js';
import { type Db, MongoClient } from 'mongodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { testDatabase } from '../../test/fixtures/mongo.js';
import { moveHistory } from './move-history.js';

const workspace = 'shop';
const [left, stayed] = ['shop:userId:ann', 'shop:userId:bob'];
const effect: Extract<Effect, { kind: 'moveHistory' }> = {
  id: 'history:m1',
  kind: 'moveHistory',
  from: ['holder', 'survivor'],
  profileId: 'loser',
  identities: [left],
};
const told = [collections.deliveries, collections.decisions, collections.runs];

let db: Db;
let drop: () => Promise<void>;
let uri: string;
let name: string;

beforeAll(async () => ({ db, drop, uri, name } = await testDatabase('move_history')));
afterAll(async () => await drop());
beforeEach(async () => {
  for (const of of [collections.events, ...told]) await db.collection(of).deleteMany({});
});

interface Run {
  id: string;
  /** Whose event caused it. */
  who: string;
  /** Of whom it is told so far. */
  of?: string;
  workspace?: string;
}

/** Runs with the event that caused each, a mail sent for it, a decision of the run itself, and one that the event caused besides. */
async function insertRuns(runs: Run[]): Promise<void> {
  const stories = runs.map(({ id, who, of = 'holder', workspace: own = workspace }) => {
    const base = { workspace: own, profileId: of };
    return {
      event: { _id: `${own}:e-${id}`, workspace: own, messageId: `e-${id}`, who } as EventDocument,
      run: { _id: `${own}:${id}`, ...base, runId: id, run: { trigger: { messageId: `e-${id}` } } },
      delivery: { _id: `${own}:d-${id}`, ...base, key: `d-${id}`, runId: id },
      decisions: [
        { _id: `${own}:${of}:sent-${id}`, ...base, decision: { kind: 'send', runId: id } },
        { _id: `${own}:${of}:refused-${id}`, ...base, decision: { kind: 'entry', cause: `e-${id}` } },
      ],
    };
  });
  const insert = async (of: string, documents: object[]) => void (await db.collection(of).insertMany(documents));
  await insert(
    collections.events,
    stories.map(({ event }) => event),
  );
  await insert(
    collections.runs,
    stories.map(({ run }) => run),
  );
  await insert(
    collections.deliveries,
    stories.map(({ delivery }) => delivery),
  );
  await insert(
    collections.decisions,
    stories.flatMap(({ decisions }) => decisions),
  );
}

/** Who is told of each run, its mail and both decisions. */
async function toldOf(id: string, own = workspace): Promise<string[]> {
  const found = await Promise.all([
    db.collection<{ _id: string; profileId: string }>(collections.runs).findOne({ _id: `${own}:${id}` }),
    db.collection<{ _id: string; profileId: string }>(collections.deliveries).findOne({ _id: `${own}:d-${id}` }),
    db.collection<{ _id: string; profileId: string }>(collections.decisions).findOne({ workspace: own, 'decision.runId': id }),
    db.collection<{ _id: string; profileId: string }>(collections.decisions).findOne({ workspace: own, 'decision.cause': `e-${id}` }),
  ]);
  return found.map((document) => document?.profileId ?? 'nobody');
}

const everything = async () => await Promise.all(told.map(async (of) => await db.collection<{ _id: string }>(of).find({}).sort({ _id: 1 }).toArray()));
const all = (profileId: string) => [profileId, profileId, profileId, profileId];

describe('what was told of two people as one', () => {
  const runs: Run[] = [
    { id: 'hers', who: left },
    { id: 'hers-before', who: left, of: 'survivor' },
    { id: 'his', who: stayed },
    { id: 'of-a-stranger', who: left, of: 'stranger' },
    { id: 'elsewhere', who: left, workspace: 'other' },
  ];

  it('goes with whom its event belongs to, and nobody else’s is touched', async () => {
    await insertRuns(runs);
    await moveHistory(db, workspace, effect);
    expect(await Promise.all(runs.map(async ({ id, workspace: own }) => await toldOf(id, own)))).toEqual([
      all('loser'),
      all('loser'),
      all('holder'),
      all('stranger'),
      all('holder'),
    ]);
  });

  it('is told the same however often it is moved', async () => {
    await insertRuns(runs);
    await moveHistory(db, workspace, effect);
    const once = await everything();
    await moveHistory(db, workspace, effect);
    expect(await everything()).toEqual(once);
  });

  it('follows a run that was recorded of its own person already: what was sent for it is not', async () => {
    await insertRuns([{ id: 'hers', who: left }]);
    await db.collection(collections.runs).updateOne({ runId: 'hers' }, { $set: { profileId: 'loser' } });
    await moveHistory(db, workspace, effect);
    expect(await toldOf('hers')).toEqual(all('loser'));
  });

  it('keeps what no event is known of with whom it is told of', async () => {
    await insertRuns([{ id: 'erased', who: left }]);
    await db.collection(collections.events).deleteMany({});
    await moveHistory(db, workspace, effect);
    expect(await toldOf('erased')).toEqual(all('holder'));
  });

  it('is moved whole where there are more runs and mails than are looked up at once', async () => {
    const many = Array.from({ length: 2_300 }, (_, at): Run => ({ id: `r${at}`, who: at % 2 === 0 ? left : stayed }));
    await insertRuns(many);
    await moveHistory(db, workspace, effect);
    const counts = await Promise.all(told.map(async (of) => await db.collection(of).countDocuments({ profileId: 'loser' })));
    expect(counts).toEqual([1_150, 2_300, 1_150]);
    expect([await toldOf('r2298'), await toldOf('r2299')]).toEqual([all('loser'), all('holder')]);
  });
});

describe('killed in the middle', () => {
  /** A client of a process that dies right before its n-th write, or right after it, unheard. */
  async function dyingAt(write: number, when: 'before' | 'after', work: (dying: Db) => Promise<void>): Promise<boolean> {
    const client = await new MongoClient(uri, { writeConcern: { w: 'majority' }, retryWrites: false }).connect();
    let writes = 0;
    let died = false;
    const dying = client.db(name);
    const real = dying.collection.bind(dying);
    const wrapped = Object.assign(Object.create(dying) as Db, {
      collection: (of: string) => {
        const collection = real(of);
        const updateMany = collection.updateMany.bind(collection);
        return Object.assign(collection, {
          updateMany: async (...args: Parameters<typeof updateMany>) => {
            const last = ++writes === write;
            if (last && when === 'before') throw new Error('killed');
            const answer = await updateMany(...args);
            if (last) throw new Error('killed');
            return answer;
          },
        });
      },
    });
    try {
      await work(wrapped);
    } catch (error) {
      if ((error as Error).message !== 'killed') throw error;
      died = true;
    } finally {
      await client.close();
    }
    return died;
  }

  it('before or after any of its writes, and done again, ends as if nothing had happened', async () => {
    const runs: Run[] = [
      { id: 'hers', who: left },
      { id: 'his', who: stayed },
      { id: 'hers-too', who: left, of: 'survivor' },
    ];
    await insertRuns(runs);
    await moveHistory(db, workspace, effect);
    const expected = await everything();
    let kills = 0;
    for (let write = 1; ; write++) {
      let died = false;
      for (const when of ['before', 'after'] as const) {
        for (const of of [collections.events, ...told]) await db.collection(of).deleteMany({});
        await insertRuns(runs);
        died = await dyingAt(write, when, async (dying) => await moveHistory(dying, workspace, effect));
        await moveHistory(db, workspace, effect);
        expect(await everything(), `killed ${when} write ${write}`).toEqual(expected);
        if (died) kills++;
      }
      if (!died) break;
    }
    // Deliveries, decisions and runs of the runs, then the other decisions.
    expect(kills).toBe(8);
  });
});
