import type { Collection, Db, Document, Filter } from 'mongodb';
import { type AccountDocument, accountName } from '../accounts/account.js';
import type { ConsentDocument } from '../consent/consents.store.js';
import type { EventDocument } from '../events/event.js';
import { externalTypes } from '../identities/external-types.js';
import type { CompiledIdentityRules } from '../identities/identity-rules.js';
import type { DeliveryDocument } from '../messages/delivery.js';
import {
  collections,
  type DecisionDocument,
  type JourneyDocument,
  type RunDocument,
  type SegmentDocument,
  type TagColor,
  type TagDocument,
  type WorkspaceDocument,
} from '../platform/collections.js';
import type { IdentityDocument, MergeDocument } from './core-store.js';
import { displayNameOf } from './display-name.js';
import { completeProfile, type ProfileDocument } from './profile.js';
import { type KnownNames, type SummarySource, summaryFields } from './profile-answer.js';
import { mergesFollowed } from './profile-limits.js';
import { afterAll, keysBeginning, searchableByDefault, traitKey } from './search-keys.js';

/** Where a page of newest-first items begins: strictly before (at, id). */
export interface Before {
  at: Date;
  id: string;
}

const bySearchKey = { workspace: 1, searchKeys: 1, _id: 1 } as const;
/** Each is a step through an index. */
const externalTypesSearched = 20;
/** Beyond this the people with a value are not counted. */
const countedMatches = 10_000;
const mergesRead = 200;

/** Reads profiles and what belongs to them, for pages and the API. Decides nothing: what is pending may be missing from it. */
export class ProfilesReader {
  private readonly profiles: Collection<ProfileDocument>;
  private readonly identities: Collection<IdentityDocument>;

  constructor(private readonly db: Db) {
    this.profiles = db.collection<ProfileDocument>(collections.profiles);
    this.identities = db.collection<IdentityDocument>(collections.identities);
  }

  async ensureIndexes(): Promise<void> {
    await this.profiles.createIndex({ workspace: 1, createdAt: -1, _id: -1 });
    await this.profiles.createIndex({ workspace: 1, mergedInto: 1 }, { partialFilterExpression: { mergedInto: { $exists: true } } });
    await this.makeSearchIndex();
    await this.db.collection<RunDocument>(collections.runs).createIndex({ workspace: 1, profileId: 1 });
    await this.db.collection<DeliveryDocument>(collections.deliveries).createIndex({ workspace: 1, profileId: 1 });
  }

  /** Profiles from before there were keys get theirs as by a new definition: in the background, with the epoch. */
  private async makeSearchIndex(): Promise<void> {
    const isNew = !(await this.profiles.indexExists('by_search_key').catch(() => false));
    await this.profiles.createIndex(bySearchKey, { name: 'by_search_key', partialFilterExpression: { searchKeys: { $exists: true } } });
    if (isNew && (await this.profiles.findOne({}, { projection: { _id: 1 } })) !== null) {
      await this.profiles.dropIndex('by_name').catch(() => undefined);
      await this.db.collection<WorkspaceDocument>(collections.workspaces).updateMany({}, { $inc: { epoch: 1, revision: 1 } });
    }
  }

  /** The profile with this id, or the one that it was merged into. */
  async read(workspace: string, profileId: string): Promise<ProfileDocument | null> {
    let profile = await this.profiles.findOne({ _id: `${workspace}:${profileId}` });
    for (let followed = 0; profile?.mergedInto !== undefined && followed < mergesFollowed; followed += 1) {
      profile = await this.profiles.findOne({ _id: `${workspace}:${profile.mergedInto}` });
    }
    return profile && completeProfile(profile);
  }

  /** profileId → what the person is called, of those who are there. */
  async displayNames(workspace: string, profileIds: readonly string[]): Promise<Map<string, string>> {
    const ids = [...new Set(profileIds)].map((id) => `${workspace}:${id}`);
    const found = await this.profiles
      .find({ _id: { $in: ids }, mergedInto: { $exists: false } })
      .project<Pick<ProfileDocument, 'profileId' | 'traits' | 'identities'>>({ profileId: 1, traits: 1, identities: 1 })
      .toArray();
    return new Map(found.map((profile) => [profile.profileId, displayNameOf(profile)]));
  }

  async ownerOf(identityId: string): Promise<string | null> {
    const identity = await this.identities.findOne({ _id: identityId });
    return identity?.owner ?? null;
  }

  /** Newest first. */
  async list(workspace: string, limit: number, before: Before | undefined): Promise<SummarySource[]> {
    const filter: Filter<ProfileDocument> = { workspace, mergedInto: { $exists: false }, ...strictlyBefore('createdAt', before) };
    return await this.profiles.find(filter).sort({ createdAt: -1, _id: -1 }).limit(limit).project<SummarySource>(summaryFields).toArray();
  }

