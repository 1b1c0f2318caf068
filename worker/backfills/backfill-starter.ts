import type { BackfillsStore } from '@cairn/server/backfills/backfills.store.js';
import type { Clock } from '@cairn/server/profiles/core.js';
import { type BackfillInput, backfillRunWorkflow, backfillWorkflowIdFor } from '@cairn/workflows/contracts/backfill.js';
import { taskQueues } from '@cairn/workflows/contracts/run.js';
import type { Client } from '@temporalio/client';
import { ulid } from 'ulid';

/** Nothing heard of it for so long: Temporal or its workers are away. */
const silentMs = 20_000;
const patienceMs = 5_000;
/** After a try that failed the sweep does it alone for so long: it must not wait for Temporal at every look. */
const pauseMs = 30_000;

/**
 * Who asks those that are behind: `workflow`, a backfill that runs; `sweep`, the projector itself, for a few, for stragglers after a backfill, and while
 * Temporal is away; `nobody`, because somebody cancelled it.
 */
export type WhoAsks = 'workflow' | 'sweep' | 'nobody';

interface Dependencies {
  store: BackfillsStore;
  temporal: Pick<Client, 'connection' | 'workflow'>;
  clock: Clock;
}

/** Begins a backfill where many are behind the definitions and none runs. */
export class BackfillStarter {
  private readonly deps: Dependencies;
  private awayUntil = 0;

  constructor(deps: Dependencies) {
    this.deps = deps;
  }

  /** @param many whether more are behind than one look takes */
  async whoAsks(workspace: string, epoch: number, many: boolean): Promise<WhoAsks> {
    const { store, clock } = this.deps;
    const [newest] = await store.list(workspace, 1);
    if (newest?.state === 'running') {
      if (clock.now() - newest.touchedAt.getTime() < silentMs) return 'workflow';
      // Whoever began it may have been killed before its workflow was there; or an operator ended that.
      return await this.unlessAway(async () => await this.start({ workspace, backfillId: newest.id }));
    }
    if (newest?.state === 'cancelled' && newest.epoch >= epoch && !newest.releasedAt) return 'nobody';
    // A completed one leaves those who came in behind it, and whoever cannot be folded.
    if (!many || (newest?.state === 'completed' && newest.epoch >= epoch)) return 'sweep';
    return await this.unlessAway(async () => await this.begin(workspace, epoch));
  }

  private async unlessAway(start: () => Promise<boolean>): Promise<WhoAsks> {
    const { clock } = this.deps;
    if (clock.now() < this.awayUntil) return 'sweep';
    if (await start()) return 'workflow';
    this.awayUntil = clock.now() + pauseMs;
    return 'sweep';
  }

  private async begin(workspace: string, epoch: number): Promise<boolean> {
    const { store, clock } = this.deps;
    const now = clock.now();
    const input: BackfillInput = { workspace, backfillId: ulid(now) };
    const at = new Date(now);
    const [behind, everybody] = await Promise.all([store.countBehind(workspace, epoch), store.countEverybody(workspace)]);
    // It is there before its workflow, which asks for it.
    await store.insert({
      ...{ _id: `${workspace}:${input.backfillId}`, workspace, id: input.backfillId, state: 'running', epoch },
      ...{ done: Math.max(0, everybody - behind), total: everybody },
      ...{ startedAt: at, touchedAt: at },
    });
    if (await this.start(input)) return true;
    // Temporal is away, or another worker was first: what was begun here is nobody's. Should it run nevertheless, it finds itself withdrawn.
    await store.remove(workspace, input.backfillId);
    return false;
  }

  private async start(input: BackfillInput): Promise<boolean> {
    const { store, temporal, clock } = this.deps;
    try {
      await temporal.connection.withDeadline(
        Date.now() + patienceMs,
        async () =>
          await temporal.workflow.start(backfillRunWorkflow, {
            workflowId: backfillWorkflowIdFor(input.workspace),
            taskQueue: taskQueues.journeys,
            args: [input],
            workflowIdReusePolicy: 'ALLOW_DUPLICATE',
            workflowIdConflictPolicy: 'FAIL',
          }),
      );
    } catch {
      return false;
    }
    await store.touch(input.workspace, input.backfillId, new Date(clock.now()));
    return true;
  }
}
