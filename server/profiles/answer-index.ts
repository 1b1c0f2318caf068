import { compilePath } from '@cairn/rules/compile/path.js';
import type { CompiledCondition, Json } from '@cairn/rules/contracts/facts.js';

import { unescapeKey } from '../platform/keys.js';
import type { CompiledRule, Definitions } from './core.js';
import { append } from './event-index.js';
import { factsFor, unescapeJson } from './facts.js';
import type { ProfileDocument } from './profile.js';

/** A segment, a tag that follows a condition, or a rule: the profile keeps what its condition answers. */
export interface KeptAnswer {
  kind: 'segment' | 'tag' | 'rule';
  /** Of a rule its `answerKey`. */
  key: string;
  condition: CompiledCondition;
  /** Present: what it does. */
  rule?: CompiledRule;
  /** Its place: those that others read come before them. */
  order: number;
  /** Since when it is asked so: profiles of an older epoch were not. Infinite: not known. */
  epoch: number;
}

/** What changed about a person, as far as conditions read it. */
export interface Changes {
  /** Every value that a trait had meanwhile, the first included, as stored; undefined: none. */
  traits: ReadonlyMap<string, readonly (Json | undefined)[]>;
  aggregates: Iterable<string>;
  computed: Iterable<string>;
  segments: Iterable<string>;
  tags: Iterable<string>;
  accounts: { readonly size: number };
  consent: boolean;
}

/** Which conditions to ask: only those that can answer differently, however many there are (design §4). */
export interface AnswerIndex {
  /** All of them, those that others read before them. */
  ordered: readonly KeptAnswer[];
  /** Who may answer differently after these changes; who reads those in turn is for {@link readersOf}. */
  affected(changes: Changes): Set<KeptAnswer>;
  /** Who reads this answer; all come after it. */
  readersOf(answer: Pick<KeptAnswer, 'kind' | 'key'>): readonly KeptAnswer[];
  readersOfAggregate(key: string): readonly KeptAnswer[];
  /** Whom time alone may turn, of somebody who has these. */
  timed(profile: Pick<ProfileDocument, 'traits' | 'aggregates' | 'computed' | 'memberships' | 'tags' | 'accounts'>): Set<KeptAnswer>;
  /** Whom to ask about somebody of whom nothing is known: all others answer no. */
  ofNewcomer(): readonly KeptAnswer[];
  /** Those that were changed after this epoch. */
  since(epoch: number): readonly KeptAnswer[];
}

type Readers = Map<string, KeptAnswer[]>;

/** Who reads a trait: whatever becomes of it, or only whether it is one of some values. */
interface TraitReaders {
  always: KeptAnswer[];
  byPath: Map<string, { read: (value: Json | undefined) => Json | undefined; byValue: Map<Json | undefined, KeptAnswer[]> }>;
}

export function answerIndexOf({ segments, tags, rules = [], timezone }: Pick<Definitions, 'segments' | 'tags' | 'rules' | 'timezone'>): AnswerIndex {
  const unknown = Number.POSITIVE_INFINITY;
  const ordered = byDependency([
    // First, and in their own order: those that others do not wait for keep it.
    ...rules.map((rule): KeptAnswer => ({ kind: 'rule', key: rule.answerKey, condition: rule.condition, epoch: rule.epoch ?? unknown, order: 0, rule })),
    ...segments.map(({ key, condition, epoch = unknown }): KeptAnswer => ({ kind: 'segment', key, condition, epoch, order: 0 })),
    ...tags.flatMap(({ key, condition, epoch = unknown }): KeptAnswer[] => (condition ? [{ kind: 'tag', key, condition, epoch, order: 0 }] : [])),
  ]);
  const reading = {
    segment: readers(ordered, ({ reads }) => reads.segments),
    tag: readers(ordered, ({ reads }) => reads.tags),
    aggregate: readers(ordered, ({ aggregates }) => aggregates.map(({ key }) => key)),
    computed: readers(ordered, ({ reads }) => reads.computed),
  };
  const traits = traitReaders(ordered);
  const consent = ordered.filter(({ condition }) => condition.reads.consent);
  const accounts = ordered.filter(({ condition }) => condition.reads.accounts);
  const byEpoch = [...ordered].sort((a, b) => b.epoch - a.epoch);
  let newcomers: readonly KeptAnswer[] | undefined;
  return {
    ordered,
    affected: (changes) => {
      const found = new Set<KeptAnswer>();
      const add = (answers: readonly KeptAnswer[] | undefined) => {
        for (const answer of answers ?? []) found.add(answer);
      };
      for (const [name, values] of changes.traits) affectedByTrait(traits.get(name), values, add);
      for (const key of changes.aggregates) add(reading.aggregate.get(key));
      for (const name of changes.computed) add(reading.computed.get(name));
      for (const key of changes.segments) add(reading.segment.get(key));
      for (const key of changes.tags) add(reading.tag.get(key));
      if (changes.consent) add(consent);
      if (changes.accounts.size > 0) add(accounts);
      return found;
    },
    readersOf: ({ kind, key }) => (kind === 'rule' ? [] : (reading[kind].get(key) ?? [])),
    readersOfAggregate: (key) => reading.aggregate.get(key) ?? [],
    timed: timedAnswers(ordered),
    ofNewcomer: () => {
      newcomers ??= askedOfNewcomers(ordered, timezone);
      return newcomers;
    },
    since: (epoch) => {
      const end = byEpoch.findIndex((answer) => answer.epoch <= epoch);
      return end < 0 ? byEpoch : byEpoch.slice(0, end);
    },
  };
}

