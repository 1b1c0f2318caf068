import type { JourneyNow } from '@cairn/server/journeys/journeys.store.js';
import type { SendPort, Sent } from '@cairn/server/messages/send.js';
import { OperationalError } from '@cairn/server/platform/errors.js';
import { accountFactsOf } from '@cairn/server/profiles/account-links.js';
import { applyChange } from '@cairn/server/profiles/apply-events.js';
import type { CoreSession, Decided, ProfileCore, ProfileView } from '@cairn/server/profiles/core.js';
import { factsFor } from '@cairn/server/profiles/facts.js';
import { enterByHandOff } from '@cairn/server/profiles/fold-runs.js';
import { nextHolderOf } from '@cairn/server/profiles/moved-runs.js';
import type { Effect, ProfileDocument } from '@cairn/server/profiles/profile.js';
import { turnTag } from '@cairn/server/profiles/tags.js';
import type { AdvanceResult, CompiledJourney, ProfileChange, SendOutcome } from '@cairn/workflows/contracts/interpreter.js';
import type { MessageStep, UpdateProfileStep } from '@cairn/workflows/contracts/journey.js';
import type { StepInput } from '@cairn/workflows/contracts/names.js';
import type { Command, RunState, TaskQueue } from '@cairn/workflows/contracts/run.js';
import { advance, giveUp, instantOf } from '@cairn/workflows/interpreter/advance.js';
import { followPlans, type Planned } from '@cairn/workflows/interpreter/follow-plans.js';
import { nextEvaluationAt } from '@cairn/workflows/interpreter/next-evaluation.js';
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

type Asked =
  | { kind: 'answer'; command: Command }
  | { kind: 'send'; run: RunState; step: MessageStep }
  | { kind: 'update'; profile: Readonly<ProfileDocument>; run: RunState; step: UpdateProfileStep }
  | { kind: 'follow'; profileId: string };

const over: Command = { kind: 'end', reason: 'completed' };

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

interface Circumstances {
  queue: TaskQueue;
  settled: SendOutcome | undefined;
  state: JourneyNow['state'];
  plans: JourneyNow['plans'];
  /** How often the run was looked for elsewhere. */
  hops: number;
  /** The step's own change is made. */
  changed?: { reason?: string };
}

/** Pure: asked again after every conflict. */
export function decideRun(view: ProfileView, input: StepInput, circumstances: Circumstances): Decided<Asked> {
  const { profile } = view;
  const elsewhere = nextHolderOf(profile, input.runId, circumstances.hops);
  if (elsewhere !== undefined) return { result: { kind: 'follow', profileId: elsewhere } };
  const run = profile.runs[input.runId];
  if (!run) return { result: { kind: 'answer', command: over } };
  if (run.ended) return { result: { kind: 'answer', command: run.answer } };
  const version = versionsOf(view, run);
  const journey = version(run.version);
  const planned = plannedRun(view, run, input, circumstances);
  if (planned.run !== run) {
    const onward = version(planned.run.version);
    const made = { ...planned, command: planned.run.answer };
    return { result: askedNext(profile, onward, planned.run, planned.run.answer, circumstances.queue), ...stored(view, onward, made) };
  }
  const moved = moveRun(view, journey, run, input, circumstances);
  const made = moved.change && makeChange(view, run, moved.change);
  if (!made) {
    const result = askedNext(profile, journey, moved.run, moved.command, circumstances.queue);
    return moved.run === run ? { result } : { result, ...stored(view, journey, moved) };
  }
  // What the change did to this very run (an exit that reads the tag) is done; else the run goes on as somebody changed.
  const changed = { ...view, profile: made.profile };
  const after = made.profile.runs[run.runId] ?? run;
  const onward = moveRun({ ...changed, facts: made.facts }, journey, after, input, { ...circumstances, changed: made });
  const result = askedNext(made.profile, journey, onward.run, onward.command, circumstances.queue);
  const further = onward.run === after ? { profile: made.profile, effects: [], decisions: [] } : stored({ ...changed, facts: made.facts }, journey, onward);
  return { result, profile: further.profile, effects: [...further.effects, ...made.effects], decisions: [...made.decisions, ...further.decisions] };
}

