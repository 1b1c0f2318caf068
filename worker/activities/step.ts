import type { JourneyNow } from '@cairn/server/journeys/journeys.store.js';
import type { SendPort, Sent } from '@cairn/server/messages/send.js';
import type { CoreSession, ProfileCore, ProfileView } from '@cairn/server/profiles/core.js';
import { type Asked, askedNext, decideRun, over } from '@cairn/server/profiles/decide-run.js';
import type { ProfileDocument } from '@cairn/server/profiles/profile.js';
import type { SendOutcome } from '@cairn/workflows/contracts/interpreter.js';
import type { UpdateProfileStep } from '@cairn/workflows/contracts/journey.js';
import type { StepInput } from '@cairn/workflows/contracts/names.js';
import type { Command, RunState, TaskQueue } from '@cairn/workflows/contracts/run.js';
import { heldCommand } from '@cairn/workflows/interpreter/walk.js';

export interface StepDeps {
  core: ProfileCore;
  /** Idempotent by the delivery's key; answers what it came to, again and again. */
  send: SendPort['send'];
  /** Stores the step's traits as an event under an id of this visit's own; the next catch-up folds it. Done again, it changes nothing. */
  updateProfile(request: { profile: Readonly<ProfileDocument>; run: RunState; step: UpdateProfileStep }): Promise<SendOutcome>;
  /** Read fresh, by majority; undefined: deleted. */
  journeyNow(workspace: string, journey: string): Promise<JourneyNow | undefined>;
  /** Core 7: a majority-acknowledged write of this very attempt, in this session. */
  barrier(session: CoreSession, input: StepInput): Promise<void>;
}

/**
 * One transition of a run, or its stored answer; where that leads to a message and this is the queue that sends, the sending and the
 * transition after it too. Killed at any await, a retry finds either nothing done or the answer stored:
 * the barrier only counts; the decision is one conditional write; a send is idempotent by its key and told again to the retry.
 *
 * All of it is one causally consistent session, so what a send wrote is the barrier of the transition after it.
 */
export async function performStep(deps: StepDeps, input: StepInput, queue: TaskQueue): Promise<Command> {
  return await deps.core.withSession(async (session) => await performIn(session, deps, input, queue));
}

async function performIn(session: CoreSession, deps: StepDeps, input: StepInput, queue: TaskQueue): Promise<Command> {
  let at = input;
  let sent: Sent | undefined;
  let hops = 0;
  // A run that stands on its message is asked nothing first: the sender looks at everything itself.
  let asked = sendsHere(await deps.core.look(session, at.workspace, at.profileId), at, queue);
  for (;;) {
    asked ??= await decideStep(session, deps, at, { queue, sent, hops });
    if (asked.kind === 'answer') return asked.command;
    if (asked.kind === 'follow') {
      at = { ...at, profileId: asked.profileId };
      hops++;
    } else if (asked.kind === 'update') {
      sent = { outcome: await deps.updateProfile(asked), isOwnWrite: false };
    } else {
      sent = await deps.send({ workspace: at.workspace, profileId: at.profileId, run: asked.run, step: asked.step }, session);
      if (sent.outcome.outcome === 'held' && sent.outcome.until !== 'planned') return heldCommand(asked.run);
    }
    asked = undefined;
  }
}

function sendsHere(view: ProfileView | null, input: StepInput, queue: TaskQueue): Asked | undefined {
  const run = view && !input.giveUp && Object.hasOwn(view.profile.runs, input.runId) ? view.profile.runs[input.runId] : undefined;
  if (!run || run.transition < input.transition) return undefined;
  const journey = view?.definitions.version(run.version);
  const asked = view && journey && askedNext(view.profile, journey, run, run.answer, queue);
  return asked?.kind === 'send' ? asked : undefined;
}

async function decideStep(
  session: CoreSession,
  deps: StepDeps,
  input: StepInput,
  { queue, sent, hops }: { queue: TaskQueue; sent: Sent | undefined; hops: number },
): Promise<Asked> {
  let journey: JourneyNow | undefined;
  let isFresh = sent?.isOwnWrite === true;
  const asked = await deps.core.decide<Asked>({
    workspace: input.workspace,
    profileId: input.profileId,
    session,
    barrier: async () => {
      if (!isFresh) await deps.barrier(session, input);
      isFresh = false;
    },
    alongside: async () => {
      journey = await deps.journeyNow(input.workspace, input.journey);
    },
    decide: (view) => decideRun(view, input, { queue, settled: settledBy(sent), state: journey?.state ?? 'archived', plans: journey?.plans ?? [], hops }),
  });
  return asked ?? { kind: 'answer', command: over };
}

function settledBy(sent: Sent | undefined): SendOutcome | undefined {
  return sent && sent.outcome.outcome !== 'held' ? sent.outcome : undefined;
}
