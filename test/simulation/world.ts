import type { EventDocument } from '@cairn/server/events/event.js';
import type { DeliveryDocument } from '@cairn/server/messages/delivery.js';
import { createSender } from '@cairn/server/messages/send.js';
import { collections } from '@cairn/server/platform/collections.js';
import { AppError } from '@cairn/server/platform/errors.js';
import type { DecideRequest, Definitions, DefinitionsSource, EffectPerformer, Person, ProfileCore } from '@cairn/server/profiles/core.js';
import type { CoreStore, IdentityDocument } from '@cairn/server/profiles/core-store.js';
import { MemoryCoreStore } from '@cairn/server/profiles/memory-core-store.js';
import { MemoryDatabase, notYet, type Steps } from '@cairn/server/profiles/memory-database.js';
import type { ProfileDocument } from '@cairn/server/profiles/profile.js';
import { ProfileCoreService } from '@cairn/server/profiles/profile-core.js';
import { performStep } from '@cairn/worker/activities/step.js';
import type { Command, PathEntry, RunState, TaskQueue } from '@cairn/workflows/contracts/run.js';

import type { Mutant } from './mutants.js';
import { Random } from './random.js';
import { LostReply, type Process, Scheduler } from './scheduler.js';
import { type Settings, stories } from './settings.js';
import { SimDeliveries } from './sim-deliveries.js';
import { definitionsAt, epochMs, workspace } from './world-definitions.js';

export interface SimEvent {
  id: string;
  kind: 'T' | 'E' | 'W' | 'X' | 'B';
  names: string[];
  who: string;
  /** Second at which its client sends it. */
  sendAt: number;
  /** How long before that it happened, by its own timestamp. */
  late: number;
  historic: boolean;
  timestamp?: number;
}

interface SimWorkflow {
  command: Command;
  profileId: string;
  journey: string;
  poked: boolean;
  closed: boolean;
  starts: number;
}

interface Worker {
  epoch: number;
}

const strength = ['userId', 'email', 'anonymousId'];
const idOf = (type: string, value: string) => `${workspace}:${type}:${value}`;
const kinds: SimEvent['kind'][] = ['X', 'T', 'T', 'E', 'W', 'X'];

/** Everything that happens in one seed: clients, projectors, workflows and activities around the product's own procedures. */
export class World {
  readonly random: Random;
  readonly db = new MemoryDatabase({ commitAtOnce: false });
  readonly scheduler: Scheduler;
  readonly events: SimEvent[] = [];
  readonly acknowledged = new Set<string>();
  readonly workflows = new Map<string, SimWorkflow>();
  /** The `runs` read model. */
  readonly runs = new Map<string, { run: RunState; path: PathEntry[]; profileId: string }>();
  /** Accepted by the provider. */
  readonly sink: { key: string; runId: string }[] = [];
  readonly workers: Worker[] = [{ epoch: 1 }, { epoch: 1 }];
  second = 0;
  violation: { kind: string; detail: string; turn: number } | undefined;
  private lagUntil = 0;
  private tokens = 0;

  readonly settings: Settings;
  readonly mutant: Mutant;

  constructor(seed: number, settings: Settings, mutant: Mutant, trace = false) {
    this.settings = settings;
    this.mutant = mutant;
    this.random = new Random(seed * 7919 + 13);
    this.db.lagging = () => this.scheduler.chaos && this.scheduler.turns < this.lagUntil;
    this.db.pick = (items) => this.random.pick(items);
    this.scheduler = new Scheduler(
      this.random,
      settings,
      {
        expected: (error) =>
          error instanceof LostReply || error instanceof AppError || (error instanceof Error && error.message === 'The write was rolled back.'),
        unexpected: (process, error) => this.violate('threw', `${process}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`),
      },
      trace,
    );
  }

  violate(kind: string, detail: string): void {
    this.violation ??= { kind, detail, turn: this.scheduler.turns };
  }

  get nowMs(): number {
    return epochMs + this.second * 1_000;
  }

  failover(): void {
    this.scheduler.say(`FAIL-OVER rolls back ${this.db.uncommitted} changes`);
    this.db.failover();
    this.lagUntil = this.scheduler.turns + 40;
  }

