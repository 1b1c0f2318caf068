import { compileAggregate } from '@cairn/rules/compile/fold-aggregate.js';
import type { AggregateSpec, AggregateState } from '@cairn/rules/contracts/facts.js';
import type { Collection } from 'mongodb';

import type { EventDocument } from '../events/event.js';
import { factEventOf } from './facts.js';
import type { ProfileDocument } from './profile.js';

/** Aggregates that no profile keeps yet, made for these people from what they did: for previews. One answer a person, in order. */
export async function aggregatesFromEvents(
  events: Collection<EventDocument>,
  people: readonly Pick<ProfileDocument, 'identities'>[],
  specs: readonly AggregateSpec[],
): Promise<{ [key: string]: AggregateState }[]> {
  const made: { [key: string]: AggregateState }[] = people.map(() => ({}));
  if (specs.length === 0) return made;
  const owners = new Map(people.flatMap((person, at) => person.identities.map((identity) => [identity.id, at] as const)));
  const folds = specs.map((spec) => ({ key: spec.key, add: compileAggregate(spec) }));
  const cursor = events
    .find({ who: { $in: [...owners.keys()] }, pending: { $exists: false }, refused: { $exists: false } })
    .project<EventDocument>({ who: 1, messageId: 1, type: 1, name: 1, timestamp: 1, properties: 1, traits: 1 });
  // In order, so that no value of a trait comes late.
  if (specs.some(({ trait }) => trait)) cursor.sort({ timestamp: 1, messageId: 1 });
  for await (const event of cursor) {
    const person = made[owners.get(event.who) as number] as { [key: string]: AggregateState };
    const fact = factEventOf(event);
    for (const { key, add } of folds) {
      const state = add(person[key], fact);
      if (state !== undefined) person[key] = state;
    }
  }
  return made;
}
