import { compileCondition } from '@cairn/rules/compile/compile-condition.js';
import type { Condition } from '@cairn/rules/contracts/condition.js';
import type { AggregateSpec, CompiledCondition, Explanation, Facts } from '@cairn/rules/contracts/facts.js';
import { explainCondition } from '@cairn/rules/engine/explain.js';
import type { Collection, Db } from 'mongodb';

import type { EventDocument } from '../events/event.js';
import { collections } from '../platform/collections.js';
import { aggregatesFromEvents } from '../profiles/aggregates-from-events.js';
import type { Clock, DefinitionsSource } from '../profiles/core.js';
import { type FactsSource, factFields, factsFor } from '../profiles/facts.js';
import type { ProfileDocument } from '../profiles/profile.js';
import { type SummarySource, summaryFields, toProfileSummary } from '../profiles/profile-answer.js';
import type { PreviewAnswer } from './segments.schemas.js';

const batchSize = 500;
const sampleSize = 20;

type Person = SummarySource & Pick<ProfileDocument, '_id' | keyof FactsSource>;

/** Asks a condition of everyone, without saving it. */
export class SegmentPreview {
  private readonly profiles: Collection<ProfileDocument>;
  private readonly events: Collection<EventDocument>;

  constructor(
    db: Db,
    private readonly definitions: DefinitionsSource,
    private readonly clock: Clock,
    /** After so long the count is scaled up from those asked so far. */
    private readonly budgetMs = 1_000,
  ) {
    this.profiles = db.collection<ProfileDocument>(collections.profiles);
    this.events = db.collection<EventDocument>(collections.events);
  }

  async count(workspace: string, condition: Condition): Promise<Omit<PreviewAnswer, 'explanation'>> {
    const startedAt = this.clock.now();
    const ask = await this.prepare(workspace, condition);
    const everyone = { workspace, mergedInto: { $exists: false } };
    const total = await this.profiles.countDocuments(everyone);
    const found = { asked: 0, matched: 0, sample: [] as SummarySource[] };
    // Ids are hashes: their order is as good as a random sample when time runs out.
    const cursor = this.profiles
      .find(everyone)
      .sort({ _id: 1 })
      .project<Person>({ ...summaryFields, ...factFields })
      .batchSize(batchSize);
    for (let batch = await nextBatch(cursor); batch.length > 0; batch = await nextBatch(cursor)) {
      const inside = await ask.everyoneIn(batch, startedAt);
      found.asked += batch.length;
      found.matched += inside.length;
      found.sample.push(...inside.slice(0, sampleSize - found.sample.length));
      if (this.clock.now() - startedAt > this.budgetMs) break;
    }
    await cursor.close();
    const estimate = found.asked < total;
    const count = estimate ? Math.round((found.matched / Math.max(found.asked, 1)) * total) : found.matched;
    return { count, estimate, asked: found.asked, total, sample: found.sample.map(toProfileSummary), tookMs: Math.round(this.clock.now() - startedAt) };
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
      definitions.timezone,
    );
  }
}

/** One condition, and the aggregates that no profile keeps for it yet: those are made from the events. */
class Asking {
  constructor(
    private readonly compiled: CompiledCondition,
    private readonly missing: AggregateSpec[],
    private readonly events: Collection<EventDocument>,
    private readonly zone: string | undefined,
  ) {}

  async everyoneIn(people: Person[], now: number): Promise<Person[]> {
    const facts = await this.facts(people, now);
    return people.filter((_, at) => this.compiled.evaluate(facts[at] as Facts));
  }

  async facts(people: (FactsSource & Pick<ProfileDocument, 'identities'>)[], now: number): Promise<Facts[]> {
    const made = await aggregatesFromEvents(this.events, people, this.missing);
    return people.map((person, at) =>
      factsFor({ ...person, aggregates: { ...person.aggregates, ...made[at] } }, now, this.zone === undefined ? {} : { zone: this.zone }),
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