  start(): void {
    this.makeEvents();
    for (const event of this.events) this.scheduler.spawn(`client-${event.id}`, (process) => this.client(process, event), { restart: true });
    for (const name of ['projA', 'projB', 'projC']) {
      const worker = this.random.pick(this.workers);
      this.scheduler.spawn(name, (process) => this.projector(process, worker), { restart: true });
    }
    this.scheduler.spawn('janitor', (process) => this.janitor(process), { restart: true });
    if (this.settings.deadLetters) this.scheduler.spawn('replayer', (process) => this.replayer(process), { restart: true });
    if (this.settings.publish || this.settings.deadLetters) this.scheduler.spawn('publisher', (process) => this.publisher(process), { restart: true });
  }

  // Clients

  private makeEvents(): void {
    const { random, settings } = this;
    const people = settings.switchOfUser ? ['a', 'u', 'u', 'v', 'm'] : ['a', 'u', 'u', 'm', 'a'];
    const typeOf = (name: string) => ({ a: 'anonymousId', u: 'userId', v: 'userId', m: 'email' })[name] ?? 'anonymousId';
    if (settings.story) {
      for (const [index, [kind, who, sendAt]] of stories[settings.story].entries()) {
        const names = [...who].map((name) => idOf(typeOf(name), name)).sort((x, y) => strengthOf(x) - strengthOf(y));
        this.events.push({ id: `e${index}`, kind, names, who: names[0] as string, sendAt, late: 0, historic: false });
      }
      return;
    }
    for (let index = 0; index < settings.events; index++) {
      let chosen = [random.pick(people)];
      if (random.chance(settings.naming))
        chosen = random.pick([['a', 'u'], ['a', 'm'], ['u', 'm'], ['a', 'u', 'm'], settings.switchOfUser ? ['a', 'v'] : ['a', 'u']]);
      const names = [...new Set(chosen)].map((name) => idOf(typeOf(name), name)).sort((x, y) => strengthOf(x) - strengthOf(y));
      const kind = settings.deadLetters && random.chance(0.4) ? 'B' : random.pick(kinds);
      const historic = kind !== 'B' && random.chance(0.08);
      this.events.push({
        id: `e${index}`,
        kind,
        names,
        who: names[0] as string,
        sendAt: random.below(10),
        late: random.chance(0.3) ? random.below(4) : 0,
        historic,
      });
    }
  }

  private async client(process: Process, event: SimEvent): Promise<void> {
    await process.step('wait', () => (this.second >= event.sendAt || !this.scheduler.chaos ? true : notYet));
    event.timestamp ??= epochMs + Math.max(0, this.second - event.late) * 1_000 + this.events.indexOf(event);
    const document = this.documentOf(event);
    const inserted = await process.step(`insert ${event.id} ${event.kind} ${event.names.join()}`, () => {
      const found = this.db.get<EventDocument>(collections.events, document._id);
      return found ? { repeat: true, index: 0 } : { repeat: false, index: this.db.put([{ collection: collections.events, id: document._id, document }]) };
    });
    if (inserted.repeat) {
      if (!this.mutant.repeatsUnasked)
        await process.step('majority read', () => (this.db.view({ index: 0 })?.read(collections.events).has(document._id) ? true : notYet));
    } else if (!this.mutant.insertsUnawaited) await this.majority(process, inserted.index);
    await process.step(`ACK ${event.id}`, () => void this.acknowledged.add(event.id));
    // A client that heard nothing sends again; so does one that only thinks so.
    if (this.random.chance(0.2)) throw new LostReply('Sends again.');
  }

  private documentOf(event: SimEvent): EventDocument {
    const { id, kind, names, who, historic } = event;
    return {
      _id: `${workspace}:${id}`,
      workspace,
      messageId: id,
      type: 'identify',
      name: `sim ${kind}`,
      timestamp: new Date(event.timestamp ?? 0),
      receivedAt: new Date(this.nowMs),
      source: 'sim',
      who,
      names,
      traits: { email: 'someone@example.com', plan: id },
      properties: kind === 'T' ? { id } : {},
      ...(historic && { historic: true as const }),
      pending: 0,
      replayAttempt: 0,
    };
  }

