import { changeTags, type TagOutcome } from '../profiles/change-tags.js';
import type { Clock, CoreSession, ProfileCore } from '../profiles/core.js';
import type { CoreStore } from '../profiles/core-store.js';
import type { TagJobDocument, TagJobProgress } from './tag-job.js';
import type { TagJobsStore } from './tag-jobs.store.js';

export interface TagJobDeps {
  jobs: Pick<TagJobsStore, 'advance' | 'end' | 'putOff'>;
  core: Pick<ProfileCore, 'decide'>;
  store: Pick<CoreStore, 'barrier'>;
  definitions: { fresh(workspace: string): Promise<unknown> };
  /** profileIds of a segment's members, by id, from after `after`. */
  members(workspace: string, segment: string, after: string, limit: number): Promise<string[]>;
  /** profileIds of everybody, by id, from after `after`. */
  everybody(workspace: string, after: string, limit: number): Promise<string[]>;
  /** Who has the tag, by id, from after `after`. */
  holders(workspace: string, tag: string, after: string, limit: number): Promise<TagHolder[]>;
  /** Owner of each identity; absent: nobody is known so. */
  owners(identities: readonly string[]): Promise<ReadonlyMap<string, string>>;
  clock: Clock;
  /** People of a slice. Default 100. */
  size?: number;
  /** People decided for at once. Default 8. */
  atOnce?: number;
}

export interface TagHolder {
  profileId: string;
  /** `workspace:type:value`. */
  identities: string[];
}

/** Whom a slice is for. */
interface Slice {
  people: string[];
  after: string;
  /** Listed or holding, whether or not anything is to be done for them; none: that was all. */
  looked: number;
  unknown: number;
}

/** How long a worker may be silent before another takes the job. */
export const tagJobLeaseMs = 30_000;

/** So often a slice is tried, later and later, before those who could not be folded are counted and left behind. */
const maxTries = 5;

type Outcome = TagOutcome | 'gone' | 'failed';

/** Performs a job slice by slice. A slice that is repeated, by whomever, turns nobody a second time. */
export class TagJobSlices {
  constructor(private readonly deps: TagJobDeps) {}

  /** One slice. Undefined: nothing is left to do here. */
  async next(job: TagJobDocument): Promise<TagJobDocument | undefined> {
    const { jobs, clock } = this.deps;
    if (job.clearing && !job.others?.length) return await this.pickOthers(job);
    const { people, after, looked, unknown } = await this.slice(job);
    if (looked === 0) {
      if (job.replaces && !job.clearing) return await this.advance(job, { clearing: true, after: '' });
      await jobs.end(job.workspace, job.jobId, { state: 'completed', now: new Date(clock.now()) });
      return undefined;
    }
    let outcomes = await this.turnAll(job, people);
    if (outcomes.some(isRefusal)) {
      // Made or changed a moment ago, by another process.
      await this.deps.definitions.fresh(job.workspace);
      outcomes = await this.turnAll(job, people);
    }
    const refused = outcomes.find(isRefusal);
    if (refused) {
      const reason = refused === 'unknown-tag' ? 'unknown-tag' : 'tag-follows-rule';
      await jobs.end(job.workspace, job.jobId, { state: 'failed', reason, now: new Date(clock.now()) });
      return undefined;
    }
    const count = (...which: Outcome[]) => outcomes.filter((outcome) => which.includes(outcome)).length;
    if (count('failed') > 0 && job.tries + 1 < maxTries) {
      await jobs.putOff(job, new Date(clock.now() + 1_000 * 2 ** job.tries));
      return undefined;
    }
    const turned = count('turned', 'turned-before');
    return await this.advance(job, {
      after,
      done: job.done + looked,
      ...(job.clearing ? { cleared: (job.cleared ?? 0) + turned, others: [] } : { turned: job.turned + turned }),
      unknown: job.unknown + unknown + count('gone'),
      failed: job.failed + count('failed'),
    });
  }

