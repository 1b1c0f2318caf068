import { compileCondition } from '@cairn/rules/compile/compile-condition.js';
import { type MongoFilter, mongoFilter } from '@cairn/rules/compile/mongo-filter.js';
import type { Condition } from '@cairn/rules/contracts/condition.js';
import type { AggregateSpec, CompiledCondition, Explanation, Facts } from '@cairn/rules/contracts/facts.js';
import { explainCondition } from '@cairn/rules/engine/explain.js';
import { type Collection, type Db, type Filter, MongoServerError } from 'mongodb';

import { AccountsStore } from '../accounts/accounts.store.js';
import { accountsForPreview } from '../accounts/accounts-for-preview.js';
import type { EventDocument } from '../events/event.js';
import { collections } from '../platform/collections.js';
import { escapeKey } from '../platform/keys.js';
import { aggregatesFromEvents } from '../profiles/aggregates-from-events.js';
import type { Clock, DefinitionsSource } from '../profiles/core.js';
import { type FactsSource, factFields, factsFor } from '../profiles/facts.js';
import type { ProfileDocument } from '../profiles/profile.js';
import { type SummarySource, summaryFields, toProfileSummary } from '../profiles/profile-answer.js';
import type { PreviewAnswer } from './segments.schemas.js';

const batchSize = 500;
const sampleSize = 20;

type Person = SummarySource & Pick<ProfileDocument, '_id' | keyof FactsSource> & Partial<Pick<ProfileDocument, 'accounts'>>;

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

  async count(workspace: string, condition: Condition): Promise<Omit<PreviewAnswer, 'explanation'>> {
    const startedAt = this.clock.now();
    const ask = await this.prepare(workspace, condition);
    const everyone = { workspace, mergedInto: { $exists: false } };
    const total = await this.profiles.countDocuments(everyone);
    const { filter, isExact } = ask.filterAt(startedAt);
    const counted = filter && (await this.inTime(async (maxTimeMS) => await this.countBy({ $and: [everyone, filter] }, maxTimeMS)));
    const answer = isExact && counted ? { ...counted, estimate: false, asked: total } : await this.askAll(ask, { everyone, total, startedAt, filter, counted });
    return { ...answer, total, sample: answer.sample.map(toProfileSummary), tookMs: Math.round(this.clock.now() - startedAt) };
  }

  /** Undefined: it took too long, and was stopped. */
  private async inTime<T>(work: (maxTimeMS: number) => Promise<T>): Promise<T | undefined> {
    try {
      return await work(this.budgetMs);
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
    { everyone, total, startedAt, filter, counted }: Among,
  ): Promise<{ count: number; estimate: boolean; asked: number; sample: SummarySource[] }> {
    const among = filter && counted ? { filter: { $and: [everyone, filter] }, total: counted.count } : { filter: everyone, total };
    const found = { asked: 0, matched: 0, sample: [] as SummarySource[] };
    // Ids are hashes: their order is as good as a random sample when time runs out.
    const cursor = this.profiles
      .find(among.filter)
      .sort({ _id: 1 })
      .project<Person>({ ...summaryFields, ...factFields, accounts: 1 })
      .batchSize(batchSize);
    for (let batch = await nextBatch(cursor); batch.length > 0; batch = await nextBatch(cursor)) {
      const inside = await ask.everyoneIn(batch, startedAt);
      found.asked += batch.length;
      found.matched += inside.length;
      found.sample.push(...inside.slice(0, sampleSize - found.sample.length));
      if (this.clock.now() - startedAt > this.budgetMs) break;
    }
    await cursor.close();
    const estimate = found.asked < among.total;
    const count = estimate ? Math.round((found.matched / Math.max(found.asked, 1)) * among.total) : found.matched;
    return { count, estimate, asked: estimate ? found.asked : total, sample: found.sample };
  }

  /** Each clause with its answer for one person; undefined: no such profile. */
  async explain(workspace: string, condition: Condition, profileId: string): Promise<Explanation | undefined> {
    const profile = await this.profiles.findOne({ _id: `${workspace}:${profileId}` });
    if (profile === null) return undefined;
    const ask = await this.prepare(workspace, condition);
    const [facts] = await ask.facts([profile], this.clock.now());
    return await explainCondition(condition, facts as Facts);
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
}

/** One condition, and the aggregates that no profile keeps for it yet: those are made from the events. */
class Asking {
  constructor(
    private readonly compiled: CompiledCondition,
    private readonly missing: AggregateSpec[],
    private readonly events: Collection<EventDocument>,
    private readonly around: { workspace: string; accounts: AccountsStore; zone: string | undefined },
  ) {}

  filterAt(now: number): MongoFilter {
    const missing = new Set(this.missing.map(({ key }) => key));
    return mongoFilter(this.compiled.source, { now, escape: escapeKey, isKept: (key) => !missing.has(key) });
  }

  async everyoneIn(people: Person[], now: number): Promise<Person[]> {
    const facts = await this.facts(people, now);
    return people.filter((_, at) => this.compiled.evaluate(facts[at] as Facts));
  }

  async facts(people: (FactsSource & Pick<ProfileDocument, 'identities'> & Partial<Pick<ProfileDocument, 'accounts'>>)[], now: number): Promise<Facts[]> {
    const { workspace, zone } = this.around;
    const asked = this.compiled.reads.accounts;
    const [made, accounts] = await Promise.all([
      aggregatesFromEvents(this.events, people, this.missing),
      asked ? accountsForPreview(this.around.accounts, workspace, people, asked) : [],
    ]);
    return people.map((person, at) =>
      factsFor({ ...person, aggregates: { ...person.aggregates, ...made[at] } }, now, {
        ...(zone !== undefined && { zone }),
        ...(accounts[at] && { accounts: accounts[at] }),
      }),
    );
  }
}

async function nextBatch(cursor: AsyncIterable<Person> & { next(): Promise<Person | null> }): Promise<Person[]> {
  const batch: Person[] = [];
  while (batch.length < batchSize) {
    const person = await cursor.next();
    if (person === null) break;
    batch.push(person);
  }
  return batch;
}
