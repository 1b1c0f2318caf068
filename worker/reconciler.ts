import type { JourneysStore } from '@cairn/server/journeys/journeys.store.js';
import type { RunPokes } from '@cairn/server/journeys/run-pokes.js';
import type { RunsStore } from '@cairn/server/journeys/runs.store.js';
import { collections, type RunDocument, type WorkspaceDocument } from '@cairn/server/platform/collections.js';
import type { Clock, Decided, ProfileCore, ProfileView } from '@cairn/server/profiles/core.js';
import { nextHolderOf } from '@cairn/server/profiles/moved-runs.js';
import { searchAttributes, workflowIdFor } from '@cairn/workflows/contracts/names.js';
import type { RunEndReason, RunState } from '@cairn/workflows/contracts/run.js';
import { giveUp } from '@cairn/workflows/interpreter/advance.js';
import { stepDecision } from '@cairn/workflows/interpreter/walk.js';
import type { Client, WorkflowExecutionStatusName } from '@temporalio/client';
import type { Db } from 'mongodb';
import type { Logger } from 'pino';

export interface ReconcilerDeps {
  db: Db;
  temporal: Client;
  core: ProfileCore;
  journeys: JourneysStore;
  runs: RunsStore;
  pokes: RunPokes;
  clock: Clock;
  log: Pick<Logger, 'warn' | 'info'>;
  /** Default 5 s. */
  everyMs?: number;
  /** A run this late is looked after. Default 60 s. */
  lateMs?: number;
}

const patienceMs = 5_000;
/** The same late run is poked no more often: a backlog is no reason to write histories. */
const pokeAgainMs = 300_000;
/** Workflows that closed within it are looked at in Temporal's list: longer than any pause between two rounds that went well. */
const lookBackMs = 600_000;

/**
 * Holds profiles and Temporal to each other. A run that should have moved on is asked after: its workflow closed abnormally (an operator
 * terminated it) → the run ends with that reason; missing → started again where the profile stands; running → poked.
 * Abnormal ends are found in Temporal's list too, so that a terminated run does not look alive until its timer would have fired.
 */
export class Reconciler {
  private timer: NodeJS.Timeout | undefined;
  private stopped = true;
  private round: Promise<void> = Promise.resolve();
  private readonly poked = new Map<string, number>();

  private readonly deps: ReconcilerDeps;

  constructor(deps: ReconcilerDeps) {
    this.deps = deps;
  }

  start(): void {
    this.stopped = false;
    this.schedule();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.round;
  }

  /** One round over every workspace. Temporal down: nothing is concluded, the next round tries again. */
  async reconcile(): Promise<void> {
    const { db, clock } = this.deps;
    const now = clock.now();
    for (const [runId, at] of this.poked) if (now - at > pokeAgainMs) this.poked.delete(runId);
    const workspaces = await db
      .collection<WorkspaceDocument>(collections.workspaces)
      .find({}, { projection: { _id: 1 } })
      .toArray();
    for (const { _id: workspace } of workspaces) {
      await this.closedAbnormally(workspace, now);
      await this.overdue(workspace, now);
      await this.planned(workspace, now);
    }
  }

  private schedule(): void {
    if (this.stopped) return;
    this.timer = setTimeout(() => {
      this.round = this.reconcile()
        .catch((error: unknown) => this.deps.log.warn({ err: error }, 'runs could not be reconciled; tried again'))
        .then(() => this.schedule());
    }, this.deps.everyMs ?? 5_000);
  }

  private async closedAbnormally(workspace: string, now: number): Promise<void> {
    const { connection, workflow } = this.deps.temporal;
    const since = new Date(now - lookBackMs).toISOString();
    const query = `${searchAttributes.workspace} = "${workspace}" AND ExecutionStatus IN ("Terminated", "Failed", "TimedOut") AND CloseTime > "${since}"`;
    await connection.withDeadline(Date.now() + patienceMs, async () => {
      for await (const { workflowId, status } of workflow.list({ query })) {
        const run = workflowId.startsWith('run:') ? await this.deps.runs.read(workspace, workflowId.slice('run:'.length)) : null;
        if (run?.state === 'active') await this.end(run, status.name);
      }
    });
  }

