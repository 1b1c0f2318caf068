import { compileCondition } from '@cairn/rules/compile/compile-condition.js';
import { resolveNamed } from '@cairn/rules/compile/resolve-named.js';
import type { Condition, NamedConditions } from '@cairn/rules/contracts/condition.js';
import type { Explanation, Facts } from '@cairn/rules/contracts/facts.js';
import { explainCondition } from '@cairn/rules/engine/explain.js';
import { type Collection, type Db, type Filter, MongoServerError } from 'mongodb';

import { AccountsStore } from '../accounts/accounts.store.js';
import type { EventDocument } from '../events/event.js';
import { collections } from '../platform/collections.js';
import type { Clock, DefinitionsSource } from '../profiles/core.js';
import { factFields } from '../profiles/facts.js';
import type { ProfileDocument } from '../profiles/profile.js';
import { type SummarySource, summaryFields, toProfileSummary } from '../profiles/profile-answer.js';
import { Asking, nextBatch, type Person } from './preview/asking.js';
import { withFoundAt } from './preview/found-at.js';
import type { PreviewRowsAnswer } from './preview/preview.schemas.js';
import { rowsWithout } from './preview/rows-without.js';
import type { PreviewAnswer } from './segments.schemas.js';

const batchSize = 500;
const sampleSize = 20;
/** An exact count may take so long; what takes longer stays an estimate. Longer work is a job: save the segment. */
const exactMs = 10_000;

export interface CountOptions {
  /** Take up to ten seconds for an exact count. Default false: an estimate after a second. */
  exact?: boolean;
  /** Asked between batches: true ends it, for nobody waits for the answer. */
  isStopped?: () => boolean;
}

/** Asks a condition of everyone, without saving it: by the database where the condition can be said to it, else one after another. */
export class SegmentPreview {
  private readonly profiles: Collection<ProfileDocument>;
  private readonly events: Collection<EventDocument>;
  private readonly accounts: AccountsStore;

  constructor(
    db: Db,
    private readonly definitions: DefinitionsSource,
    private readonly clock: Clock,
    /** After so long the count is scaled up from those asked so far. */
    private readonly budgetMs = 1_000,
  ) {
    this.profiles = db.collection<ProfileDocument>(collections.profiles);
    this.events = db.collection<EventDocument>(collections.events);
    this.accounts = new AccountsStore(db);
  }

  async count(
    workspace: string,
    condition: Condition,
    { exact = false, isStopped = () => false }: CountOptions = {},
  ): Promise<Omit<PreviewAnswer, 'explanation'>> {
    const startedAt = this.clock.now();
    const budgetMs = exact ? exactMs : this.budgetMs;
    const isOver = (): boolean => this.clock.now() - startedAt > budgetMs || isStopped();
    const ask = await this.prepare(workspace, condition);
    const everyone = { workspace, mergedInto: { $exists: false } };
    const total = await this.profiles.countDocuments(everyone);
    const { filter, isExact } = ask.filterAt(startedAt);
    const counted = filter && (await this.inTime(budgetMs, async (maxTimeMS) => await this.countBy({ $and: [everyone, filter] }, maxTimeMS)));
    const answer =
      isExact && counted ? { ...counted, estimate: false, asked: total } : await this.askAll(ask, { everyone, total, startedAt, filter, counted, isOver });
    return { ...answer, total, sample: answer.sample.map(toProfileSummary), tookMs: Math.round(this.clock.now() - startedAt) };
  }

  /** Undefined: it took too long, and was stopped. */
  private async inTime<T>(budgetMs: number, work: (maxTimeMS: number) => Promise<T>): Promise<T | undefined> {
    try {
      return await work(budgetMs);
    } catch (error) {
      if (error instanceof MongoServerError && error.codeName === 'MaxTimeMSExpired') return undefined;
      throw error;
    }
  }

  private async countBy(filter: Filter<ProfileDocument>, maxTimeMS: number): Promise<{ count: number; sample: SummarySource[] }> {
    const [count, sample] = await Promise.all([
      this.profiles.countDocuments(filter, { maxTimeMS }),
      this.profiles.find(filter, { maxTimeMS }).sort({ _id: 1 }).limit(sampleSize).project<SummarySource>(summaryFields).toArray(),
    ]);
    return { count, sample };
  }

