import { OperationalError } from '../platform/errors.js';
import { escapeKey } from '../platform/keys.js';
import { accountFactsOf, accountIdsOf } from './account-links.js';
import { CatchUp, type CatchUpDeps } from './catch-up.js';
import type { CoreSession, Decided, DecideRequest, EffectPerformer, Person, ProfileCore, ProfileView } from './core.js';
import { factsFor } from './facts.js';
import { runOf } from './fold-runs.js';
import type { Effect, ProfileDocument } from './profile.js';
import { keepSearchKeys } from './search-keys.js';

export interface ProfileCoreDeps extends CatchUpDeps {
  /** Absent where nothing performs effects (the server): the worker's sweep finds them. */
  effects?: EffectPerformer;
  onEffectFailed?(effect: Effect, error: unknown): void;
}

/** The core as everybody uses it. Free of Nest: `new ProfileCoreService({ store: new MongoCoreStore(db), … })`. */
export class ProfileCoreService implements ProfileCore {
  constructor(private readonly deps: ProfileCoreDeps) {}

  async catchUp(people: Person[], options: { performEffects?: boolean } = {}): Promise<void> {
    const performing: Promise<void>[] = [];
    await this.fold(people, (profiles) => {
      if (options.performEffects) performing.push(this.performEffects(profiles).catch(() => undefined));
    });
    await Promise.all(performing);
  }

  /** As `catchUp`, without the effects: `onWritten` is told the profiles as they are now, for whoever performs what they owe. */
  async fold(people: Person[], onWritten: (profiles: ProfileDocument[]) => void): Promise<void> {
    for (const [workspace, some] of byWorkspace(people))
      await this.deps.store.withSession((session) => new CatchUp(this.deps, session, workspace).run(some, { drain: false, onWritten }));
  }

  async decide<T>(request: DecideRequest<T>): Promise<T | null> {
    const rounds = this.deps.maxRounds ?? 60;
    for (let round = 0; round < rounds; round++) {
      const { session } = request;
      const answer = session ? await this.decideOnce(session, request) : await this.withSession(async (own) => await this.decideOnce(own, request));
      if (answer) return answer.result;
    }
    throw new OperationalError('decision-contended', `Profile ${request.profileId} kept changing for ${rounds} rounds.`, {
      action: 'It is tried again.',
      retryAfterMs: 1_000,
    });
  }

  /** Undefined: somebody wrote the profile meanwhile, so everything is asked again. */
  private async decideOnce<T>(session: CoreSession, request: DecideRequest<T>): Promise<{ result: T | null } | undefined> {
    const { workspace, profileId } = request;
    await request.barrier(session);
    const catchUp = new CatchUp(this.deps, session, workspace);
    const alongside = request.alongside?.();
    // Its failure is told below, when nothing of ours is under way any more.
    alongside?.catch(() => undefined);
    const [profile] = await catchUp.run([{ workspace, profileId }], { drain: true });
    await alongside;
    if (!profile) return { result: null };
    const view = await this.view(session, profile);
    const decided = request.decide(view);
    await catchUp.writeDecisions([{ profile, decisions: decided.decisions ?? [] }]);
    if (!decided.profile && !decided.effects?.length) return { result: decided.result };
    const [matched] = await this.deps.store.writeProfiles(session, [{ before: profile, after: this.decidedProfile(view, decided) }]);
    if (!matched) this.deps.onConflict?.();
    return matched ? { result: decided.result } : undefined;
  }

  async withSession<T>(work: (session: CoreSession) => Promise<T>): Promise<T> {
    return await this.deps.store.withSession(work);
  }

  async look(session: CoreSession, workspace: string, profileId: string): Promise<ProfileView | null> {
    const [profile] = await this.deps.store.readProfiles(session, workspace, [profileId]);
    return profile ? await this.view(session, profile) : null;
  }

  /**
   * Performs what these profiles owe, in order, and removes each by its id. Whatever fails stays, and holds up only what comes after it for the
   * same run: an outage of one kind of effect is not an outage of the others.
   */
  async performEffects(profiles: ProfileDocument[]): Promise<void> {
    await Promise.all(profiles.map((profile) => this.performOutbox(profile)));
  }

  private async performOutbox(profile: ProfileDocument): Promise<void> {
    const { effects, store } = this.deps;
    if (!effects || profile.effects.length === 0) return;
    const stuck = new Set<string>();
    const performed: string[] = [];
    for (const effect of profile.effects) {
      const lane = laneOf(effect);
      if (stuck.has(lane)) continue;
      try {
        await effects.perform(profile.workspace, effect);
        performed.push(effect.id);
      } catch (error) {
        stuck.add(lane);
        this.deps.onEffectFailed?.(effect, error);
      }
    }
    if (performed.length > 0) await store.pullEffects(profile.workspace, profile.profileId, performed);
  }

  private async view(session: CoreSession, profile: ProfileDocument): Promise<ProfileView> {
    const now = this.deps.clock.now();
    const definitions = await this.deps.definitions.current(profile.workspace, profile.epoch);
    const zone = definitions.timezone;
    if (!definitions.accounts) return { profile, definitions, now, facts: (at, trigger) => factsFor(profile, at, { trigger, zone }) };
    const ids = accountIdsOf(profile);
    const found = ids.length > 0 ? await this.deps.store.readAccounts(session, profile.workspace, ids) : [];
    const read = new Map(found.map((account) => [escapeKey(account.accountId), account]));
    const accounts = accountFactsOf(profile, read);
    return { profile, definitions, accounts: read, now, facts: (at, trigger) => factsFor(profile, at, { trigger, zone, accounts }) };
  }

  private decidedProfile({ profile: before, definitions }: ProfileView, { profile = before, effects = [] }: Decided<unknown>): ProfileDocument {
    const added = effects.filter((effect) => !before.effects.some(({ id }) => id === effect.id));
    const after = { ...profile, effects: [...before.effects, ...added], version: this.deps.token(), updatedAt: new Date(this.deps.clock.now()) };
    if (after.traits !== before.traits) keepSearchKeys(after, definitions.searchable);
    return after;
  }
}

/** Effects of one lane are performed in order. */
function laneOf(effect: Effect): string {
  if (effect.kind === 'updateAccount') return `account:${effect.accountId}`;
  return effect.kind === 'startRun' || effect.kind === 'pokeRun' ? effect.runId : `${effect.kind}:${runOf(effect)}`;
}

function byWorkspace(people: Person[]): Map<string, Person[]> {
  const grouped = new Map<string, Person[]>();
  for (const person of people) {
    const some = grouped.get(person.workspace);
    if (some) some.push(person);
    else grouped.set(person.workspace, [person]);
  }
  return grouped;
}