  /** People whom a pause holds back are not late: their journey is left out. */
  private async overdue(workspace: string, now: number): Promise<void> {
    const { journeys, runs } = this.deps;
    const acting = (await journeys.all(workspace, ['live', 'archived', 'draft'])).map(({ key }) => key);
    const before = now - (this.deps.lateMs ?? 60_000);
    for await (const run of runs.overdue(workspace, before, acting)) await this.look(run, now);
  }

  /** Whom the wave of a publish has missed. Those who rightly stay until their wait is over are only asked now and then. */
  private async planned(workspace: string, now: number): Promise<void> {
    const { journeys, runs } = this.deps;
    for (const { key, plans = [] } of await journeys.all(workspace, ['live'])) {
      const number = plans.findLast(({ people, at }) => people === 'migrate' && at < now - (this.deps.lateMs ?? 60_000))?.number;
      if (number === undefined) continue;
      for await (const { runId } of runs.planned(workspace, key, number)) await this.pokeNow(runId, now);
    }
  }

  private async look(run: RunDocument, now: number): Promise<void> {
    const status = await this.statusOf(run.runId);
    if (status === undefined) await this.startAgain(run);
    else if (status !== 'RUNNING' && status !== 'CONTINUED_AS_NEW') await this.end(run, status);
    else await this.pokeNow(run.runId, now);
  }

  /** Not again for a while. */
  private async pokeNow(runId: string, now: number): Promise<void> {
    if (this.poked.has(runId)) return;
    this.poked.set(runId, now);
    await this.deps.pokes.poke(runId);
  }

  /** Undefined: Temporal knows no such workflow. */
  private async statusOf(runId: string): Promise<WorkflowExecutionStatusName | undefined> {
    const { connection, workflow } = this.deps.temporal;
    try {
      const described = await connection.withDeadline(Date.now() + patienceMs, async () => await workflow.getHandle(workflowIdFor(runId)).describe());
      return described.status.name;
    } catch (error) {
      if ((error as Error).name === 'WorkflowNotFoundError') return undefined;
      throw error;
    }
  }

  private async end(run: RunDocument, status: WorkflowExecutionStatusName): Promise<void> {
    const reason: RunEndReason = status === 'TERMINATED' || status === 'CANCELLED' ? 'terminated' : 'failed';
    const ended = await this.decide(run, (current, { profile, now }) => {
      const { run: over, path } = giveUp(current, reason, `workflow-${status.toLowerCase()}`, now);
      return {
        profile: { ...profile, runs: { ...profile.runs, [over.runId]: over } },
        effects: [{ id: `record:${over.runId}:${over.transition}`, kind: 'recordRun', run: over, path, profileId: profile.profileId }],
        decisions: [stepDecision(current, now, { kind: 'exit', outcome: reason })],
      };
    });
    if (ended) this.deps.log.info({ workspace: run.workspace, journey: run.journey, runId: run.runId, reason }, 'run ended: its workflow was closed');
  }

  private async startAgain(run: RunDocument): Promise<void> {
    const started = await this.decide(run, (current, { profile }) => ({
      effects: [
        {
          id: `start:${run.runId}:${current.transition}`,
          kind: 'startRun',
          runId: run.runId,
          journey: run.journey,
          profileId: profile.profileId,
          command: current.answer,
        },
      ],
    }));
    if (started) this.deps.log.info({ workspace: run.workspace, journey: run.journey, runId: run.runId }, 'run started again: Temporal had no workflow of it');
  }

  /** False: the run is over already, only the read model does not know yet. */
  private async decide(run: RunDocument, change: (current: RunState, view: ProfileView) => Omit<Decided<boolean>, 'result'>): Promise<boolean> {
    const { core, runs } = this.deps;
    const { workspace, runId } = run;
    let profileId: string | undefined = run.profileId;
    for (let hops = 0; profileId !== undefined; hops++) {
      const decided: { done: boolean; next?: string | undefined } | null = await core.decide<{ done: boolean; next?: string | undefined }>({
        workspace,
        profileId,
        barrier: async (session) => await runs.touch(session, workspace, runId),
        decide: (view) => {
          const current = view.profile.runs[runId];
          if (!current || current.ended) return { result: { done: false, next: nextHolderOf(view.profile, runId, hops) } };
          return { result: { done: true }, ...change(current, view) };
        },
      });
      if (!decided || decided.done) return decided !== null;
      profileId = decided.next;
    }
    return false;
  }
}