  /** Those that the list shows. Two counts of index entries: whoever was merged away is few. */
  async count(workspace: string, limit: number): Promise<number> {
    const [all, merged] = await Promise.all([
      this.profiles.countDocuments({ workspace }, { limit, hint: { workspace: 1, createdAt: -1, _id: -1 } }),
      this.profiles.countDocuments({ workspace, mergedInto: { $exists: true } }, { hint: { workspace: 1, mergedInto: 1 } }),
    ]);
    return all - merged;
  }

  /** profileIds by id, from after `after`: who was merged into somebody is left out. */
  async everybody(workspace: string, after: string, limit: number): Promise<string[]> {
    const found = await this.profiles
      .find({ _id: { $gt: `${workspace}:${after}`, $lt: `${workspace};` }, mergedInto: { $exists: false } })
      .sort({ _id: 1 })
      .limit(limit)
      .project<Pick<ProfileDocument, 'profileId'>>({ profileId: 1 })
      .toArray();
    return found.map(({ profileId }) => profileId);
  }

  /**
   * People with an identity, a name (from its start or from one of its words) or an email that begins with the text; for `name=value`, also those
   * with that searchable trait. First who has exactly this identity, then names, emails and traits, then identities
   * that only begin so: those of devices are many and mean little to people. Every step is one range of an index, cut off at the limit: identities' `_id`, profiles' `by_search_key`.
   */
  async search(workspace: string, text: string, limit: number, rules: CompiledIdentityRules): Promise<SummarySource[]> {
    const trait = /^([^=]{1,512})=(.+)$/.exec(text);
    const [owners, ...byKey] = await Promise.all([
      this.ownersMatching(workspace, text, limit, rules),
      ...keysBeginning(text).map(async (range) => await this.idsByKey(workspace, { $elemMatch: range }, limit)),
      ...(trait ? [this.idsByKey(workspace, traitKey((trait[1] as string).trim(), trait[2] as string), limit)] : []),
    ]);
    const idOf = (profileId: string) => `${workspace}:${profileId}`;
    const ids = [...new Set([idOf(text), ...owners.exact.map(idOf), ...byKey.flat(), ...owners.beginning.map(idOf)])].slice(0, 2 * limit);
    const found = await this.profiles
      .find({ _id: { $in: ids }, mergedInto: { $exists: false } })
      .project<SummarySource & { _id: string }>(summaryFields)
      .toArray();
    const place = new Map(ids.map((id, at) => [id, at]));
    return found.sort((a, b) => (place.get(a._id) ?? 0) - (place.get(b._id) ?? 0)).slice(0, limit);
  }

  /** People whose searchable trait has this value, by id, from after `after`. */
  async withTrait(workspace: string, trait: { name: string; value: string }, limit: number, after: string | undefined): Promise<SummarySource[]> {
    return await this.profiles
      .find({ workspace, searchKeys: traitKey(trait.name, trait.value), ...(after === undefined ? {} : { _id: { $gt: `${workspace}:${after}` } }) })
      .hint('by_search_key')
      .sort({ _id: 1 })
      .limit(limit)
      .project<SummarySource>(summaryFields)
      .toArray();
  }

  /** Undefined: {@link countedMatches} or more. */
  async countWithTrait(workspace: string, trait: { name: string; value: string }): Promise<number | undefined> {
    const count = await this.profiles.countDocuments(
      { workspace, searchKeys: traitKey(trait.name, trait.value) },
      { limit: countedMatches, hint: 'by_search_key' },
    );
    return count < countedMatches ? count : undefined;
  }

  async searchableTraits(workspace: string): Promise<readonly string[]> {
    const settings = await this.db.collection<WorkspaceDocument>(collections.workspaces).findOne({ _id: workspace }, { projection: { searchableTraits: 1 } });
    return settings?.searchableTraits ?? searchableByDefault;
  }

  /** People found by an exact key of `searchKeys` (a tag, an account), by id, from after `after`. */
  async withKey(
    workspace: string,
    searchKeys: string,
    limit: number,
    after: string | undefined,
  ): Promise<(SummarySource & Pick<ProfileDocument, 'accounts'>)[]> {
    return await this.profiles
      .find({ workspace, searchKeys, ...(after === undefined ? {} : { _id: { $gt: `${workspace}:${after}` } }) })
      .hint('by_search_key')
      .sort({ _id: 1 })
      .limit(limit)
      .project<SummarySource & Pick<ProfileDocument, 'accounts'>>({ ...summaryFields, accounts: 1 })
      .toArray();
  }

  async countWithKey(workspace: string, searchKeys: string): Promise<number> {
    return await this.profiles.countDocuments({ workspace, searchKeys }, { hint: 'by_search_key' });
  }

