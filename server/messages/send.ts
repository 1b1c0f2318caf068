import type { SendHeld, SendOutcome } from '@cairn/workflows/contracts/interpreter.js';
import type { MessageStep } from '@cairn/workflows/contracts/journey.js';
import { deliveryKeyFor } from '@cairn/workflows/contracts/names.js';
import type { RunState } from '@cairn/workflows/contracts/run.js';
import type { SendReason } from '@cairn/workflows/contracts/send-reasons.js';

import type { JourneyNow } from '../journeys/journeys.store.js';
import type { TemplateDefinition, WorkspaceDocument } from '../platform/collections.js';
import { OperationalError, UserError } from '../platform/errors.js';
import type { Clock, CoreSession, ProfileCore } from '../profiles/core.js';
import type { ChannelAdapter, HandOverResult, OutgoingMessage } from './channel.js';
import type { DeliveriesPort, DeliveryChange } from './deliveries.port.js';
import type { DeliveryDocument, DeliveryIntent } from './delivery.js';
import type { RenderedMessage, RenderVariables } from './renderer.js';
import { holdsSlot, judge, maxHeldMs, type Verdict, withoutSlot } from './send-guard.js';

export interface SendRequest {
  workspace: string;
  profileId: string;
  run: RunState;
  step: MessageStep;
}

/** Sends one message of one run, at most once, whoever calls how often: the same request gives the same outcome again. */
export interface SendPort {
  /**
   * Rejects with an OperationalError when it is to be tried again later; everything else is an outcome, so that a run never stalls.
   * @param session the attempt's own: whatever it decides next sees what was written here.
   */
  send(request: SendRequest, session: CoreSession): Promise<Sent>;
}

export interface Sent {
  outcome: SendOutcome | SendHeld;
  /** This attempt wrote the outcome, by a majority, in its session: a barrier for what it decides next (core 7). False: it was found. */
  isOwnWrite: boolean;
}

export interface SenderDeps {
  core: ProfileCore;
  deliveries: DeliveriesPort;
  adapter: ChannelAdapter;
  clock: Clock;
  /** Read fresh, by majority. Undefined: deleted. */
  journeyNow(workspace: string, journey: string): Promise<JourneyNow | undefined>;
  /** Read fresh. */
  readWorkspace(workspace: string): Promise<SendSettings | null>;
  /** The live version. Null: no such template, or never published. */
  readTemplate(workspace: string, key: string): Promise<{ version: string; definition: TemplateDefinition } | null>;
  /** Rejects with a UserError when the template is to blame. */
  render(version: string, definition: TemplateDefinition, variables: RenderVariables): Promise<RenderedMessage>;
  unsubscribeUrl(workspace: string, profileId: string, channel: 'email', deliveryKey: string): string;
  /** For metrics: `sent`, `failed`, `unknown`, `refused`, `later`. */
  onOutcome?(outcome: string, reason?: SendReason): void;
}

export type SendSettings = Pick<WorkspaceDocument, 'name' | 'sender' | 'sendingStopped'>;

/** One attempt, in the one session of everything that it writes and reads. */
type Attempting = SenderDeps & { session: CoreSession };

/** A hand-over begins at most this long after the facts it was decided on; semantics §6.2 allows 1 s. */
const freshForMs = 900;
const mostRounds = 12;

export function createSender(deps: SenderDeps): SendPort {
  return {
    async send(request, session) {
      const release = await deps.adapter.reserve?.();
      try {
        return await sendInRounds({ ...deps, session }, request);
      } finally {
        release?.();
      }
    },
  };
}

/** What one round found out that the next may use again. */
interface Carried {
  profileId: string;
  /** How often the run was looked for elsewhere. */
  hops: number;
  /** Slots of deliveries that never reached the provider: they do not count (core 12). */
  freed: ReadonlySet<string>;
  looked: ReadonlySet<string>;
  rendered?: { of: string; message: RenderedMessage };
}

type Round = { done: Sent } | { next: Carried };

async function sendInRounds(deps: Attempting, request: SendRequest): Promise<Sent> {
  let carried: Carried = { profileId: request.profileId, hops: 0, freed: new Set(), looked: new Set() };
  for (let round = 0; round < mostRounds; round++) {
    const result = await sendOnce(deps, request, carried);
    if ('done' in result) return result.done;
    carried = result.next;
  }
  throw new OperationalError('delivery-contended', `Run ${request.run.runId} could not settle its message at ${request.step.id}: others kept changing it.`, {
    retryAfterMs: 1_000,
  });
}

