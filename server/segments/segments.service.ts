import type { Condition } from '@cairn/rules/contracts/condition.js';
import { validateCondition } from '@cairn/rules/engine/validate.js';
import { contentHash } from '@cairn/workflows/contracts/canonical.js';
import type { JourneyDefinition } from '@cairn/workflows/contracts/journey.js';
import type { ClientSession, MongoClient } from 'mongodb';

import type { ActorNames } from '../access/actor-names.js';
import { knownTopics } from '../consent/topics.js';
import type { SegmentDefinition, SegmentDocument, TagDocument } from '../platform/collections.js';
import { checkConditions, type PutConditions } from '../platform/definitions.js';
import { keysOf } from '../platform/known-keys.js';
import type { Page } from '../platform/lists.js';
import { sortedPage } from '../platform/sorted-lists.js';
import type { VersionsStore } from '../platform/versions.store.js';
import type { Clock } from '../profiles/core.js';
import { conditionsOf, type TagsStore } from '../tags/tags.store.js';
import { KeptCounts } from './kept-counts.js';
import type { PreviewRequest, PreviewRowsAnswer } from './preview/preview.schemas.js';
import { readSegmentFile, segmentFile } from './segment-file.js';
import { fillOf, type SegmentFill } from './segment-fill.js';
import type { SegmentPreview } from './segment-preview.js';
import { conditionGraph, cycleThrough, referencesIn, segmentsIn, segmentsOfJourney, withoutKind } from './segment-references.js';
import { type SegmentUse, segmentErrors } from './segments.errors.js';
import type { PreviewAnswer, SegmentAnswer, SegmentsQuery, SegmentVersionAnswer } from './segments.schemas.js';
import type { SegmentsStore } from './segments.store.js';

interface Dependencies {
  client: MongoClient;
  store: SegmentsStore;
  tags: TagsStore;
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
export class SegmentsService {
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
    const { client, store, tags, versions, clock } = this.deps;
    await client.withSession(async (session) => {
      await session.withTransaction(async () => {
        const others = new Map((await store.all(workspace, session)).map((segment) => [segment.key, segment]));
        this.check(key, definition, others, await tags.all(workspace, session));
        const before = others.get(key);
        checkConditions(key, conditions, before?.liveVersion);
        if (before?.liveVersion === contentHash('segment', key, definition)) return;
        const raiseEpoch = before === undefined || !sameCondition(key, before.draft, definition);
        const now = new Date(clock.now());
        const published = await versions.publishVersion(session, { workspace, kind: 'segment', key, definition, by, raiseEpoch, now });
        const epoch = raiseEpoch ? published.epoch : (before?.epoch ?? 0);
        await store.put(session, workspace, key, { definition, version: published.hash, epoch, now });
      });
    });
    return await this.read(workspace, key);
  }

  /** The segment as a YAML file. */
  async file(workspace: string, key: string): Promise<string> {
    const segment = await this.deps.store.read(workspace, key);
    if (segment === null) throw segmentErrors.unknown(key);
    return segmentFile(key, segment.draft);
  }

  /** As {@link put}, from a YAML file. @throws UserError `invalid-file`, with line and column where the text itself is at fault. */
  async putFile(workspace: string, key: string, text: string, how: PutConditions & { by: string }): Promise<SegmentAnswer> {
    const read = readSegmentFile(key, text);
    if ('problems' in read) throw segmentErrors.invalidFile(key, read.problems);
    return await this.put(workspace, key, read.definition, how);
  }

