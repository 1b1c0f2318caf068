import { setImmediate } from 'node:timers/promises';

import { uniteAccountReads } from '@cairn/rules/compile/account-reads.js';
import { compileCondition } from '@cairn/rules/compile/compile-condition.js';
import type { AggregateSpec } from '@cairn/rules/contracts/facts.js';
import type { CompiledJourney } from '@cairn/workflows/contracts/interpreter.js';
import type { JourneyDefinition } from '@cairn/workflows/contracts/journey.js';
import { compileJourney } from '@cairn/workflows/interpreter/compile-journey.js';
import type { ClientSession, Db } from 'mongodb';

import { compileIdentityRules, defaultCompiledRules } from '../identities/identity-rules.js';
import {
  type ComputedTraitDefinition,
  type ComputedTraitDocument,
  collections,
  type JourneyDocument,
  type RuleDefinition,
  type RuleDocument,
  type SegmentDefinition,
  type SegmentDocument,
  type TagDefinition,
  type TagDocument,
  type VersionDocument,
  type WorkspaceDocument,
} from '../platform/collections.js';
import { OperationalError } from '../platform/errors.js';
import { Gathering } from '../platform/gathering.js';
import { ruleAnswerKey } from '../rules/rule-answer-key.js';
import { follow } from './causal-time.js';
import { type CompiledComputed, compileComputed } from './compile-computed.js';
import type { Clock, CompiledRule, CompiledSegment, CoreSession, DefinedTag, Definitions, DefinitionsSource } from './core.js';

/** Definitions compiled before others get a turn. */
const compiledAtOnce = 100;
/** How old a look at the workspace's revision may be. */
const lookEveryMs = 250;

interface Cached extends Compiled {
  revision: number;
  lookedAt: number;
  definitions: Definitions;
}

/** By content hash. Compiled once: versions are immutable. */
export interface Compiled {
  journeys: Map<string, CompiledJourney>;
  segments: Map<string, CompiledSegment>;
  tags: Map<string, DefinedTag>;
  computed: Map<string, CompiledComputed>;
  rules: Map<string, CompiledRule & { priority: number }>;
}

/** What is in force, and of which version. */
export interface Published {
  segments: Pick<SegmentDocument, 'liveVersion' | 'epoch'>[];
  journeys: Pick<JourneyDocument, 'liveVersion' | 'state' | 'plans'>[];
  tags: Pick<TagDocument, 'key' | 'liveVersion' | 'deletedAt' | 'epoch'>[];
  computed: Pick<ComputedTraitDocument, 'liveVersion'>[];
  rules: Pick<RuleDocument, 'liveVersion' | 'epoch'>[];
}

export type Settings = Pick<WorkspaceDocument, '_id' | 'epoch' | 'revision' | 'caps' | 'timezoneEpoch' | 'identityRules' | 'searchableTraits'> & {
  timezone?: string;
};

const read = { readConcern: { level: 'majority' }, readPreference: 'primary' } as const;

