import type { MongoClient } from 'mongodb';
import { ulid } from 'ulid';

import type { ActorNames } from '../access/actor-names.js';
import { identityIdOf } from '../identities/identity-id.js';
import type { AuditStore } from '../platform/audit.js';
import { decodeCursor, type Page, pageOf } from '../platform/lists.js';
import type { Clock, DefinitionsSource } from '../profiles/core.js';
import { profileErrors } from '../profiles/profiles.errors.js';
import type { ProfilesReader } from '../profiles/profiles.reader.js';
import { tagKey } from '../profiles/search-keys.js';
import { segmentErrors } from '../segments/segments.errors.js';
import type { SegmentsStore } from '../segments/segments.store.js';
import type { TagJobDocument, TagJobPeople } from './tag-job.js';
import type { ListedTagJob, TagJobsStore } from './tag-jobs.store.js';
import { sourceOf } from './tag-sources.js';
import { tagErrors } from './tags.errors.js';
import type { TagJobAnswer, TagJobPreview, TagJobRequest, TagJobsQuery } from './tags.schemas.js';
import type { TagsStore } from './tags.store.js';

interface Dependencies {
  client: MongoClient;
  jobs: TagJobsStore;
  tags: TagsStore;
  segments: SegmentsStore;
  reader: Pick<ProfilesReader, 'count' | 'countWithKey' | 'countAmong' | 'ownersOf'>;
  definitions: DefinitionsSource;
  audit: AuditStore;
  actors: ActorNames;
  clock: Clock;
}

/** Beyond this, everybody is counted as so many: a job then ends with more than it was begun for. */
const countedPeople = 1_000_000;

/** Tags turned for many at once: begun and cancelled here, done by the worker. */
export class TagJobsService {
  constructor(private readonly deps: Dependencies) {}

  /** @throws UserError `unknown-tag`, `tag-follows-rule`, `unknown-segment`, `invalid-identity`, `nobody-listed`. */
  async start(workspace: string, tag: string, request: TagJobRequest, actor: { by: 'hand' | 'api'; source: string }): Promise<TagJobAnswer> {
    const { client, jobs, tags, audit, clock } = this.deps;
    const found = await tags.read(workspace, tag);
    if (!found) throw tagErrors.unknown([tag]);
    if (found.definition.condition) throw tagErrors.followsRule([tag]);
    const { of, total: listed } = await this.people(workspace, request);
    if (request.action === 'replace' && (await this.preview(workspace, tag, request)).listed === 0) throw tagErrors.nobodyListed(tag);
    const total = listed + (request.action === 'replace' ? await this.deps.reader.countWithKey(workspace, tagKey(tag)) : 0);
    const now = new Date(clock.now());
    const jobId = ulid(now.getTime());
    const origin = request.import === undefined ? actor : { by: 'import' as const, source: request.import };
    const job: TagJobDocument = {
      ...{ _id: `${workspace}:${jobId}`, workspace, jobId, tag, on: request.action !== 'remove', of, ...origin, startedBy: actor.source, state: 'running' },
      ...(request.action === 'replace' && { replaces: true as const }),
      ...{ after: '', done: 0, turned: 0, unknown: 0, failed: 0, total, tries: 0, leaseUntil: now, createdAt: now },
    };
    await client.withSession(
      async (session) =>
        await session.withTransaction(
          async () => {
            await jobs.insert(session, job);
            const detail = { job: jobId, action: request.action, people: total, ...('segment' in of ? { segment: of.segment } : {}) };
            await audit.append(session, { workspace, at: now, by: actor.source, action: 'tag.turn-many', about: { kind: 'tag', id: tag }, detail });
          },
          { writeConcern: { w: 'majority' } },
        ),
    );
    return await this.answer(workspace, job);
  }

  /** What a list would change. Stores nothing. @throws UserError as `start`; `invalid-request` without a list. */
  async preview(workspace: string, tag: string, request: TagJobRequest): Promise<TagJobPreview> {
    const { tags, reader } = this.deps;
    if (!(await tags.read(workspace, tag))) throw tagErrors.unknown([tag]);
    const { of } = await this.people(workspace, request);
    if (!('identities' in of || 'profiles' in of)) throw tagErrors.noList();
    const owners = 'profiles' in of ? of.profiles : [...(await reader.ownersOf(of.identities)).values()];
    const named = 'profiles' in of ? of.profiles.length : of.identities.length;
    const people = [...new Set(owners)];
    const [known, having, holders] = await Promise.all([
      reader.countAmong(workspace, people),
      reader.countAmong(workspace, people, tagKey(tag)),
      reader.countWithKey(workspace, tagKey(tag)),
    ]);
    const unknown = 'profiles' in of ? named - known : named - owners.length;
    return { listed: known, unknown, without: known - having, having, others: holders - having };
  }

