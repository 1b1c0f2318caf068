import { DeliveriesStore } from '@cairn/server/messages/deliveries.store.js';
import { collections } from '@cairn/server/platform/collections.js';
import type { Db } from 'mongodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { testDatabase } from '../../test/fixtures/mongo.js';
import { settleInterrupted } from './interrupted-deliveries.js';

const workspace = 'shop';
const minute = 60_000;
let db: Db;
let drop: () => Promise<void>;
let deliveries: DeliveriesStore;

beforeAll(async () => {
  ({ db, drop } = await testDatabase('interrupted'));
  deliveries = new DeliveriesStore(db);
  await db.collection<{ _id: string }>(collections.workspaces).insertOne({ _id: workspace });
});
afterAll(async () => await drop());
beforeEach(async () => {
  for (const name of [collections.deliveries, collections.runs]) await db.collection(name).deleteMany({});
});

/** Begun at 0 by a run at its mail. */
async function begun(): Promise<void> {
  const at = { journey: 'cart', version: 'v', runId: 'r1', stepId: 'mail', visit: 1 };
  const intent = { workspace, key: 'd1', profileId: 'p1', ...at, channel: 'email' as const, template: 't', transactional: false };
  await deliveries.beginAttempt(intent, new Date(0));
}

async function runStands(state: 'active' | 'ended', stepId: string, visit = 1): Promise<void> {
  await db
    .collection<{ _id: string }>(collections.runs)
    .insertOne({ _id: `${workspace}:r1`, ...{ workspace, runId: 'r1', state, run: { position: { stepId, visit } } } } as never);
}

const settle = async (now: number): Promise<unknown[]> => {
  await settleInterrupted(db, { now: () => now });
  const found = await deliveries.read(workspace, 'd1');
  return [found?.state, found?.reason];
};

describe('a delivery whose run asks no more', () => {
  it.each([
    ['ended', 'mail', 1, 'refused', 'run-ended'],
    ['active', 'later', 1, 'refused', 'run-moved'],
    ['active', 'mail', 2, 'refused', 'run-moved'],
    ['active', 'mail', 1, 'intended', undefined],
  ] as const)('the run is %s at %s, visit %i: %s %s', async (state, stepId, visit, then, reason) => {
    await begun();
    await runStands(state, stepId, visit);
    expect(await settle(4 * minute)).toEqual(['intended', undefined]);
    expect(await settle(6 * minute)).toEqual([then, reason]);
  });

  it('of a run that is not told of yet is left alone', async () => {
    await begun();
    expect(await settle(6 * minute)).toEqual(['intended', undefined]);
  });

  it('cut off between provider and ledger becomes unknown', async () => {
    await begun();
    await runStands('ended', 'mail');
    const content = { subject: 's', html: 'h', text: 't' };
    await deliveries.beginHandOver(
      workspace,
      'd1',
      1,
      { to: 'a@example.com', providerMessageId: 'm', templateVersion: 't1', content } as never,
      new Date(minute),
    );
    expect(await settle(5 * minute)).toEqual(['handing-over', undefined]);
    expect(await settle(7 * minute)).toEqual(['unknown', 'hand-over-interrupted']);
  });
});