  private async majority(steps: Steps, index: number): Promise<void> {
    await steps.step('majority', () => {
      const answer = this.db.acknowledged(index);
      if (answer === false) throw new Error('The write was rolled back.');
      return answer ?? notYet;
    });
  }

  // Workers

  private core(process: Process, worker: Worker): { core: ProfileCoreService; store: CoreStore } {
    const store = this.mutant.store ? this.mutant.store(this.db, process) : new MemoryCoreStore(this.db, process);
    const effects: EffectPerformer = { perform: async (_, effect) => void (await process.step(`perform ${effect.id}`, () => this.perform(effect))) };
    return {
      store,
      core: new ProfileCoreService({
        store,
        definitions: this.definitions(process, worker),
        clock: { now: () => this.nowMs },
        token: () => `t${++this.tokens}`,
        pageLimit: this.settings.pageLimit,
        effects,
        ...(this.mutant.core ?? {}),
      }),
    };
  }

  private definitions(process: Process, worker: Worker): DefinitionsSource {
    return {
      current: async (_, atLeast = 0): Promise<Definitions> => {
        if (atLeast > worker.epoch && !this.mutant.staysWithOldDefinitions) {
          worker.epoch = await process.step('reload definitions', () =>
            Math.max(worker.epoch, this.db.view({ index: 0 })?.read<{ _id: string; epoch: number }>('definitions').get('definitions')?.epoch ?? 1),
          );
          if (worker.epoch < atLeast) throw new LostReply('The definitions are not there yet.');
        }
        return definitionsAt[worker.epoch] as Definitions;
      },
    };
  }

  private perform(effect: ProfileDocument['effects'][number]): true {
    if (effect.kind === 'recordRun') {
      const known = this.runs.get(effect.run.runId);
      const path = [...(known?.path ?? []), ...effect.path];
      const newer = !known || known.run.transition <= effect.run.transition;
      this.runs.set(effect.run.runId, { run: newer ? effect.run : known.run, path, profileId: effect.profileId });
      return true;
    }
    const workflow = this.workflows.get(effect.runId);
    if (effect.kind === 'pokeRun') {
      if (workflow) workflow.poked = true;
      return true;
    }
    if (workflow) return true;
    const { runId, journey, profileId, command } = effect;
    this.workflows.set(runId, { command, profileId, journey, poked: false, closed: false, starts: 1 });
    this.scheduler.spawn(`wf-${runId.slice(0, 6)}`, (process) => this.workflow(process, runId), { durable: true });
    return true;
  }

  private async projector(process: Process, worker: Worker): Promise<void> {
    const { core } = this.core(process, worker);
    for (;;) {
      const people = await process.step('sweep', () => this.due(worker));
      await core.catchUp(people, { performEffects: true });
    }
  }

  private due(worker: Worker): Person[] | typeof notYet {
    const people: Person[] = [];
    for (const event of this.db.all<EventDocument>(collections.events)) if (event.pending !== undefined) people.push({ workspace, identity: event.who });
    const published = this.db.get<{ _id: string; epoch: number }>('definitions', 'definitions')?.epoch ?? 1;
    for (const profile of this.db.all<ProfileDocument>(collections.profiles)) {
      if (profile.mergedInto) continue;
      const ticking = profile.nextEvaluationAt && profile.nextEvaluationAt.getTime() <= this.nowMs;
      const owing = profile.effects.length > 0 && !this.mutant.noOutboxSweep;
      const behind = profile.epoch < published && !this.mutant.noEpochSweep;
      if (ticking || owing || behind) people.push({ workspace, profileId: profile.profileId });
    }
    if (published > worker.epoch && !this.mutant.staysWithOldDefinitions && this.random.chance(0.3)) worker.epoch = published;
    if (people.length === 0) return notYet;
    return Array.from({ length: 1 + this.random.below(3) }, () => this.random.pick(people));
  }

