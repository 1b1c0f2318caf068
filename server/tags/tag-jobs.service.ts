import type { MongoClient } from 'mongodb';
import { ulid } from 'ulid';

import { identityIdOf } from '../identities/identity-id.js';
import type { AuditStore } from '../platform/audit.js';
import { decodeCursor, type ListQuery, type Page, pageOf } from '../platform/lists.js';
import type { Clock, DefinitionsSource } from '../profiles/core.js';
import { profileErrors } from '../profiles/profiles.errors.js';
import { segmentErrors } from '../segments/segments.errors.js';
import type { SegmentsStore } from '../segments/segments.store.js';
import type { TagJobDocument } from './tag-job.js';
import type { TagJobsStore } from './tag-jobs.store.js';
import { tagErrors } from './tags.errors.js';
import type { TagJobAnswer, TagJobRequest } from './tags.schemas.js';
import type { TagsStore } from './tags.store.js';

interface Dependencies {
  client: MongoClient;
  jobs: TagJobsStore;
  tags: TagsStore;
  segments: SegmentsStore;
  definitions: DefinitionsSource;
  audit: AuditStore;
  clock: Clock;
}

/** Tags turned for many at once: begun and cancelled here, done by the worker. */
export class TagJobsService {
  constructor(private readonly deps: Dependencies) {}

  /** @throws UserError `unknown-tag`, `tag-follows-rule`, `unknown-segment`, `invalid-identity`. */
  async start(workspace: string, tag: string, request: TagJobRequest, actor: { by: 'hand' | 'api'; source: string }): Promise<TagJobAnswer> {
    const { client, jobs, tags, audit, clock } = this.deps;
    const found = await tags.read(workspace, tag);
    if (!found) throw tagErrors.unknown([tag]);
    if (found.definition.condition) throw tagErrors.followsRule([tag]);
    const { of, total } = await this.people(workspace, request);
    const now = new Date(clock.now());
    const jobId = ulid(now.getTime());
    const origin = request.import === undefined ? actor : { by: 'import' as const, source: request.import };
    const job: TagJobDocument = {
      ...{ _id: `${workspace}:${jobId}`, workspace, jobId, tag, on: request.action === 'add', of, ...origin, state: 'running' },
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
    return toAnswer(job);
  }

  async list(workspace: string, tag: string, { cursor, limit }: ListQuery): Promise<Page<TagJobAnswer>> {
    const before = cursor === undefined ? undefined : decodeCursor(cursor, ['string'])[0];
    return pageOf(await this.deps.jobs.list(workspace, tag, limit + 1, before), limit, toAnswer, ({ jobId }) => [jobId]);
  }

  async read(workspace: string, tag: string, jobId: string): Promise<TagJobAnswer> {
    const job = await this.deps.jobs.read(workspace, jobId);
    if (job?.tag !== tag) throw tagErrors.unknownJob(jobId);
    return toAnswer(job);
  }

  /** Who was turned stays turned. Safe to repeat. */
  async cancel(workspace: string, tag: string, jobId: string): Promise<TagJobAnswer> {
    await this.read(workspace, tag, jobId);
    await this.deps.jobs.end(workspace, jobId, { state: 'cancelled', now: new Date(this.deps.clock.now()) });
    return await this.read(workspace, tag, jobId);
  }

  private async people(workspace: string, { segment, identities = [] }: TagJobRequest): Promise<{ of: TagJobDocument['of']; total: number }> {
    const { segments, definitions } = this.deps;
    if (segment !== undefined) {
      if ((await segments.read(workspace, segment)) === null) throw segmentErrors.unknown(segment);
      return { of: { segment }, total: (await segments.countMembers(workspace, [segment])).get(segment) ?? 0 };
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

function toAnswer(job: TagJobDocument): TagJobAnswer {
  const { jobId, tag, on, of, state, done, turned, unknown, failed, total, reason, createdAt, endedAt } = job;
  return {
    ...{ id: jobId, tag, action: on ? 'add' : 'remove', state, done, turned, unknown, failed, total },
    ...('segment' in of && { segment: of.segment }),
    ...(reason !== undefined && { reason }),
    startedAt: createdAt.toISOString(),
    endedAt: endedAt?.toISOString() ?? null,
  };
}
