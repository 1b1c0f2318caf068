import { defaultCompiledRules } from '@cairn/server/identities/identity-rules.js';
import type { JourneyState } from '@cairn/server/platform/collections.js';
import type { CoreSession, Decided, DecideRequest, DefinedTag, LiveJourney, ProfileCore, ProfileView } from '@cairn/server/profiles/core.js';
import { newIdentity, newProfile } from '@cairn/server/profiles/new-profile.js';
import type { Effect, ProfileDocument } from '@cairn/server/profiles/profile.js';
import type { CompiledJourney, Decision, SendHeld, SendOutcome } from '@cairn/workflows/contracts/interpreter.js';
import type { StepInput } from '@cairn/workflows/contracts/names.js';
import type { PublishPlan } from '@cairn/workflows/contracts/publish-plan.js';
import { type Command, taskQueues } from '@cairn/workflows/contracts/run.js';
import { at, factsAt, journeyOf, runOf } from '@cairn/workflows/interpreter/journeys.fixture.js';
import { performStep, type StepDeps } from './step.js';

export class Killed extends Error {}

/** One person and one run over a fake core that can be killed at its n-th await: nothing of a killed process's memory stays. */
export class World {
  profile: Partial<ProfileDocument> & Pick<ProfileDocument, 'runs' | 'profileId'>;
  sends: string[] = [];
  updates: string[] = [];
  barriers = 0;
  effects: Effect[] = [];
  decisions: Decision[] = [];
  state: JourneyState | undefined = 'live';
  plans: PublishPlan[] = [];
  clock = at(40);
  outcome: SendOutcome['outcome'] | 'held' = 'sent';
  /** Awaits left until the process dies; undefined: it lives. */
  dieAfter: number | undefined;
  readonly settled = new Map<string, SendOutcome>();
  tags: DefinedTag[] = [{ key: 'vip' }];
  /** Live beside the run's own. */
  others: LiveJourney[] = [];

  readonly journey: CompiledJourney;

  constructor(journey: CompiledJourney = journeyOf()) {
    this.journey = journey;
    const run = runOf(journey);
    this.profile = { profileId: 'p1', runs: { [run.runId]: run } };
  }

  get run() {
    return Object.values(this.profile.runs)[0];
  }

  input(change: Partial<StepInput> = {}): StepInput {
    return { workspace: 'demo', profileId: 'p1', journey: 'cart', runId: this.run?.runId ?? '', transition: 1, ...change };
  }

  async step(change: Partial<StepInput> = {}, queue = taskQueues.email as Parameters<typeof performStep>[2]): Promise<Command> {
    return await performStep(this.deps(), this.input(change), queue);
  }

  private async breath(): Promise<void> {
    await Promise.resolve();
    if (this.dieAfter === undefined) return;
    if (this.dieAfter === 0) throw new Killed();
    this.dieAfter -= 1;
  }

  private deps(): StepDeps {
    const core: ProfileCore = {
      catchUp: async () => {},
      withSession: async <T>(work: (session: CoreSession) => Promise<T>) => await work({}),
      look: async () => {
        await this.breath();
        return this.view();
      },
      decide: async <T>({ session, barrier, alongside, decide }: DecideRequest<T>) => {
        await barrier(session as CoreSession);
        await alongside?.();
        await this.breath();
        const decided = decide(this.view()) as Decided<T>;
        if (decided.profile) {
          this.profile = JSON.parse(JSON.stringify(decided.profile)) as ProfileDocument;
          for (const effect of decided.effects ?? []) if (!this.effects.some(({ id }) => id === effect.id)) this.effects.push(effect);
          this.decisions.push(...(decided.decisions ?? []));
        }
        await this.breath();
        return decided.result;
      },
    };
    return {
      core,
      barrier: () => {
        this.barriers += 1;
        return this.breath();
      },
      journeyNow: async () => {
        await this.breath();
        return this.state && { state: this.state, plans: this.plans };
      },
      updateProfile: async ({ run, step }) => {
        await this.breath();
        const key = `${step.id}/${run.position.visit}`;
        if (!this.updates.includes(key)) this.updates.push(key);
        await this.breath();
        return { stepId: step.id, visit: run.position.visit, outcome: 'updated' };
      },
      send: async ({ run, step }) => {
        await this.breath();
        const isOwnWrite = !this.settled.has(`${step.id}/${run.position.visit}`);
        const outcome = this.send(run.position.visit, step.id);
        await this.breath();
        return { outcome, isOwnWrite };
      },
    };
  }

  /** Idempotent by step and visit, as the real one is by the delivery's key. */
  private send(visit: number, stepId: string): SendOutcome | SendHeld {
    if (this.outcome === 'held') return { outcome: 'held' };
    const key = `${stepId}/${visit}`;
    const known = this.settled.get(key) ?? { stepId, visit, outcome: this.outcome };
    if (!this.settled.has(key)) this.sends.push(key);
    this.settled.set(key, known);
    return known;
  }

  private view(): ProfileView {
    return {
      profile: this.profile as ProfileDocument,
      definitions: {
        ...{ workspace: 'demo', epoch: 1, segments: [], tags: this.tags, deletedTags: [], journeys: this.others, aggregates: [], computed: [], caps: [] },
        identityRules: defaultCompiledRules,
        version: (hash: string) => (hash === 'v1' ? this.journey : undefined),
      },
      now: this.clock,
      facts: (now) => factsAt((now - at(0)) / 60_000),
    };
  }
}

/** Somebody real, with the run that stands on the first step. */
export function somebodyOn(journey: CompiledJourney): World {
  const world = new World(journey);
  const { runs } = world.profile;
  const identity = newIdentity('demo', 'demo:userId:u', 'p1', { messageId: 'm', receivedAt: new Date(at(0)) });
  world.profile = { ...newProfile('demo', 'p1', identity), runs };
  return world;
}
