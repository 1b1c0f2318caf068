import type { ClientSession, Collection, Db } from 'mongodb';

import { collections, type JourneyDocument, type TemplateDefinition, type TemplateDocument, type VersionDocument } from '../platform/collections.js';

const mostCached = 500;

/** What a list is searched and sorted by. */
export interface TemplateHead {
  key: string;
  name: string;
  subject: string;
  updatedAt: Date;
}

/** `templates`: the draft, and which version is live. Index `{workspace, key}`. */
export class TemplatesStore {
  private readonly templates: Collection<TemplateDocument>;
  private readonly versions: Collection<VersionDocument<TemplateDefinition>>;
  private readonly journeys: Collection<JourneyDocument>;
  /** Versions never change, so they are kept. */
  private readonly cache = new Map<string, TemplateDefinition>();

  constructor(db: Db) {
    this.templates = db.collection<TemplateDocument>(collections.templates);
    this.versions = db.collection<VersionDocument<TemplateDefinition>>(collections.versions);
    this.journeys = db.collection<JourneyDocument>(collections.journeys);
  }

  async ensureIndexes(): Promise<void> {
    await this.templates.createIndex({ workspace: 1, key: 1 });
  }

  async read(workspace: string, key: string, session?: ClientSession): Promise<TemplateDocument | null> {
    return await this.templates.findOne({ _id: `${workspace}:${key}` }, { session });
  }

  /** All of them, without their messages. */
  async heads(workspace: string): Promise<TemplateHead[]> {
    const found = this.templates.find({ workspace });
    return await found.project<TemplateHead>({ _id: 0, key: 1, name: '$draft.name', subject: '$draft.subject', updatedAt: 1 }).toArray();
  }

  /** In the order of the keys; a key that is not there has no template. */
  async some(workspace: string, keys: readonly string[]): Promise<TemplateDocument[]> {
    const found = await this.templates.find({ _id: { $in: keys.map((key) => `${workspace}:${key}`) } }).toArray();
    const byKey = new Map(found.map((template) => [template.key, template]));
    return keys.flatMap((key) => byKey.get(key) ?? []);
  }

  async put(session: ClientSession, workspace: string, key: string, save: { definition: TemplateDefinition; version: string; now: Date }): Promise<void> {
    await this.templates.updateOne(
      { _id: `${workspace}:${key}` },
      { $set: { workspace, key, draft: save.definition, liveVersion: save.version, updatedAt: save.now }, $setOnInsert: { createdAt: save.now } },
      { session, upsert: true },
    );
  }

  async remove(session: ClientSession, workspace: string, key: string): Promise<void> {
    await this.templates.deleteOne({ _id: `${workspace}:${key}` }, { session });
  }

  /** The version that is live now, read fresh; its definition from the cache. Null: no such template. */
  async readLive(workspace: string, key: string): Promise<{ version: string; definition: TemplateDefinition } | null> {
    const template = await this.templates.findOne({ _id: `${workspace}:${key}` }, { projection: { liveVersion: 1 }, readConcern: 'majority' });
    if (!template?.liveVersion) return null;
    const definition = await this.readVersion(workspace, template.liveVersion);
    return definition && { version: template.liveVersion, definition };
  }

  /** template key → keys of the journeys whose draft or live version sends it, archived ones left out. */
  async uses(workspace: string, session?: ClientSession): Promise<Map<string, Set<string>>> {
    const journeys = await this.journeys
      .find({ workspace, state: { $ne: 'archived' } }, { session })
      .project<Pick<JourneyDocument, 'key' | 'draft' | 'liveVersion'>>({ key: 1, 'draft.steps': 1, liveVersion: 1 })
      .toArray();
    const live = await this.versions
      .find({ _id: { $in: journeys.flatMap(({ liveVersion }) => (liveVersion === null ? [] : [`${workspace}:${liveVersion}`])) } }, { session })
      .project<{ key: string; definition: unknown }>({ key: 1, 'definition.steps': 1 })
      .toArray();
    const uses = new Map<string, Set<string>>();
    for (const { key, definition } of [...journeys.map(({ key, draft }) => ({ key, definition: draft as unknown })), ...live]) {
      for (const template of templatesIn(definition)) uses.set(template, (uses.get(template) ?? new Set()).add(key));
    }
    return uses;
  }

  private async readVersion(workspace: string, hash: string): Promise<TemplateDefinition | null> {
    const id = `${workspace}:${hash}`;
    const cached = this.cache.get(id);
    if (cached) return cached;
    const version = await this.versions.findOne({ _id: id });
    if (!version) return null;
    if (this.cache.size >= mostCached) this.cache.clear();
    this.cache.set(id, version.definition);
    return version.definition;
  }
}

/** A draft may be half finished: nothing is taken for granted. */
function templatesIn(definition: unknown): string[] {
  const steps = (definition as { steps?: unknown } | null)?.steps;
  if (!Array.isArray(steps)) return [];
  return steps.flatMap((step: { type?: unknown; template?: unknown } | null) =>
    step?.type === 'message' && typeof step.template === 'string' ? [step.template] : [],
  );
}
