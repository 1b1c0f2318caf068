import type { EventDocument } from '@cairn/server/events/event.js';
import type { DeliveryDocument } from '@cairn/server/messages/delivery.js';
import { MemoryDeliveriesStore } from '@cairn/server/messages/memory-deliveries.store.js';
import { createSender } from '@cairn/server/messages/send.js';
import { collections } from '@cairn/server/platform/collections.js';
import { MemoryCoreStore } from '@cairn/server/profiles/memory-core-store.js';
import { MemoryDatabase } from '@cairn/server/profiles/memory-database.js';
import { newIdentity } from '@cairn/server/profiles/new-profile.js';
import type { Effect, ProfileDocument } from '@cairn/server/profiles/profile.js';
import { ProfileCoreService } from '@cairn/server/profiles/profile-core.js';
import { personAtStart } from '@cairn/server/simulator/person-at-start.js';
import type { Simulation } from '@cairn/server/simulator/simulate-person.js';
import { type SimulatedWorkspace, simulatedWorkspaceName as workspace } from '@cairn/server/simulator/simulated-workspace.js';
import { performStep } from '@cairn/worker/activities/step.js';
import { createProfileUpdater } from '@cairn/worker/activities/update-profile.js';
import type { Command, PathEntry, RunState } from '@cairn/workflows/contracts/run.js';
import { mergePath } from '@cairn/workflows/interpreter/transition.js';

interface Workflow {
  journey: string;
  command: Command;
  poked: boolean;
}

/**
 * The same person as production has them, over a database in memory: accepted events, catching up, the outbox, the run's workflow, the step activity
 * and the send procedure. What the simulator's own person is held to.
 */
export class RealPerson {
  private now: number;
  private tokens = 0;
  private readonly db = new MemoryDatabase();
  private readonly store = new MemoryCoreStore(this.db);
  private readonly core: ProfileCoreService;
  private readonly deliveries = new MemoryDeliveriesStore();
  private readonly workflows = new Map<string, Workflow>();
  readonly runs = new Map<string, { run: RunState; path: PathEntry[] }>();

  private readonly simulation: Simulation;

  constructor({ definitions }: SimulatedWorkspace, simulation: Simulation) {
    this.simulation = simulation;
    this.now = simulation.startsAt;
    this.core = new ProfileCoreService({
      store: this.store,
      definitions: { current: async () => definitions, fresh: async () => definitions },
      clock: { now: () => this.now },
      token: () => `t${++this.tokens}`,
      effects: { perform: async (_, effect) => this.perform(effect) },
    });
  }

  get ledger(): DeliveryDocument[] {
    return [...this.deliveries.documents.values()];
  }

  async live(): Promise<void> {
    const { person, startsAt, happenings, until } = this.simulation;
    const { profile, events } = personAtStart(person, startsAt);
    const identity = newIdentity(workspace, `${workspace}:userId:${person.id}`, person.id, { messageId: 'first', receivedAt: new Date(startsAt) });
    this.db.put([
      { collection: collections.profiles, id: profile._id, document: { ...profile, version: 'first' } as ProfileDocument },
      { collection: collections.identities, id: identity._id, document: identity },
    ]);
    await this.accept(events);
    const coming = happenings.flatMap((happening) => ('event' in happening ? [happening] : [])).sort((a, b) => a.at - b.at);
    for (;;) {
      const next = Math.min(coming[0]?.at ?? Number.POSITIVE_INFINITY, this.dueAt());
      if (next > until) return;
      this.now = Math.max(this.now, next);
      const events: EventDocument[] = [];
      while (coming[0]?.at === this.now) events.push((coming.shift() as (typeof coming)[number]).event);
      await this.accept(events);
      await this.runWorkflows();
    }
  }

  private profile(): ProfileDocument {
    return this.db.get<ProfileDocument>(collections.profiles, `${workspace}:${this.simulation.person.id}`) as ProfileDocument;
  }

  private dueAt(): number {
    const timers = [...this.workflows.values()].map(({ command }) =>
      command.kind === 'wait' ? (command.until ?? Number.POSITIVE_INFINITY) : Number.POSITIVE_INFINITY,
    );
    return Math.min(this.profile().nextEvaluationAt?.getTime() ?? Number.POSITIVE_INFINITY, ...timers);
  }

  private async accept(events: EventDocument[]): Promise<void> {
    if (events.length > 0) this.insert(events);
    await this.catchUp();
  }

  private insert(events: EventDocument[]): 'stored'[] {
    this.db.put(events.map((event) => ({ collection: collections.events, id: event._id, document: event })));
    return events.map(() => 'stored');
  }

  private async catchUp(): Promise<void> {
    await this.core.catchUp([{ workspace, profileId: this.simulation.person.id }], { performEffects: true });
  }

  private perform(effect: Effect): void {
    if (effect.kind === 'startRun') this.workflows.set(effect.runId, { journey: effect.journey, command: effect.command, poked: false });
    else if (effect.kind === 'pokeRun') {
      const workflow = this.workflows.get(effect.runId);
      if (workflow) workflow.poked = true;
    } else if (effect.kind === 'recordRun') {
      const known = this.runs.get(effect.run.runId);
      this.runs.set(effect.run.runId, { run: effect.run, path: mergePath(known?.path ?? [], effect.path) });
    }
  }

  /** Which of several goes first at one instant is chance in production. Here, as in the simulator: whoever need not wait, then timers; each by age. */
  private async runWorkflows(): Promise<void> {
    for (;;) {
      const open = [...this.workflows];
      const ready =
        open.find(([, { command, poked }]) => command.kind === 'step' || (command.kind === 'wait' && poked)) ??
        open.find(([, { command }]) => command.kind === 'wait' && command.until !== null && command.until <= this.now);
      if (!ready) return;
      await this.step(...ready);
      await this.catchUp();
    }
  }

  private async step(runId: string, workflow: Workflow): Promise<void> {
    const { command, journey, poked } = workflow;
    if (command.kind === 'end') return;
    const firedFor = command.kind === 'wait' && !poked && command.until !== null ? command.until : undefined;
    workflow.poked = false;
    const { core } = this;
    const profileId = this.simulation.person.id;
    const sender = createSender({
      core,
      deliveries: this.deliveries,
      clock: { now: () => this.now },
      journeyNow: async () => ({ state: 'live', plans: [] }),
      readWorkspace: async () => ({ name: 'real', sender: { name: 'Shop', address: 'shop@example.com' } }),
      readTemplate: async () => ({ version: 'v', definition: { name: 'x', subject: 's', mjml: '<mjml/>' } }),
      render: async () => ({ subject: 's', html: 'h', text: 't' }) as never,
      unsubscribeUrl: () => 'https://example.com/u',
      adapter: { channel: 'email', handOver: async () => ({ outcome: 'accepted' }) },
    });
    workflow.command = await performStep(
      {
        core,
        send: async (request, session) => await sender.send(request, session),
        updateProfile: createProfileUpdater({ insert: async (events) => this.insert(events) }, { now: () => this.now }),
        journeyNow: async () => ({ state: 'live', plans: [] }),
        barrier: async (session) => await this.store.barrier(session, workspace, profileId),
      },
      { workspace, profileId, journey, runId, transition: command.transition, ...(firedFor !== undefined && { firedFor }) },
      command.queue,
    );
  }
}
