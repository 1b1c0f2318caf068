import type { AccountDocument } from '../accounts/account.js';
import type { EventDocument, IdentityId } from '../events/event.js';
import { collections, type DecisionDocument } from '../platform/collections.js';
import type { CoreSession } from './core.js';
import type { CoreStore, EventMark, IdentityDocument, MergeDocument, MergeWrite, ProfileWrite, UnmergeWrite } from './core-store.js';
import { atOnce, type MemoryDatabase, type MemorySession, notYet, type Steps } from './memory-database.js';
import { completeProfile, type ProfileDocument } from './profile.js';

/** What the core reads. */
export type CoreCollection = 'identities' | 'profiles' | 'accounts' | 'events' | 'merges';

/** The core's store over {@link MemoryDatabase}; shipped for tests and for the simulation, which overrides single parts of it to see each fault caught. */
export class MemoryCoreStore implements CoreStore {
  constructor(
    protected readonly db: MemoryDatabase,
    protected readonly steps: Steps = atOnce,
  ) {}

  async withSession<T>(work: (session: CoreSession) => Promise<T>): Promise<T> {
    return await work({ index: 0 } as CoreSession);
  }

  // Reads

  protected view(session: CoreSession, _kind: CoreCollection): ReturnType<MemoryDatabase['view']> {
    return this.db.view(session as unknown as MemorySession);
  }

  protected async read<D extends { _id: string }, T>(session: CoreSession, kind: CoreCollection, ask: (documents: Map<string, D>) => T): Promise<T> {
    return await this.steps.step(`read ${kind}`, () => {
      const view = this.view(session, kind);
      return view ? ask(view.read<D>(collections[kind])) : notYet;
    });
  }

  async readIdentities(session: CoreSession, _workspace: string, ids: IdentityId[]): Promise<IdentityDocument[]> {
    return await this.read(session, 'identities', (all: Map<string, IdentityDocument>) => ids.flatMap((id) => all.get(id) ?? []));
  }

  async readProfiles(session: CoreSession, workspace: string, ids: string[]): Promise<ProfileDocument[]> {
    return await this.read(session, 'profiles', (all: Map<string, ProfileDocument>) =>
      ids.flatMap((id) => all.get(`${workspace}:${id}`) ?? []).map(completeProfile),
    );
  }

  async readAccounts(session: CoreSession, workspace: string, accountIds: string[]): Promise<AccountDocument[]> {
    return await this.read(session, 'accounts', (all: Map<string, AccountDocument>) => accountIds.flatMap((id) => all.get(`${workspace}:${id}`) ?? []));
  }

  async readPending(session: CoreSession, request: { workspace: string; names: IdentityId[]; limit: number; except?: string[] }): Promise<EventDocument[]> {
    const names = new Set(request.names);
    const except = new Set(request.except);
    return await this.read(session, 'events', (all: Map<string, EventDocument>) => {
      const found: EventDocument[] = [];
      for (const event of all.values()) {
        if (found.length >= request.limit) break;
        if (event.pending !== undefined && !except.has(event._id) && this.isNamed(event, names)) found.push(event);
      }
      return found;
    });
  }

  protected isNamed(event: EventDocument, names: ReadonlySet<IdentityId>): boolean {
    return event.names.some((name) => names.has(name));
  }

  async readMarks(session: CoreSession, workspace: string, messageIds: string[]): Promise<EventMark[]> {
    return await this.read(session, 'events', (all: Map<string, EventDocument>) => messageIds.flatMap((id) => all.get(`${workspace}:${id}`) ?? []));
  }

  async readOwned(session: CoreSession, _workspace: string, whos: IdentityId[], since?: Date): Promise<EventDocument[]> {
    return await this.read(session, 'events', (all: Map<string, EventDocument>) =>
      [...all.values()].filter((event) => whos.includes(event.who) && (!since || event.timestamp >= since)),
    );
  }

  // Writes

  /** One indivisible write: `change` sees the primary and answers what to put, or undefined when its condition fails. */
  protected async write(
    name: string,
    session: CoreSession | undefined,
    change: () => Parameters<MemoryDatabase['put']>[0] | undefined,
  ): Promise<number | undefined> {
    return await this.steps.step(name, () => {
      const changes = change();
      if (!changes) return undefined;
      const index = this.db.put(changes);
      if (session) this.seen(session, index);
      return index;
    });
  }

