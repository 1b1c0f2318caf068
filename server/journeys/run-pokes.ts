import { pokeSignal, workflowIdFor } from '@cairn/workflows/contracts/names.js';
import type { Client } from '@temporalio/client';
import type { Logger } from 'pino';

import type { Clock } from '../profiles/core.js';
import type { RunsStore } from './runs.store.js';

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
    await this.sweep(workspace, journey, this.runs.overdue(workspace, before, [journey]));
  }

  /** Runs that a published plan may still have to move. Never rejects. */
  async pokePlanned(workspace: string, journey: string, number: number): Promise<void> {
    await this.sweep(workspace, journey, this.runs.planned(workspace, journey, number));
  }

  /** Never rejects. */
  async pokeAll(workspace: string, journey: string): Promise<void> {
    await this.sweep(workspace, journey, this.runs.active(workspace, journey));
  }

  private async sweep(workspace: string, journey: string, runs: AsyncIterable<{ runId: string }>): Promise<void> {
    let poked = 0;
    try {
      for await (const some of chunked(runs, atOnce)) {
        await Promise.all(some.map(async ({ runId }) => await this.poke(runId)));
        poked += some.length;
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

async function* chunked<T>(all: AsyncIterable<T>, size: number): AsyncIterable<T[]> {
  let some: T[] = [];
  for await (const one of all) {
    some.push(one);
    if (some.length < size) continue;
    yield some;
    some = [];
  }
  if (some.length > 0) yield some;
}