  /** How many of these people there are; with a key of `searchKeys`, how many of them have it. */
  async countAmong(workspace: string, profileIds: readonly string[], searchKeys?: string): Promise<number> {
    const ids = profileIds.map((id) => `${workspace}:${id}`);
    return await this.profiles.countDocuments({ _id: { $in: ids }, mergedInto: { $exists: false }, ...(searchKeys !== undefined && { searchKeys }) });
  }

  /** Identity → who owns it; absent: nobody is known so. */
  async ownersOf(identities: readonly string[]): Promise<Map<string, string>> {
    const found = await this.identities.find({ _id: { $in: [...identities] } }, { projection: { owner: 1 } }).toArray();
    return new Map(found.map(({ _id, owner }) => [_id, owner]));
  }

  private async idsByKey(workspace: string, searchKeys: string | { $elemMatch: { $gte: string; $lt: string } }, limit: number): Promise<string[]> {
    const found = await this.profiles.find({ workspace, searchKeys }).hint('by_search_key').limit(limit).project<{ _id: string }>({ _id: 1 }).toArray();
    return found.map(({ _id }) => _id);
  }

  /** Who has exactly this identity, of whatever type, compared as its rule says. */
  async ownersOfExactly(workspace: string, text: string, rules: CompiledIdentityRules): Promise<string[]> {
    return (await this.ownersMatching(workspace, text, 1, rules)).exact;
  }

  /** Owners of identities that are or begin with the text, compared as their rules say; devices last. */
  private async ownersMatching(
    workspace: string,
    text: string,
    limit: number,
    rules: CompiledIdentityRules,
  ): Promise<{ exact: string[]; beginning: string[] }> {
    const as = (type: string, otherwise = text) => rules.rule(type).normalise(text) ?? otherwise;
    const beginnings = [
      ['userId', as('userId')],
      ['email', as('email', text.toLowerCase())],
      ['phone', as('phone')],
      ['external', text],
      ['anonymousId', as('anonymousId')],
    ].map(([type, value]) => `${workspace}:${type}:${value}`);
    const [external, ...found] = await Promise.all([
      this.ownersOfExternal(workspace, text, rules),
      ...beginnings.map(
        async (beginning) =>
          await this.identities
            .find({ _id: { $gte: beginning, $lt: `${beginning}${afterAll}` } })
            .sort({ _id: 1 })
            .limit(limit)
            .project<{ _id: string; owner: string }>({ owner: 1 })
            .toArray(),
      ),
    ]);
    const exact = new Set(beginnings);
    const identities = found.flat();
    const ownersOf = (some: typeof identities) => some.map(({ owner }) => owner);
    return {
      exact: [...ownersOf(identities.filter(({ _id }) => exact.has(_id))), ...external],
      beginning: ownersOf(identities.filter(({ _id }) => !exact.has(_id))),
    };
  }

  /** Whoever has this external id, of whatever type: people rarely know what their CRM's ids are called here. */
  private async ownersOfExternal(workspace: string, text: string, rules: CompiledIdentityRules): Promise<string[]> {
    const types = await externalTypes(this.identities, workspace, externalTypesSearched);
    const ids = types.flatMap((type) => {
      const value = rules.rule(`external:${type}`).normalise(text);
      return value === null ? [] : [`${workspace}:external:${type}:${value}`];
    });
    if (ids.length === 0) return [];
    const found = await this.identities
      .find({ _id: { $in: ids } })
      .project<{ owner: string }>({ owner: 1 })
      .toArray();
    return found.map(({ owner }) => owner);
  }

  /** This profile and all that were merged into it: what they did before stays under their own ids. */
  async idsOf(workspace: string, profileId: string): Promise<string[]> {
    const ids = new Set([profileId]);
    for (let last = [profileId]; last.length > 0 && ids.size <= mergesFollowed; ) {
      const led = await this.profiles
        .find({ workspace, mergedInto: { $in: last } })
        .project<Pick<ProfileDocument, 'profileId'>>({ profileId: 1 })
        .toArray();
      last = led.map(({ profileId: id }) => id).filter((id) => !ids.has(id));
      for (const id of last) ids.add(id);
    }
    return [...ids];
  }

  async decisions(workspace: string, profileIds: string[], limit: number, before: Before | undefined): Promise<DecisionDocument[]> {
    return await this.newestFirst<DecisionDocument>(collections.decisions, 'at', { workspace, profileIds, limit, before });
  }

  async runs(workspace: string, profileIds: string[], limit: number, before: Before | undefined): Promise<RunDocument[]> {
    return await this.newestFirst<RunDocument>(collections.runs, 'enteredAt', { workspace, profileIds, limit, before });
  }