async function sendOnce(deps: Attempting, request: SendRequest, carried: Carried): Promise<Round> {
  const { attempt, fresh, verdict } = await check(deps, request, carried);
  if (!attempt) return await alreadyBegun(deps, request, carried);
  switch (verdict.kind) {
    case 'follow':
      return { next: { ...carried, profileId: verdict.profileId, hops: carried.hops + 1 } };
    case 'held':
      return { done: { outcome: { outcome: 'held' }, isOwnWrite: false } };
    case 'replan':
      return { done: { outcome: { outcome: 'held', until: 'planned' }, isOwnWrite: false } };
    case 'stopped':
      throw new OperationalError('sending-stopped', `Sending is stopped in workspace ${request.workspace}.`, {
        action: 'Start sending again in the settings.',
        retryAfterMs: 30_000,
      });
    case 'refused':
      return await refuse(deps, request, carried, attempt, verdict.reason, verdict.detail);
    case 'lookUp':
    case 'lookUpMerged': {
      const freed = await (verdict.kind === 'lookUp' ? neverSent : neverToBeSent)(deps, request, verdict.slots);
      return { next: { ...carried, freed: new Set([...carried.freed, ...freed]), looked: new Set([...carried.looked, ...verdict.slots]) } };
    }
    case 'allowed':
      return await renderAndHandOver(deps, request, carried, attempt, fresh, verdict);
  }
}

interface Fresh {
  journey: JourneyNow | undefined;
  settings: SendSettings;
  template: { version: string; definition: TemplateDefinition } | null;
}

/**
 * Write, catch up, decide (core 7). The write makes the delivery, with its key, before anything else; what is read after it is fresh.
 * The write of an allowed send takes the cap slot, conditional on everything that was looked at.
 */
async function check(deps: Attempting, request: SendRequest, carried: Carried): Promise<{ attempt: DeliveryDocument | null; fresh: Fresh; verdict: Verdict }> {
  const { workspace, run, step } = request;
  let attempt: DeliveryDocument | null = null;
  let fresh: Fresh | undefined;
  const verdict = await deps.core.decide<Verdict>({
    workspace,
    profileId: carried.profileId,
    session: deps.session,
    barrier: async (session) => {
      attempt = await deps.deliveries.beginAttempt(intentOf(request, carried.profileId), new Date(deps.clock.now()), session);
    },
    alongside: async () => {
      if (attempt) fresh = await readFresh(deps, request);
    },
    decide: (view) =>
      attempt && fresh
        ? judge(view, {
            run,
            step,
            key: attempt.key,
            hops: carried.hops,
            attempt: attempt.handOver,
            since: attempt.createdAt.getTime(),
            journey: fresh.journey,
            stopped: fresh.settings.sendingStopped === true,
            freed: carried.freed,
            looked: carried.looked,
          })
        : { result: { kind: 'held' } },
  });
  return {
    attempt,
    fresh: fresh ?? { journey: undefined, settings: { name: '', sender: { name: '', address: '' } }, template: null },
    verdict: verdict ?? { kind: 'refused', reason: 'profile-gone' },
  };
}

async function readFresh(deps: Attempting, { workspace, run, step }: SendRequest): Promise<Fresh> {
  const [journey, settings, template] = await Promise.all([
    deps.journeyNow(workspace, run.journey),
    deps.readWorkspace(workspace),
    deps.readTemplate(workspace, step.template),
  ]);
  if (!settings) throw new OperationalError('workspace-missing', `Workspace ${workspace} does not exist.`, { retryAfterMs: 30_000 });
  return { journey, settings, template };
}

function intentOf({ workspace, run, step }: SendRequest, profileId: string): DeliveryIntent {
  const { visit } = run.position;
  return {
    workspace,
    key: deliveryKeyFor(workspace, run.runId, step.id, visit, step.channel),
    profileId,
    journey: run.journey,
    version: run.version,
    runId: run.runId,
    stepId: step.id,
    visit,
    channel: step.channel,
    template: step.template,
    transactional: step.transactional === true,
  };
}