/** @throws OperationalError where one is not loaded yet: the step is tried again. */
function versionsOf(view: ProfileView, run: RunState): (hash: string) => CompiledJourney {
  return (hash) => {
    const journey = view.definitions.version(hash);
    if (!journey) throw new OperationalError('version-not-loaded', `Version ${hash} of journey ${run.journey} is not among the definitions.`);
    return journey;
  };
}

/** What was published meanwhile comes first; while a journey is paused, or a run is given up, nothing moves it. */
function plannedRun(view: ProfileView, run: RunState, input: StepInput, { state, plans, settled }: Circumstances): Planned {
  if (input.giveUp || settled || state !== 'live') return { run, path: [], decisions: [] };
  const now = instantOf(run, view.now, input.firedFor);
  return followPlans({ run, plans, version: versionsOf(view, run), facts: (at) => view.facts(at, run.trigger), now });
}

interface Made extends Required<Omit<Decided<unknown>, 'result'>> {
  facts: ProfileView['facts'];
  /** Why nothing was changed. */
  reason?: string;
}

/** Whatever reads it (segments, exits, other runs) changes with it. What cannot be is left alone, and the path says why. */
function makeChange(view: ProfileView, run: RunState, change: ProfileChange): Made {
  let reason: string | undefined;
  const made = applyChange(view, (draft) => {
    if (change.kind === 'handOff') {
      reason = enterByHandOff(draft, change.journey, { from: run, at: view.now });
      return;
    }
    const tag = view.definitions.tags.find(({ key }) => key === change.tag);
    if (!tag) reason = 'unknown-tag';
    else if (tag.condition) reason = 'tag-follows-rule';
    else turnTag(draft, { tag: change.tag, on: change.on, by: 'journey', source: run.journey }, view.now);
  });
  const { accounts } = view;
  const { timezone } = view.definitions;
  const facts: ProfileView['facts'] = (now, trigger) =>
    factsFor(made.profile, now, {
      ...(trigger && { trigger }),
      ...(accounts && { accounts: accountFactsOf(made.profile, accounts) }),
      ...(timezone && { zone: timezone }),
    });
  return { ...made, facts, ...(reason !== undefined && { reason }) };
}

function moveRun(view: ProfileView, journey: CompiledJourney, run: RunState, input: StepInput, { settled, state, changed }: Circumstances): AdvanceResult {
  if (input.giveUp) return giveUp(run, input.giveUp.reason, input.giveUp.detail, view.now);
  // A draft has nobody inside, but for those left when it was archived and brought back.
  if (state !== 'live' && state !== 'paused') return giveUp(run, 'journey-archived', input.journey, view.now);
  // An attempt before this one made the transition already; its answer is stored.
  if (!settled && run.transition > input.transition) return { run, command: run.answer, decisions: [], path: [] };
  const now = instantOf(run, view.now, input.firedFor);
  return advance({ journey, run, facts: view.facts(now, run.trigger), now, send: settled, paused: state === 'paused', changed });
}

/** A message is sent right here when this is the queue that sends; traits are set by whoever is asked. */
function askedNext(profile: Readonly<ProfileDocument>, journey: CompiledJourney, run: RunState, command: Command, queue: TaskQueue): Asked {
  const step = command.kind === 'step' ? journey.steps.get(run.position.stepId) : undefined;
  if (step?.type === 'updateProfile') return { kind: 'update', profile, run, step };
  return step?.type === 'message' && command.kind === 'step' && command.queue === queue ? { kind: 'send', run, step } : { kind: 'answer', command };
}

/** The position, what was decided and the answer go into one conditional write; the read model follows through the outbox. */
function stored(view: ProfileView, journey: CompiledJourney, moved: AdvanceResult): Required<Omit<Decided<Asked>, 'result'>> {
  const { profile } = view;
  const { run, path, decisions } = moved;
  const evaluateAt = nextEvaluationAt(journey, run, view.facts(run.position.arrivedAt, run.trigger));
  const instants = [profile.nextEvaluationAt?.getTime(), evaluateAt].filter((instant) => instant !== undefined);
  const moving = {
    ...profile,
    runs: { ...profile.runs, [run.runId]: run },
    ...(instants.length > 0 && { nextEvaluationAt: new Date(Math.min(...instants)) }),
  };
  const record: Effect = { id: `record:${run.runId}:${run.transition}`, kind: 'recordRun', run, path, profileId: profile.profileId };
  return { profile: moving, effects: [record], decisions };
}