function readers(answers: readonly KeptAnswer[], reads: (condition: CompiledCondition) => readonly string[]): Readers {
  const by: Readers = new Map();
  for (const answer of answers) for (const name of new Set(reads(answer.condition))) append(by, name, answer);
  return by;
}

function traitReaders(answers: readonly KeptAnswer[]): Map<string, TraitReaders> {
  const by = new Map<string, TraitReaders>();
  for (const answer of answers) {
    for (const { name, path = '', values } of answer.condition.traitReads) {
      const of: TraitReaders = by.get(name) ?? { always: [], byPath: new Map() };
      by.set(name, of);
      if (values === undefined) of.always.push(answer);
      else {
        const filed = of.byPath.get(path) ?? { read: compilePath(path), byValue: new Map<Json | undefined, KeptAnswer[]>() };
        of.byPath.set(path, filed);
        for (const value of new Set(values)) append(filed.byValue, value, answer);
      }
    }
  }
  return by;
}

function affectedByTrait(of: TraitReaders | undefined, values: readonly (Json | undefined)[], add: (answers: readonly KeptAnswer[] | undefined) => void): void {
  if (of === undefined) return;
  add(of.always);
  for (const { read, byValue } of of.byPath.values()) {
    const seen = new Set(values.map((value) => read(value === undefined || value === null ? undefined : unescapeJson(value))));
    if (seen.size < 2) continue;
    for (const value of seen) add(byValue.get(value));
    // A null is no value: whether something is there is filed under nothing.
    if (seen.has(null)) add(byValue.get(undefined));
  }
}

function timedAnswers(ordered: readonly KeptAnswer[]): AnswerIndex['timed'] {
  const by = (names: (condition: CompiledCondition) => readonly string[]) => readers(ordered, names);
  const aggregates = by(({ timedBy }) => timedBy.aggregates);
  const traits = by(({ timedBy }) => timedBy.traits);
  const computed = by(({ timedBy }) => timedBy.computed);
  const segments = by(({ timedBy }) => timedBy.segments);
  const tags = by(({ timedBy }) => timedBy.tags);
  const accounts = ordered.filter(({ condition }) => condition.timedBy.accounts);
  const always = ordered.filter(({ condition }) => condition.timedBy.always);
  return (profile) => {
    const found = new Set<KeptAnswer>(always);
    const collect = (of: Readers, present: object, nameOf: (key: string) => string = (key) => key) => {
      if (of.size === 0) return;
      for (const key of Object.keys(present)) for (const answer of of.get(nameOf(key)) ?? []) found.add(answer);
    };
    collect(aggregates, profile.aggregates);
    collect(traits, profile.traits, unescapeKey);
    collect(computed, profile.computed, unescapeKey);
    collect(segments, profile.memberships);
    collect(tags, profile.tags);
    if (Object.keys(profile.accounts).length > 0) for (const answer of accounts) found.add(answer);
    return found;
  };
}

/** Whoever answers yes of somebody of whom nothing is known, and those that look elsewhere than at the profile. */
function askedOfNewcomers(ordered: readonly KeptAnswer[], zone: string | undefined): KeptAnswer[] {
  const nobody: Required<Pick<ProfileDocument, 'traits' | 'aggregates' | 'memberships' | 'tags' | 'computed'>> = {
    ...{ traits: {}, aggregates: {}, memberships: {}, tags: {}, computed: {} },
  };
  const at = new Date(0);
  const facts = factsFor(nobody, 0, { ...(zone !== undefined && { zone }) });
  return ordered.filter(({ kind, key, condition }) => {
    const holds = condition.evaluate(facts);
    if (holds && kind === 'segment') nobody.memberships[key] = { since: at };
    if (holds && kind === 'tag') nobody.tags[key] = { on: true, since: at, by: 'rule', source: key };
    return holds || condition.isOutward;
  });
}

function tagsTurnedBy(rule: CompiledRule | undefined): Set<string> {
  return new Set([...(rule?.whenTrue ?? []), ...(rule?.whenFalse ?? [])].flatMap((action) => (action.type === 'tag' ? [action.tag] : [])));
}

/** A cycle is refused on save; should one be stored, its members keep their given order. */
function byDependency(answers: KeptAnswer[]): KeptAnswer[] {
  const byName = new Map(answers.map((answer) => [`${answer.kind}:${answer.key}`, answer]));
  const turning = new Map<string, KeptAnswer[]>();
  for (const answer of answers) for (const tag of tagsTurnedBy(answer.rule)) append(turning, tag, answer);
  const done = new Set<KeptAnswer>();
  const ordered: KeptAnswer[] = [];
  const visit = (answer: KeptAnswer): void => {
    if (done.has(answer)) return;
    done.add(answer);
    const { segments, tags } = answer.condition.reads;
    for (const name of [...segments.map((key) => `segment:${key}`), ...tags.map((key) => `tag:${key}`)]) {
      const other = byName.get(name);
      if (other) visit(other);
    }
    for (const rule of tags.flatMap((key) => turning.get(key) ?? [])) visit(rule);
    answer.order = ordered.push(answer) - 1;
  };
  for (const answer of answers) visit(answer);
  return ordered;
}
