import { namedWithin } from '@cairn/rules/compile/resolve-named.js';
import type { Condition, NamedConditions } from '@cairn/rules/contracts/condition.js';
import { contentHash } from '@cairn/workflows/contracts/canonical.js';
import type { ClientSession, MongoClient } from 'mongodb';

import type { ActorNames } from '../access/actor-names.js';
import type { Asker, Askers, Use } from '../conditions/askers.js';
import { checkedCondition, type Known } from '../conditions/checked-condition.js';
import { type ConditionFollower, type FollowRequest, following } from '../conditions/condition-follower.js';
import type { SharedConditionsStore } from '../conditions/shared-conditions.store.js';
import type { AuditStore } from '../platform/audit.js';
import type { TagDefinition, TagDocument } from '../platform/collections.js';
import { checkConditions, type PutConditions } from '../platform/definitions.js';
import { keysOf } from '../platform/known-keys.js';
import { decodeCursor, type ListQuery, type Page, pageOf } from '../platform/lists.js';
import type { VersionsStore } from '../platform/versions.store.js';
import type { Clock } from '../profiles/core.js';
import type { TagState } from '../profiles/profile.js';
import { toProfileSummary } from '../profiles/profile-answer.js';
import type { ProfilesReader } from '../profiles/profiles.reader.js';
import { tagKey } from '../profiles/search-keys.js';
import { type RulesStore, rulesInGraph } from '../rules/rules.store.js';
import { KeptCounts } from '../segments/kept-counts.js';
import { fillOf } from '../segments/segment-fill.js';
import { askedBy, conditionGraph, cycleThrough, type RuleInGraph, referencesIn, ruleOf, withoutKind } from '../segments/segment-references.js';
import type { SegmentsStore } from '../segments/segments.store.js';
import { namesOfSources, sourceOf } from './tag-sources.js';
import { tagErrors } from './tags.errors.js';
import type { TagAnswer, TaggedPerson } from './tags.schemas.js';
import { conditionsOf, type TagsStore } from './tags.store.js';

interface Dependencies {
  client: MongoClient;
  tags: TagsStore;
  segments: SegmentsStore;
  conditions: SharedConditionsStore;
  rules: RulesStore;
  askers: Askers;
  versions: VersionsStore;
  reader: ProfilesReader;
  audit: AuditStore;
  actors: ActorNames;
  clock: Clock;
}

/** Each is an entry in the definitions of every process. */
const mostTags = 500;

