import { collections, type RunDocument } from '@cairn/server/platform/collections.js';
import type { EffectPerformer } from '@cairn/server/profiles/core.js';
import type { Effect } from '@cairn/server/profiles/profile.js';
import { type JourneyRunInput, journeyRunWorkflow, pokeSignal, searchAttributes, workflowIdFor } from '@cairn/workflows/contracts/names.js';
import { taskQueues } from '@cairn/workflows/contracts/run.js';
import { mergePath } from '@cairn/workflows/interpreter/transition.js';
import type { Client } from '@temporalio/client';
import { defineSearchAttributeKey, SearchAttributeType, TypedSearchAttributes } from '@temporalio/common';
import type { Collection, Db } from 'mongodb';

type Of<K extends Effect['kind']> = Extract<Effect, { kind: K }>;

const keyword = (name: string) => defineSearchAttributeKey(name, SearchAttributeType.KEYWORD);
const attributes = { workspace: keyword(searchAttributes.workspace), journey: keyword(searchAttributes.journey), profile: keyword(searchAttributes.profile) };

/** Temporal answers within it, or the effect stays in the outbox: an outage never holds up a fold. */
const patienceMs = 5_000;
const rounds = 20;

/** Performs the outbox: starts and pokes workflows, and brings the read model of runs up. Each is safe to perform twice. */
export class TemporalEffects implements EffectPerformer {
  private readonly client: Client;
  private readonly runs: Collection<RunDocument>;

  constructor(client: Client, db: Db) {
    this.client = client;
    this.runs = db.collection<RunDocument>(collections.runs);
  }

  async perform(workspace: string, effect: Effect): Promise<void> {
    if (effect.kind === 'recordRun') return await this.record(workspace, effect);
    const { connection } = this.client;
    await connection.withDeadline(Date.now() + patienceMs, async () => {
      if (effect.kind === 'startRun') await this.start(workspace, effect);
      else await this.poke(effect);
    });
  }

  /** "Already started" is success: the id names the run, and duplicates are refused for as long as Temporal remembers it. */
  private async start(workspace: string, { runId, profileId, journey, command }: Of<'startRun'>): Promise<void> {
    const input: JourneyRunInput = { workspace, profileId, journey, runId, command };
    try {
      await this.client.workflow.start(journeyRunWorkflow, {
        workflowId: workflowIdFor(runId),
        taskQueue: taskQueues.journeys,
        args: [input],
        workflowIdReusePolicy: 'REJECT_DUPLICATE',
        workflowIdConflictPolicy: 'FAIL',
        typedSearchAttributes: new TypedSearchAttributes([
          { key: attributes.workspace, value: workspace },
          { key: attributes.journey, value: journey },
          { key: attributes.profile, value: profileId },
        ]),
      });
    } catch (error) {
      if ((error as Error).name !== 'WorkflowExecutionAlreadyStartedError') throw error;
    }
  }

  /** A run that is over needs no poke. */
  private async poke({ runId }: Of<'pokeRun'>): Promise<void> {
    try {
      await this.client.workflow.getHandle(workflowIdFor(runId)).signal(pokeSignal);
    } catch (error) {
      if ((error as Error).name !== 'WorkflowNotFoundError') throw error;
    }
  }

  /** Conditional on the transition that was read, so that two performers at once lose nothing of each other's path. */
  private async record(workspace: string, effect: Of<'recordRun'>): Promise<void> {
    const _id = `${workspace}:${effect.run.runId}`;
    for (let round = 0; round < rounds; round++) {
      const stored = await this.runs.findOne({ _id });
      const next = recorded(workspace, effect, stored);
      if (!stored) {
        if (await this.inserted({ _id, ...next })) return;
        continue;
      }
      const replaced = await this.runs.updateOne({ _id, 'run.transition': stored.run.transition, path: stored.path }, { $set: next });
      if (replaced.matchedCount > 0) return;
    }
    throw new Error(`Run ${effect.run.runId} kept changing for ${rounds} rounds.`);
  }

  private async inserted(document: RunDocument): Promise<boolean> {
    try {
      await this.runs.insertOne(document);
      return true;
    } catch (error) {
      if ((error as { code?: number }).code === 11_000) return false;
      throw error;
    }
  }
}

/** An older record that comes late adds its part of the path and changes nothing else. */
function recorded(workspace: string, { run, path, profileId }: Of<'recordRun'>, stored: RunDocument | null): Omit<RunDocument, '_id'> {
  const newer = stored && stored.run.transition > run.transition ? stored.run : run;
  return {
    workspace,
    runId: run.runId,
    profileId: newer === run ? profileId : (stored?.profileId ?? profileId),
    journey: run.journey,
    version: newer.version,
    state: newer.ended ? 'ended' : 'active',
    run: newer,
    path: newer === run ? mergePath(stored?.path ?? [], path) : mergePath(path, stored?.path ?? []),
    enteredAt: new Date(run.enteredAt),
    ...(newer.ended && { endedAt: new Date(newer.ended.at) }),
  };
}