  private async advance(job: TagJobDocument, step: Partial<TagJobProgress>): Promise<TagJobDocument | undefined> {
    const { jobs, clock } = this.deps;
    const { after, done, turned, unknown, failed } = job;
    const progress: TagJobProgress = { after, done, turned, unknown, failed, ...step, tries: 0 };
    const leaseUntil = new Date(clock.now() + tagJobLeaseMs);
    return (await jobs.advance(job, progress, leaseUntil)) ? { ...job, ...progress, leaseUntil } : undefined;
  }

  private async slice(job: TagJobDocument): Promise<Slice> {
    const { workspace, of, after } = job;
    const { members, everybody, owners, size = 100 } = this.deps;
    if (job.others) return { people: job.others, after, looked: job.others.length, unknown: 0 };
    if ('segment' in of || 'everybody' in of) {
      const people = 'segment' in of ? await members(workspace, of.segment, after, size) : await everybody(workspace, after, size);
      return { people, after: people.at(-1) ?? after, looked: people.length, unknown: 0 };
    }
    const from = Number(after === '' ? 0 : after);
    if ('profiles' in of) {
      const people = of.profiles.slice(from, from + size);
      return { people, after: String(from + people.length), looked: people.length, unknown: 0 };
    }
    const identities = of.identities.slice(from, from + size);
    const [known, before] = await Promise.all([owners(identities), owners(of.identities.slice(0, from))]);
    const found = identities.flatMap((identity) => known.get(identity) ?? []);
    // Who is listed by several identities was turned by the first, and is counted once.
    const earlier = new Set(before.values());
    const people = [...new Set(found)].filter((profileId) => !earlier.has(profileId));
    return { people, after: String(from + identities.length), looked: identities.length, unknown: identities.length - found.length };
  }

  /**
   * The next who have the tag and are not listed, written down before the first of them loses it: whoever repeats the slice would not find them among
   * those who have it any more, and would not count them.
   */
  private async pickOthers(job: TagJobDocument): Promise<TagJobDocument | undefined> {
    const { workspace, jobId, tag, of, after, done } = job;
    const { holders, jobs, clock, size = 100 } = this.deps;
    const found = await holders(workspace, tag, after, size);
    const last = found.at(-1);
    if (last === undefined) {
      await jobs.end(workspace, jobId, { state: 'completed', now: new Date(clock.now()) });
      return undefined;
    }
    const listed = new Set('identities' in of ? of.identities : 'profiles' in of ? of.profiles : []);
    const isListed = ({ profileId, identities }: TagHolder) => listed.has(profileId) || identities.some((identity) => listed.has(identity));
    const others = found.filter((holder) => !isListed(holder)).map(({ profileId }) => profileId);
    return await this.advance(job, { after: last.profileId, others, done: done + found.length - others.length });
  }

  private async turnAll(job: TagJobDocument, people: readonly string[]): Promise<Outcome[]> {
    const outcomes: Outcome[] = [];
    let next = 0;
    const share = async (): Promise<void> => {
      for (let at = next++; at < people.length; at = next++) outcomes[at] = await this.turn(job, people[at] as string);
    };
    await Promise.all(Array.from({ length: Math.min(this.deps.atOnce ?? 8, people.length) }, share));
    return outcomes;
  }

  private async turn(job: TagJobDocument, profileId: string): Promise<Outcome> {
    const { core, store } = this.deps;
    const { workspace, jobId, tag, by, source } = job;
    const on = job.clearing ? false : job.on;
    try {
      const outcome = await core.decide({
        workspace,
        profileId,
        barrier: async (session: CoreSession) => await store.barrier(session, workspace, profileId),
        decide: (view) => changeTags(view, [{ tag, on, by, source, job: jobId }]),
      });
      return outcome?.[0] ?? 'gone';
    } catch {
      // The database may be away, or this person cannot be folded: the slice is repeated, and in the end they hold up nobody.
      return 'failed';
    }
  }
}

const isRefusal = (outcome: Outcome) => outcome === 'unknown-tag' || outcome === 'follows-rule';
