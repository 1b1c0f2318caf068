import { namedWithin, resolveNamed } from '@cairn/rules/compile/resolve-named.js';
import type { Condition, NamedConditions } from '@cairn/rules/contracts/condition.js';
import { contentHash } from '@cairn/workflows/contracts/canonical.js';
import type { ClientSession, MongoClient } from 'mongodb';

import type { ActorNames } from '../access/actor-names.js';
import { type Asker, type Askers, segmentAsker, type Use } from '../conditions/askers.js';
import { checkedCondition, type Known } from '../conditions/checked-condition.js';
import { type ConditionFollower, type FollowRequest, following } from '../conditions/condition-follower.js';
import type { SharedConditionsStore } from '../conditions/shared-conditions.store.js';
import type { SegmentDefinition, SegmentDocument } from '../platform/collections.js';
import { definitionFile, readDefinitionFile } from '../platform/definition-file.js';
import { checkConditions, type PutConditions } from '../platform/definitions.js';
import { keysOf } from '../platform/known-keys.js';
import type { Page } from '../platform/lists.js';
import { sortedPage } from '../platform/sorted-lists.js';
import type { VersionsStore } from '../platform/versions.store.js';
import type { Clock } from '../profiles/core.js';
import { type RulesStore, rulesInGraph } from '../rules/rules.store.js';
import { conditionsOf, type TagsStore } from '../tags/tags.store.js';
import { KeptCounts } from './kept-counts.js';
import type { PreviewRequest, PreviewRowsAnswer, PreviewRowsRequest } from './preview/preview.schemas.js';
import { fillOf, type SegmentFill } from './segment-fill.js';
import type { SegmentPreview } from './segment-preview.js';
import { askedBy, conditionGraph, cycleThrough, type RuleInGraph, segmentsIn, withoutKind } from './segment-references.js';
import { segmentErrors } from './segments.errors.js';
import { type PreviewAnswer, type SegmentAnswer, type SegmentsQuery, type SegmentVersionAnswer, segmentDefinitionSchema } from './segments.schemas.js';
import type { SegmentsStore } from './segments.store.js';

interface Dependencies {
  client: MongoClient;
  store: SegmentsStore;
  tags: TagsStore;
  conditions: SharedConditionsStore;
  rules: RulesStore;
  askers: Askers;
  versions: VersionsStore;
  preview: SegmentPreview;
  actors: ActorNames;
  clock: Clock;
}

const sorting = {
  key: (segment: SegmentAnswer) => segment.key,
  texts: (segment: SegmentAnswer) => [segment.name, segment.key],
  fields: {
    name: (segment: SegmentAnswer) => segment.name,
    members: (segment: SegmentAnswer) => segment.members,
    updatedAt: (segment: SegmentAnswer) => segment.updatedAt,
  },
};

/** Segments: saving one is publishing it, and everyone is asked again in the background. */
export class SegmentsService implements ConditionFollower {
  private readonly counts: KeptCounts;

  constructor(private readonly deps: Dependencies) {
    this.counts = new KeptCounts(deps.clock);
  }

  async list(workspace: string, { search, sort }: Pick<SegmentsQuery, 'search' | 'sort'>): Promise<Page<SegmentAnswer>> {
    const items = await this.answers(workspace, await this.deps.store.all(workspace));
    return sortedPage(items, { search, sort, limit: Number.POSITIVE_INFINITY }, sorting);
  }

  async read(workspace: string, key: string): Promise<SegmentAnswer> {
    const segment = await this.deps.store.read(workspace, key);
    if (segment === null) throw segmentErrors.unknown(key);
    return (await this.answers(workspace, [segment]))[0] as SegmentAnswer;
  }

  /**
   * Saves and publishes; the same again changes nothing. The epoch rises only with a new condition, so that a new name asks nobody again.
   * @throws UserError `invalid-condition` or `segment-cycle`, each with its path; `key-taken`, `changed-meanwhile`.
   */
  async put(workspace: string, key: string, definition: SegmentDefinition, { by, ...conditions }: PutConditions & { by: string }): Promise<SegmentAnswer> {
    const { client, clock } = this.deps;
    await client.withSession(async (session) => {
      await session.withTransaction(async () => {
        const around = await this.around(session, workspace);
        checkConditions(key, conditions, around.segments.get(key)?.liveVersion);
        const { before, ...save } = this.checked(key, definition, around);
        if (before !== undefined && before.liveVersion === save.version && isSame(key, before.draft, definition)) return;
        await this.publish(session, { workspace, key, definition, ...save, before, by, now: new Date(clock.now()) });
      });
    });
    return await this.read(workspace, key);
  }