/** Which tags there are. Saving one is publishing it; one with a rule then asks everyone in the background, as a segment does. */
export class TagsService implements ConditionFollower {
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
    const { tags, reader } = this.deps;
    await this.transaction(async (session, now) => {
      const around = await this.around(session, workspace);
      const { before, ...save } = this.checked(key, definition, around);
      checkConditions(key, conditions, before?.liveVersion);
      if (before?.liveVersion === save.version && contentHash('tag', key, before.definition) === contentHash('tag', key, definition)) return;
      const wasDeleted = before === undefined && (await tags.isDeleted(workspace, key, session));
      const leaving = wasDeleted ? await reader.countWithKey(workspace, tagKey(key)) : 0;
      if (leaving > 0) throw tagErrors.stillLeaving(key, leaving);
      await this.publish(session, { workspace, key, definition, ...save, before, by, now, wasDeleted });
      await this.note(session, { workspace, at: now, by, key, action: 'tag.save', detail: { before: before?.definition ?? null, after: definition } });
    });
    return await this.read(workspace, key);
  }

  async follow(session: ClientSession, { workspace, key, named, by, now }: FollowRequest): Promise<void> {
    const around = await this.around(session, workspace, named);
    for (const { key: of, definition } of around.tags.values()) {
      if (!namedWithin(definition.condition, named).has(key)) continue;
      await following(key, { kind: 'tag', key: of, name: definition.name }, async () => {
        const { before, ...save } = this.checked(of, definition, around);
        if (before?.liveVersion !== save.version) await this.publish(session, { workspace, key: of, definition, ...save, before, by, now, wasDeleted: false });
      });
    }
  }

  private async around(session: ClientSession, workspace: string, named?: NamedConditions): Promise<Around> {
    const { tags, segments, rules, conditions } = this.deps;
    const all = await tags.all(workspace, session);
    const allSegments = await segments.all(workspace, session);
    return {
      tags: new Map(all.map((tag) => [tag.key, tag])),
      asking: conditionsOf(all),
      segments: new Map(allSegments.map((segment) => [segment.key, askedBy(segment)])),
      rules: rulesInGraph(await rules.all(workspace, session)),
      known: { segments: keysOf(allSegments), tags: keysOf(all), named: named ?? (await conditions.named(workspace, session)) },
    };
  }

  private async publish(session: ClientSession, { workspace, key, definition, resolved, version, before, by, now, wasDeleted }: Publishing): Promise<void> {
    const { tags, versions } = this.deps;
    const asked = resolved ?? definition.condition;
    const raiseEpoch = wasDeleted || hashOf(key, before && ruleOf(before)) !== hashOf(key, asked);
    const published = asked === undefined ? definition : { ...definition, condition: asked };
    const { epoch } = await versions.publishVersion(session, { workspace, kind: 'tag', key, definition: published, by, raiseEpoch, now });
    await tags.put(session, workspace, key, { definition, resolved, version, epoch: raiseEpoch ? epoch : (before?.epoch ?? 0), by, now });
  }

  /** It is taken from everyone in the background. @throws UserError `tag-in-use`, naming who uses it. */
  async remove(workspace: string, key: string, by: string): Promise<void> {
    const { tags, askers, versions, reader } = this.deps;
    const people = await reader.countWithKey(workspace, tagKey(key));
    await this.transaction(async (session, now) => {
      const tag = await tags.read(workspace, key, session);
      if (tag === null) throw tagErrors.unknown([key]);
      // Raised first: whoever publishes a use of it at this moment meets us on the workspace's document, and one of the two is retried.
      await versions.raise(session, workspace, true);
      const uses = usesOf(key, await askers.all(workspace, session));
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

  /** What is to be published; throws where it is refused. */
  private checked(
    key: string,
    definition: TagDefinition,
    { tags: others, asking, segments, rules, known }: Around,
  ): Pick<Publishing, 'resolved' | 'version' | 'before'> {
    if (!others.has(key) && others.size >= mostTags) throw tagErrors.tooMany(mostTags);
    const { condition } = definition;
    const before = others.get(key);
    if (!condition) return { before, resolved: undefined, version: contentHash('tag', key, definition) };
    const { asked, resolved, problems } = checkedCondition(condition, { ...known, tags: new Set(known.tags).add(key) });
    if (problems.length > 0) throw tagErrors.invalid(key, problems);
    const turning = rules.filter(({ actions }) => actions.some((action) => action.type === 'tag' && action.tag === key));
    if (turning.length > 0)
      throw tagErrors.turnedByRules(
        key,
        turning.map((rule) => rule.key),
      );
    const graph = conditionGraph({ segments, tags: { get: (of) => (of === key ? asked : asking.get(of)) }, rules });
    const loop = cycleThrough(`tag:${key}`, graph);
    if (loop) throw tagErrors.cycle(key, loop.map(withoutKind));
    return { before, resolved, version: contentHash('tag', key, { ...definition, condition: asked }) };
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
    const { segments, askers, actors } = this.deps;
    const [people, progress, allSegments, asking, names] = await Promise.all([
      Promise.all(asked.map(async ({ key }) => await this.peopleWith(workspace, key))),
      this.counts.of(`${workspace} progress`, async () => await segments.progress(workspace)),
      segments.all(workspace),
      askers.all(workspace),
      actors.of(
        workspace,
        asked.map(({ updatedBy }) => updatedBy),
      ),
    ]);
    const bySegment = new Map(allSegments.map((segment) => [segment.key, segment]));
    return asked.map(
      ({ definition: { condition, ...said }, ...tag }, at): TagAnswer => ({
        ...said,
        ...{ key: tag.key, liveVersion: tag.liveVersion, people: people[at] as number, usedBy: usesOf(tag.key, asking) },
        ...(condition && { condition: { ...condition } }),
        backfill: condition
          ? fillOf({ draft: { condition: tag.resolved ?? condition }, epoch: tag.epoch }, bySegment, progress)
          : { done: progress.total, total: progress.total },
        createdAt: tag.createdAt.toISOString(),
        updatedAt: tag.updatedAt.toISOString(),
        updatedBy: sourceOf(tag.updatedBy, names),
      }),
    );
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

/** What a tag is checked against. */
interface Around {
  tags: ReadonlyMap<string, TagDocument>;
  /** key → what each asks, of those that follow a condition. */
  asking: ReadonlyMap<string, Condition>;
  segments: ReadonlyMap<string, Condition>;
  rules: readonly RuleInGraph[];
  known: Known;
}

interface Publishing {
  workspace: string;
  key: string;
  definition: TagDefinition;
  /** Its rule with shared conditions written out; undefined: it refers to none. */
  resolved: Condition | undefined;
  version: string;
  before: TagDocument | undefined;
  by: string;
  now: Date;
  /** Under this key there was one that has left everybody since. */
  wasDeleted: boolean;
}

function hashOf(key: string, condition: Condition | undefined): string {
  return contentHash('tag', key, condition ?? null);
}

function usesOf(tag: string, askers: readonly Asker[]): Use[] {
  return askers
    .filter(({ kind, key, texts }) => !(kind === 'tag' && key === tag) && referencesIn(texts).has(`tag:${tag}`))
    .map(({ kind, key, name }) => ({ kind, key, name }));
}