/** {@link DefinitionsSource} over the documents of `workspaces`, `segments`, `journeys` and `versions`. */
export class MongoDefinitionsSource implements DefinitionsSource {
  private readonly cache = new Map<string, Cached>();
  private readonly looking = new Map<string, Gathering<CoreSession | undefined, Cached>>();

  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
  ) {}

  async current(workspace: string, atLeast = 0): Promise<Definitions> {
    const cached = this.cache.get(workspace);
    const isEnough = cached !== undefined && cached.definitions.epoch >= atLeast && Math.abs(this.clock.now() - cached.lookedAt) < lookEveryMs;
    return isEnough ? cached.definitions : await this.fresh(workspace, { atLeast });
  }

  async fresh(workspace: string, { atLeast = 0, session }: { atLeast?: number; session?: CoreSession } = {}): Promise<Definitions> {
    const { definitions } = await this.looks(workspace).add(session);
    if (definitions.epoch < atLeast) {
      throw new OperationalError('definitions-behind', `Workspace ${workspace} is at epoch ${definitions.epoch}, a profile has seen ${atLeast}.`, {
        action: 'It is tried again.',
        retryAfterMs: 250,
      });
    }
    return definitions;
  }

  /** One look at a time, shared by those who asked before it began, in a session that follows all of theirs. */
  private looks(workspace: string): Gathering<CoreSession | undefined, Cached> {
    const known = this.looking.get(workspace);
    if (known) return known;
    const looks = new Gathering<CoreSession | undefined, Cached>(async (sessions) => {
      const found = await this.db.client.withSession({ causalConsistency: true }, async (own) => {
        for (const session of sessions) if (session) follow(own as CoreSession, session);
        return await this.look(own, workspace);
      });
      return sessions.map(() => found);
    });
    this.looking.set(workspace, looks);
    return looks;
  }

  private async look(session: ClientSession, workspace: string): Promise<Cached> {
    const lookedAt = this.clock.now();
    for (;;) {
      const settings = await this.settings(session, workspace);
      const cached = this.cache.get(workspace);
      if (cached && cached.revision === settings.revision) {
        cached.lookedAt = lookedAt;
        return cached;
      }
      const loaded = await this.load(session, settings, lookedAt, cached);
      // The revision rises in the transaction that changes a definition: the same before and after means that all of it belongs together.
      const after = await this.settings(session, workspace);
      if (after.revision !== settings.revision) continue;
      this.cache.set(workspace, loaded);
      return loaded;
    }
  }

  private async settings(session: ClientSession, workspace: string): Promise<Settings> {
    const found = await this.db
      .collection<WorkspaceDocument>(collections.workspaces)
      .findOne(
        { _id: workspace },
        { ...read, session, projection: { epoch: 1, revision: 1, caps: 1, timezone: 1, timezoneEpoch: 1, identityRules: 1, searchableTraits: 1 } },
      );
    return found ?? { _id: workspace, epoch: 0, revision: 0, caps: [] };
  }

  private async load(session: ClientSession, settings: Settings, lookedAt: number, before: Cached | undefined): Promise<Cached> {
    const published = await this.published(session, settings._id);
    const compiled = await this.compiled(session, settings._id, published, before);
    return { revision: settings.revision, lookedAt, definitions: assemble(settings, published, compiled), ...compiled };
  }

  private async published(session: ClientSession, workspace: string): Promise<Published> {
    const segments = await this.db
      .collection<SegmentDocument>(collections.segments)
      .find({ workspace, liveVersion: { $ne: null } }, { ...read, session, projection: { draft: 0 } })
      .toArray();
    const journeys = await this.db
      .collection<JourneyDocument>(collections.journeys)
      .find({ workspace, liveVersion: { $ne: null }, state: { $in: ['live', 'paused'] } }, { ...read, session, projection: { draft: 0, layout: 0 } })
      .toArray();
    const tags = await this.db
      .collection<TagDocument>(collections.tags)
      .find({ workspace }, { ...read, session, projection: { definition: 0 } })
      .toArray();
    const computed = await this.db
      .collection<ComputedTraitDocument>(collections.computedTraits)
      .find({ workspace, liveVersion: { $ne: null } }, { ...read, session, projection: { draft: 0 } })
      .toArray();
    const rules = await this.db
      .collection<RuleDocument>(collections.rules)
      .find({ workspace, 'definition.enabled': true }, { ...read, session, projection: { definition: 0 } })
      .toArray();
    return { segments, journeys, tags, computed, rules };
  }

  /** Every version of journeys, for runs may follow any; of the others only what is live. What was compiled before is taken over. */
  private async compiled(
    session: ClientSession,
    workspace: string,
    { segments, tags, computed, rules }: Published,
    before: Cached | undefined,
  ): Promise<Compiled> {
    const live = [...segments, ...tags.filter(({ deletedAt }) => !deletedAt), ...computed, ...rules].flatMap(({ liveVersion }) => liveVersion ?? []);
    const compiled: Compiled = {
      journeys: new Map(before?.journeys),
      segments: kept(before?.segments, live),
      tags: kept(before?.tags, live),
      computed: kept(before?.computed, live),
      rules: kept(before?.rules, live),
    };
    const of = [compiled.segments, compiled.tags, compiled.computed, compiled.rules];
    const wanted = live.filter((hash) => !of.some((known) => known.has(hash)));
    const idOf = (hash: string) => `${workspace}:${hash}`;
    const filter = {
      workspace,
      $or: [{ kind: 'journey' as const, _id: { $nin: [...compiled.journeys.keys()].map(idOf) } }, { _id: { $in: wanted.map(idOf) } }],
    };
    let pieces = 0;
    for (const version of await this.db
      .collection<VersionDocument>(collections.versions)
      .find(filter, { ...read, session })
      .toArray()) {
      compileVersion(compiled, version);
      pieces += 1;
      // Ten thousand at once, after a start, would hold up everybody else for a second.
      if (pieces % compiledAtOnce === 0) await setImmediate();
    }
    return compiled;
  }
}

/** Adds one version, made ready, to those of its kind. */
export function compileVersion(compiled: Compiled, version: VersionDocument): void {
  if (version.kind === 'journey') compiled.journeys.set(version.hash, compileJourney(version.key, version.hash, version.definition as JourneyDefinition));
  else if (version.kind === 'segment') compiled.segments.set(version.hash, compiledSegment(version as VersionDocument<SegmentDefinition>));
  else if (version.kind === 'tag') compiled.tags.set(version.hash, definedTag(version as VersionDocument<TagDefinition>));
  else if (version.kind === 'rule') compiled.rules.set(version.hash, compiledRule(version as VersionDocument<RuleDefinition>));
  else if (version.kind === 'computedTrait')
    compiled.computed.set(version.hash, compileComputed(version.key, version.hash, version.definition as ComputedTraitDefinition));
}