  /** Evaluates for one after another: of those whom a filter leaves, where one does and their number is known; of everyone else. */
  private async askAll(
    ask: Asking,
    { everyone, total, startedAt, filter, counted, isOver }: Among,
  ): Promise<{ count: number; estimate: boolean; asked: number; sample: SummarySource[] }> {
    const among = filter && counted ? { filter: { $and: [everyone, filter] }, total: counted.count } : { filter: everyone, total };
    const found = { asked: 0, matched: 0, sample: [] as SummarySource[] };
    const cursor = this.everyoneOf(among.filter);
    for (let batch = await nextBatch(cursor); batch.length > 0; batch = await nextBatch(cursor)) {
      const inside = await ask.everyoneIn(batch, startedAt);
      found.asked += batch.length;
      found.matched += inside.length;
      found.sample.push(...inside.slice(0, sampleSize - found.sample.length));
      if (isOver()) break;
    }
    await cursor.close();
    const estimate = found.asked < among.total;
    const count = estimate ? Math.round((found.matched / Math.max(found.asked, 1)) * among.total) : found.matched;
    return { count, estimate, asked: estimate ? found.asked : total, sample: found.sample };
  }

  /** Each clause with its answer for one person; undefined: no such profile. */
  async explain(workspace: string, condition: Condition, profileId: string, named: NamedConditions): Promise<Explanation | undefined> {
    const profile = await this.profiles.findOne({ _id: `${workspace}:${profileId}` });
    if (profile === null) return undefined;
    const ask = await this.prepare(workspace, resolveNamed(condition, named));
    const [facts] = await ask.facts([profile], this.clock.now());
    return withFoundAt(await explainCondition(condition, facts as Facts, named), profile, facts as Facts);
  }

  /** How many there would be without each row, of the same people: what it removes, or in an "any" adds. */
  async countRows(
    workspace: string,
    condition: Condition,
    { named, exact = false, isStopped = () => false }: CountOptions & { named?: NamedConditions } = {},
  ): Promise<PreviewRowsAnswer> {
    const startedAt = this.clock.now();
    const budgetMs = exact ? exactMs : this.budgetMs;
    const ask = await this.prepare(workspace, resolveNamed(condition, named ?? new Map()));
    const rows = rowsWithout(condition).map(({ path, without }) => ({ path, compiled: without && compileCondition(without, named), matched: 0 }));
    const everyone = { workspace, mergedInto: { $exists: false } };
    const total = await this.profiles.countDocuments(everyone);
    const found = { asked: 0, matched: 0 };
    const cursor = this.everyoneOf(everyone);
    for (let batch = await nextBatch(cursor); batch.length > 0; batch = await nextBatch(cursor)) {
      const facts = await ask.facts(batch, startedAt);
      found.asked += batch.length;
      found.matched += facts.filter((of) => ask.holds(of)).length;
      // A row that is all there is: without it everybody is meant.
      for (const row of rows) row.matched += row.compiled ? facts.filter((of) => row.compiled?.evaluate(of)).length : facts.length;
      if (this.clock.now() - startedAt > budgetMs || isStopped()) break;
    }
    await cursor.close();
    const scaled = (matched: number): number => (found.asked < total ? Math.round((matched / Math.max(found.asked, 1)) * total) : matched);
    return {
      count: scaled(found.matched),
      estimate: found.asked < total,
      rows: rows.map(({ path, matched }) => ({ path, without: scaled(matched) })),
    };
  }

  // Ids are hashes: their order is as good as a random sample when time runs out.
  private everyoneOf(filter: Filter<ProfileDocument>) {
    return this.profiles
      .find(filter)
      .sort({ _id: 1 })
      .project<Person>({ ...summaryFields, ...factFields, accounts: 1 })
      .batchSize(batchSize);
  }

  private async prepare(workspace: string, condition: Condition): Promise<Asking> {
    const compiled = compileCondition(condition);
    const definitions = await this.definitions.current(workspace);
    const kept = new Set(definitions.aggregates.map((spec) => spec.key));
    return new Asking(
      compiled,
      compiled.aggregates.filter((spec) => !kept.has(spec.key)),
      this.events,
      { workspace, accounts: this.accounts, zone: definitions.timezone },
    );
  }
}

interface Among {
  everyone: Filter<ProfileDocument>;
  total: number;
  startedAt: number;
  filter: Filter<ProfileDocument> | undefined;
  /** Whom the filter leaves; undefined: counting them took too long. */
  counted: { count: number } | undefined;
  isOver: () => boolean;
}