  /** Of one tag, or of all. */
  async list(workspace: string, { cursor, limit, state }: TagJobsQuery, tag?: string): Promise<Page<TagJobAnswer>> {
    const before = cursor === undefined ? undefined : decodeCursor(cursor, ['string'])[0];
    const page = pageOf(
      await this.deps.jobs.list(workspace, { tag, state, limit: limit + 1, before }),
      limit,
      (job) => job,
      ({ jobId }) => [jobId],
    );
    return { ...page, items: await this.answers(workspace, page.items) };
  }

  async read(workspace: string, tag: string, jobId: string): Promise<TagJobAnswer> {
    const job = await this.deps.jobs.read(workspace, jobId);
    if (job?.tag !== tag) throw tagErrors.unknownJob(jobId);
    return await this.answer(workspace, job);
  }

  /** Who was turned stays turned. Safe to repeat. */
  async cancel(workspace: string, tag: string, jobId: string): Promise<TagJobAnswer> {
    await this.read(workspace, tag, jobId);
    await this.deps.jobs.end(workspace, jobId, { state: 'cancelled', now: new Date(this.deps.clock.now()) });
    return await this.read(workspace, tag, jobId);
  }

  private async answer(workspace: string, job: ListedTagJob): Promise<TagJobAnswer> {
    return (await this.answers(workspace, [job]))[0] as TagJobAnswer;
  }

  private async answers(workspace: string, jobs: readonly ListedTagJob[]): Promise<TagJobAnswer[]> {
    if (jobs.length === 0) return [];
    const starters = jobs.map(({ startedBy, source }) => startedBy ?? source);
    const [tags, actors] = await Promise.all([this.deps.tags.all(workspace), this.deps.actors.of(workspace, starters)]);
    const names = new Map(tags.map(({ key, definition }) => [key, definition.name]));
    return jobs.map((job) => toAnswer(job, names.get(job.tag) ?? job.tag, actors));
  }

  private async people(workspace: string, request: TagJobRequest): Promise<{ of: TagJobPeople; total: number }> {
    const { segment, identities = [], profiles, everybody } = request;
    const { segments, reader, definitions } = this.deps;
    if (segment !== undefined) {
      if ((await segments.read(workspace, segment)) === null) throw segmentErrors.unknown(segment);
      return { of: { segment }, total: (await segments.countMembers(workspace, [segment])).get(segment) ?? 0 };
    }
    if (everybody) return { of: { everybody }, total: await reader.count(workspace, countedPeople) };
    if (profiles !== undefined) {
      const chosen = [...new Set(profiles)];
      return { of: { profiles: chosen }, total: chosen.length };
    }
    const { identityRules } = await definitions.current(workspace);
    const ids = identities.map((identity) => {
      const id = identityIdOf(workspace, identity, identityRules);
      if (id === null) throw profileErrors.badIdentity(identity);
      return id;
    });
    const distinct = [...new Set(ids)];
    return { of: { identities: distinct }, total: distinct.length };
  }
}

function toAnswer(job: ListedTagJob, tagName: string, actors: ReadonlyMap<string, string>): TagJobAnswer {
  const {
    jobId,
    tag,
    on,
    replaces,
    cleared,
    of,
    by,
    source,
    startedBy = source,
    state,
    done,
    turned,
    unknown,
    failed,
    total,
    reason,
    createdAt,
    endedAt,
  } = job;
  return {
    ...{ id: jobId, tag, tagName, action: replaces ? 'replace' : on ? 'add' : 'remove', state, done, turned, unknown, failed, total },
    people: of.segment !== undefined ? 'segment' : of.everybody ? 'everybody' : 'listed',
    startedBy: sourceOf(startedBy, actors),
    ...(of.segment !== undefined && { segment: of.segment }),
    ...(by === 'import' && { import: source }),
    ...(replaces && { cleared: cleared ?? 0 }),
    ...(reason !== undefined && { reason }),
    startedAt: createdAt.toISOString(),
    endedAt: endedAt?.toISOString() ?? null,
  };
}
