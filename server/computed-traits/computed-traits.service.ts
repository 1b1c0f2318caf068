import { contentHash } from '@cairn/workflows/contracts/canonical.js';
import type { ClientSession, MongoClient } from 'mongodb';

import type { Askers } from '../conditions/askers.js';
import type { AuditStore } from '../platform/audit.js';
import type { ComputedSource, ComputedTraitDefinition, ComputedTraitDocument } from '../platform/collections.js';
import { checkConditions, type PutConditions } from '../platform/definitions.js';
import type { Page } from '../platform/lists.js';
import type { VersionsStore } from '../platform/versions.store.js';
import { compileComputed, computedReads } from '../profiles/compile-computed.js';
import type { Clock } from '../profiles/core.js';
import { displayNameOf } from '../profiles/display-name.js';
import type { FoldProgress } from '../segments/segment-fill.js';
import type { TraitShares } from '../traits/trait-shares.js';
import { checkComputed } from './check-computed.js';
import { computedIn } from './computed-references.js';
import { type ComputedUse, computedErrors } from './computed-traits.errors.js';
import type { ComputedDetailAnswer, ComputedPreviewAnswer, ComputedTraitAnswer } from './computed-traits.schemas.js';
import type { ComputedTraitsStore } from './computed-traits.store.js';
import { distributionOf } from './distribution.js';
import type { SampledPeople } from './sampled-people.js';

interface Dependencies {
  client: MongoClient;
  store: ComputedTraitsStore;
  askers: Askers;
  versions: VersionsStore;
  audit: AuditStore;
  people: SampledPeople;
  shares: TraitShares;
  /** How many profiles stand at which epoch. */
  progress(workspace: string): Promise<FoldProgress>;
  clock: Clock;
}

/** Each is kept for everybody, and all that changed is asked at every fold. */
export const computedLimit = 100;
const previewMs = 1_000;
const distributionOver = 2_000;

/** What a save wants to publish, by name. */
export type Definitions = ReadonlyMap<string, ComputedTraitDefinition>;

/** Computed traits: saving one is publishing it; everyone's value is made in the background. */
export class ComputedTraitsService {
  constructor(private readonly deps: Dependencies) {}

  async list(workspace: string): Promise<Page<ComputedTraitAnswer>> {
    const items = await this.answers(workspace, await this.deps.store.all(workspace));
    return { items, nextCursor: null, total: items.length };
  }

  async names(workspace: string): Promise<Set<string>> {
    return new Set((await this.deps.store.all(workspace)).map(({ name }) => name));
  }

  async read(workspace: string, name: string): Promise<ComputedDetailAnswer> {
    const { store } = this.deps;
    const trait = await store.read(workspace, name);
    if (trait === null) throw computedErrors.unknown(name);
    const [answers, values] = await Promise.all([this.answers(workspace, [trait]), store.values(workspace, name, distributionOver)]);
    return { ...(answers[0] as ComputedTraitAnswer), distribution: distributionOf(values.map((value) => value ?? undefined)) };
  }

  /**
   * Saves and publishes; the same again changes nothing. The epoch rises only with a new source, so that a new label asks nobody again.
   * @throws UserError `invalid-computed-trait`, `too-many-computed-traits`.
   */
  async put(
    workspace: string,
    name: string,
    definition: ComputedTraitDefinition,
    { by, ...conditions }: PutConditions & { by: string },
  ): Promise<ComputedDetailAnswer> {
    await this.putAll(workspace, new Map([[name, definition]]), by, conditions);
    return await this.read(workspace, name);
  }

  /** All or none, with one rise of the epoch for each that is new. */
  async putAll(workspace: string, definitions: Definitions, by: string, conditions?: PutConditions): Promise<void> {
    await this.deps.client.withSession(async (session) => {
      await session.withTransaction(async () => await this.publish(session, workspace, definitions, { by, conditions }));
    });
  }

  private async publish(
    session: ClientSession,
    workspace: string,
    definitions: Definitions,
    { by, conditions }: { by: string; conditions: PutConditions | undefined },
  ): Promise<void> {
    const { store, versions, audit, clock } = this.deps;
    const stored = new Map((await store.all(workspace, session)).map((trait) => [trait.name, trait]));
    const sources = new Map([...[...stored].map(([name, { draft }]) => [name, draft.source] as const), ...sourcesOf(definitions)]);
    if (sources.size > computedLimit) throw computedErrors.tooMany(computedLimit);
    const now = new Date(clock.now());
    for (const [name, definition] of definitions) {
      const problems = checkComputed(name, definition.source, sources);
      if (problems.length > 0) throw computedErrors.invalid(name, problems);
      const before = stored.get(name);
      if (conditions) checkConditions(name, conditions, before?.liveVersion);
      if (before?.liveVersion === contentHash('computedTrait', name, definition)) continue;
      const raiseEpoch = before === undefined || !sameSource(name, before.draft.source, definition.source);
      const published = await versions.publishVersion(session, { workspace, kind: 'computedTrait', key: name, definition, by, raiseEpoch, now });
      const epoch = raiseEpoch ? published.epoch : before.epoch;
      await store.put(session, workspace, name, { definition, version: published.hash, epoch, now });
      const about = { kind: 'computed', id: name };
      await audit.append(session, { workspace, at: now, by, action: 'computed-trait.put', about, detail: { version: published.hash } });
    }
    // A part that turned into something else would leave a name without its score.
    for (const [name, source] of sources) {
      const problems = definitions.has(name) ? [] : checkComputed(name, source, sources);
      if (problems.length > 0) throw computedErrors.invalid(name, problems);
    }
  }

