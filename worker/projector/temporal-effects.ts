import type { Effect } from '@cairn/server/profiles/profile.js';
import { type JourneyRunInput, journeyRunWorkflow, pokeSignal, searchAttributes, workflowIdFor } from '@cairn/workflows/contracts/names.js';
import { taskQueues } from '@cairn/workflows/contracts/run.js';
import type { Client } from '@temporalio/client';
import { defineSearchAttributeKey, SearchAttributeType, TypedSearchAttributes } from '@temporalio/common';

type Of<K extends Effect['kind']> = Extract<Effect, { kind: K }>;

const keyword = (name: string) => defineSearchAttributeKey(name, SearchAttributeType.KEYWORD);
const attributes = { workspace: keyword(searchAttributes.workspace), journey: keyword(searchAttributes.journey), profile: keyword(searchAttributes.profile) };

/** Temporal answers within it, or the effect stays in the outbox: an outage never holds up a fold. */
const patienceMs = 5_000;

export type TemporalEffect = Of<'startRun' | 'pokeRun'>;

/** Starts and pokes workflows. Each is safe to perform twice. */
export class TemporalEffects {
  private readonly client: Client;
  private readonly ofWorkers: () => Client | undefined;

  /**
   * @param ofWorkers a client on the connection of this process's workflow worker, while it runs: a workflow that is started by it brings its first
   * task with the answer instead of putting it into a queue.
   */
  constructor(client: Client, ofWorkers: () => Client | undefined = () => undefined) {
    this.client = client;
    this.ofWorkers = ofWorkers;
  }

  async perform(workspace: string, effect: TemporalEffect): Promise<void> {
    const shared = this.ofWorkers();
    const client = shared ?? this.client;
    await client.connection.withDeadline(Date.now() + patienceMs, async () => {
      if (effect.kind === 'startRun') await this.start(client, workspace, effect, shared !== undefined);
      else await this.poke(client, effect);
    });
  }

  /** "Already started" is success: the id names the run, and duplicates are refused for as long as Temporal remembers it. */
  private async start(client: Client, workspace: string, { runId, profileId, journey, command }: Of<'startRun'>, requestEagerStart: boolean): Promise<void> {
    const input: JourneyRunInput = { workspace, profileId, journey, runId, command };
    try {
      await client.workflow.start(journeyRunWorkflow, {
        workflowId: workflowIdFor(runId),
        taskQueue: taskQueues.journeys,
        args: [input],
        requestEagerStart,
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
  private async poke(client: Client, { runId }: Of<'pokeRun'>): Promise<void> {
    try {
      await client.workflow.getHandle(workflowIdFor(runId)).signal(pokeSignal);
    } catch (error) {
      if ((error as Error).name !== 'WorkflowNotFoundError') throw error;
    }
  }
}
