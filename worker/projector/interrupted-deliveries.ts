import type { DeliveryChange } from '@cairn/server/messages/deliveries.port.js';
import { DeliveriesStore } from '@cairn/server/messages/deliveries.store.js';
import type { DeliveryDocument } from '@cairn/server/messages/delivery.js';
import { collections, type RunDocument, type WorkspaceDocument } from '@cairn/server/platform/collections.js';
import type { Clock } from '@cairn/server/profiles/core.js';
import type { SendReason } from '@cairn/workflows/contracts/send-reasons.js';
import type { Db } from 'mongodb';

type Abandoned = Pick<DeliveryDocument, 'key' | 'handOver'> & { reason: SendReason };

/** Still only intended, while their run has ended, or stands elsewhere (a publish plan moved it). A run that waits (paused, sending stopped) keeps its intention. */
async function abandoned(db: Db, workspace: string, before: Date, limit: number): Promise<Abandoned[]> {
  const intended = await db
    .collection<DeliveryDocument>(collections.deliveries)
    .find(
      { workspace, state: 'intended', updatedAt: { $lt: before } },
      { projection: { key: 1, handOver: 1, runId: 1, stepId: 1, visit: 1 }, limit, sort: { createdAt: -1 }, readConcern: { level: 'majority' } },
    )
    .toArray();
  if (intended.length === 0) return [];
  const ids = intended.map(({ runId }) => `${workspace}:${runId}`);
  const runs = await db
    .collection<RunDocument>(collections.runs)
    .find({ _id: { $in: ids } }, { projection: { runId: 1, state: 1, 'run.position': 1 } })
    .toArray();
  const runOf = new Map(runs.map((run) => [run.runId, run]));
  return intended.flatMap(({ key, handOver, runId, stepId, visit }) => {
    const found = runOf.get(runId);
    if (!found) return [];
    const { state, run } = found;
    const isThere = run.position.stepId === stepId && run.position.visit === visit;
    return state === 'active' && isThere ? [] : [{ key, handOver, reason: state === 'ended' ? 'run-ended' : 'run-moved' }];
  });
}

/** Longer than any activity may take: nobody who began this hand-over can still be at it. */
const interruptedAfterMs = 5 * 60_000;

/**
 * A hand-over that was cut off is called `unknown` by the next attempt of its step, a message not yet handed over is refused by it. Where none
 * comes, because the run was ended or moved meanwhile, this does both. Found by the simulation (`sent-but-denied`). Answers how many.
 */
export async function settleInterrupted(db: Db, clock: Clock, limit = 100): Promise<number> {
  const store = new DeliveriesStore(db);
  const before = new Date(clock.now() - interruptedAfterMs);
  const workspaces = await db
    .collection<WorkspaceDocument>(collections.workspaces)
    .find({}, { projection: { _id: 1 } })
    .toArray();
  let settled = 0;
  for (const { _id: workspace } of workspaces) {
    const late = await db
      .collection<DeliveryDocument>(collections.deliveries)
      .find(
        { workspace, state: 'handing-over', handedOverAt: { $lt: before } },
        { projection: { key: 1, handOver: 1 }, limit, readConcern: { level: 'majority' } },
      )
      .toArray();
    for (const { key, handOver } of late) {
      const change: DeliveryChange = { from: ['handing-over'], to: 'unknown', reason: 'hand-over-interrupted' };
      if (await store.settle(workspace, key, handOver, change, new Date(clock.now()))) settled++;
    }
    for (const { key, handOver, reason } of await abandoned(db, workspace, before, limit)) {
      const change: DeliveryChange = { from: ['intended'], to: 'refused', reason };
      if (await store.settle(workspace, key, handOver, change, new Date(clock.now()))) settled++;
    }
  }
  return settled;
}
