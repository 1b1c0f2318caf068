import type { SendHeld, SendOutcome } from '@cairn/workflows/contracts/interpreter.js';
import type { RunState } from '@cairn/workflows/contracts/run.js';

import { defaultCompiledRules } from '../identities/identity-rules.js';
import type { Clock, CoreSession, DecideRequest, Definitions, ProfileCore, ProfileView } from '../profiles/core.js';
import { factsFor } from '../profiles/facts.js';
import type { ProfileDocument } from '../profiles/profile.js';
import type { ChannelAdapter, HandOverResult, OutgoingMessage } from './channel.js';
import type { DeliveriesPort } from './deliveries.port.js';
import { MemoryDeliveriesStore } from './memory-deliveries.store.js';
import { createSender, type SenderDeps, type SendRequest } from './send.js';

/** What the tests of sending share: one person, one run at its message, and a world that can be stopped at every await. */
export const workspace = 'demo';

export function runAt(runId: string, change: Partial<RunState> = {}): RunState {
  return {
    runId,
    journey: 'cart',
    version: 'v1',
    key: '',
    trigger: { messageId: 'm1', name: 'Cart Updated', timestamp: 1_000, properties: { cart_id: 'c1' } },
    enteredAt: 1_000,
    transition: 1,
    position: { stepId: 'mail', visit: 1, arrivedAt: 1_000 },
    answer: { kind: 'step', transition: 1, queue: 'cairn-email' },
    visits: { mail: 1 },
    ...change,
  };
}

export function requestFor(run: RunState, change: Partial<SendRequest['step']> = {}): SendRequest {
  return { workspace, profileId: 'p1', run, step: { id: 'mail', type: 'message', channel: 'email', template: 'reminder', next: 'end', ...change } };
}

export function profileWith(runs: RunState[], change: Partial<ProfileDocument> = {}): ProfileDocument {
  const at = new Date(0);
  return {
    _id: `${workspace}:p1`,
    workspace,
    profileId: 'p1',
    createdAt: at,
    updatedAt: at,
    traits: { email: { value: 'ann@example.com', at, source: 'web', messageId: 'm0' }, name: { value: 'Ann', at, source: 'web', messageId: 'm0' } },
    identities: [],
    aggregates: {},
    tags: {},
    accounts: {},
    computed: {},
    memberships: {},
    runs: Object.fromEntries(runs.map((run) => [run.runId, run])),
    entered: {},
    exitTimes: {},
    slots: {},
    consent: { unsubscribed: {} },
    bucket: 0,
    version: '0',
    applied: [],
    effects: [],
    epoch: 1,
    ...change,
  };
}

export const definitionsWith = (caps: Definitions['caps'] = []): Definitions => ({
  workspace,
  epoch: 1,
  segments: [],
  tags: [],
  deletedTags: [],
  journeys: [],
  version: () => undefined,
  aggregates: [],
  caps,
  identityRules: defaultCompiledRules,
});

export class Killed extends Error {}

/** Passed before and after every effect on the world: counts, and throws from the given number on. */
export class Gallows {
  count = 0;
  at = Number.POSITIVE_INFINITY;

  async pass<T>(effect: () => T | Promise<T>): Promise<T> {
    this.step();
    const value = await effect();
    this.step();
    return value;
  }

  private step(): void {
    // Dead processes do nothing more, whatever catches this.
    if (this.count++ >= this.at) throw new Killed(`killed at ${this.at}`);
  }
}

/** Write, catch up, decide, over a map; the conditional write is on `version`, as in production. */
export class FakeCore implements ProfileCore {
  readonly profiles = new Map<string, ProfileDocument>();
  readonly decisions: unknown[] = [];
  /** Between deciding and writing: what another process does meanwhile. */
  meanwhile: (() => void) | undefined;
  private writes = 0;

  constructor(
    private readonly clock: Clock,
    private readonly definitions: Definitions,
    private readonly gallows: Gallows,
  ) {}

  async catchUp(): Promise<void> {
    return await Promise.resolve();
  }

  async withSession<T>(work: (session: CoreSession) => Promise<T>): Promise<T> {
    return await work({});
  }

