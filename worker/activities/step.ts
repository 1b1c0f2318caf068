import type { SendPort } from '@cairn/server/messages/send.js';
import type { JourneyState } from '@cairn/server/platform/collections.js';
import { OperationalError } from '@cairn/server/platform/errors.js';
import type { CoreSession, Decided, ProfileCore, ProfileView } from '@cairn/server/profiles/core.js';
import type { AdvanceResult, CompiledJourney, SendOutcome } from '@cairn/workflows/contracts/interpreter.js';
import type { MessageStep } from '@cairn/workflows/contracts/journey.js';
import type { StepInput } from '@cairn/workflows/contracts/names.js';
import type { Command, RunState, TaskQueue } from '@cairn/workflows/contracts/run.js';
import { advance, giveUp, instantOf } from '@cairn/workflows/interpreter/advance.js';
import { nextEvaluationAt } from '@cairn/workflows/interpreter/next-evaluation.js';
import { heldCommand } from '@cairn/workflows/interpreter/walk.js';

export interface StepDeps {
  core: ProfileCore;
  /** Idempotent by the delivery's key; answers what it came to, again and again. */
  send: SendPort['send'];
  /** Read fresh, by majority; undefined: deleted. */
  journeyState(workspace: string, journey: string): Promise<JourneyState | undefined>;
  /** Core 7: a majority-acknowledged write of this very attempt, in this session. */
  barrier(session: CoreSession, input: StepInput): Promise<void>;
}

type Asked = { kind: 'answer'; command: Command } | { kind: 'send'; run: RunState; step: MessageStep } | { kind: 'follow'; profileId: string };

const over: Command = { kind: 'end', reason: 'completed' };

/**
 * One transition of a run, or its stored answer; where that leads to a message and this is the queue that sends, the sending and the
 * transition after it too. Killed at any await, a retry finds either nothing done or the answer stored:
 * the barrier only counts; the decision is one conditional write; a send is idempotent by its key and told again to the retry.
 */
export async function performStep(deps: StepDeps, input: StepInput, queue: TaskQueue): Promise<Command> {
  let at = input;
  let settled: SendOutcome | undefined;
  for (;;) {
    const asked = await decideStep(deps, at, queue, settled);
    if (asked.kind === 'answer') return asked.command;
    if (asked.kind === 'follow') {
      at = { ...at, profileId: asked.profileId };
      continue;
    }
    const sent = await deps.send({ workspace: at.workspace, profileId: at.profileId, run: asked.run, step: asked.step });
    if (sent.outcome === 'held') return heldCommand(asked.run);
    settled = sent;
  }
}

async function decideStep(deps: StepDeps, input: StepInput, queue: TaskQueue, settled: SendOutcome | undefined): Promise<Asked> {
  const state = await deps.journeyState(input.workspace, input.journey);
  const asked = await deps.core.decide<Asked>({
    workspace: input.workspace,
    profileId: input.profileId,
    barrier: (session) => deps.barrier(session, input),
    decide: (view) => decideRun(view, input, { queue, settled, state: state ?? 'archived' }),
  });
  return asked ?? { kind: 'answer', command: over };
}

interface Circumstances {
  queue: TaskQueue;
  settled: SendOutcome | undefined;
  state: JourneyState;
}

/** Pure: asked again after every conflict. */
export function decideRun(view: ProfileView, input: StepInput, circumstances: Circumstances): Decided<Asked> {
  const { profile } = view;
  if (profile.mergedInto !== undefined) return { result: { kind: 'follow', profileId: profile.mergedInto } };
  const run = profile.runs[input.runId];
  if (!run) return { result: { kind: 'answer', command: over } };
  if (run.ended) return { result: { kind: 'answer', command: run.answer } };
  const journey = view.definitions.version(run.version);
  if (!journey) throw new OperationalError('version-not-loaded', `Version ${run.version} of journey ${run.journey} is not among the definitions.`);
  const moved = moveRun(view, journey, run, input, circumstances);
  const result = askedNext(journey, moved, circumstances.queue);
  return moved.run === run ? { result } : { result, ...stored(view, journey, moved) };
}

function moveRun(view: ProfileView, journey: CompiledJourney, run: RunState, input: StepInput, { settled, state }: Circumstances): AdvanceResult {
  if (input.giveUp) return giveUp(run, input.giveUp.reason, input.giveUp.detail, view.now);
  // A draft has nobody inside, but for those left when it was archived and brought back.
  if (state !== 'live' && state !== 'paused') return giveUp(run, 'journey-archived', input.journey, view.now);
  // An attempt before this one made the transition already; its answer is stored.
  if (!settled && run.transition > input.transition) return { run, command: run.answer, decisions: [], path: [] };
  const now = instantOf(run, view.now, input.firedFor);
  return advance({ journey, run, facts: view.facts(now, run.trigger), now, send: settled, paused: state === 'paused' });
}

/** A message is sent right here when this is the queue that sends. */
function askedNext(journey: CompiledJourney, { run, command }: AdvanceResult, queue: TaskQueue): Asked {
  const step = journey.steps.get(run.position.stepId);
  return command.kind === 'step' && command.queue === queue && step?.type === 'message' ? { kind: 'send', run, step } : { kind: 'answer', command };
}

/** The position, what was decided and the answer go into one conditional write; the read model follows through the outbox. */
function stored(view: ProfileView, journey: CompiledJourney, moved: AdvanceResult): Pick<Decided<Asked>, 'profile' | 'effects' | 'decisions'> {
  const { profile } = view;
  const { run, path, decisions } = moved;
  const evaluateAt = nextEvaluationAt(journey, run, view.facts(run.position.arrivedAt, run.trigger));
  const instants = [profile.nextEvaluationAt?.getTime(), evaluateAt].filter((instant) => instant !== undefined);
  return {
    profile: {
      ...profile,
      runs: { ...profile.runs, [run.runId]: run },
      ...(instants.length > 0 && { nextEvaluationAt: new Date(Math.min(...instants)) }),
    },
    effects: [{ id: `record:${run.runId}:${run.transition}`, kind: 'recordRun', run, path, profileId: profile.profileId }],
    decisions,
  };
}
