import { pokeSignal, workflowIdFor } from '@cairn/workflows/contracts/names.js';
import type { Client } from '@temporalio/client';
import type { Logger } from 'pino';

import type { RunDocument } from '../platform/collections.js';
import type { Clock } from '../profiles/core.js';
import type { RunsStore } from './runs.store.js';

const pageSize = 500;
const atOnce = 20;
const patienceMs = 5_000;
/** Clocks of server and worker may differ by as much: better one poke too many. */
const slackMs = 60_000;

/** Pokes many runs at once. A poke only says "look again": safe to repeat, to lose (the reconciler sends another) and to send to a run that is over. */
export class RunPokes {
  constructor(
    private readonly temporal: Client,
    private readonly runs: RunsStore,
    private readonly clock: Clock,
    private readonly log: Pick<Logger, 'warn' | 'info'>,
  ) {}

  /** Runs whose timer is over or nearly so: what a pause held back. Never rejects. */
  async pokeOverdue(workspace: string, journey: string): Promise<void> {
    const before = this.clock.now() + slackMs;
    await this.sweep(workspace, journey, async (after) => await this.runs.overdue(workspace, before, { journeys: [journey], after, limit: pageSize }));
  }

  /** Runs that a published plan may still have to move. Never rejects. */
  async pokePlanned(workspace: string, journey: string, number: number): Promise<void> {
    await this.sweep(workspace, journey, async (after) => await this.runs.planned(workspace, journey, { number, after, limit: pageSize }));
  }

  /** Never rejects. */
  async pokeAll(workspace: string, journey: string): Promise<void> {
    await this.sweep(workspace, journey, async (after) => await this.runs.active(workspace, journey, { after, limit: pageSize }));
  }

  private async sweep(workspace: string, journey: string, next: (after?: string) => Promise<RunDocument[]>): Promise<void> {
    let poked = 0;
    try {
      for (let page = await next(); page.length > 0; page = await next(page.at(-1)?._id)) {
        for (let at = 0; at < page.length; at += atOnce) await Promise.all(page.slice(at, at + atOnce).map(async ({ runId }) => await this.poke(runId)));
        poked += page.length;
      }
      this.log.info({ workspace, journey, poked }, 'runs poked');
    } catch (error) {
      this.log.warn({ err: error, workspace, journey, poked }, 'not every run could be poked: the reconciler goes on');
    }
  }

  /** @returns false when Temporal knows no running workflow of that run. */
  async poke(runId: string): Promise<boolean> {
    const { connection, workflow } = this.temporal;
    try {
      await connection.withDeadline(Date.now() + patienceMs, async () => await workflow.getHandle(workflowIdFor(runId)).signal(pokeSignal));
      return true;
    } catch (error) {
      if ((error as Error).name === 'WorkflowNotFoundError') return false;
      throw error;
    }
  }
}