  async follow(session: ClientSession, { workspace, key, named, by, now }: FollowRequest): Promise<void> {
    const around = await this.around(session, workspace, named);
    for (const { key: of, draft: definition } of around.segments.values()) {
      if (!namedWithin(definition.condition, named).has(key)) continue;
      await following(key, { kind: 'segment', key: of, name: definition.name }, async () => {
        const { before, ...save } = this.checked(of, definition, around);
        if (before?.liveVersion !== save.version) await this.publish(session, { workspace, key: of, definition, ...save, before, by, now });
      });
    }
  }

  private async around(session: ClientSession, workspace: string, named?: NamedConditions): Promise<Around> {
    const { store, tags, rules, conditions } = this.deps;
    const all = await store.all(workspace, session);
    const allTags = await tags.all(workspace, session);
    const standingFor = named ?? (await conditions.named(workspace, session));
    return {
      segments: new Map(all.map((segment) => [segment.key, segment])),
      asking: new Map(all.map(({ key, draft, resolved }) => [key, resolved ? resolveNamed(draft.condition, standingFor) : draft.condition])),
      tags: conditionsOf(allTags),
      rules: rulesInGraph(await rules.all(workspace, session)),
      known: { segments: keysOf(all), tags: keysOf(allTags), named: standingFor },
    };
  }

  private async publish(session: ClientSession, { workspace, key, definition, resolved, version, before, by, now }: Publishing): Promise<void> {
    const { store, versions } = this.deps;
    const asked = resolved ?? definition.condition;
    const raiseEpoch = before === undefined || !isSame(key, askedBy(before), asked);
    const published = { ...definition, condition: asked };
    const { epoch } = await versions.publishVersion(session, { workspace, kind: 'segment', key, definition: published, by, raiseEpoch, now });
    await store.put(session, workspace, key, { definition, resolved, version, epoch: raiseEpoch ? epoch : (before?.epoch ?? 0), now });
  }

  /** The segment as a YAML file. */
  async file(workspace: string, key: string): Promise<string> {
    const segment = await this.deps.store.read(workspace, key);
    if (segment === null) throw segmentErrors.unknown(key);
    const { name, description, condition } = segment.draft;
    return definitionFile('segment', key, { name, ...(description !== undefined && { description }), condition });
  }

  /** As {@link put}, from a YAML file. @throws UserError `invalid-file`, with line and column where the text itself is at fault. */
  async putFile(workspace: string, key: string, text: string, how: PutConditions & { by: string }): Promise<SegmentAnswer> {
    return await this.put(workspace, key, readDefinitionFile('segment', key, text, segmentDefinitionSchema), how);
  }

  /** @throws UserError `segment-in-use`, naming who uses it. */
  async remove(workspace: string, key: string): Promise<void> {
    const { client, store, askers, versions } = this.deps;
    await client.withSession(async (session) => {
      await session.withTransaction(async () => {
        if ((await store.read(workspace, key, session)) === null) throw segmentErrors.unknown(key);
        // Raised first: a journey published at this moment meets us on the workspace's document, and one of the two is retried.
        await versions.raise(session, workspace, true);
        const uses = usesByKey(await askers.all(workspace, session)).get(key) ?? [];
        if (uses.length > 0) throw segmentErrors.inUse(key, uses);
        await store.remove(session, workspace, key);
      });
    });
  }

  /** Newest first. */
  async listVersions(workspace: string, key: string): Promise<SegmentVersionAnswer[]> {
    const { store, versions, actors } = this.deps;
    if ((await store.read(workspace, key)) === null) throw segmentErrors.unknown(key);
    const found = await versions.list<SegmentDefinition>(workspace, 'segment', key);
    const names = await actors.of(
      workspace,
      found.map(({ createdBy }) => createdBy),
    );
    return found.map(({ hash, number, definition, createdAt, createdBy }) => ({
      ...{ hash, number, definition, createdBy },
      createdAt: createdAt.toISOString(),
      createdByName: names.get(createdBy) ?? null,
    }));
  }

  async preview(workspace: string, { condition, profileId, exact = false }: PreviewRequest, isStopped: () => boolean): Promise<PreviewAnswer> {
    const { preview } = this.deps;
    const named = await this.checkPreview(workspace, condition);
    const answer = await preview.count(workspace, resolveNamed(condition, named), { exact, isStopped });
    if (profileId === undefined) return answer;
    const explanation = await preview.explain(workspace, condition, profileId, named);
    if (explanation === undefined) throw segmentErrors.unknownProfile(profileId);
    return { ...answer, explanation: { ...explanation } };
  }