  async deliveries(workspace: string, profileIds: string[], limit: number, before: Before | undefined): Promise<DeliveryDocument[]> {
    return await this.newestFirst<DeliveryDocument>(collections.deliveries, 'createdAt', { workspace, profileIds, limit, before });
  }

  async consents(workspace: string, profileIds: string[], limit: number, before: Before | undefined): Promise<ConsentDocument[]> {
    return await this.newestFirst<ConsentDocument>(collections.consents, 'at', { workspace, profileIds, limit, before });
  }

  /** Merges that any of these took part in, undone ones included: the last {@link mergesRead}. */
  async merges(workspace: string, profileIds: string[]): Promise<MergeDocument[]> {
    return await this.db
      .collection<MergeDocument>(collections.merges)
      .find({ workspace, $or: [{ survivor: { $in: profileIds } }, { loser: { $in: profileIds } }] })
      .sort({ at: -1, _id: -1 })
      .limit(mergesRead)
      .toArray();
  }

  /** What one person has of a kind is few enough to be sorted when asked. */
  private async newestFirst<Kind extends Document>(
    collection: string,
    field: string,
    { workspace, profileIds, limit, before }: { workspace: string; profileIds: string[]; limit: number; before: Before | undefined },
  ): Promise<Kind[]> {
    return await this.db
      .collection(collection)
      .find({ workspace, profileId: { $in: profileIds }, ...strictlyBefore(field, before) })
      .sort({ [field]: -1, _id: -1 })
      .limit(limit)
      .project<Kind>({})
      .toArray();
  }

  /** Events stored for this person and not yet on the profile. One that is folded may be pending a moment longer: `applied` knows. */
  async countPending(profile: Pick<ProfileDocument, 'identities' | 'applied'>): Promise<number> {
    const names = profile.identities.map((identity) => identity.id);
    const pending = await this.db
      .collection<EventDocument>(collections.events)
      .find({ names: { $in: names }, pending: { $exists: true } })
      .limit(1_000 + profile.applied.length)
      .project<Pick<EventDocument, 'messageId' | 'replayAttempt'>>({ messageId: 1, replayAttempt: 1 })
      .toArray();
    const applied = new Set(profile.applied.map((mark) => mark.replace(/!$/, '')));
    return pending.filter(({ messageId, replayAttempt }) => !applied.has(`${messageId}/${replayAttempt}`)).length;
  }

  /** id → name, of those accounts that have one. */
  async accountNames(workspace: string, accountIds: readonly string[]): Promise<Map<string, string>> {
    if (accountIds.length === 0) return new Map();
    const found = await this.db
      .collection<AccountDocument>(collections.accounts)
      .find({ _id: { $in: accountIds.map((id) => `${workspace}:${id}`) } })
      .project<Pick<AccountDocument, 'accountId' | 'traits'>>({ accountId: 1, 'traits.name': 1 })
      .toArray();
    return new Map(found.map((account) => [account.accountId, accountName(account)]));
  }

  async names(workspace: string): Promise<KnownNames> {
    const [segments, journeys, tags] = await Promise.all([
      this.db
        .collection<SegmentDocument>(collections.segments)
        .find({ workspace })
        .project<{ key: string; name: string }>({ key: 1, name: '$draft.name' })
        .toArray(),
      this.db
        .collection<JourneyDocument>(collections.journeys)
        .find({ workspace })
        .project<{ key: string; name: string }>({ key: 1, name: '$draft.name' })
        .toArray(),
      this.db
        .collection<TagDocument>(collections.tags)
        .find({ workspace })
        .project<{ key: string; name: string; color: TagColor }>({ key: 1, name: '$definition.name', color: '$definition.color' })
        .toArray(),
    ]);
    const segmentNames = new Map(segments.map(({ key, name }) => [key, name]));
    const journeyNames = new Map(journeys.map(({ key, name }) => [key, name]));
    const tagNames = new Map(tags.map(({ key, name, color }) => [key, { name, color }]));
    return {
      tag: (key) => tagNames.get(key) ?? { name: key, color: 'gray' as const },
      segment: (key) => segmentNames.get(key) ?? key,
      journey: (key) => journeyNames.get(key) ?? key,
    };
  }

  /** Ticks the step "open a profile" of the first day; later calls change nothing. */
  async noteOpened(workspace: string, now: Date): Promise<void> {
    await this.db
      .collection<{ _id: string; profileOpenedAt?: Date }>(collections.workspaces)
      .updateOne({ _id: workspace, profileOpenedAt: { $exists: false } }, { $set: { profileOpenedAt: now } });
  }
}

function strictlyBefore<Kind>(field: string, before: Before | undefined): Filter<Kind> {
  if (before === undefined) return {};
  return { $or: [{ [field]: { $lt: before.at } }, { [field]: before.at, _id: { $lt: before.id } }] } as Filter<Kind>;
}
