import { clausesOf } from '@cairn/rules/compile/compile-condition.js';
import { compileMatcher } from '@cairn/rules/compile/compile-matcher.js';
import type { Clause } from '@cairn/rules/contracts/condition.js';
import type { FactEvent } from '@cairn/rules/contracts/facts.js';
import type { EventDocument } from '@cairn/server/events/event.js';
import { applyEvents } from '@cairn/server/profiles/apply-events.js';
import type { Definitions } from '@cairn/server/profiles/core.js';
import { indexOf } from '@cairn/server/profiles/definitions-index.js';
import { factEventOf, factsFor } from '@cairn/server/profiles/facts.js';
import { newIdentity, newProfile } from '@cairn/server/profiles/new-profile.js';
import type { ProfileDocument } from '@cairn/server/profiles/profile.js';
import { profileUpdate } from '@cairn/server/profiles/profile-update.js';
import { BSON } from 'mongodb';

import { type Benchmark, measure } from './harness.js';
import { manySegments, yearOf } from './many-segments.js';

const people = 40;
const history = 120;
const measured = 20;
const perRound = 100;

/** One event, and the person whom it comes to, as stored. */
interface Case {
  stored: Uint8Array;
  event: EventDocument;
}

/**
 * What an event costs where there are many segments. `segments-index`: conditions asked and events' `where`s shown an event, against those whose answer
 * it could change, found by going through all of them. `segments-index.cost`: what the worker does of a fold but for the database (a profile read from
 * BSON, folded, its update written as BSON), with 10,000 segments against the ten among them that orders and visits concern most.
 */
export const segmentsIndex: Benchmark = {
  name: 'segments-index',
  run: async () => {
    const [many, few] = [manySegments(10_000), manySegments(10)];
    const [manyCases, fewCases] = [casesOf(many), casesOf(few)];
    const asked = counting(manySegments(10_000));
    const least = minimum(many);
    let round = 0;
    const next = (count: (one: Case) => number): number => {
      const from = (Math.floor(round++ / 2) * perRound) % manyCases.length;
      return mean(manyCases.slice(from, from + perRound).map(count));
    };
    await measure({
      ...{ name: 'segments-index', unit: 'predicates/event', better: 'lower', aim: 1.1 },
      ours: async () => await Promise.resolve(next(asked)),
      floor: async () => await Promise.resolve(next(least)),
    });
    await measure({
      ...{ name: 'segments-index.cost', unit: 'µs/event', better: 'lower', aim: 1.5, rounds: 21 },
      ours: async () => await Promise.resolve(cost(manyCases, many)),
      floor: async () => await Promise.resolve(cost(fewCases, few)),
    });
  },
};

/** Everyone's last events, each with what those before it left; whatever became due meanwhile is folded. */
function casesOf(definitions: Definitions): Case[] {
  return Array.from({ length: people }, (_, n) => {
    const year = yearOf(`person-${n}`, n + 1, history + measured);
    const [first] = year as [EventDocument];
    let profile = newProfile('bench', `person-${n}`, newIdentity('bench', first.who, `person-${n}`, first));
    return year.map((event): Case => {
      if (profile.version !== '') profile = fold(profile, [], event.timestamp, definitions);
      const stored = BSON.serialize(profile);
      profile = fold(profile, [event], event.timestamp, definitions);
      return { stored, event };
    });
  }).flatMap((cases) => cases.slice(history));
}

function fold(profile: ProfileDocument, events: EventDocument[], at: Date, definitions: Definitions): ProfileDocument {
  const folded = applyEvents({ profile, events, definitions, now: at.getTime() }).profile;
  return { ...folded, version: 'v', applied: [] };
}

function cost(cases: Case[], definitions: Definitions): number {
  const startedAt = performance.now();
  for (let repetition = 0; repetition < 5; repetition++) {
    for (const { stored, event } of cases) {
      const before = BSON.deserialize(stored) as ProfileDocument;
      BSON.serialize(profileUpdate(before, fold(before, [event], event.timestamp, definitions)));
    }
  }
  return ((performance.now() - startedAt) * 1_000) / (5 * cases.length);
}

function counting(definitions: Definitions): (one: Case) => number {
  let count = 0;
  for (const segment of definitions.segments) {
    const { condition } = segment;
    segment.condition = {
      ...condition,
      evaluate: (facts) => {
        count += 1;
        return condition.evaluate(facts);
      },
    };
  }
  const index = indexOf(definitions);
  const { aggregates } = index;
  index.aggregates = (event) => {
    const found = aggregates(event);
    count += found.length;
    return found;
  };
  return ({ stored, event }) => {
    count = 0;
    fold(BSON.deserialize(stored) as ProfileDocument, [event], event.timestamp, definitions);
    return count;
  };
}

/** Of every definition: does the event match what it counts; does any clause read something else than before? */
function minimum(definitions: Definitions): (one: Case) => number {
  const specs = definitions.aggregates.map(({ params }) => compileMatcher(params));
  const conditions = definitions.segments.map(({ condition }) => clausesOf(condition.source).map(changes));
  return ({ stored, event }) => {
    const before = BSON.deserialize(stored) as ProfileDocument;
    const after = fold(before, [event], event.timestamp, definitions);
    const fact = factEventOf(event);
    const matched = specs.filter((matches) => matches(fact)).length;
    return matched + conditions.filter((clauses) => clauses.some((isChanged) => isChanged(before, after, fact))).length;
  };
}

type IsChanged = (before: ProfileDocument, after: ProfileDocument, event: FactEvent) => boolean;

/** Whether a comparison with a fixed value can be answered otherwise is seen by its answer; of any other, by what it reads. */
function changes(clause: Clause): IsChanged {
  if (clause.fact === 'event') {
    const matches = compileMatcher(clause.params);
    return (_before, _after, event) => matches(event);
  }
  if (clause.fact === 'funnel') {
    const steps = clause.params.steps.map(compileMatcher);
    return (_before, _after, event) => steps.some((matches) => matches(event));
  }
  const reads = (profile: ProfileDocument): unknown => {
    const facts = factsFor(profile, 0);
    if (clause.fact === 'segment') return facts.segment(clause.params.key);
    if (clause.fact === 'tag') return facts.tag(clause.params.key);
    if (clause.fact !== 'trait') throw new Error(`There is no ${clause.fact} among these segments.`);
    const value = facts.trait(clause.params.name);
    if (clause.operator === 'exists') return value !== undefined;
    return clause.operator === 'equal' ? value === clause.value : value;
  };
  return (before, after) => reads(before) !== reads(after);
}

function mean(values: number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