/** The delivery left `intended`: it is settled, or an attempt before this one was cut off (or still is) between provider and ledger. */
async function alreadyBegun(deps: Attempting, request: SendRequest, carried: Carried): Promise<Round> {
  const { workspace } = request;
  const { key } = intentOf(request, carried.profileId);
  const delivery = await deps.deliveries.read(workspace, key, deps.session);
  if (!delivery || delivery.state === 'intended') return { next: carried };
  if (delivery.state !== 'handing-over') {
    // Killed between closing the delivery and freeing its slot? Done again, it changes nothing.
    if (delivery.state === 'refused' || delivery.state === 'failed') await freeSlot(deps, workspace, carried.profileId, key);
    return { done: { outcome: outcomeOf(request, delivery.state, delivery.reason), isOwnWrite: false } };
  }
  const change: DeliveryChange = { from: ['handing-over'], to: 'unknown', reason: 'hand-over-interrupted' };
  if (await settle(deps, request, delivery, change)) deps.onOutcome?.('unknown', change.reason);
  return { next: carried };
}

/** Closes the delivery first, then frees its slot (core 12). */
async function refuse(
  deps: Attempting,
  request: SendRequest,
  carried: Carried,
  attempt: DeliveryDocument,
  reason: SendReason,
  detail?: string,
): Promise<Round> {
  const change = { from: ['intended' as const], to: 'refused' as const, reason, ...(detail !== undefined && { detail }) };
  if (!(await settle(deps, request, attempt, change))) return { next: carried };
  deps.onOutcome?.('refused', reason);
  await freeSlot(deps, request.workspace, carried.profileId, attempt.key);
  return { done: ownOutcome(request, 'refused', reason) };
}

async function renderAndHandOver(
  deps: Attempting,
  request: SendRequest,
  carried: Carried,
  attempt: DeliveryDocument,
  fresh: Fresh,
  verdict: Extract<Verdict, { kind: 'allowed' }>,
): Promise<Round> {
  const { template, settings } = fresh;
  if (!template) return await refuse(deps, request, carried, attempt, 'template-missing', request.step.template);
  const { workspace, step } = request;
  const unsubscribeUrl = deps.unsubscribeUrl(workspace, carried.profileId, step.channel, attempt.key);
  const variables = { ...verdict.variables, workspace: { name: settings.name }, unsubscribe_url: unsubscribeUrl };
  const of = `${template.version} ${JSON.stringify(variables)}`;
  let message = carried.rendered?.of === of ? carried.rendered.message : undefined;
  try {
    message ??= await deps.render(template.version, template.definition, variables);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return await refuse(deps, request, carried, attempt, 'template-failed', error.message);
  }
  const next = { ...carried, rendered: { of, message } };
  const isStale = (): boolean => deps.clock.now() - verdict.decidedAt > freshForMs;
  // A slow template must not send on old facts: what is rendered is kept, the question is asked again.
  if (isStale()) return { next };
  const messageId = `${attempt.key}@${settings.sender.address.split('@').at(-1) ?? 'localhost'}`;
  const mark = { to: verdict.to, providerMessageId: messageId, templateVersion: template.version, content: message };
  if (!(await deps.deliveries.beginHandOver(workspace, attempt.key, attempt.handOver, mark, new Date(deps.clock.now()), deps.session))) return { next };
  if (isStale()) {
    await settle(deps, request, attempt, { from: ['handing-over'], to: 'intended', reason: 'facts-too-old' });
    return { next };
  }
  const outgoing: OutgoingMessage = {
    key: attempt.key,
    messageId,
    from: settings.sender,
    to: verdict.to,
    ...message,
    ...(step.transactional !== true && { unsubscribeUrl }),
  };
  return await conclude(deps, request, next, attempt, await handOver(deps, outgoing));
}

async function handOver(deps: Attempting, message: OutgoingMessage): Promise<HandOverResult> {
  try {
    return await deps.adapter.handOver(message);
  } catch (error) {
    return { outcome: 'unknown', detail: error instanceof Error ? error.message : String(error) };
  }
}

async function conclude(deps: Attempting, request: SendRequest, carried: Carried, attempt: DeliveryDocument, result: HandOverResult): Promise<Round> {
  const { workspace } = request;
  const now = deps.clock.now();
  const { detail } = result;
  const answered = async (change: DeliveryChange): Promise<boolean> =>
    await settle(deps, request, attempt, { ...change, ...(detail !== undefined && { detail }) });
  switch (result.outcome) {
    case 'accepted':
      // A later attempt may have called it unknown meanwhile; the provider's word to this very hand-over settles it.
      if (!(await answered({ from: ['handing-over', 'unknown'], to: 'sent' }))) return { next: carried };
      deps.onOutcome?.('sent');
      return { done: ownOutcome(request, 'sent') };
    case 'unknown':
      if (!(await answered({ from: ['handing-over'], to: 'unknown', reason: 'hand-over-unanswered' }))) return { next: carried };
      deps.onOutcome?.('unknown', 'hand-over-unanswered');
      return { done: ownOutcome(request, 'unknown', 'hand-over-unanswered') };
    case 'rejected':
      return await fail(deps, request, carried, attempt, 'rejected', answered);
    case 'later': {
      if (now - attempt.createdAt.getTime() > maxHeldMs) return await fail(deps, request, carried, attempt, 'provider-unavailable', answered);
      if (!(await answered({ from: ['handing-over'], to: 'intended', reason: 'try-later', refusal: true }))) return { next: carried };
      deps.onOutcome?.('later');
      // What waits holds no slot. A later attempt may have taken it again already: that one's is left.
      await freeSlot(deps, workspace, carried.profileId, attempt.key, attempt.handOver);
      throw new OperationalError('provider-busy', `The provider refused delivery ${attempt.key} for now.`, {
        action: 'Nothing: it is tried again by itself.',
        retryAfterMs: result.retryAfterMs ?? backOffMs(attempt.refusals ?? 0),
      });
    }
  }
}

