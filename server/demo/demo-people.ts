import type { ClientSession, Db } from 'mongodb';

import { hourOf } from '../events/catalogue.js';
import type { EventDocument, IdentityId } from '../events/event.js';
import { collections, type RunDocument } from '../platform/collections.js';
import type { IdentityDocument, MergeDocument } from '../profiles/core-store.js';
import type { ProfileDocument, TagState } from '../profiles/profile.js';
import type { DemoOrigin } from './shop/shop.js';

type EventHead = Pick<EventDocument, '_id' | 'messageId' | 'timestamp' | 'who'>;

/** Somebody of the demo and nobody else's. `profile` is absent while their events wait to be folded. */
export interface DemoPerson {
  profile?: Pick<ProfileDocument, '_id' | 'profileId' | 'version'>;
  identities: IdentityId[];
  events: EventHead[];
  inside: string[];
}

/** Kept with one slice's removal, so that it is counted and told once. */
export interface Gone {
  people: number;
  /** Runs that were inside: their workflows are to be told. */
  inside: string[];
}

/**
 * A person is the demo's if every identity was brought by an event of the demo, every event is the demo's, and nobody turned a tag of theirs by hand.
 * Anybody else stays, whole: somebody's own customer may be called `customer-00001` too, and who was edited is worth keeping.
 */
export class DemoPeople {
  constructor(
    private readonly db: Db,
    private readonly origin: DemoOrigin,
  ) {}

  async look(workspace: string, userIds: readonly string[]): Promise<{ people: DemoPerson[]; stay: string[] }> {
    const asked = userIds.map((userId) => `${workspace}:userId:${userId}`);
    const owners = await this.identities(workspace, asked);
    const profiles = await this.profiles(workspace, [...new Set(owners.map(({ owner }) => owner))]);
    const all = [...new Set([...asked, ...profiles.flatMap(({ identities }) => identities.map(({ id }) => id))])];
    const [identities, events] = await Promise.all([this.identities(workspace, all), this.events(workspace, all)]);
    const foreign = new Set([
      ...identities.filter(({ messageId }) => !this.origin.has(messageId)).map(({ _id }) => _id),
      ...events.filter(({ messageId }) => !this.origin.has(messageId)).map(({ who }) => who),
    ]);
    const byWho = new Map<IdentityId, EventHead[]>();
    for (const event of events) byWho.set(event.who, [...(byWho.get(event.who) ?? []), event]);
    const of = (ids: IdentityId[]) => ({ identities: ids, events: ids.flatMap((id) => byWho.get(id) ?? []) });
    const stay: string[] = [];
    const people: DemoPerson[] = [];
    for (const profile of profiles) {
      const ids = profile.identities.map(({ id }) => id);
      if (ids.some((id) => foreign.has(id)) || Object.values(profile.tags ?? {}).some(isByHand)) stay.push(profile.profileId);
      else {
        const inside = Object.values(profile.runs ?? {}).flatMap(({ runId, ended }) => (ended ? [] : [runId]));
        people.push({ profile, ...of(ids), inside });
      }
    }
    const owned = new Set(owners.map(({ _id }) => _id));
    for (const id of asked) {
      const waiting = of([id]);
      if (!owned.has(id) && !foreign.has(id) && waiting.events.length > 0) people.push({ ...waiting, inside: [] });
    }
    return { people, stay };
  }

  /** Everything that is kept of them, in the caller's transaction. @throws when one of them changed since: then nothing may go. */
  async remove(session: ClientSession, workspace: string, people: readonly DemoPerson[]): Promise<Gone> {
    const own = people.flatMap(({ profile }) => profile ?? []);
    const ids = own.map(({ profileId }) => profileId);
    const within = async (name: string, filter: object) => await this.db.collection(name).deleteMany({ workspace, ...filter }, { session });
    if (own.length > 0) {
      const { deletedCount } = await this.db.collection<ProfileDocument>(collections.profiles).bulkWrite(
        own.map(({ _id, version }) => ({ deleteOne: { filter: { _id, version } } })),
        { session },
      );
      if (deletedCount !== own.length) throw new Error('Somebody of the demo changed meanwhile.');
    }
    const losers = await this.losersOf(session, workspace, ids);
    const everybody = [...ids, ...losers];
    const about = { profileId: { $in: everybody } };
    const runs = await this.db
      .collection<RunDocument>(collections.runs)
      .find({ workspace, ...about, state: 'active' }, { session, projection: { runId: 1 } })
      .toArray();
    const deliveries = await this.db
      .collection<{ _id: string }>(collections.deliveries)
      .find({ workspace, ...about }, { session, projection: { _id: 1 } })
      .toArray();
    await within(collections.profiles, { _id: { $in: losers.map((id) => `${workspace}:${id}`) }, mergedInto: { $exists: true } });
    await within(collections.identities, { _id: { $in: people.flatMap(({ identities }) => identities) } });
    await within(collections.events, { _id: { $in: people.flatMap(({ events }) => events.map(({ _id }) => _id)) } });
    await within(collections.merges, { $or: [{ survivor: { $in: everybody } }, { loser: { $in: everybody } }] });
    await within(collections.matchPairs, { $or: [{ a: { $in: everybody } }, { b: { $in: everybody } }] });
    for (const name of [collections.runs, collections.decisions, collections.deliveries, collections.consents]) await within(name, about);
    await within('delivery_contents', { _id: { $in: deliveries.map(({ _id }) => _id) } });
    await this.uncount(session, workspace, people);
    return { people: people.length, inside: [...new Set([...people.flatMap(({ inside }) => inside), ...runs.map(({ runId }) => runId)])] };
  }

