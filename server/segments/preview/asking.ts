import { type MongoFilter, mongoFilter } from '@cairn/rules/compile/mongo-filter.js';
import type { AggregateSpec, CompiledCondition, Facts } from '@cairn/rules/contracts/facts.js';
import type { Collection } from 'mongodb';

import type { AccountsStore } from '../../accounts/accounts.store.js';
import { accountsForPreview } from '../../accounts/accounts-for-preview.js';
import type { EventDocument } from '../../events/event.js';
import { escapeKey } from '../../platform/keys.js';
import { aggregatesFromEvents } from '../../profiles/aggregates-from-events.js';
import { type FactsSource, factsFor } from '../../profiles/facts.js';
import type { ProfileDocument } from '../../profiles/profile.js';
import type { SummarySource } from '../../profiles/profile-answer.js';

const batchSize = 500;

export type Person = SummarySource & Pick<ProfileDocument, '_id' | keyof FactsSource> & Partial<Pick<ProfileDocument, 'accounts'>>;

/** One condition, and the aggregates that no profile keeps for it yet: those are made from the events. */
export class Asking {
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

  holds(facts: Facts): boolean {
    return this.compiled.evaluate(facts);
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

export async function nextBatch(cursor: AsyncIterable<Person> & { next(): Promise<Person | null> }): Promise<Person[]> {
  const batch: Person[] = [];
  while (batch.length < batchSize) {
    const person = await cursor.next();
    if (person === null) break;
    batch.push(person);
  }
  return batch;
}
