import { backfillWorkflowIdFor } from '@cairn/workflows/contracts/backfill.js';
import type { Client } from '@temporalio/client';

import { OperationalError, UserError } from '../platform/errors.js';
import { decodeCursor, type ListQuery, type Page, pageOf } from '../platform/lists.js';
import type { Clock } from '../profiles/core.js';
import type { BackfillAnswer } from './backfills.schemas.js';
import type { BackfillDocument, BackfillsStore } from './backfills.store.js';

interface Dependencies {
  store: BackfillsStore;
  temporal: Pick<Client, 'connection' | 'workflow'>;
  /** The workspace's epoch now. */
  epochOf(workspace: string): Promise<number>;
  clock: Clock;
}

const patienceMs = 5_000;

/** How asking everybody again stands after definitions changed; workers begin it by themselves. */
export class BackfillsService {
  constructor(private readonly deps: Dependencies) {}

  /** Newest first. */
  async list(workspace: string, { cursor, limit }: ListQuery): Promise<Page<BackfillAnswer>> {
    const { store, epochOf } = this.deps;
    const before = cursor === undefined ? undefined : decodeCursor(cursor, ['string'])[0];
    const [found, newest, epoch] = await Promise.all([store.list(workspace, limit + 1, before), store.list(workspace, 1), epochOf(workspace)]);
    return pageOf(
      found,
      limit,
      (backfill) => toAnswer(backfill, backfill.id === newest[0]?.id && backfill.epoch >= epoch),
      ({ id }) => [id],
    );
  }

  /**
   * Ends it within seconds. Whoever was not asked yet is asked when something happens to them, or when definitions change, or it goes on. Safe to repeat.
   * @throws UserError `unknown-backfill`; OperationalError `temporal-unavailable`
   */
  async cancel(workspace: string, id: string): Promise<BackfillAnswer> {
    const { store, temporal, clock, epochOf } = this.deps;
    const backfill = await this.require(workspace, id);
    if (backfill.state === 'running') {
      try {
        await temporal.connection.withDeadline(
          Date.now() + patienceMs,
          async () => await temporal.workflow.getHandle(backfillWorkflowIdFor(workspace)).cancel(),
        );
      } catch (error) {
        if ((error as Error).name !== 'WorkflowNotFoundError') throw unavailable(error);
        await store.end(workspace, id, { state: 'cancelled', epoch: await epochOf(workspace), now: new Date(clock.now()) });
      }
    }
    return toAnswer(await this.require(workspace, id), true);
  }

  /** Of a cancelled one: those who were not asked are asked after all, by another. @throws UserError `unknown-backfill` */
  async resume(workspace: string, id: string): Promise<BackfillAnswer> {
    await this.require(workspace, id);
    await this.deps.store.release(workspace, id, new Date(this.deps.clock.now()));
    return toAnswer(await this.require(workspace, id), true);
  }

  private async require(workspace: string, id: string): Promise<BackfillDocument> {
    const backfill = await this.deps.store.read(workspace, id);
    if (backfill === null)
      throw new UserError(404, 'unknown-backfill', `There is no backfill ${id.slice(0, 100)}.`, { action: 'GET /api/backfills lists them.' });
    return backfill;
  }
}

function toAnswer({ workspace, id, state, done, total, startedAt, endedAt, releasedAt }: BackfillDocument, isNewest: boolean): BackfillAnswer {
  return {
    ...{ id, state, done, total, holdsBack: state === 'cancelled' && isNewest && releasedAt === undefined },
    startedAt: startedAt.toISOString(),
    endedAt: endedAt?.toISOString() ?? null,
    workflowId: backfillWorkflowIdFor(workspace),
  };
}

function unavailable(cause: unknown): OperationalError {
  return new OperationalError('temporal-unavailable', 'Temporal, which runs the backfill, does not answer.', {
    action: 'Try again in a moment; Health says how Temporal is.',
    retryAfterMs: 5_000,
    cause,
  });
}
