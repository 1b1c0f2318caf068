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

  constructor(client: Client) {
    this.client = client;
  }

  async perform(workspace: string, effect: TemporalEffect): Promise<void> {
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
}