  /** The worker's sweep of hand-overs that nobody comes back to: their run ended meanwhile. */
  private async janitor(process: Process): Promise<void> {
    const deliveries = new SimDeliveries(this.db, process);
    for (;;) {
      const { key, handOver, state } = await process.step('look for interrupted hand-overs', () => {
        const before = new Date(this.nowMs - 20_000);
        const late = this.db.all<DeliveryDocument>('deliveries').find((delivery) => {
          if (delivery.state === 'handing-over') return (delivery.handedOverAt ?? before) < before;
          return delivery.state === 'intended' && delivery.updatedAt < before && this.runs.get(delivery.runId)?.run.ended !== undefined;
        });
        return late ?? notYet;
      });
      if (state === 'intended') {
        await deliveries.settle(workspace, key, handOver, { from: ['intended'], to: 'refused', reason: 'run-ended' }, new Date(this.nowMs));
        continue;
      }
      await deliveries.settle(workspace, key, handOver, { from: ['handing-over'], to: 'unknown', reason: 'hand-over-interrupted' }, new Date(this.nowMs));
    }
  }

  private async replayer(process: Process): Promise<void> {
    for (;;) {
      const event = await process.step('look for dead letters', () => {
        const dead = this.db.all<EventDocument>(collections.events).filter(({ refused }) => refused);
        return dead.length > 0 && (this.db.get('definitions', 'definitions') || this.random.chance(0.1)) ? this.random.pick(dead) : notYet;
      });
      await process.step(`replay ${event.messageId}`, () => {
        const found = this.db.get<EventDocument>(collections.events, event._id);
        if (!found?.refused || found.replayAttempt !== event.replayAttempt) return false;
        const { refused: _refused, ...rest } = found;
        const replayed: EventDocument = { ...rest, pending: 0, replayAttempt: event.replayAttempt + 1 };
        this.db.put([{ collection: collections.events, id: event._id, document: replayed }]);
        return true;
      });
    }
  }

  /** Publishes epoch 2; the backfill is the sweep of the profiles below it. */
  private async publisher(process: Process): Promise<void> {
    await process.step('wait to publish', () => (this.second >= 4 || !this.scheduler.chaos ? true : notYet));
    const index = await process.step('publish', () =>
      this.db.put([{ collection: 'definitions', id: 'definitions', document: { _id: 'definitions', epoch: 2 } as { _id: string } }]),
    );
    await this.majority(process, index);
    for (const worker of this.workers) {
      await process.step('worker reloads', () => {
        if (worker.epoch < 2 && this.scheduler.chaos && !this.random.chance(0.3)) return notYet;
        worker.epoch = 2;
        return true;
      });
    }
  }

  // Temporal

  private async workflow(process: Process, runId: string): Promise<void> {
    const workflow = this.workflows.get(runId) as SimWorkflow;
    let { command } = workflow;
    while (command.kind !== 'end') {
      const current: Exclude<Command, { kind: 'end' }> = command;
      let firedFor: number | undefined;
      if (current.kind === 'wait') {
        const { until } = current;
        firedFor = await process
          .step('wait', () => (workflow.poked ? { at: undefined } : until !== null && this.nowMs >= until ? { at: until } : notYet))
          .then(({ at }) => at);
      }
      workflow.poked = false;
      const attempts: { process: Process; answer?: Command }[] = [];
      const start = () => {
        const attempt: (typeof attempts)[number] = { process: undefined as unknown as Process };
        attempts.push(attempt);
        attempt.process = this.scheduler.spawn(`step-${runId.slice(0, 6)}-${current.transition}`, async (activity) => {
          attempt.answer = await this.activity(activity, runId, workflow, current, firedFor);
        });
      };
      command = await process.step('activity', () => {
        const last = attempts.at(-1);
        if (last?.answer) return last.answer;
        const late = this.scheduler.chaos && attempts.length < 4 && this.random.chance(this.settings.heartbeat);
        if (!last || last.process.state === 'failed' || last.process.state === 'dead' || late) start();
        return notYet;
      });
    }
    workflow.closed = true;
  }

