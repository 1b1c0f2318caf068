import type { EventDocument } from '../events/event.js';
import { toEventAnswer } from '../events/event-answer.js';
import type { EventAnswer } from '../events/events.schemas.js';
import type { EventsStore } from '../events/events.store.js';
import { identityIdOf } from '../identities/identity-id.js';
import { decodeCursor, type ListQuery, type Page, pageOf } from '../platform/lists.js';
import type { Clock, DefinitionsSource, Person, ProfileCore } from './core.js';
import { ownId, toDecisionAnswer, toProfileDelivery, toProfileRun } from './history-answers.js';
import type { ProfileDocument } from './profile.js';
import { toProfileAnswer, toProfileSummary } from './profile-answer.js';
import { profileErrors } from './profiles.errors.js';
import type { Before, ProfilesReader } from './profiles.reader.js';
import type { DecisionAnswer, ProfileAnswer, ProfileDeliveryAnswer, ProfileRunAnswer, ProfileSummary, TimelineItem } from './profiles.schemas.js';

/** Beyond this a total is not counted. */
const countedPeople = 1_000_000;

/** Profiles and their histories, for people and programs to read. */
export class ProfilesService {
  constructor(
    private readonly reader: ProfilesReader,
    private readonly eventsStore: EventsStore,
    private readonly core: Pick<ProfileCore, 'catchUp'>,
    private readonly definitions: DefinitionsSource,
    private readonly clock: Clock,
  ) {}

  async list(workspace: string, query: ListQuery & { search?: string | undefined; trait?: string | undefined }): Promise<Page<ProfileSummary>> {
    if (query.trait) return await this.withTrait(workspace, query.trait, query);
    if (query.search) {
      const found = await this.reader.search(workspace, query.search, query.limit);
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

  async lookup(workspace: string, identity: string, fresh: boolean): Promise<ProfileAnswer> {
    const { identityRules } = await this.definitions.current(workspace);
    const id = identityIdOf(workspace, identity, identityRules);
    if (id === null) throw profileErrors.badIdentity(identity);
    if (fresh) await this.core.catchUp([{ workspace, identity: id }]);
    const owner = await this.reader.ownerOf(id);
    if (owner === null) throw profileErrors.unknownIdentity(identity);
    return await this.read(workspace, owner, false);
  }

  async read(workspace: string, profileId: string, fresh: boolean): Promise<ProfileAnswer> {
    if (fresh) await this.catchUp({ workspace, profileId });
    const [profile, names] = await Promise.all([this.require(workspace, profileId), this.reader.names(workspace)]);
    const pendingEvents = await this.reader.countPending(profile);
    return toProfileAnswer(profile, names, { pendingEvents, ...(profile.profileId === profileId ? {} : { mergedFrom: profileId }) });
  }

  private async catchUp(person: Person): Promise<void> {
    await this.core.catchUp([person]);
  }

  async noteOpened(workspace: string): Promise<void> {
    await this.reader.noteOpened(workspace, new Date(this.clock.now()));
  }

  async events(workspace: string, profileId: string, query: ListQuery): Promise<Page<EventAnswer>> {
    const profile = await this.require(workspace, profileId);
    const events = await this.eventsStore.timeline(workspace, identitiesOf(profile), { limit: query.limit + 1, before: beforeOf(workspace, query.cursor) });
    return pageOf(
      events,
      query.limit,
      (event) => toEventAnswer(event, isApplied(profile, event)),
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

  /**
   * Merges the four histories by (time, kind and id). Each is read from the position on, inclusive of its instant, and what was shown is cut
   * off here: that is exact as long as one kind has fewer than {@link sameInstantAllowance} items of one millisecond.
   */
  async timeline(workspace: string, profileId: string, query: ListQuery): Promise<Page<TimelineItem>> {
    const [profile, names] = await Promise.all([this.require(workspace, profileId), this.reader.names(workspace)]);
    const ids = await this.reader.idsOf(workspace, profile.profileId);
    const [at, shown] = query.cursor === undefined ? [] : decodeCursor(query.cursor, ['number', 'string']);
    const before: Before | undefined = at === undefined ? undefined : { at: new Date(at + 1), id: '' };
    const limit = query.limit + 1 + (at === undefined ? 0 : sameInstantAllowance);
    const [events, decisions, runs, deliveries] = await Promise.all([
      this.eventsStore.timeline(workspace, identitiesOf(profile), { limit, before }),
      this.reader.decisions(workspace, ids, limit, before),
      this.reader.runs(workspace, ids, limit, before),
      this.reader.deliveries(workspace, ids, limit, before),
    ]);
    const items: TimelineItem[] = [
      ...events.map((event) => ({
        kind: 'event' as const,
        id: event.messageId,
        at: event.timestamp.toISOString(),
        event: toEventAnswer(event, isApplied(profile, event)),
      })),
      ...decisions.map((decision) => ({ kind: 'decision' as const, id: ownId(decision), at: decision.at.toISOString(), decision: toDecisionAnswer(decision) })),
      ...runs.map((run) => ({ kind: 'run' as const, id: run.runId, at: run.enteredAt.toISOString(), run: toProfileRun(run, names) })),
      ...deliveries.map((delivery) => ({
        kind: 'delivery' as const,
        id: delivery.key,
        at: delivery.createdAt.toISOString(),
        delivery: toProfileDelivery(delivery, names),
      })),
    ].sort(newestFirst);
    const rest =
      at === undefined || shown === undefined ? items : items.filter((item) => newestFirst({ at: new Date(at).toISOString(), position: shown }, item) < 0);
    return pageOf(
      rest,
      query.limit,
      (item) => item,
      (item) => [Date.parse(item.at), positionOf(item)],
    );
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

const sameInstantAllowance = 100;

type Placed = Pick<TimelineItem, 'at' | 'kind' | 'id'> | { at: string; position: string };

function positionOf(item: Placed): string {
  return 'position' in item ? item.position : `${item.kind}/${item.id}`;
}

function newestFirst(a: Placed, b: Placed): number {
  if (a.at !== b.at) return a.at < b.at ? 1 : -1;
  const [first, second] = [positionOf(a), positionOf(b)];
  return first === second ? 0 : first < second ? 1 : -1;
}

/** Folded, though not yet marked done. */
function isApplied(profile: ProfileDocument, event: EventDocument): boolean {
  return profile.applied.includes(`${event.messageId}/${event.replayAttempt}`);
}

function identitiesOf(profile: ProfileDocument): string[] {
  return profile.identities.map((identity) => identity.id);
}

function beforeOf(workspace: string, cursor: string | undefined): Before | undefined {
  if (cursor === undefined) return undefined;
  const [at, id] = decodeCursor(cursor, ['number', 'string']);
  return { at: new Date(at), id: `${workspace}:${id}` };
}