  /** @throws UserError `segment-in-use`, naming who uses it. */
  async remove(workspace: string, key: string): Promise<void> {
    const { client, store, tags, versions } = this.deps;
    await client.withSession(async (session) => {
      await session.withTransaction(async () => {
        if ((await store.read(workspace, key, session)) === null) throw segmentErrors.unknown(key);
        // Raised first: a journey published at this moment meets us on the workspace's document, and one of the two is retried.
        await versions.raise(session, workspace, true);
        const uses = usesByKey(await store.all(workspace, session), await tags.all(workspace, session), await this.journeys(workspace, session)).get(key) ?? [];
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
    await this.checkPreview(workspace, condition);
    const answer = await preview.count(workspace, condition, { exact, isStopped });
    if (profileId === undefined) return answer;
    const explanation = await preview.explain(workspace, condition, profileId);
    if (explanation === undefined) throw segmentErrors.unknownProfile(profileId);
    return { ...answer, explanation: { ...explanation } };
  }

  async previewRows(workspace: string, condition: Condition, isStopped: () => boolean): Promise<PreviewRowsAnswer> {
    await this.checkPreview(workspace, condition);
    return await this.deps.preview.countRows(workspace, condition, { isStopped });
  }

  private async checkPreview(workspace: string, condition: Condition): Promise<void> {
    const { store, tags } = this.deps;
    const [segments, allTags] = await Promise.all([store.all(workspace), tags.all(workspace)]);
    const problems = validateCondition(condition, { segments: keysOf(segments), tags: keysOf(allTags), topics: knownTopics, allowTrigger: false });
    if (problems.length > 0) throw segmentErrors.invalid('preview', problems);
  }

  private check(key: string, definition: SegmentDefinition, others: ReadonlyMap<string, SegmentDocument>, tags: readonly TagDocument[]): void {
    const segmentKeys = new Set([...others.keys(), key]);
    const problems = validateCondition(definition.condition, { segments: segmentKeys, tags: keysOf(tags), topics: knownTopics, allowTrigger: false });
    if (problems.length > 0) throw segmentErrors.invalid(key, problems);
    const segments = new Map([...others.values()].map((segment) => [segment.key, segment.draft.condition]));
    const loop = cycleThrough(`segment:${key}`, conditionGraph({ segments: segments.set(key, definition.condition), tags: conditionsOf(tags) }));
    if (loop) throw segmentErrors.cycle(key, loop.map(withoutKind));
  }

  private async answers(workspace: string, segments: SegmentDocument[]): Promise<SegmentAnswer[]> {
    const { store, tags } = this.deps;
    const keys = segments.map(({ key }) => key);
    const [members, progress, all, allTags, journeys] = await Promise.all([
      this.counts.of(`${workspace} members ${keys.length === 1 ? keys[0] : ''}`, async () => await store.countMembers(workspace, keys)),
      this.counts.of(`${workspace} progress`, async () => await store.progress(workspace)),
      store.all(workspace),
      tags.all(workspace),
      this.journeys(workspace),
    ]);
    const byKey = new Map(all.map((segment) => [segment.key, segment]));
    const uses = usesByKey(all, allTags, journeys);
    return segments.map((segment) => toAnswer(segment, members.get(segment.key) ?? 0, fillOf(segment, byKey, progress), uses.get(segment.key) ?? []));
  }

  private async journeys(workspace: string, session?: ClientSession): Promise<JourneyTexts[]> {
    const journeys = await this.deps.store.journeys(workspace, session);
    // Versions never change, so they need no session.
    const live = await this.deps.versions.readVersions<JourneyDefinition>(
      workspace,
      journeys.flatMap(({ liveVersion }) => liveVersion ?? []),
    );
    const byHash = new Map(live.map((version) => [version.hash, version.definition]));
    return journeys.map(({ key, draft, liveVersion }) => {
      const published = liveVersion === null ? undefined : byHash.get(liveVersion);
      return { key, name: draft.name, definitions: published ? [draft, published] : [draft] };
    });
  }
}

/** What a journey says now: its draft, and the version that is live, which may still use what the draft no longer does. */
interface JourneyTexts {
  key: string;
  name: string;
  definitions: JourneyDefinition[];
}

function toAnswer(segment: SegmentDocument, members: number, backfill: SegmentFill, usedBy: SegmentUse[]): SegmentAnswer {
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
function usesByKey(segments: readonly SegmentDocument[], tags: readonly TagDocument[], journeys: readonly JourneyTexts[]): Map<string, SegmentUse[]> {
  const uses = new Map<string, SegmentUse[]>();
  const add = (keys: Iterable<string>, use: SegmentUse) => {
    for (const key of keys) {
      const known = uses.get(key);
      if (known) known.push(use);
      else uses.set(key, [use]);
    }
  };
  for (const { key, draft } of segments) {
    const others = segmentsIn(draft.condition);
    others.delete(key);
    add(others, { kind: 'segment', key, name: draft.name });
  }
  for (const { key, definition } of tags) add(segmentKeysOf(referencesIn(definition.condition)), { kind: 'tag', key, name: definition.name });
  for (const { key, name, definitions } of journeys)
    add(new Set(definitions.flatMap((definition) => [...segmentsOfJourney(definition)])), { kind: 'journey', key, name });
  return uses;
}

function segmentKeysOf(references: ReadonlySet<string>): string[] {
  return [...references].flatMap((reference) => (reference.startsWith('segment:') ? [withoutKind(reference)] : []));
}

function sameCondition(key: string, a: SegmentDefinition, b: SegmentDefinition): boolean {
  return contentHash('segment', key, a.condition) === contentHash('segment', key, b.condition);
}