  private async activity(
    process: Process,
    runId: string,
    workflow: SimWorkflow,
    command: Exclude<Command, { kind: 'end' }>,
    firedFor: number | undefined,
  ): Promise<Command> {
    const { core, store } = this.core(process, this.random.pick(this.workers));
    const queue: TaskQueue = command.queue;
    const observed = this.observedCore(core, runId);
    return await performStep(
      {
        core: observed,
        send: async (request) => await this.sendVia(process, core, runId).send(request),
        journeyState: async () => 'live',
        barrier: async (session) => {
          if (!this.mutant.noBarrier) await store.barrier(session, workspace, workflow.profileId);
        },
      },
      {
        workspace,
        profileId: workflow.profileId,
        journey: workflow.journey,
        runId,
        transition: command.transition,
        ...(firedFor !== undefined && { firedFor }),
      },
      queue,
    );
  }

  /** Watches that no time-out is decided against an event that was accepted before. */
  private observedCore(core: ProfileCore, runId: string): ProfileCore {
    return {
      catchUp: (people, options) => core.catchUp(people, options),
      decide: async (request) => {
        const before = this.personOf(runId)?.runs[runId];
        const must = before?.wait?.stepId === 'wait' ? this.mustSee(runId, 'W').filter((at) => at >= before.enteredAt && at <= (before.wait?.dueAt ?? 0)) : [];
        let timedOut = false;
        const result = await core.decide({
          ...request,
          decide: (view) => {
            const decided = request.decide(view);
            timedOut = decided.decisions?.some(({ kind, outcome }) => kind === 'wait' && outcome === 'timeout') ?? false;
            return decided;
          },
        });
        if (timedOut && must.length > 0 && this.mustSee(runId, 'W').some((at) => must.includes(at))) this.violate('timeout-beat-event', runId);
        return result;
      },
    };
  }

  private sendVia(process: Process, core: ProfileCore, runId: string): ReturnType<typeof createSender> {
    const deliveries = this.mutant.deliveries ? this.mutant.deliveries(this.db, process) : new SimDeliveries(this.db, process);
    let must: { exits: number[]; sent: string[] } = { exits: [], sent: [] };
    let closed = new Set<string>();
    let began = 0;
    const sender = createSender({
      core: this.watchedSends(core, runId, () => (began > this.lagUntil ? closed : new Set())),
      deliveries,
      clock: { now: () => this.nowMs },
      journeyState: async () => 'live',
      readWorkspace: async () => ({ name: 'sim', sender: { name: 'Sim', address: 'shop@example.com' } }),
      readTemplate: async () => ({ version: 'v', definition: { name: 'cart', subject: 's', mjml: '<mjml/>' } }),
      render: async () => ({ subject: 's', html: 'h', text: 't' }) as never,
      unsubscribeUrl: () => 'https://example.com/u',
      adapter: { channel: 'email', handOver: async ({ key }) => await process.step(`hand over ${key.slice(0, 6)}`, () => this.provider(key, must)) },
    });
    return {
      send: async (request) => {
        must = { exits: this.mustSee(runId, 'E').filter((at) => at >= request.run.enteredAt), sent: this.sentTo(runId) };
        closed = this.closedForGood();
        began = this.scheduler.turns;
        this.sending.set(process, runId);
        return await sender.send(request);
      },
    };
  }

  /** Keys of deliveries that a majority knows never reached anybody. */
  private closedForGood(): Set<string> {
    const deliveries = this.db.view({ index: 0 })?.read<DeliveryDocument>('deliveries').values() ?? [];
    return new Set([...deliveries].filter(({ state }) => state === 'refused' || state === 'failed').map(({ key }) => key));
  }

  /** Watches that nobody is capped by slots alone whose deliveries were closed before (core 12); after a fail-over a look may be too old to tell. */
  private watchedSends(core: ProfileCore, runId: string, closed: () => ReadonlySet<string>): ProfileCore {
    return {
      catchUp: (people, options) => core.catchUp(people, options),
      decide: async <T>(request: DecideRequest<T>) => {
        const remembered = this.mutant.remembersVerdict ? this.verdicts.get(runId) : undefined;
        let capped: string[] | undefined;
        const result = await core.decide({
          ...request,
          decide: (view) => {
            const decided = request.decide(view);
            const verdict = decided.result as { kind?: string; reason?: string } | null;
            if (remembered && verdict?.kind === 'refused') return { result: { ...remembered, decidedAt: view.now } as T };
            capped = verdict?.kind === 'refused' && verdict.reason === 'capped' ? Object.keys(view.profile.slots) : undefined;
            return decided;
          },
        });
        if (capped?.every((key) => closed().has(key))) this.violate('capped-by-nothing', runId);
        if ((result as { kind?: string } | null)?.kind === 'allowed') this.verdicts.set(runId, result as object);
        return result;
      },
    };
  }

