import { ulid } from 'ulid';

import type { ActorNames } from '../access/actor-names.js';
import { type AuditEntry, auditDocument } from '../platform/audit.js';
import type { TagDocument } from '../platform/collections.js';
import { changeTags, type TagOutcome } from '../profiles/change-tags.js';
import type { CoreSession, Decided, ProfileCore, ProfileView } from '../profiles/core.js';
import type { CoreStore } from '../profiles/core-store.js';
import type { MongoDefinitionsSource } from '../profiles/definitions-source.js';
import type { ProfileDocument, TagOrigin, TagState } from '../profiles/profile.js';
import { profileErrors } from '../profiles/profiles.errors.js';
import type { ProfilesReader } from '../profiles/profiles.reader.js';
import { type TagChange, turnsOf } from '../profiles/tags.js';
import { namesOfSources, sourceOf } from './tag-sources.js';
import { tagErrors } from './tags.errors.js';
import type { ProfileTagAnswer, TagChanges } from './tags.schemas.js';
import type { TagsStore } from './tags.store.js';

interface Dependencies {
  core: Pick<ProfileCore, 'decide'>;
  store: Pick<CoreStore, 'barrier'>;
  definitions: Pick<MongoDefinitionsSource, 'fresh'>;
  reader: ProfilesReader;
  tags: TagsStore;
  actors: ActorNames;
}

/** Turns tags of one person: a decision of the core, so that everything accepted before is seen, and whatever reads the tags changes with them. */
export class ProfileTagsService {
  constructor(private readonly deps: Dependencies) {}

  async read(workspace: string, profileId: string): Promise<ProfileTagAnswer[]> {
    const profile = await this.deps.reader.read(workspace, profileId);
    if (!profile) throw profileErrors.unknownProfile(profileId);
    return await this.answers(workspace, profile.tags);
  }

  /**
   * All of it or nothing. Who did it goes to the audit log with the change.
   * @throws UserError `unknown-tag`, `tag-follows-rule`, `tag-added-and-removed`.
   */
  async change(workspace: string, profileId: string, { add, remove }: TagChanges, actor: { by: TagOrigin; source: string }): Promise<ProfileTagAnswer[]> {
    const twice = add.filter((key) => remove.includes(key));
    if (twice.length > 0) throw tagErrors.both(twice);
    const changes = [...add.map((tag): TagChange => ({ tag, on: true, ...actor })), ...remove.map((tag): TagChange => ({ tag, on: false, ...actor }))];
    let decided = await this.decide(workspace, profileId, changes);
    if (decided.outcomes.includes('unknown-tag')) {
      // Made a moment ago, perhaps by another process.
      await this.deps.definitions.fresh(workspace);
      decided = await this.decide(workspace, profileId, changes);
    }
    const { outcomes, tags } = decided;
    const having = (outcome: TagOutcome) => changes.filter((_, at) => outcomes[at] === outcome).map(({ tag }) => tag);
    if (having('unknown-tag').length > 0) throw tagErrors.unknown(having('unknown-tag'));
    if (having('follows-rule').length > 0) throw tagErrors.followsRule(having('follows-rule'));
    return await this.answers(workspace, tags);
  }

  private async decide(workspace: string, profileId: string, changes: TagChange[]): Promise<Changed> {
    const { core, store } = this.deps;
    const decided = await core.decide({
      workspace,
      profileId,
      barrier: async (session: CoreSession) => await store.barrier(session, workspace, profileId),
      decide: (view) => audited(view, changes),
    });
    if (!decided) throw profileErrors.unknownProfile(profileId);
    return decided;
  }

  private async answers(workspace: string, states: ProfileDocument['tags']): Promise<ProfileTagAnswer[]> {
    const { tags, actors } = this.deps;
    const [defined, names] = await Promise.all([tags.all(workspace), namesOfSources(actors, workspace, Object.values(states))]);
    const answers = defined.flatMap((tag) => (Object.hasOwn(states, tag.key) ? [toAnswer(tag, states[tag.key] as TagState, names)] : []));
    return answers.sort((a, b) => Number(b.on) - Number(a.on) || a.name.localeCompare(b.name));
  }
}

interface Changed {
  outcomes: TagOutcome[];
  tags: ProfileDocument['tags'];
}

function audited(view: ProfileView, changes: TagChange[]): Decided<Changed> {
  const { result: outcomes, ...decided } = changeTags(view, changes);
  if (outcomes.includes('unknown-tag') || outcomes.includes('follows-rule')) return { result: { outcomes, tags: view.profile.tags } };
  const result = { outcomes, tags: decided.profile?.tags ?? view.profile.tags };
  const turned = changes.filter((_, at) => outcomes[at] === 'turned');
  if (turned.length === 0) return { result };
  const { workspace, profileId } = view.profile;
  const keys = (on: boolean) => turned.filter((change) => change.on === on).map(({ tag }) => tag);
  const entry: AuditEntry = {
    ...{ workspace, at: new Date(view.now), by: (turned[0] as TagChange).source, action: 'profile.tag' },
    about: { kind: 'profile', id: profileId },
    detail: { added: keys(true), removed: keys(false) },
  };
  return { ...decided, result, effects: [...(decided.effects ?? []), { id: `audit:${ulid()}`, kind: 'recordAudit', entry: auditDocument(entry) }] };
}

function toAnswer({ key, definition }: TagDocument, state: TagState, names: ReadonlyMap<string, string>): ProfileTagAnswer {
  const [now, ...before] = turnsOf(state).map(({ on, since, by, source }) => ({ on, since: since.toISOString(), by, source: sourceOf(source, names) }));
  return {
    ...{ key, name: definition.name, color: definition.color, followsRule: definition.condition !== undefined },
    ...(now as Omit<ProfileTagAnswer, 'key' | 'name' | 'color' | 'followsRule' | 'before'>),
    before,
  };
}