  /** @throws UserError `computed-trait-in-use`, naming who uses it. */
  async remove(workspace: string, name: string, by: string): Promise<void> {
    const { client, store, versions, audit, clock } = this.deps;
    await client.withSession(async (session) => {
      await session.withTransaction(async () => {
        const trait = await store.read(workspace, name, session);
        if (trait === null) throw computedErrors.unknown(name);
        // Raised first: a journey published at this moment meets us on the workspace's document, and one of the two is retried.
        await versions.raise(session, workspace, true);
        const uses = usesOf(name, await store.all(workspace, session), await this.texts(workspace, session));
        if (uses.length > 0) throw computedErrors.inUse(name, uses);
        await store.remove(session, workspace, name);
        const entry = { workspace, at: new Date(clock.now()), by, action: 'computed-trait.delete', about: { kind: 'computed', id: name } };
        await audit.append(session, { ...entry, detail: { before: trait.draft } });
      });
    });
  }

  async preview(workspace: string, source: ComputedSource, profileId: string | undefined): Promise<ComputedPreviewAnswer> {
    const { store, people, clock } = this.deps;
    const startedAt = clock.now();
    const others = new Map((await store.all(workspace)).map((trait) => [trait.name, trait.draft.source]));
    const problems = checkComputed('preview', source, others);
    if (problems.length > 0) throw computedErrors.invalid('preview', problems);
    const trait = compileComputed('preview', '', { source });
    const [total, sampled, asked] = await Promise.all([
      people.count(workspace),
      people.sample(workspace, [trait], { budgetMs: previewMs }),
      profileId === undefined ? undefined : people.one(workspace, profileId, [trait]),
    ]);
    if (profileId !== undefined && asked === undefined) throw computedErrors.unknownProfile(profileId);
    const changesAt = asked && trait.nextChangeAt(asked.facts);
    return {
      distribution: distributionOf(sampled.map(({ values }) => values.get('preview'))),
      total,
      person: asked
        ? {
            id: asked.person.profileId,
            displayName: displayNameOf(asked.person),
            value: asked.values.get('preview') ?? null,
            changesAt: changesAt === undefined ? null : new Date(changesAt).toISOString(),
          }
        : null,
      tookMs: Math.round(clock.now() - startedAt),
    };
  }

  private async answers(workspace: string, traits: ComputedTraitDocument[]): Promise<ComputedTraitAnswer[]> {
    const { store, shares, progress } = this.deps;
    const [folded, all, texts, share] = await Promise.all([progress(workspace), store.all(workspace), this.texts(workspace), shares.of(workspace)]);
    const epochs = new Map(all.map(({ name, epoch }) => [name, epoch]));
    return traits.map(({ name, draft, liveVersion, epoch, createdAt, updatedAt }) => ({
      name,
      label: draft.label,
      ...(draft.description !== undefined && { description: draft.description }),
      ...(draft.set !== undefined && { set: draft.set }),
      source: { ...draft.source },
      liveVersion,
      share: { withValue: share.computed.get(name) ?? 0, people: share.people, estimated: share.estimated },
      backfill: fillOf(Math.max(epoch, ...computedReads(draft.source).map((read) => epochs.get(read) ?? 0)), folded),
      usedBy: usesOf(name, all, texts),
      createdAt: createdAt.toISOString(),
      updatedAt: updatedAt.toISOString(),
    }));
  }

  private async texts(workspace: string, session?: ClientSession): Promise<UsingText[]> {
    const asking = await this.deps.askers.all(workspace, session);
    return asking.map(({ kind, key, name, texts }) => ({ ...{ kind, key, name }, computed: computedIn(texts) }));
  }
}

interface UsingText extends ComputedUse {
  computed: ReadonlySet<string>;
}

function usesOf(name: string, all: readonly ComputedTraitDocument[], texts: readonly UsingText[]): ComputedUse[] {
  const made = all.filter((trait) => trait.name !== name && computedReads(trait.draft.source).includes(name));
  return [
    ...made.map((trait) => ({ kind: 'computedTrait' as const, key: trait.name, name: trait.draft.label })),
    ...texts.filter(({ computed }) => computed.has(name)).map(({ kind, key, name: called }) => ({ kind, key, name: called })),
  ];
}

/** Those folded since this epoch have their value. */
function fillOf(epoch: number, { total, behind }: FoldProgress): { done: number; total: number } {
  const waiting = behind.filter((group) => group.epoch < epoch).reduce((sum, group) => sum + group.count, 0);
  return { done: Math.max(0, total - waiting), total };
}

function sourcesOf(definitions: Definitions): (readonly [string, ComputedSource])[] {
  return [...definitions].map(([name, { source }]) => [name, source] as const);
}

function sameSource(name: string, a: ComputedSource, b: ComputedSource): boolean {
  return contentHash('computedTrait', name, a) === contentHash('computedTrait', name, b);
}
