import { namedWithin } from '@cairn/rules/compile/resolve-named.js';
import type { NamedConditions } from '@cairn/rules/contracts/condition.js';
import type { Problem } from '@cairn/rules/contracts/facts.js';
import { validateCondition } from '@cairn/rules/engine/validate.js';
import { contentHash } from '@cairn/workflows/contracts/canonical.js';
import type { ClientSession, MongoClient } from 'mongodb';

import type { ActorNames } from '../access/actor-names.js';
import { knownTopics } from '../consent/topics.js';
import type { AuditStore } from '../platform/audit.js';
import type { SharedConditionDefinition, SharedConditionDocument } from '../platform/collections.js';
import { definitionFile, readDefinitionFile } from '../platform/definition-file.js';
import { checkConditions, type PutConditions } from '../platform/definitions.js';
import { keysOf } from '../platform/known-keys.js';
import type { Page } from '../platform/lists.js';
import type { VersionsStore } from '../platform/versions.store.js';
import type { Clock } from '../profiles/core.js';
import type { SegmentsStore } from '../segments/segments.store.js';
import { sourceOf } from '../tags/tag-sources.js';
import type { TagsStore } from '../tags/tags.store.js';
import type { Asker, Askers, Use } from './askers.js';
import type { ConditionFollower } from './condition-follower.js';
import { sharedConditionErrors } from './shared-conditions.errors.js';
import { type SharedConditionAnswer, sharedConditionDefinitionSchema } from './shared-conditions.schemas.js';
import { namedBy, type SharedConditionsStore } from './shared-conditions.store.js';

interface Dependencies {
  client: MongoClient;
  store: SharedConditionsStore;
  askers: Askers;
  segments: Pick<SegmentsStore, 'all'>;
  tags: Pick<TagsStore, 'all'>;
  versions: VersionsStore;
  followers: readonly ConditionFollower[];
  audit: AuditStore;
  actors: ActorNames;
  clock: Clock;
}

const mostConditions = 500;

/** Conditions under a name that others refer to: one change reaches all of them in one transaction. */
export class SharedConditionsService {
  constructor(private readonly deps: Dependencies) {}

  async list(workspace: string): Promise<Page<SharedConditionAnswer>> {
    const items = await this.answers(workspace, await this.deps.store.all(workspace));
    return { items, nextCursor: null, total: items.length };
  }

  async read(workspace: string, key: string): Promise<SharedConditionAnswer> {
    return (await this.answers(workspace, [await this.require(workspace, key)]))[0] as SharedConditionAnswer;
  }

  /**
   * Saves and publishes, and with it whatever refers to it; a journey follows when it is published next. The same again changes nothing.
   * @throws UserError `invalid-shared-condition`, a cycle included; `condition-breaks`, naming what would be refused with it.
   */
  async put(
    workspace: string,
    key: string,
    definition: SharedConditionDefinition,
    { by, ...conditions }: PutConditions & { by: string },
  ): Promise<SharedConditionAnswer> {
    const { store, versions, followers, audit } = this.deps;
    await this.transaction(async (session, now) => {
      const all = await store.all(workspace, session);
      const before = all.find((other) => other.key === key);
      checkConditions(key, conditions, before?.liveVersion);
      if (before === undefined && all.length >= mostConditions) throw sharedConditionErrors.tooMany(mostConditions);
      const named: NamedConditions = new Map(namedBy(all)).set(key, definition.condition);
      const problems = await this.problems(session, workspace, key, named);
      if (problems.length > 0) throw sharedConditionErrors.invalid(key, problems);
      if (before?.liveVersion === contentHash('condition', key, definition)) return;
      // Raised by this first, so that two who publish at once meet on the workspace's document.
      const published = await versions.publishVersion(session, { workspace, kind: 'condition', key, definition, by, raiseEpoch: false, now });
      await store.put(session, workspace, key, { definition, version: published.hash, by, now });
      for (const follower of followers) await follower.follow(session, { workspace, key, named, by, now });
      const detail = { before: before?.definition ?? null, after: definition };
      await audit.append(session, { workspace, at: now, by, action: 'condition.save', about: { kind: 'condition', id: key }, detail });
    });
    return await this.read(workspace, key);
  }

