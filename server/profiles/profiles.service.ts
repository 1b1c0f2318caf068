import type { EventsStore } from '../events/events.store.js';
import { identityIdOf } from '../identities/identity-id.js';
import { type AuditStore, auditDocument } from '../platform/audit.js';
import { escapeKey, unescapeKeys } from '../platform/keys.js';
import { decodeCursor, type ListQuery, type Page, pageOf } from '../platform/lists.js';
import { accountIdsOf } from './account-links.js';
import type { Clock, DefinitionsSource, Person, ProfileCore } from './core.js';
import { ownId, toDecisionAnswer, toProfileDelivery, toProfileRun } from './history-answers.js';
import type { ProfileDocument } from './profile.js';
import { toProfileAnswer, toProfileSummary } from './profile-answer.js';
import { type ProfileTimeline, toShownEvent } from './profile-timeline.js';
import { profileErrors } from './profiles.errors.js';
import type { Before, ProfilesReader } from './profiles.reader.js';
import type {
  DecisionAnswer,
  ProfileAnswer,
  ProfileDeliveryAnswer,
  ProfileRunAnswer,
  ProfileSummary,
  TimelineEventAnswer,
  TimelineItem,
  TimelineQuery,
  TraitValueAnswer,
} from './profiles.schemas.js';
import type { SensitiveTraits } from './sensitive-traits.js';

/** Beyond this a total is not counted. */
const countedPeople = 1_000_000;

export interface ReadOptions {
  /** What is pending for the person is applied first. */
  fresh: boolean;
  /** Values of sensitive traits are left out: for pages. */
  mask: boolean;
}

/** Profiles and their histories, for people and programs to read. */
export class ProfilesService {
  constructor(
    private readonly reader: ProfilesReader,
    private readonly eventsStore: EventsStore,
    private readonly core: Pick<ProfileCore, 'catchUp'>,
    private readonly definitions: DefinitionsSource,
    private readonly history: ProfileTimeline,
    private readonly sensitive: SensitiveTraits,
    private readonly audit: Pick<AuditStore, 'record'>,
    private readonly clock: Clock,
  ) {}

  async list(workspace: string, query: ListQuery & { search?: string | undefined; trait?: string | undefined }): Promise<Page<ProfileSummary>> {
    if (query.trait) return await this.withTrait(workspace, query.trait, query);
    if (query.search) {
      const { identityRules } = await this.definitions.current(workspace);
      const found = await this.reader.search(workspace, query.search, query.limit, identityRules);
      return { items: found.map(toProfileSummary), nextCursor: null };
    }
    const [documents, total] = await Promise.all([
      this.reader.list(workspace, query.limit + 1, beforeOf(workspace, query.cursor)),
      query.cursor === undefined ? this.reader.count(workspace, countedPeople) : undefined,
    ]);
    const page = pageOf(documents, query.limit, toProfileSummary, (profile) => [profile.createdAt.getTime(), profile.profileId]);
    return total === undefined ? page : { ...page, total };
  }

  /** @throws UserError `trait-not-searchable`. */
  private async withTrait(workspace: string, trait: string, query: ListQuery): Promise<Page<ProfileSummary>> {
    const equals = trait.indexOf('=');
    const asked = { name: trait.slice(0, Math.max(equals, 0)).trim(), value: trait.slice(equals + 1) };
    const searchable = await this.reader.searchableTraits(workspace);
    if (equals < 1 || !searchable.includes(asked.name)) throw profileErrors.notSearchable(asked.name || trait, searchable);
    const after = query.cursor === undefined ? undefined : decodeCursor(query.cursor, ['string'])[0];
    const [found, total] = await Promise.all([
      this.reader.withTrait(workspace, asked, query.limit + 1, after),
      after === undefined ? this.reader.countWithTrait(workspace, asked) : undefined,
    ]);
    const page = pageOf(found, query.limit, toProfileSummary, (profile) => [profile.profileId]);
    return total === undefined ? page : { ...page, total };
  }

  async lookup(workspace: string, identity: string, options: ReadOptions): Promise<ProfileAnswer> {
    const { identityRules } = await this.definitions.current(workspace);
    const id = identityIdOf(workspace, identity, identityRules);
    if (id === null) throw profileErrors.badIdentity(identity);
    if (options.fresh) await this.core.catchUp([{ workspace, identity: id }]);
    const owner = await this.reader.ownerOf(id);
    if (owner === null) throw profileErrors.unknownIdentity(identity);
    return await this.read(workspace, owner, { ...options, fresh: false });
  }

  async read(workspace: string, profileId: string, { fresh, mask }: ReadOptions): Promise<ProfileAnswer> {
    if (fresh) await this.catchUp({ workspace, profileId });
    const [profile, names, sensitive] = await Promise.all([this.require(workspace, profileId), this.reader.names(workspace), this.masked(workspace, { mask })]);
    const brought = profile.identities.flatMap(({ messageId }) => messageId ?? []);
    const [pendingEvents, events, accounts] = await Promise.all([
      this.reader.countPending(profile),
      this.eventsStore.briefly(workspace, brought),
      this.reader.accountNames(workspace, accountIdsOf(profile)),
    ]);
    const more = { pendingEvents, ...(profile.profileId === profileId ? {} : { mergedFrom: profileId }) };
    return toProfileAnswer(profile, { names, sensitive, accounts, events: new Map(events.map((event) => [event.messageId, event])) }, more);
  }

