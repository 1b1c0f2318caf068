import {
  ActivityFailure,
  ApplicationFailure,
  CancellationScope,
  condition,
  continueAsNew,
  defineSignal,
  isCancellation,
  proxyActivities,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';

import { type JourneyRunInput, pokeSignal, type StepInput } from '../contracts/names.js';
import { type Command, type RunEndReason, type TaskQueue, taskQueues } from '../contracts/run.js';

interface StepActivities {
  step(input: StepInput): Promise<Command>;
}

/**
 * A step is retried for ever: what cannot work is told apart by the activity, which throws it as non-retryable. A heartbeat tells the
 * death of a worker within seconds; a retry finds the stored answer, so it costs nothing but time.
 */
function activitiesOn(taskQueue: TaskQueue): StepActivities {
  return proxyActivities<StepActivities>({
    taskQueue,
    startToCloseTimeout: '2 minutes',
    heartbeatTimeout: '10 seconds',
    retry: { initialInterval: '500 milliseconds', backoffCoefficient: 2, maximumInterval: '1 minute' },
  });
}

const activities = { [taskQueues.journeys]: activitiesOn(taskQueues.journeys), [taskQueues.email]: activitiesOn(taskQueues.email) };

/**
 * One person's passage: sleeps, and asks what to do next. All logic is in the activity, so that this loop is all that replay binds.
 * History floors, in events: 11 for one step, 16 with one delay before it.
 */
export async function journeyRun(input: JourneyRunInput): Promise<RunEndReason> {
  const { workspace, profileId, journey, runId } = input;
  let poked = input.poked ?? false;
  setHandler(defineSignal(pokeSignal), () => {
    poked = true;
  });
  const ask = (command: Exclude<Command, { kind: 'end' }>, how: Pick<StepInput, 'firedFor' | 'giveUp'>): Promise<Command> =>
    activities[command.queue].step({ workspace, profileId, journey, runId, transition: command.transition, ...how });

  let { command } = input;
  while (command.kind !== 'end') {
    if (workflowInfo().continueAsNewSuggested) return await continueAsNew<typeof journeyRun>({ workspace, profileId, journey, runId, command, poked });
    const current: Exclude<Command, { kind: 'end' }> = command;
    try {
      const firedFor: number | undefined = current.kind === 'wait' ? await due(current.until, () => poked) : undefined;
      poked = false;
      command = await ask(current, firedFor === undefined ? {} : { firedFor });
    } catch (error) {
      const giveUp = lastWords(error);
      if (!giveUp) throw error;
      command = await CancellationScope.nonCancellable(() => ask(current, { giveUp }));
    }
  }
  return command.reason;
}

/** Waits for the instant or a poke. Answers the instant when its timer fired, or had passed before; undefined when poked. */
async function due(until: number | null, poked: () => boolean): Promise<number | undefined> {
  if (until === null) await condition(poked);
  // Asked first: a timer that is cancelled in the same breath would still cost two history events.
  if (until === null || poked()) return undefined;
  const left = until - Date.now();
  if (left <= 0) return until;
  return (await condition(poked, left)) ? undefined : until;
}

/** What ends the run through one last step: an operator's cancel, or a failure that no retry mends. */
function lastWords(error: unknown): StepInput['giveUp'] {
  if (isCancellation(error)) return { reason: 'terminated', detail: 'cancelled' };
  const cause = error instanceof ActivityFailure ? error.cause : undefined;
  return cause instanceof ApplicationFailure ? { reason: 'failed', detail: cause.type ?? 'unknown' } : undefined;
}