/** What the fold needs to know, of what is in force. Pure. */
export function assemble(settings: Settings, { segments, journeys, tags, computed, rules }: Published, compiled: Compiled): Definitions {
  // The epoch is no part of a version: one that is published again was changed meanwhile.
  const currentSegments = segments.flatMap(({ liveVersion, epoch }) => withEpoch(compiled.segments.get(liveVersion ?? ''), askedSince(settings, epoch)));
  const currentTags = tags.flatMap(({ liveVersion, deletedAt, epoch }) =>
    deletedAt ? [] : withEpoch(compiled.tags.get(liveVersion), askedSince(settings, epoch)),
  );
  const currentComputed = computed.flatMap(({ liveVersion }) => compiled.computed.get(liveVersion ?? '') ?? []);
  const currentRules = rules
    .flatMap(({ liveVersion, epoch }) => withEpoch(compiled.rules.get(liveVersion), askedSince(settings, epoch)))
    .sort((a, b) => b.priority - a.priority || (a.key < b.key ? -1 : 1));
  const accounts = uniteAccountReads([
    ...currentSegments.map(({ condition }) => condition.reads.accounts),
    ...currentTags.map(({ condition }) => condition?.reads.accounts),
    ...currentRules.map(({ condition }) => condition.reads.accounts),
    ...[...compiled.journeys.values()].map((journey) => journey.accounts),
  ]);
  return {
    workspace: settings._id,
    epoch: settings.epoch,
    segments: currentSegments,
    computed: currentComputed,
    tags: currentTags,
    ...(currentRules.length > 0 && { rules: currentRules }),
    deletedTags: tags.flatMap(({ key, deletedAt }) => (deletedAt ? [key] : [])),
    journeys: journeys.flatMap(({ liveVersion, state, plans }) => {
      const journey = compiled.journeys.get(liveVersion ?? '');
      const plan = plans?.at(-1)?.number;
      return journey ? [{ journey, paused: state === 'paused', ...(plan !== undefined && { plan }) }] : [];
    }),
    version: (hash) => compiled.journeys.get(hash),
    aggregates: uniqueAggregates([
      ...currentSegments.map(({ condition }) => condition.aggregates),
      ...currentTags.map(({ condition }) => condition?.aggregates ?? []),
      ...currentRules.map(({ condition }) => condition.aggregates),
      ...currentComputed.map(({ aggregates }) => aggregates),
      ...[...compiled.journeys.values()].map(({ aggregates }) => aggregates),
    ]),
    ...(settings.searchableTraits && { searchable: settings.searchableTraits }),
    ...(accounts && { accounts }),
    caps: settings.caps,
    ...(settings.timezone && { timezone: settings.timezone }),
    identityRules: settings.identityRules ? compileIdentityRules(settings.identityRules.rules) : defaultCompiledRules,
  };
}

function kept<T>(before: ReadonlyMap<string, T> | undefined, hashes: string[]): Map<string, T> {
  return new Map(hashes.flatMap((hash): [string, T][] => (before?.has(hash) ? [[hash, before.get(hash) as T]] : [])));
}

/** Another timezone is another question. */
function askedSince({ timezoneEpoch = 0 }: Settings, epoch: number | undefined): number | undefined {
  return epoch === undefined ? undefined : Math.max(epoch, timezoneEpoch);
}

function withEpoch<T extends object>(compiled: T | undefined, epoch: number | undefined): (T & { epoch?: number })[] {
  return compiled ? [epoch === undefined ? compiled : { ...compiled, epoch }] : [];
}

function compiledSegment({ key, hash, definition }: VersionDocument<SegmentDefinition>): CompiledSegment {
  return { key, version: hash, condition: compileCondition(definition.condition) };
}

function definedTag({ key, definition }: VersionDocument<TagDefinition>): DefinedTag {
  return { key, ...(definition.condition && { condition: compileCondition(definition.condition) }) };
}

function compiledRule({ key, definition }: VersionDocument<RuleDefinition>): CompiledRule & { priority: number } {
  const { condition, whenTrue, whenFalse, current, priority } = definition;
  return { key, answerKey: ruleAnswerKey(key, definition), condition: compileCondition(condition), whenTrue, whenFalse, current, priority };
}

function uniqueAggregates(lists: AggregateSpec[][]): AggregateSpec[] {
  return [...new Map(lists.flat().map((spec) => [spec.key, spec])).values()];
}
