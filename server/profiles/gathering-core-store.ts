import { type Db, MongoServerError, MongoWriteConcernError } from 'mongodb';

import type { EventDocument, IdentityId } from '../events/event.js';
import type { DecisionDocument } from '../platform/collections.js';
import { Gathering } from '../platform/gathering.js';
import { follow } from './causal-time.js';
import type { CoreSession } from './core.js';
import type { ProfileWrite } from './core-store.js';
import { MongoCoreStore, type Performed } from './mongo-core-store.js';
import type { ProfileDocument } from './profile.js';

/** What one session asks for. */
interface Asked<Request> {
  session: CoreSession;
  workspace: string;
  request: Request;
}

/** What the server says of the request itself; a database that is away, or has no majority, is nobody's fault. */
const options = { isOfOne: (error: unknown) => error instanceof MongoServerError && !(error instanceof MongoWriteConcernError) };

/**
 * The core's store where many decide at once, each for one person in a session of its own: what they ask while a call is under way becomes the next
 * one, in a session that follows all of theirs, as theirs follow it afterwards. So each goes on seeing whatever it has seen (core 1).
 */
export class GatheringCoreStore extends MongoCoreStore {
  private readonly profileReads: Gathering<Asked<string[]>, ProfileDocument[]>;
  private readonly pendingReads: Gathering<Asked<{ names: IdentityId[]; limit: number }>, EventDocument[]>;
  private readonly profileWrites: Gathering<Asked<ProfileWrite[]>, boolean[]>;
  private readonly decisionWrites: Gathering<Asked<DecisionDocument[]>, undefined>;
  private readonly pulls: Gathering<Performed, undefined>;

  constructor(db: Db) {
    super(db);
    this.profileReads = this.together(async (session, workspace, requests) => await this.profilesFor(session, workspace, requests));
    this.pendingReads = this.together(async (session, workspace, requests) => await this.pendingFor(session, workspace, requests));
    this.profileWrites = this.together(async (session, _workspace, requests) => {
      const matched = await super.writeProfiles(session, requests.flat());
      return requests.map(({ length }) => matched.splice(0, length));
    });
    this.decisionWrites = this.together(async (session, _workspace, requests) => {
      await super.writeDecisions(session, requests.flat());
      return requests.map(() => undefined);
    });
    this.pulls = new Gathering(async (performed: Performed[]) => {
      await super.pull(performed);
      return performed.map(() => undefined);
    }, options);
  }

  override async readProfiles(session: CoreSession, workspace: string, ids: string[]): Promise<ProfileDocument[]> {
    return await this.profileReads.add({ session, workspace, request: ids });
  }

  override async readPending(
    session: CoreSession,
    { workspace, names, limit, except }: Parameters<MongoCoreStore['readPending']>[1],
  ): Promise<EventDocument[]> {
    if (except?.length) return await super.readPending(session, { workspace, names, limit, except });
    return await this.pendingReads.add({ session, workspace, request: { names, limit } });
  }

  override async writeProfiles(session: CoreSession, writes: ProfileWrite[]): Promise<boolean[]> {
    const [first] = writes;
    return first ? await this.profileWrites.add({ session, workspace: first.after.workspace, request: writes }) : [];
  }

  override async writeDecisions(session: CoreSession, decisions: DecisionDocument[]): Promise<void> {
    const [first] = decisions;
    if (first) await this.decisionWrites.add({ session, workspace: first.workspace, request: decisions });
  }

  override async pullEffects(workspace: string, profileId: string, effectIds: string[]): Promise<void> {
    await this.pulls.add({ workspace, profileId, effectIds });
  }

  private async profilesFor(session: CoreSession, workspace: string, requests: string[][]): Promise<ProfileDocument[][]> {
    const found = await super.readProfiles(session, workspace, [...new Set(requests.flat())]);
    const byId = new Map(found.map((profile) => [profile.profileId, profile]));
    return requests.map((ids) => ids.flatMap((id) => byId.get(id) ?? []));
  }

  /** Every one may read so many for itself: when all together are more than that, each reads alone. */
  private async pendingFor(session: CoreSession, workspace: string, requests: { names: IdentityId[]; limit: number }[]): Promise<EventDocument[][]> {
    const limit = Math.min(...requests.map((request) => request.limit));
    const found = await super.readPending(session, { workspace, names: [...new Set(requests.flatMap(({ names }) => names))], limit });
    const alone: EventDocument[][] = [];
    for (const request of requests) {
      const names = new Set(request.names);
      if (found.length < limit || requests.length === 1) alone.push(found.filter((event) => event.names.some((name) => names.has(name))));
      else alone.push(await super.readPending(session, { workspace, ...request }));
    }
    return alone;
  }

  private together<Request, Result>(
    perform: (session: CoreSession, workspace: string, requests: Request[]) => Promise<Result[]>,
  ): Gathering<Asked<Request>, Result> {
    return new Gathering(async (asked: Asked<Request>[]) => {
      const results = new Map<Asked<Request>, Result>();
      for (const [workspace, some] of byWorkspace(asked)) {
        const found = await this.inOneSession(
          some,
          async (session) =>
            await perform(
              session,
              workspace,
              some.map(({ request }) => request),
            ),
        );
        for (const [index, one] of some.entries()) results.set(one, found[index] as Result);
      }
      return asked.map((one) => results.get(one) as Result);
    }, options);
  }

  private async inOneSession<T>(asked: { session: CoreSession }[], work: (session: CoreSession) => Promise<T>): Promise<T> {
    const [only] = asked;
    if (asked.length === 1 && only) return await work(only.session);
    return await this.withSession(async (shared) => {
      for (const { session } of asked) follow(shared, session);
      const result = await work(shared);
      for (const { session } of asked) follow(session, shared);
      return result;
    });
  }
}

function byWorkspace<Request>(asked: Asked<Request>[]): Map<string, Asked<Request>[]> {
  const grouped = new Map<string, Asked<Request>[]>();
  for (const one of asked) {
    const some = grouped.get(one.workspace);
    if (some) some.push(one);
    else grouped.set(one.workspace, [one]);
  }
  return grouped;
}
