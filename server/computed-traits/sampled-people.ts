import type { AggregateSpec, Facts, Json } from '@cairn/rules/contracts/facts.js';
import type { Collection, Db } from 'mongodb';

import type { EventDocument } from '../events/event.js';
import { collections } from '../platform/collections.js';
import { aggregatesFromEvents } from '../profiles/aggregates-from-events.js';
import type { CompiledComputed } from '../profiles/compile-computed.js';
import type { Clock, DefinitionsSource } from '../profiles/core.js';
import { factsFor } from '../profiles/facts.js';
import type { ProfileDocument } from '../profiles/profile.js';
import { type SummarySource, summaryFields } from '../profiles/profile-answer.js';

const batchSize = 500;
const mostPeople = 10_000;

export type SampledPerson = SummarySource & Pick<ProfileDocument, '_id' | 'aggregates' | 'tags' | 'computed'>;

/** One person with what the definitions asked about come to. */
export interface Sampled {
  person: SampledPerson;
  facts: Facts;
  values: ReadonlyMap<string, Json>;
}

interface SampleOptions {
  budgetMs: number;
  /** Default 10,000. */
  most?: number;
  /** Asked between batches: true ends it early. */
  isStopped?: () => boolean;
}

interface Asking {
  /** Those that others rest on first. */
  ordered: readonly CompiledComputed[];
  /** Kept by no profile yet. */
  missing: readonly AggregateSpec[];
  /** The workspace's, for people without one of their own; undefined: UTC. */
  zone: string | undefined;
}

/** Asks computed traits that are not saved yet of people: from what profiles keep, and from the events where they do not keep it. */
export class SampledPeople {
  private readonly profiles: Collection<ProfileDocument>;
  private readonly events: Collection<EventDocument>;

  constructor(
    db: Db,
    private readonly definitions: DefinitionsSource,
    private readonly clock: Clock,
  ) {
    this.profiles = db.collection<ProfileDocument>(collections.profiles);
    this.events = db.collection<EventDocument>(collections.events);
  }

  /** People there are; beyond a million, a million. */
  async count(workspace: string): Promise<number> {
    return await this.profiles.countDocuments({ workspace, mergedInto: { $exists: false } }, { limit: 1_000_000 });
  }

  /** As many as the time allows, the first by id: ids are hashes, so as good as drawn at random. */
  async sample(workspace: string, traits: readonly CompiledComputed[], { budgetMs, most = mostPeople, isStopped }: SampleOptions): Promise<Sampled[]> {
    const startedAt = this.clock.now();
    const asking = await this.prepare(workspace, traits);
    const sampled: Sampled[] = [];
    for (let after = `${workspace}:`; sampled.length < most && this.clock.now() - startedAt <= budgetMs && isStopped?.() !== true; ) {
      const people = await this.profiles
        .find({ _id: { $gt: after, $lt: `${workspace};` }, mergedInto: { $exists: false } })
        .sort({ _id: 1 })
        .limit(batchSize)
        .project<SampledPerson>({ ...summaryFields, aggregates: 1, tags: 1, computed: 1 })
        .toArray();
      sampled.push(...(await this.ask(people, asking, startedAt)));
      const last = people.at(-1);
      if (!last || people.length < batchSize) break;
      after = last._id;
    }
    return sampled;
  }

  /** Undefined: there is no such profile. */
  async one(workspace: string, profileId: string, traits: readonly CompiledComputed[]): Promise<Sampled | undefined> {
    const person = await this.profiles.findOne({ _id: `${workspace}:${profileId}`, mergedInto: { $exists: false } });
    if (person === null) return undefined;
    return (await this.ask([person], await this.prepare(workspace, traits), this.clock.now()))[0];
  }

  private async prepare(workspace: string, traits: readonly CompiledComputed[]): Promise<Asking> {
    const { aggregates, timezone } = await this.definitions.current(workspace);
    const kept = new Set(aggregates.map(({ key }) => key));
    const wanted = new Map(traits.flatMap((trait) => trait.aggregates).map((spec) => [spec.key, spec]));
    return {
      ordered: [...traits].sort((a, b) => a.reads.length - b.reads.length),
      missing: [...wanted.values()].filter(({ key }) => !kept.has(key)),
      zone: timezone,
    };
  }

  private async ask(people: SampledPerson[], { ordered, missing, zone }: Asking, now: number): Promise<Sampled[]> {
    const made = await aggregatesFromEvents(this.events, people, missing);
    return people.map((person, at) => {
      const computed = { ...person.computed };
      const facts = factsFor({ ...person, computed, aggregates: { ...person.aggregates, ...made[at] } }, now, zone === undefined ? {} : { zone });
      const values = new Map<string, Json>();
      for (const trait of ordered) {
        const value = trait.value(facts);
        if (value === undefined) delete computed[trait.name];
        else computed[trait.name] = { value, at: new Date(now) };
        if (value !== undefined) values.set(trait.name, value);
      }
      return { person, facts, values };
    });
  }
}