  private async catchUp(person: Person): Promise<void> {
    await this.core.catchUp([person]);
  }

  async noteOpened(workspace: string): Promise<void> {
    await this.reader.noteOpened(workspace, new Date(this.clock.now()));
  }

  async events(workspace: string, profileId: string, query: ListQuery, options: { mask: boolean }): Promise<Page<TimelineEventAnswer>> {
    const [profile, sensitive] = await Promise.all([this.require(workspace, profileId), this.masked(workspace, options)]);
    const events = await this.eventsStore.timeline(workspace, identitiesOf(profile), { limit: query.limit + 1, before: beforeOf(workspace, query.cursor) });
    return pageOf(
      events,
      query.limit,
      (event) => toShownEvent(event, profile, sensitive),
      (event) => [event.timestamp.getTime(), event.messageId],
    );
  }

  async decisions(workspace: string, profileId: string, query: ListQuery): Promise<Page<DecisionAnswer>> {
    const ids = await this.requireIds(workspace, profileId);
    const decisions = await this.reader.decisions(workspace, ids, query.limit + 1, beforeOf(workspace, query.cursor));
    return pageOf(decisions, query.limit, toDecisionAnswer, (decision) => [decision.at.getTime(), ownId(decision)]);
  }

  async runs(workspace: string, profileId: string, query: ListQuery): Promise<Page<ProfileRunAnswer>> {
    const [ids, names] = await Promise.all([this.requireIds(workspace, profileId), this.reader.names(workspace)]);
    const runs = await this.reader.runs(workspace, ids, query.limit + 1, beforeOf(workspace, query.cursor));
    return pageOf(
      runs,
      query.limit,
      (run) => toProfileRun(run, names),
      (run) => [run.enteredAt.getTime(), run.runId],
    );
  }

  async deliveries(workspace: string, profileId: string, query: ListQuery): Promise<Page<ProfileDeliveryAnswer>> {
    const [ids, names] = await Promise.all([this.requireIds(workspace, profileId), this.reader.names(workspace)]);
    const deliveries = await this.reader.deliveries(workspace, ids, query.limit + 1, beforeOf(workspace, query.cursor));
    return pageOf(
      deliveries,
      query.limit,
      (delivery) => toProfileDelivery(delivery, names),
      (delivery) => [delivery.createdAt.getTime(), delivery.key],
    );
  }

  async timeline(workspace: string, profileId: string, query: TimelineQuery, options: { mask: boolean }): Promise<Page<TimelineItem>> {
    const profile = await this.require(workspace, profileId);
    return await this.history.read(workspace, profile, query, await this.masked(workspace, options));
  }

  /** Every value that was sent for a trait, those that arrived late in their place. */
  async traitValues(workspace: string, profileId: string, name: string, query: ListQuery, options: { mask: boolean }): Promise<Page<TraitValueAnswer>> {
    const profile = await this.require(workspace, profileId);
    const masked = (await this.masked(workspace, options)).has(name);
    const key = escapeKey(name);
    const page = { limit: query.limit + 1, before: beforeOf(workspace, query.cursor) };
    const events = await this.eventsStore.settingTrait(workspace, identitiesOf(profile), key, page);
    return pageOf(
      events,
      query.limit,
      ({ traits, timestamp, receivedAt, source, messageId }) => ({
        value: masked ? null : (unescapeKeys({ value: traits?.[key] ?? null }).value ?? null),
        masked,
        at: timestamp.toISOString(),
        receivedAt: receivedAt.toISOString(),
        source,
        messageId,
      }),
      (event) => [event.timestamp.getTime(), event.messageId],
    );
  }

  /** The value of a sensitive trait, for somebody who asked for it: said in the audit log first. */
  async reveal(workspace: string, profileId: string, name: string, by: string): Promise<{ name: string; value: unknown }> {
    const profile = await this.require(workspace, profileId);
    const key = escapeKey(name);
    const state = Object.hasOwn(profile.traits, key) ? profile.traits[key] : undefined;
    if (state === undefined || state.value === null) throw profileErrors.unknownTrait(profile.profileId, name);
    const about = { kind: 'profile', id: profile.profileId };
    await this.audit.record(auditDocument({ workspace, at: new Date(this.clock.now()), by, action: 'profile.reveal-trait', about, detail: { trait: name } }));
    return { name, value: unescapeKeys({ value: state.value }).value };
  }

  private async masked(workspace: string, { mask }: { mask: boolean }): Promise<ReadonlySet<string>> {
    return mask ? await this.sensitive.of(workspace) : nothing;
  }

  private async require(workspace: string, profileId: string): Promise<ProfileDocument> {
    const profile = await this.reader.read(workspace, profileId);
    if (profile === null) throw profileErrors.unknownProfile(profileId);
    return profile;
  }

  private async requireIds(workspace: string, profileId: string): Promise<string[]> {
    const profile = await this.require(workspace, profileId);
    return await this.reader.idsOf(workspace, profile.profileId);
  }
}

const nothing: ReadonlySet<string> = new Set();

function identitiesOf(profile: ProfileDocument): string[] {
  return profile.identities.map((identity) => identity.id);
}

function beforeOf(workspace: string, cursor: string | undefined): Before | undefined {
  if (cursor === undefined) return undefined;
  const [at, id] = decodeCursor(cursor, ['number', 'string']);
  return { at: new Date(at), id: `${workspace}:${id}` };
}