  protected seen(session: CoreSession, index: number): void {
    const own = session as unknown as MemorySession;
    own.index = Math.max(own.index, index);
  }

  protected async majorityHas(indexes: (number | undefined)[], _what: 'profile' | 'identities' | 'merge' | 'barrier'): Promise<void> {
    const newest = Math.max(...indexes.map((index) => index ?? 0));
    if (newest === 0) return;
    await this.steps.step('majority', () => {
      const answers = indexes.map((index) => (index === undefined ? true : this.db.acknowledged(index)));
      if (answers.includes(false)) throw new Error('The write was rolled back.');
      return answers.every((answer) => answer === true) ? true : notYet;
    });
  }

  async writeProfiles(session: CoreSession, writes: ProfileWrite[]): Promise<boolean[]> {
    const indexes: (number | undefined)[] = [];
    for (const write of writes) indexes.push(await this.write('profile', session, () => this.changes(write)));
    await this.majorityHas(indexes, writes.some(({ identities }) => identities?.length) ? 'identities' : 'profile');
    return indexes.map((index) => index !== undefined);
  }

  /** The profile and those who join it, or nothing. */
  protected changes(write: ProfileWrite): Parameters<MemoryDatabase['put']>[0] | undefined {
    const { identities = [] } = write;
    const profile = this.changed(write);
    if (!profile || identities.some((identity) => this.isOwned(identity))) return undefined;
    return [profile, ...identities.map((identity) => ({ collection: collections.identities, id: identity._id, document: identity }))];
  }

  protected isOwned({ _id }: IdentityDocument): boolean {
    return this.db.get(collections.identities, _id) !== undefined;
  }

  /** Conditional on the version; what was performed since it was read stays performed. */
  protected changed({ before, after }: ProfileWrite): Parameters<MemoryDatabase['put']>[0][number] | undefined {
    const current = this.db.get<ProfileDocument>(collections.profiles, after._id);
    if (current?.version !== before?.version) return undefined;
    return { collection: collections.profiles, id: after._id, document: withOutbox(after, [before?.effects ?? []], [current?.effects ?? []]) };
  }

  async merge(session: CoreSession, { survivor, loser, identities, journal, audit }: MergeWrite): Promise<boolean> {
    const index = await this.write('merge', session, () => {
      const [x, y] = [survivor, loser].map(({ after }) => this.db.get<ProfileDocument>(collections.profiles, after._id));
      if (!x || !y || x.version !== survivor.before.version || y.version !== loser.before.version) return undefined;
      const united = withOutbox(survivor.after, [survivor.before.effects, loser.before.effects], [x.effects, y.effects]);
      return [
        { collection: collections.profiles, id: united._id, document: united },
        { collection: collections.profiles, id: loser.after._id, document: loser.after },
        ...identities.map((identity) => ({ collection: collections.identities, id: identity._id, document: identity })),
        { collection: collections.merges, id: journal._id, document: journal },
        ...(audit ? [{ collection: collections.audit, id: audit._id, document: audit }] : []),
      ];
    });
    await this.majorityHas([index], 'merge');
    return index !== undefined;
  }

  async readMerges(session: CoreSession, _workspace: string, ids: string[]): Promise<MergeDocument[]> {
    return await this.read(session, 'merges', (all: Map<string, MergeDocument>) => ids.flatMap((id) => all.get(id) ?? []));
  }

  async unmerge(session: CoreSession, write: UnmergeWrite): Promise<boolean> {
    const index = await this.write('unmerge', session, () => this.unmerged(write));
    await this.majorityHas([index], 'merge');
    return index !== undefined;
  }

