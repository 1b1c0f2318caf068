import { validateCondition } from '@cairn/rules/engine/validate.js';
import { contentHash } from '@cairn/workflows/contracts/canonical.js';
import type { JourneyDefinition } from '@cairn/workflows/contracts/journey.js';
import type { ClientSession, MongoClient } from 'mongodb';

import type { ActorNames } from '../access/actor-names.js';
import { knownTopics } from '../consent/topics.js';
import type { AuditStore } from '../platform/audit.js';
import type { SegmentDocument, TagDefinition, TagDocument } from '../platform/collections.js';
import { checkConditions, type PutConditions } from '../platform/definitions.js';
import { keysOf } from '../platform/known-keys.js';
import { decodeCursor, type ListQuery, type Page, pageOf } from '../platform/lists.js';
import type { VersionsStore } from '../platform/versions.store.js';
import type { Clock } from '../profiles/core.js';
import type { TagState } from '../profiles/profile.js';
import { toProfileSummary } from '../profiles/profile-answer.js';
import type { ProfilesReader } from '../profiles/profiles.reader.js';
import { tagKey } from '../profiles/search-keys.js';
import { KeptCounts } from '../segments/kept-counts.js';
import { fillOf } from '../segments/segment-fill.js';
import { conditionGraph, cycleThrough, referencesIn, withoutKind } from '../segments/segment-references.js';
import type { SegmentsStore } from '../segments/segments.store.js';
import { namesOfSources, sourceOf } from './tag-sources.js';
import { type TagUse, tagErrors } from './tags.errors.js';
import type { TagAnswer, TaggedPerson } from './tags.schemas.js';
import { conditionsOf, type TagsStore } from './tags.store.js';

interface Dependencies {
  client: MongoClient;
  tags: TagsStore;
  segments: SegmentsStore;
  versions: VersionsStore;
  reader: ProfilesReader;
  audit: AuditStore;
  actors: ActorNames;
  clock: Clock;
}

/** Each is an entry in the definitions of every process. */
const mostTags = 500;

/** Which tags there are. Saving one is publishing it; one with a rule then asks everyone in the background, as a segment does. */
export class TagsService {
  private readonly counts: KeptCounts;

  constructor(private readonly deps: Dependencies) {
    this.counts = new KeptCounts(deps.clock);
  }

  async list(workspace: string): Promise<Page<TagAnswer>> {
    const items = await this.answers(workspace, await this.deps.tags.all(workspace));
    return { items, nextCursor: null, total: items.length };
  }

  async read(workspace: string, key: string): Promise<TagAnswer> {
    return (await this.answers(workspace, [await this.require(workspace, key)]))[0] as TagAnswer;
  }

  /**
   * Saves and publishes; the same again changes nothing. The epoch rises only with another rule.
   * @throws UserError `invalid-condition`, `tag-cycle`, `too-many-tags`; `tag-still-leaving` for a key whose deleted tag some people still have.
   */
  async put(workspace: string, key: string, definition: TagDefinition, { by, ...conditions }: PutConditions & { by: string }): Promise<TagAnswer> {
    const { tags, segments, versions, reader } = this.deps;
    await this.transaction(async (session, now) => {
      const others = new Map((await tags.all(workspace, session)).map((tag) => [tag.key, tag]));
      const before = others.get(key);
      this.check(key, definition, others, await segments.all(workspace, session));
      checkConditions(key, conditions, before?.liveVersion);
      if (before?.liveVersion === contentHash('tag', key, definition)) return;
      const wasDeleted = before === undefined && (await tags.isDeleted(workspace, key, session));
      const leaving = wasDeleted ? await reader.countWithKey(workspace, tagKey(key)) : 0;
      if (leaving > 0) throw tagErrors.stillLeaving(key, leaving);
      const raiseEpoch = wasDeleted || hashOf(key, before?.definition) !== hashOf(key, definition);
      const published = await versions.publishVersion(session, { workspace, kind: 'tag', key, definition, by, raiseEpoch, now });
      const epoch = raiseEpoch ? published.epoch : (before?.epoch ?? 0);
      await tags.put(session, workspace, key, { definition, version: published.hash, epoch, by, now });
      await this.note(session, { workspace, at: now, by, key, action: 'tag.save', detail: { before: before?.definition ?? null, after: definition } });
    });
    return await this.read(workspace, key);
  }

  /** It is taken from everyone in the background. @throws UserError `tag-in-use`, naming who uses it. */
  async remove(workspace: string, key: string, by: string): Promise<void> {
    const { tags, segments, versions, reader } = this.deps;
    const people = await reader.countWithKey(workspace, tagKey(key));
    await this.transaction(async (session, now) => {
      const tag = await tags.read(workspace, key, session);
      if (tag === null) throw tagErrors.unknown([key]);
      // Raised first: whoever publishes a use of it at this moment meets us on the workspace's document, and one of the two is retried.
      await versions.raise(session, workspace, true);
      const uses = usesOf(key, await tags.all(workspace, session), await segments.all(workspace, session), await this.journeys(workspace, session));
      if (uses.length > 0) throw tagErrors.inUse(key, uses);
      await tags.remove(session, workspace, key, now);
      await this.note(session, { workspace, at: now, by, key, action: 'tag.delete', detail: { before: tag.definition, people } });
    });
  }

