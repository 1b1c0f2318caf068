import { contentHash } from '@cairn/workflows/contracts/canonical.js';
import type { MongoClient } from 'mongodb';

import type { WorkspacesStore } from '../access/workspaces.store.js';
import type { TemplateDefinition, TemplateDocument } from '../platform/collections.js';
import { checkConditions, type PutConditions } from '../platform/definitions.js';
import { UserError } from '../platform/errors.js';
import type { Page } from '../platform/lists.js';
import { sortedPage } from '../platform/sorted-lists.js';
import type { VersionsStore } from '../platform/versions.store.js';
import type { Clock } from '../profiles/core.js';
import type { ProfileDocument } from '../profiles/profile.js';
import { templateErrors } from './messages.errors.js';
import type { Renderer, RenderVariables } from './renderer.js';
import type { TemplateProblem } from './template-problem.js';
import type { PreviewTemplateRequest, SavedTemplateAnswer, TemplateAnswer, TemplatePreviewAnswer, TemplatesQuery } from './templates.schemas.js';
import type { TemplateHead, TemplatesStore } from './templates.store.js';
import { traitValues } from './variables.js';

interface Dependencies {
  client: MongoClient;
  store: TemplatesStore;
  versions: VersionsStore;
  workspaces: Pick<WorkspacesStore, 'read'>;
  renderer: Renderer;
  clock: Clock;
  readProfile(workspace: string, profileId: string): Promise<ProfileDocument | null>;
}

const sorting = {
  key: (head: TemplateHead) => head.key,
  texts: ({ name, key, subject }: TemplateHead) => [name, key, subject],
  fields: { name: (head: TemplateHead) => head.name, updatedAt: (head: TemplateHead) => head.updatedAt.getTime() },
};

/** Templates: saving one is publishing it; messages sent from then on use it. */
export class TemplatesService {
  constructor(private readonly deps: Dependencies) {}

  async list(workspace: string, query: TemplatesQuery): Promise<Page<TemplateAnswer>> {
    const { store } = this.deps;
    const [heads, uses] = await Promise.all([store.heads(workspace), store.uses(workspace)]);
    const page = sortedPage(heads, query, sorting);
    const templates = await store.some(
      workspace,
      page.items.map(({ key }) => key),
    );
    return { ...page, items: templates.map((template) => toAnswer(template, uses.get(template.key))) };
  }

  /** @throws UserError `unknown-template`. */
  async read(workspace: string, key: string): Promise<TemplateAnswer> {
    const [template, uses] = await Promise.all([this.deps.store.read(workspace, key), this.deps.store.uses(workspace)]);
    if (template === null) throw templateErrors.unknown(key);
    return toAnswer(template, uses.get(key));
  }

  /**
   * Saves and publishes; the same again changes nothing. Profiles are not folded again: nothing they store depends on a template.
   * @throws UserError `invalid-template` with every error's field and line; `key-taken`, `changed-meanwhile`.
   */
  async put(
    workspace: string,
    key: string,
    definition: TemplateDefinition,
    { by, ...conditions }: PutConditions & { by: string },
  ): Promise<SavedTemplateAnswer> {
    const { client, store, versions, renderer, clock } = this.deps;
    const problems = await renderer.check(definition);
    const errors = problems.filter(({ severity }) => severity === 'error');
    if (errors.length > 0) throw templateErrors.invalid(key, errors);
    await client.withSession(async (session) => {
      await session.withTransaction(async () => {
        const before = await store.read(workspace, key, session);
        checkConditions(key, conditions, before?.liveVersion);
        if (before?.liveVersion === contentHash('template', key, definition)) return;
        const now = new Date(clock.now());
        const { hash } = await versions.publishVersion(session, { workspace, kind: 'template', key, definition, by, raiseEpoch: false, now });
        await store.put(session, workspace, key, { definition, version: hash, now });
      });
    });
    return { ...(await this.read(workspace, key)), problems: problems.map(toProblem) };
  }

  /** @throws UserError `template-in-use`, naming the journeys. */
  async remove(workspace: string, key: string): Promise<void> {
    const { client, store, versions } = this.deps;
    await client.withSession(async (session) => {
      await session.withTransaction(async () => {
        if ((await store.read(workspace, key, session)) === null) throw templateErrors.unknown(key);
        // Raised first: a journey published at this moment meets us on the workspace's document, and one of the two is retried.
        await versions.raise(session, workspace, false);
        const uses = (await store.uses(workspace, session)).get(key);
        if (uses) throw templateErrors.inUse(key, [...uses].sort());
        await store.remove(session, workspace, key);
      });
    });
  }

  async preview(workspace: string, request: PreviewTemplateRequest): Promise<TemplatePreviewAnswer> {
    const { renderer, workspaces, clock } = this.deps;
    const [settings, person] = await Promise.all([workspaces.read(workspace), this.personOf(workspace, request.profileId)]);
    const { sample } = request;
    const variables: RenderVariables = {
      traits: { ...(person && traitValues(person)), ...sample?.traits },
      trigger: { name: sample?.trigger?.name ?? '', timestamp: new Date(clock.now()).toISOString(), properties: sample?.trigger?.properties ?? {} },
      workspace: { name: settings?.name ?? workspace },
      // Leads nowhere: a preview must not be able to unsubscribe anybody.
      unsubscribe_url: '#unsubscribe',
    };
    const preview = await renderer.preview(request.definition, variables);
    return { ...preview, problems: preview.problems.map(toProblem) };
  }

  private async personOf(workspace: string, profileId: string | undefined): Promise<ProfileDocument | null> {
    if (profileId === undefined) return null;
    const profile = await this.deps.readProfile(workspace, profileId);
    if (profile === null)
      throw new UserError(404, 'unknown-profile', `There is no profile ${profileId}.`, {
        action: 'Choose another person for the preview.',
        values: { profile: profileId },
      });
    return profile;
  }
}

function toAnswer({ key, draft, liveVersion, createdAt, updatedAt }: TemplateDocument, usedBy: ReadonlySet<string> = new Set()): TemplateAnswer {
  return { key, draft, liveVersion, usedBy: [...usedBy].sort(), createdAt: createdAt.toISOString(), updatedAt: updatedAt.toISOString() };
}

function toProblem({ field, values, ...problem }: TemplateProblem): TemplatePreviewAnswer['problems'][number] {
  return { path: field, ...problem, ...(values && { values: { ...values } as Record<string, string | number | string[]> }) };
}