  protected unmerged({ staying, leaving, identities, redirect, journal, audit }: UnmergeWrite): Parameters<MemoryDatabase['put']>[0] | undefined {
    const { profiles, merges } = collections;
    const [x, y] = [staying, leaving].map(({ after }) => this.db.get<ProfileDocument>(profiles, after._id));
    const merge = this.db.get<MergeDocument>(merges, journal._id);
    if (!x || x.version !== staying.before.version || y?.version !== leaving.before.version || !merge || merge.undoneAt) return undefined;
    const kept = (after: ProfileDocument) => withOutbox(after, [staying.before.effects], [x.effects]);
    return [
      { collection: profiles, id: x._id, document: kept(staying.after) },
      { collection: profiles, id: y._id, document: kept(leaving.after) },
      ...identities.map((identity) => ({ collection: collections.identities, id: identity._id, document: identity })),
      ...redirect.flatMap((profileId) => {
        const led = this.db.get<ProfileDocument>(profiles, `${leaving.after.workspace}:${profileId}`);
        return led ? [{ collection: profiles, id: led._id, document: { ...led, mergedInto: leaving.after.profileId } as ProfileDocument }] : [];
      }),
      { collection: merges, id: merge._id, document: { ...merge, ...journal } as MergeDocument },
      ...(audit ? [{ collection: collections.audit, id: audit._id, document: audit }] : []),
    ];
  }

  async markDone(session: CoreSession, workspace: string, marks: { messageId: string; replayAttempt: number }[]): Promise<void> {
    for (const mark of marks) await this.markEvent(session, workspace, mark, ({ pending: _pending, ...event }) => event);
  }

  async markRefused(
    session: CoreSession,
    workspace: string,
    marks: { messageId: string; replayAttempt: number; refused: NonNullable<EventDocument['refused']> }[],
  ): Promise<void> {
    for (const mark of marks) await this.markEvent(session, workspace, mark, ({ pending: _pending, ...event }) => ({ ...event, refused: mark.refused }));
  }

  protected async markEvent(
    session: CoreSession,
    workspace: string,
    mark: { messageId: string; replayAttempt: number },
    change: (event: EventDocument) => EventDocument,
  ): Promise<void> {
    await this.write('mark', session, () => {
      const event = this.db.get<EventDocument>(collections.events, `${workspace}:${mark.messageId}`);
      if (event?.pending === undefined || !this.isAttempt(event, mark)) return undefined;
      return [{ collection: collections.events, id: event._id, document: change(event) }];
    });
  }

  protected isAttempt(event: EventDocument, mark: { replayAttempt: number }): boolean {
    return event.replayAttempt === mark.replayAttempt;
  }

  async writeDecisions(session: CoreSession, decisions: DecisionDocument[]): Promise<void> {
    if (decisions.length === 0) return;
    await this.write('decisions', session, () => decisions.map((decision) => ({ collection: collections.decisions, id: decision._id, document: decision })));
  }

  async pullEffects(workspace: string, profileId: string, effectIds: string[]): Promise<void> {
    const id = `${workspace}:${profileId}`;
    await this.write('pull effects', undefined, () => {
      const profile = this.db.get<ProfileDocument>(collections.profiles, id);
      if (!profile?.effects.some((effect) => effectIds.includes(effect.id))) return undefined;
      return [
        { collection: collections.profiles, id, document: due({ ...profile, effects: profile.effects.filter((effect) => !effectIds.includes(effect.id)) }) },
      ];
    });
  }

  async barrier(session: CoreSession, workspace: string, profileId: string): Promise<void> {
    const id = `${workspace}:${profileId}`;
    const index = await this.write('barrier', session, () => [{ collection: 'barriers', id, document: { _id: id } }]);
    await this.majorityHas([index], 'barrier');
  }
}

/** The outbox after a write: what `after` adds to what was read, and of that what nobody performed meanwhile. */
export function withOutbox(after: ProfileDocument, read: ProfileDocument['effects'][], current: ProfileDocument['effects'][]): ProfileDocument {
  const known = new Set(read.flat().map(({ id }) => id));
  const present = new Set(current.flat().map(({ id }) => id));
  return due({ ...after, effects: after.effects.filter(({ id }) => !known.has(id) || present.has(id)) });
}

function due(profile: ProfileDocument): ProfileDocument {
  const { effectsDueAt, ...rest } = profile;
  return profile.effects.length > 0 ? { ...rest, effectsDueAt: effectsDueAt ?? profile.updatedAt } : rest;
}