  /** Who has it now, by id. */
  async people(workspace: string, key: string, query: ListQuery): Promise<Page<TaggedPerson>> {
    const { reader, actors } = this.deps;
    await this.require(workspace, key);
    const after = query.cursor === undefined ? undefined : decodeCursor(query.cursor, ['string'])[0];
    const [found, total] = await Promise.all([
      reader.withKey(workspace, tagKey(key), query.limit + 1, after),
      query.cursor === undefined ? reader.countWithKey(workspace, tagKey(key)) : undefined,
    ]);
    const states = found.map(({ tags }) => (tags as { [key: string]: TagState })[key] as TagState);
    const names = await namesOfSources(actors, workspace, states);
    const page = pageOf(
      found,
      query.limit,
      (profile): TaggedPerson => {
        const { since, by, source } = (profile.tags as { [key: string]: TagState })[key] as TagState;
        return { ...toProfileSummary(profile), since: since.toISOString(), by, source: sourceOf(source, names) };
      },
      (profile) => [profile.profileId],
    );
    return total === undefined ? page : { ...page, total };
  }

  private check(key: string, { condition }: TagDefinition, others: ReadonlyMap<string, TagDocument>, segments: readonly SegmentDocument[]): void {
    if (!others.has(key) && others.size >= mostTags) throw tagErrors.tooMany(mostTags);
    if (!condition) return;
    const known = { segments: keysOf(segments), tags: new Set([...others.keys(), key]), topics: knownTopics };
    const problems = validateCondition(condition, { ...known, allowTrigger: false });
    if (problems.length > 0) throw tagErrors.invalid(key, problems);
    const tags = conditionsOf([...others.values()]).set(key, condition);
    const loop = cycleThrough(`tag:${key}`, conditionGraph({ segments: new Map(segments.map((segment) => [segment.key, segment.draft.condition])), tags }));
    if (loop) throw tagErrors.cycle(key, loop.map(withoutKind));
  }

  private async require(workspace: string, key: string): Promise<TagDocument> {
    const tag = await this.deps.tags.read(workspace, key);
    if (tag === null) throw tagErrors.unknown([key]);
    return tag;
  }

  private async peopleWith(workspace: string, key: string): Promise<number> {
    return await this.counts.of(`${workspace} people ${key}`, async () => await this.deps.reader.countWithKey(workspace, tagKey(key)));
  }

  private async answers(workspace: string, asked: TagDocument[]): Promise<TagAnswer[]> {
    const { tags, segments, actors } = this.deps;
    const [people, progress, allTags, allSegments, journeys, names] = await Promise.all([
      Promise.all(asked.map(async ({ key }) => await this.peopleWith(workspace, key))),
      this.counts.of(`${workspace} progress`, async () => await segments.progress(workspace)),
      tags.all(workspace),
      segments.all(workspace),
      this.journeys(workspace),
      actors.of(
        workspace,
        asked.map(({ updatedBy }) => updatedBy),
      ),
    ]);
    const bySegment = new Map(allSegments.map((segment) => [segment.key, segment]));
    return asked.map(
      ({ definition: { condition, ...said }, ...tag }, at): TagAnswer => ({
        ...said,
        ...{ key: tag.key, liveVersion: tag.liveVersion, people: people[at] as number, usedBy: usesOf(tag.key, allTags, allSegments, journeys) },
        ...(condition && { condition: { ...condition } }),
        backfill: condition ? fillOf({ draft: { condition }, epoch: tag.epoch }, bySegment, progress) : { done: progress.total, total: progress.total },
        createdAt: tag.createdAt.toISOString(),
        updatedAt: tag.updatedAt.toISOString(),
        updatedBy: sourceOf(tag.updatedBy, names),
      }),
    );
  }

  /** Each with its draft and the version that is live, which may still use what the draft no longer does. */
  private async journeys(workspace: string, session?: ClientSession): Promise<{ key: string; name: string; definitions: unknown[] }[]> {
    const { segments, versions } = this.deps;
    const journeys = await segments.journeys(workspace, session);
    const live = await versions.readVersions<JourneyDefinition>(
      workspace,
      journeys.flatMap(({ liveVersion }) => liveVersion ?? []),
    );
    const byHash = new Map(live.map(({ hash, definition }) => [hash, definition]));
    return journeys.map(({ key, draft, liveVersion }) => ({ key, name: draft.name, definitions: [draft, byHash.get(liveVersion ?? '')] }));
  }

  private async note(
    session: ClientSession,
    { key, ...entry }: { workspace: string; at: Date; by: string; key: string; action: string; detail: { [key: string]: unknown } },
  ): Promise<void> {
    await this.deps.audit.append(session, { ...entry, about: { kind: 'tag', id: key } });
  }

  private async transaction(work: (session: ClientSession, now: Date) => Promise<void>): Promise<void> {
    await this.deps.client.withSession(
      async (session) => await session.withTransaction(async () => await work(session, new Date(this.deps.clock.now())), { writeConcern: { w: 'majority' } }),
    );
  }
}

function hashOf(key: string, definition: TagDefinition | undefined): string {
  return contentHash('tag', key, definition?.condition ?? null);
}

function usesOf(
  key: string,
  tags: readonly TagDocument[],
  segments: readonly SegmentDocument[],
  journeys: readonly { key: string; name: string; definitions: unknown[] }[],
): TagUse[] {
  const asks = (definition: unknown) => referencesIn(definition).has(`tag:${key}`);
  return [
    ...segments.filter(({ draft }) => asks(draft.condition)).map((segment) => ({ kind: 'segment' as const, key: segment.key, name: segment.draft.name })),
    ...tags
      .filter((tag) => tag.key !== key && asks(tag.definition.condition))
      .map((tag) => ({ kind: 'tag' as const, key: tag.key, name: tag.definition.name })),
    ...journeys.filter(({ definitions }) => definitions.some(asks)).map((journey) => ({ kind: 'journey' as const, key: journey.key, name: journey.name })),
  ];
}