  async previewRows(workspace: string, { condition, exact = false }: PreviewRowsRequest, isStopped: () => boolean): Promise<PreviewRowsAnswer> {
    const named = await this.checkPreview(workspace, condition);
    return await this.deps.preview.countRows(workspace, condition, { named, exact, isStopped });
  }

  private async checkPreview(workspace: string, condition: Condition): Promise<NamedConditions> {
    const { store, tags, conditions } = this.deps;
    const [segments, allTags, named] = await Promise.all([store.all(workspace), tags.all(workspace), conditions.named(workspace)]);
    const { problems } = checkedCondition(condition, { segments: keysOf(segments), tags: keysOf(allTags), named });
    if (problems.length > 0) throw segmentErrors.invalid('preview', problems);
    return named;
  }

  /** What is to be published; throws where it is refused. */
  private checked(
    key: string,
    definition: SegmentDefinition,
    { segments, asking, tags, rules, known }: Around,
  ): Pick<Publishing, 'resolved' | 'version' | 'before'> {
    const { asked, resolved, problems } = checkedCondition(definition.condition, { ...known, segments: new Set(known.segments).add(key) });
    if (problems.length > 0) throw segmentErrors.invalid(key, problems);
    const graph = conditionGraph({ segments: { get: (of) => (of === key ? asked : asking.get(of)) }, tags, rules });
    const loop = cycleThrough(`segment:${key}`, graph);
    if (loop) throw segmentErrors.cycle(key, loop.map(withoutKind));
    return { before: segments.get(key), resolved, version: contentHash('segment', key, { ...definition, condition: asked }) };
  }

  private async answers(workspace: string, segments: SegmentDocument[]): Promise<SegmentAnswer[]> {
    const { store, askers } = this.deps;
    const keys = segments.map(({ key }) => key);
    const [members, progress, all, asking] = await Promise.all([
      this.counts.of(`${workspace} members ${keys.length === 1 ? keys[0] : ''}`, async () => await store.countMembers(workspace, keys)),
      this.counts.of(`${workspace} progress`, async () => await store.progress(workspace)),
      store.all(workspace),
      askers.others(workspace),
    ]);
    const byKey = new Map(all.map((segment) => [segment.key, segment]));
    const uses = usesByKey([...all.map(segmentAsker), ...asking]);
    return segments.map((segment) => toAnswer(segment, members.get(segment.key) ?? 0, fillOf(segment, byKey, progress), uses.get(segment.key) ?? []));
  }
}

/** What a segment is checked against. */
interface Around {
  segments: ReadonlyMap<string, SegmentDocument>;
  /** key → what each asks, with shared conditions written out as they are to be. */
  asking: ReadonlyMap<string, Condition>;
  /** Those that follow a condition. */
  tags: ReadonlyMap<string, Condition>;
  rules: readonly RuleInGraph[];
  known: Known;
}

interface Publishing {
  workspace: string;
  key: string;
  definition: SegmentDefinition;
  /** The condition with shared ones written out; undefined: it refers to none. */
  resolved: Condition | undefined;
  version: string;
  before: SegmentDocument | undefined;
  by: string;
  now: Date;
}

function toAnswer(segment: SegmentDocument, members: number, backfill: SegmentFill, usedBy: Use[]): SegmentAnswer {
  const { key, draft, liveVersion, createdAt, updatedAt } = segment;
  return {
    key,
    name: draft.name,
    ...(draft.description !== undefined && { description: draft.description }),
    condition: { ...draft.condition },
    liveVersion,
    members,
    backfill,
    usedBy,
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
  };
}

/** Who asks for each segment, itself apart. One look at each definition, however many segments there are. */
function usesByKey(askers: readonly Asker[]): Map<string, Use[]> {
  const uses = new Map<string, Use[]>();
  for (const { kind, key, name, texts } of askers) {
    for (const segment of segmentsIn(texts)) {
      if (kind === 'segment' && segment === key) continue;
      const known = uses.get(segment);
      if (known) known.push({ kind, key, name });
      else uses.set(segment, [{ kind, key, name }]);
    }
  }
  return uses;
}

function isSame(key: string, a: unknown, b: unknown): boolean {
  return contentHash('segment', key, a) === contentHash('segment', key, b);
}