/** Sure: every hand-over of an SMTP delivery that is still being tried got a clean refusal, since any other made it `unknown` (core 13). */
async function fail(
  deps: Attempting,
  request: SendRequest,
  carried: Carried,
  attempt: DeliveryDocument,
  reason: SendReason,
  answered: (change: DeliveryChange) => Promise<boolean>,
): Promise<Round> {
  if (!(await answered({ from: ['handing-over'], to: 'failed', reason, refusal: true }))) return { next: carried };
  deps.onOutcome?.('failed', reason);
  await freeSlot(deps, request.workspace, carried.profileId, attempt.key);
  return { done: ownOutcome(request, 'failed', reason) };
}

/** 2 s, doubled each time, at most 10 minutes. */
function backOffMs(refusals: number): number {
  return Math.min(600_000, 2_000 * 2 ** Math.min(refusals, 20));
}

/** Whoever is capped looks the slots up: those whose delivery was refused or failed hold nothing (core 12). */
async function neverSent(deps: Attempting, { workspace }: SendRequest, slots: string[]): Promise<string[]> {
  const states = await deps.deliveries.states(workspace, slots, deps.session);
  return slots.filter((key) => states.get(key) === 'refused' || states.get(key) === 'failed');
}

/** Their runs are over: what was only intended is closed here, so that an attempt under way cannot hand it over after this look. */
async function neverToBeSent(deps: Attempting, { workspace }: SendRequest, keys: string[]): Promise<string[]> {
  const closed: string[] = [];
  for (const key of keys) {
    const found = await deps.deliveries.read(workspace, key, deps.session);
    const change: DeliveryChange = { from: ['intended'], to: 'refused', reason: 'run-ended', detail: 'end: merged' };
    if (!found || found.state === 'refused' || found.state === 'failed') closed.push(key);
    else if (found.state === 'intended' && (await settle(deps, { workspace }, found, change))) closed.push(key);
  }
  return closed;
}

/** Only after the delivery is closed for good, or put off by this very attempt, so there is nothing to be fresh about: no barrier write. */
async function freeSlot(deps: Attempting, workspace: string, profileId: string, key: string, attempt = Number.POSITIVE_INFINITY): Promise<void> {
  let at: string | null | undefined = profileId;
  while (at) {
    at = await deps.core.decide<string | null>({
      workspace,
      profileId: at,
      session: deps.session,
      barrier: () => Promise.resolve(),
      decide: ({ profile }) => {
        if (profile.mergedInto !== undefined) return { result: profile.mergedInto };
        return holdsSlot(profile, key, attempt) ? { result: null, profile: withoutSlot(profile, key) } : { result: null };
      },
    });
  }
}

const outcomes = { sent: 'sent', failed: 'failed', unknown: 'unknown', refused: 'skipped' } as const;

async function settle(
  deps: Attempting,
  { workspace }: Pick<SendRequest, 'workspace'>,
  { key, handOver }: Pick<DeliveryDocument, 'key' | 'handOver'>,
  change: DeliveryChange,
): Promise<boolean> {
  return await deps.deliveries.settle(workspace, key, handOver, change, new Date(deps.clock.now()), deps.session);
}

function ownOutcome(request: SendRequest, state: keyof typeof outcomes, reason?: SendReason): Sent {
  return { outcome: outcomeOf(request, state, reason), isOwnWrite: true };
}

function outcomeOf({ run, step }: SendRequest, state: keyof typeof outcomes, reason?: string): SendOutcome {
  return { stepId: step.id, visit: run.position.visit, outcome: outcomes[state], ...(reason !== undefined && { reason }) };
}