  async look(_session: CoreSession, _workspace: string, profileId: string): Promise<ProfileView | null> {
    const profile = await this.gallows.pass(() => structuredClone(this.profiles.get(profileId)));
    return profile ? { profile, definitions: this.definitions, now: this.clock.now(), facts: (now, trigger) => factsFor(profile, now, { trigger }) } : null;
  }

  async decide<T>(request: DecideRequest<T>): Promise<T | null> {
    for (;;) {
      const session = request.session ?? {};
      await request.barrier(session);
      const [view] = await Promise.all([this.look(session, request.workspace, request.profileId), request.alongside?.()]);
      if (!view) return null;
      const { profile } = view;
      const decided = request.decide(view);
      this.meanwhile?.();
      this.decisions.push(...(decided.decisions ?? []));
      if (!decided.profile) return decided.result;
      const next = decided.profile;
      const matched = await this.gallows.pass(() => {
        if (this.profiles.get(request.profileId)?.version !== profile.version) return false;
        this.profiles.set(request.profileId, { ...structuredClone(next), version: String(++this.writes) });
        return true;
      });
      if (matched) return decided.result;
    }
  }

  change(change: (profile: ProfileDocument) => Partial<ProfileDocument>, profileId = 'p1'): void {
    const profile = this.profiles.get(profileId);
    if (profile) this.profiles.set(profileId, { ...profile, ...change(profile), version: String(++this.writes) });
  }
}

export interface World {
  now: number;
  core: FakeCore;
  ledger: MemoryDeliveriesStore;
  gallows: Gallows;
  /** What the provider accepted. */
  accepted: OutgoingMessage[];
  /** What it answers next; when empty it accepts. */
  answers: HandOverResult[];
  outcomes: string[];
  deps: SenderDeps;
  send(request: SendRequest): Promise<SendOutcome | SendHeld>;
}

export function createWorld(profile: ProfileDocument, change: Partial<SenderDeps> = {}, caps: Definitions['caps'] = []): World {
  const gallows = new Gallows();
  const ledger = new MemoryDeliveriesStore();
  const world = { now: 10_000, gallows, ledger, accepted: [], answers: [], outcomes: [] } as unknown as World;
  const clock: Clock = { now: () => world.now };
  world.core = new FakeCore(clock, definitionsWith(caps), gallows);
  world.core.profiles.set(profile.profileId, profile);
  const adapter: ChannelAdapter = {
    channel: 'email',
    handOver: async (message) =>
      await gallows.pass(() => {
        const answer = world.answers.shift() ?? { outcome: 'accepted' };
        // `unknown` here: it was accepted, and the answer was lost.
        if (answer.outcome === 'accepted' || answer.outcome === 'unknown') world.accepted.push(message);
        return answer;
      }),
  };
  world.deps = {
    core: world.core,
    deliveries: guarded(ledger, gallows),
    adapter,
    clock,
    journeyNow: async () => await Promise.resolve({ state: 'live', plans: [] }),
    readWorkspace: async () => await Promise.resolve({ name: 'Shop', sender: { name: 'Shop', address: 'shop@shop.example' } }),
    readTemplate: async () => await Promise.resolve({ version: 't1', definition: { name: 'T', subject: 's', mjml: 'm' } }),
    render: async (_version, _definition, { traits }) => await gallows.pass(() => ({ subject: `Hi ${String(traits.name)}`, html: '<p>', text: 't' })),
    unsubscribeUrl: (...parts) => `https://shop.example/u/${parts.join('.')}`,
    onOutcome: (outcome) => world.outcomes.push(outcome),
    ...change,
  };
  world.send = async (request) => (await createSender(world.deps).send(request, {})).outcome;
  return world;
}

function guarded(store: MemoryDeliveriesStore, gallows: Gallows): DeliveriesPort {
  return {
    beginAttempt: async (intent, now) => await gallows.pass(() => store.beginAttempt(intent, now)),
    read: async (workspaceOf, of) => await gallows.pass(() => store.read(workspaceOf, of)),
    beginHandOver: async (workspaceOf, of, attempt, mark, now) => await gallows.pass(() => store.beginHandOver(workspaceOf, of, attempt, mark, now)),
    settle: async (workspaceOf, of, attempt, change, now) => await gallows.pass(() => store.settle(workspaceOf, of, attempt, change, now)),
    states: async (workspaceOf, keys) => await gallows.pass(() => store.states(workspaceOf, keys)),
  };
}