  async count(workspace: string, people: readonly DemoPerson[]): Promise<{ runs: number; deliveries: number }> {
    const about = { workspace, profileId: { $in: people.flatMap(({ profile }) => profile?.profileId ?? []) } };
    const [runs, deliveries] = await Promise.all([
      this.db.collection(collections.runs).countDocuments(about),
      this.db.collection(collections.deliveries).countDocuments(about),
    ]);
    return { runs, deliveries };
  }

  /** These profiles, and those that were merged into them. */
  async withLosers(workspace: string, profileIds: readonly string[]): Promise<Set<string>> {
    return await this.db.client.withSession(async (session) => new Set([...profileIds, ...(await this.losersOf(session, workspace, [...profileIds]))]));
  }

  private async identities(workspace: string, ids: readonly IdentityId[]): Promise<IdentityDocument[]> {
    return await this.db
      .collection<IdentityDocument>(collections.identities)
      .find({ _id: { $in: [...ids] }, workspace })
      .toArray();
  }

  private async profiles(workspace: string, ids: readonly string[]): Promise<ProfileDocument[]> {
    return await this.db
      .collection<ProfileDocument>(collections.profiles)
      .find({ _id: { $in: ids.map((id) => `${workspace}:${id}`) }, workspace })
      .project<ProfileDocument>({ workspace: 1, profileId: 1, version: 1, identities: 1, tags: 1, runs: 1 })
      .toArray();
  }

  private async events(workspace: string, whos: readonly IdentityId[]): Promise<EventHead[]> {
    return await this.db
      .collection<EventDocument>(collections.events)
      .find({ who: { $in: [...whos] }, workspace })
      .project<EventHead>({ messageId: 1, timestamp: 1, who: 1 })
      .toArray();
  }

  /** Who was merged into them: what is left of those says only where they went. */
  private async losersOf(session: ClientSession, workspace: string, survivors: string[]): Promise<string[]> {
    const losers = new Set<string>();
    for (let ask = survivors; ask.length > 0; ) {
      const merges = await this.db
        .collection<MergeDocument>(collections.merges)
        .find({ workspace, survivor: { $in: ask }, undoneAt: { $exists: false } }, { session, projection: { loser: 1 } })
        .toArray();
      ask = merges.map(({ loser }) => loser).filter((loser) => !losers.has(loser));
      for (const loser of ask) losers.add(loser);
    }
    return [...losers];
  }

  /** The hours of the last days that Home counts by. */
  private async uncount(session: ClientSession, workspace: string, people: readonly DemoPerson[]): Promise<void> {
    const hours = new Map<string, number>();
    for (const { timestamp } of people.flatMap(({ events }) => events)) hours.set(hourOf(timestamp), (hours.get(hourOf(timestamp)) ?? 0) + 1);
    const catalogue = this.db.collection<{ _id: string; count: number }>(collections.catalogue);
    const updates = [...hours].map(([hour, count]) => ({
      updateOne: { filter: { _id: `${workspace}:hour:${hour}` }, update: [{ $set: { count: { $max: [0, { $subtract: ['$count', count] }] } } }] },
    }));
    if (updates.length > 0) await catalogue.bulkWrite(updates, { session });
  }
}

function isByHand({ by, before = [] }: TagState): boolean {
  return [by, ...before.map((turn) => turn.by)].some((origin) => origin === 'hand' || origin === 'api' || origin === 'import');
}