  private readonly verdicts = new Map<string, object>();
  private readonly sending = new Map<Process, string>();
  private readonly runOfKey = new Map<string, string>();

  private provider(
    key: string,
    must: { exits: number[]; sent: string[] },
  ): { outcome: 'accepted' } | { outcome: 'rejected' | 'later' | 'unknown'; detail: string } {
    const runId = this.db.get<{ _id: string; runId: string }>('deliveries', `${workspace}:${key}`)?.runId ?? '';
    this.runOfKey.set(key, runId);
    const luck = this.scheduler.chaos ? this.random.below(6) : 0;
    if (luck === 1) return { outcome: 'rejected', detail: '550' };
    if (luck === 2) return { outcome: 'later', detail: '451' };
    if (this.sink.some((sent) => sent.key === key)) this.violate('sent-twice', key);
    this.sink.push({ key, runId });
    if (this.mustSee(runId, 'E').some((at) => must.exits.includes(at))) this.violate('sent-after-exit', runId);
    if (this.sentTo(runId).some((other) => other !== key && must.sent.includes(other))) this.violate('cap-exceeded', `${key} after ${must.sent.join()}`);
    return luck === 3 ? { outcome: 'unknown', detail: 'time-out' } : { outcome: 'accepted' };
  }

  /** Keys that the provider accepted for the person whom this run belongs to. */
  private sentTo(runId: string): string[] {
    const person = this.personOf(runId);
    if (!person) return [];
    return this.sink.flatMap(({ key, runId: of }) => (this.ownerOfRun(of) === person.profileId ? [key] : []));
  }

  /** By the majority's profiles: who has the run, or had it when it was recorded, followed through merges. */
  private ownerOfRun(runId: string): string | undefined {
    const profiles = this.db.view({ index: 0 })?.read<ProfileDocument>(collections.profiles);
    const started = this.workflows.get(runId)?.profileId;
    let at = started === undefined ? undefined : profiles?.get(`${workspace}:${started}`);
    while (at?.mergedInto) at = profiles?.get(`${workspace}:${at.mergedInto}`);
    return at?.profileId;
  }

  personOf(runId: string): ProfileDocument | undefined {
    return this.db.all<ProfileDocument>(collections.profiles).find((profile) => !profile.mergedInto && profile.runs[runId]);
  }

  /** Times of events of a kind that were accepted for the person of a run: whoever decides from now on must have seen them. */
  private mustSee(runId: string, kind: SimEvent['kind']): number[] {
    const person = this.personOf(runId);
    if (!person) return [];
    const identities = this.db.view({ index: this.db.majorityIndex })?.read<IdentityDocument>(collections.identities);
    const owns = (name: string) => identities?.get(name)?.owner === person.profileId && person.identities.some(({ id }) => id === name);
    return this.events
      .filter((event) => event.kind === kind && this.acknowledged.has(event.id) && this.ownedBy(event, owns, kind === 'W'))
      .map(({ timestamp }) => timestamp ?? 0);
  }

  private ownedBy(event: SimEvent, owns: (name: string) => boolean, releasing: boolean): boolean {
    if (releasing && event.historic) return false;
    const stored = this.db.get<EventDocument>(collections.events, `${workspace}:${event.id}`);
    // A second userId on the device is somebody else: only what is surely this person's counts.
    if (stored?.pending === undefined || this.settings.switchOfUser) return owns(event.who);
    return event.names.some(owns);
  }
}

function strengthOf(name: string): number {
  return strength.indexOf(name.split(':')[1] ?? '');
}