  /** As a YAML file. */
  async file(workspace: string, key: string): Promise<string> {
    const { name, description, condition } = (await this.require(workspace, key)).definition;
    return definitionFile('condition', key, { name, ...(description !== undefined && { description }), condition });
  }

  /** As {@link put}, from a YAML file. @throws UserError `invalid-file`. */
  async putFile(workspace: string, key: string, text: string, how: PutConditions & { by: string }): Promise<SharedConditionAnswer> {
    return await this.put(workspace, key, readDefinitionFile('condition', key, text, sharedConditionDefinitionSchema), how);
  }

  /** @throws UserError `condition-in-use`, naming who refers to it. */
  async remove(workspace: string, key: string, by: string): Promise<void> {
    const { store, askers, versions, audit } = this.deps;
    await this.transaction(async (session, now) => {
      const condition = await store.read(workspace, key, session);
      if (condition === null) throw sharedConditionErrors.unknown(key);
      // Raised first: whoever publishes a use of it at this moment meets us on the workspace's document, and one of the two is retried.
      await versions.raise(session, workspace, false);
      const uses = usesOf(key, await askers.all(workspace, session), new Map());
      if (uses.length > 0) throw sharedConditionErrors.inUse(key, uses);
      await store.remove(session, workspace, key);
      const detail = { before: condition.definition };
      await audit.append(session, { workspace, at: now, by, action: 'condition.delete', about: { kind: 'condition', id: key }, detail });
    });
  }

  private async problems(session: ClientSession, workspace: string, key: string, named: NamedConditions): Promise<Problem[]> {
    const { segments, tags } = this.deps;
    const known = {
      segments: keysOf(await segments.all(workspace, session)),
      tags: keysOf(await tags.all(workspace, session)),
      topics: knownTopics,
      conditions: named,
    };
    // The event at hand may be asked: where it cannot be used, the one who refers to it is refused. Asked by its name, so that a cycle through it is seen.
    const own = validateCondition(named.get(key), { ...known, allowTrigger: true });
    return own.length > 0 ? own : validateCondition({ condition: key }, { ...known, allowTrigger: true });
  }

  private async require(workspace: string, key: string): Promise<SharedConditionDocument> {
    const condition = await this.deps.store.read(workspace, key);
    if (condition === null) throw sharedConditionErrors.unknown(key);
    return condition;
  }

  private async answers(workspace: string, asked: SharedConditionDocument[]): Promise<SharedConditionAnswer[]> {
    const { askers, actors, store } = this.deps;
    // Every page with a condition in words asks for their names: where there is none, nobody is looked through.
    if (asked.length === 0) return [];
    const [all, named, names] = await Promise.all([
      askers.all(workspace),
      store.named(workspace),
      actors.of(
        workspace,
        asked.map(({ updatedBy }) => updatedBy),
      ),
    ]);
    return asked.map(({ definition, key, liveVersion, createdAt, updatedAt, updatedBy }) => ({
      ...definition,
      condition: { ...definition.condition },
      ...{ key, liveVersion, usedBy: usesOf(key, all, named) },
      createdAt: createdAt.toISOString(),
      updatedAt: updatedAt.toISOString(),
      updatedBy: sourceOf(updatedBy, names),
    }));
  }

  private async transaction(work: (session: ClientSession, now: Date) => Promise<void>): Promise<void> {
    await this.deps.client.withSession(
      async (session) => await session.withTransaction(async () => await work(session, new Date(this.deps.clock.now())), { writeConcern: { w: 'majority' } }),
    );
  }
}

/** Who refers to it; with what is named, also through other shared conditions. */
function usesOf(key: string, askers: readonly Asker[], named: NamedConditions): Use[] {
  return askers
    .filter((asker) => !(asker.kind === 'condition' && asker.key === key))
    .filter(({ texts }) => namedWithin(texts, named).has(key))
    .map(({ kind, key: of, name }) => ({ kind, key: of, name }));
}
