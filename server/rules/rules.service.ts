import { namedWithin } from '@cairn/rules/compile/resolve-named.js';
import type { Condition, NamedConditions } from '@cairn/rules/contracts/condition.js';
import type { Problem } from '@cairn/rules/contracts/facts.js';
import { contentHash } from '@cairn/workflows/contracts/canonical.js';
import type { ClientSession, MongoClient } from 'mongodb';

import type { ActorNames } from '../access/actor-names.js';
import { checkedCondition, type Known } from '../conditions/checked-condition.js';
import { type ConditionFollower, type FollowRequest, following } from '../conditions/condition-follower.js';
import type { SharedConditionsStore } from '../conditions/shared-conditions.store.js';
import type { AuditStore } from '../platform/audit.js';
import type { RuleAction, RuleDefinition, RuleDocument, TagDocument } from '../platform/collections.js';
import { definitionFile, readDefinitionFile } from '../platform/definition-file.js';
import { checkConditions, type PutConditions } from '../platform/definitions.js';
import { keysOf } from '../platform/known-keys.js';
import { decodeCursor, type ListQuery, type Page, pageOf } from '../platform/lists.js';
import type { VersionsStore } from '../platform/versions.store.js';
import type { Clock } from '../profiles/core.js';
import type { ProfilesReader } from '../profiles/profiles.reader.js';
import { KeptCounts } from '../segments/kept-counts.js';
import { fillOf } from '../segments/segment-fill.js';
import { askedBy, conditionGraph, cycleThrough } from '../segments/segment-references.js';
import type { SegmentsStore } from '../segments/segments.store.js';
import { sourceOf } from '../tags/tag-sources.js';
import { conditionsOf, type TagsStore } from '../tags/tags.store.js';
import { ruleAnswerKey } from './rule-answer-key.js';
import { conflictsAmong } from './rule-conflicts.js';
import { ruleErrors } from './rules.errors.js';
import { type NoticeAnswer, type RuleAnswer, type RulesAnswer, ruleDefinitionSchema } from './rules.schemas.js';
import { actionsOf, askedByRule, type RulesStore, rulesInGraph } from './rules.store.js';

interface Dependencies {
  client: MongoClient;
  store: RulesStore;
  segments: SegmentsStore;
  tags: TagsStore;
  conditions: SharedConditionsStore;
  versions: VersionsStore;
  reader: ProfilesReader;
  /** A trait that rules set is known from then on. */
  noteTraits(workspace: string, traits: { [name: string]: string | number | boolean | null }): void;
  audit: AuditStore;
  actors: ActorNames;
  clock: Clock;
}

/** What a rule is checked against. */
interface Around {
  rules: readonly RuleDocument[];
  /** key → what each asks. */
  segments: ReadonlyMap<string, Condition>;
  tags: ReadonlyMap<string, TagDocument>;
  /** key → what each asks, of the tags that follow a condition. */
  conditions: ReadonlyMap<string, Condition>;
  journeys: ReadonlySet<string>;
  known: Known;
}

interface Publishing {
  workspace: string;
  key: string;
  definition: RuleDefinition;
  resolved: Condition | undefined;
  version: string;
  before: RuleDocument | undefined;
  by: string;
  now: Date;
}

const mostRules = 200;
/** Whoever has one of these is somebody: a rule must not make people one. */
const identityTraits: ReadonlySet<string> = new Set(['email', 'phone']);

/** Rules: a condition, and what is done when it turns. Saving one is publishing it; everybody is asked in the background. */
export class RulesService implements ConditionFollower {
  private readonly counts: KeptCounts;

  constructor(private readonly deps: Dependencies) {
    this.counts = new KeptCounts(deps.clock);
  }

  async list(workspace: string): Promise<RulesAnswer> {
    const rules = await this.deps.store.all(workspace);
    const items = await this.answers(workspace, rules);
    return { items, nextCursor: null, total: items.length, conflicts: conflictsAmong(rules) };
  }

  async read(workspace: string, key: string): Promise<RuleAnswer> {
    const rule = await this.deps.store.read(workspace, key);
    if (rule === null) throw ruleErrors.unknown(key);
    return (await this.answers(workspace, [rule]))[0] as RuleAnswer;
  }

  /**
   * Saves and publishes; the same again changes nothing. Everybody is asked again when it asks or sets something else.
   * @throws UserError `invalid-rule` with the place of each fault; `rule-cycle`, `too-many-rules`.
   */
  async put(workspace: string, key: string, definition: RuleDefinition, { by, ...conditions }: PutConditions & { by: string }): Promise<RuleAnswer> {
    await this.transaction(async (session, now) => {
      const around = await this.around(session, workspace);
      checkConditions(key, conditions, around.rules.find((rule) => rule.key === key)?.liveVersion);
      const { before, ...save } = this.checked(key, definition, around);
      if (before?.liveVersion === save.version && isSame(before.definition, definition)) return;
      await this.publish(session, { workspace, key, definition, ...save, before, by, now });
      const detail = { before: before?.definition ?? null, after: definition };
      await this.deps.audit.append(session, { workspace, at: now, by, action: 'rule.save', about: { kind: 'rule', id: key }, detail });
    });
    this.deps.noteTraits(workspace, literalTraits(definition));
    return await this.read(workspace, key);
  }

  /** As a YAML file. */
  async file(workspace: string, key: string): Promise<string> {
    const rule = await this.deps.store.read(workspace, key);
    if (rule === null) throw ruleErrors.unknown(key);
    const { name, description, priority, enabled, condition, whenTrue, whenFalse, current } = rule.definition;
    return definitionFile('rule', key, { name, ...(description !== undefined && { description }), priority, enabled, condition, whenTrue, whenFalse, current });
  }

  /** As {@link put}, from a YAML file. @throws UserError `invalid-file`. */
  async putFile(workspace: string, key: string, text: string, how: PutConditions & { by: string }): Promise<RuleAnswer> {
    return await this.put(workspace, key, readDefinitionFile('rule', key, text, ruleDefinitionSchema), how);
  }

  /** What it did stays. */
  async remove(workspace: string, key: string, by: string): Promise<void> {
    const { store, versions, audit } = this.deps;
    await this.transaction(async (session, now) => {
      const rule = await store.read(workspace, key, session);
      if (rule === null) throw ruleErrors.unknown(key);
      await versions.raise(session, workspace, true);
      await store.remove(session, workspace, key);
      const detail = { before: rule.definition };
      await audit.append(session, { workspace, at: now, by, action: 'rule.delete', about: { kind: 'rule', id: key }, detail });
    });
  }

  /** In which they act from now on. `keys` names all of them. @throws UserError `rules-changed` where it does not. */
  async order(workspace: string, keys: readonly string[], by: string): Promise<RulesAnswer> {
    await this.transaction(async (session, now) => {
      const around = await this.around(session, workspace);
      const known = new Map(around.rules.map((rule) => [rule.key, rule]));
      const wrong = [...known.keys()].filter((key) => !keys.includes(key)).concat(keys.filter((key) => !known.has(key)));
      if (wrong.length > 0 || new Set(keys).size !== keys.length) throw ruleErrors.wrongOrder(wrong);
      for (const [place, key] of keys.entries()) {
        const rule = known.get(key) as RuleDocument;
        const definition = { ...rule.definition, priority: keys.length - place };
        if (definition.priority === rule.definition.priority) continue;
        const { before, ...save } = this.checked(key, definition, around);
        await this.publish(session, { workspace, key, definition, ...save, before, by, now });
      }
      const detail = { before: around.rules.map(({ key }) => key), after: keys };
      await this.deps.audit.append(session, { workspace, at: now, by, action: 'rules.order', about: { kind: 'rule', id: keys[0] ?? '' }, detail });
    });
    return await this.list(workspace);
  }

  async follow(session: ClientSession, { workspace, key, named, by, now }: FollowRequest): Promise<void> {
    const around = await this.around(session, workspace, named);
    for (const { key: of, definition } of around.rules) {
      if (!namedWithin(definition.condition, named).has(key)) continue;
      await following(key, { kind: 'rule', key: of, name: definition.name }, async () => {
        const { before, ...save } = this.checked(of, definition, around);
        if (before?.liveVersion !== save.version) await this.publish(session, { workspace, key: of, definition, ...save, before, by, now });
      });
    }
  }

  /** What rules told the team, newest first. */
  async notices(workspace: string, { cursor, limit }: ListQuery): Promise<Page<NoticeAnswer>> {
    const { store, reader } = this.deps;
    const [createdAt, id] = cursor === undefined ? [] : decodeCursor(cursor, ['number', 'string']);
    const found = await store.noticesPage(
      workspace,
      limit + 1,
      createdAt !== undefined && id !== undefined ? { createdAt: new Date(createdAt), id } : undefined,
    );
    const [people, rules] = await Promise.all([
      reader.displayNames(
        workspace,
        found.map(({ profileId }) => profileId),
      ),
      store.all(workspace),
    ]);
    const names = new Map(rules.map(({ key, definition }) => [key, definition.name]));
    const idOf = (_id: string): string => _id.slice(workspace.length + 1);
    return pageOf(
      found,
      limit,
      ({ _id, rule, profileId, on, text, at }): NoticeAnswer => ({
        ...{ id: idOf(_id), rule, ruleName: names.get(rule) ?? rule, profileId, displayName: people.get(profileId) ?? null },
        ...{ on, text, at: at.toISOString() },
      }),
      (notice) => [notice.createdAt.getTime(), idOf(notice._id)],
    );
  }

  private async around(session: ClientSession, workspace: string, named?: NamedConditions): Promise<Around> {
    const { store, segments, tags, conditions } = this.deps;
    const allSegments = await segments.all(workspace, session);
    const allTags = await tags.all(workspace, session);
    return {
      rules: await store.all(workspace, session),
      segments: new Map(allSegments.map((segment) => [segment.key, askedBy(segment)])),
      tags: new Map(allTags.map((tag) => [tag.key, tag])),
      conditions: conditionsOf(allTags),
      journeys: keysOf(await segments.journeys(workspace, session)),
      known: { segments: keysOf(allSegments), tags: keysOf(allTags), named: named ?? (await conditions.named(workspace, session)) },
    };
  }

  /** What is to be published; throws where it is refused. */
  private checked(key: string, definition: RuleDefinition, around: Around): Pick<Publishing, 'resolved' | 'version' | 'before'> {
    const { rules, segments, conditions, known } = around;
    const before = rules.find((rule) => rule.key === key);
    if (!before && rules.length >= mostRules) throw ruleErrors.tooMany(mostRules);
    const { asked, resolved, problems: inCondition } = checkedCondition(definition.condition, known);
    const problems = [
      ...inCondition.map(({ path, ...problem }) => ({ ...problem, path: path === '' ? 'condition' : `condition.${path}` })),
      ...actionProblems(definition, around),
    ];
    if (problems.length > 0) throw ruleErrors.invalid(key, problems);
    const others = rulesInGraph(rules.filter((rule) => rule.key !== key));
    const graph = conditionGraph({ segments, tags: conditions, rules: [...others, { key, condition: asked, actions: actionsOf(definition) }] });
    const loop = cycleThrough(`rule:${key}`, graph);
    if (loop) throw ruleErrors.cycle(key, loop);
    return { before, resolved, version: contentHash('rule', key, { ...definition, condition: asked }) };
  }

  private async publish(session: ClientSession, { workspace, key, definition, resolved, version, before, by, now }: Publishing): Promise<void> {
    const { store, versions } = this.deps;
    const asked = resolved ?? definition.condition;
    const raiseEpoch =
      before === undefined ||
      !isSame(askedByRule(before), asked) ||
      before.definition.enabled !== definition.enabled ||
      ruleAnswerKey(key, before.definition) !== ruleAnswerKey(key, definition);
    const published = { ...definition, condition: asked };
    const { epoch } = await versions.publishVersion(session, { workspace, kind: 'rule', key, definition: published, by, raiseEpoch, now });
    await store.put(session, workspace, key, { definition, resolved, version, epoch: raiseEpoch ? epoch : (before?.epoch ?? 0), by, now });
  }

  private async answers(workspace: string, rules: readonly RuleDocument[]): Promise<RuleAnswer[]> {
    const { store, segments, actors } = this.deps;
    const [people, progress, allSegments, names] = await Promise.all([
      Promise.all(
        rules.map(async ({ key, definition }) => {
          if (!definition.enabled) return 0;
          return await this.counts.of(`${workspace} people ${ruleAnswerKey(key, definition)}`, async () => await store.countPeople(workspace, key, definition));
        }),
      ),
      this.counts.of(`${workspace} progress`, async () => await segments.progress(workspace)),
      segments.all(workspace),
      actors.of(
        workspace,
        rules.map(({ updatedBy }) => updatedBy),
      ),
    ]);
    const bySegment = new Map(allSegments.map((segment) => [segment.key, segment]));
    return rules.map((rule, at): RuleAnswer => {
      const { key, definition, liveVersion, epoch, createdAt, updatedAt, updatedBy } = rule;
      return {
        ...definition,
        condition: { ...definition.condition },
        ...{ key, liveVersion, people: people[at] as number },
        backfill: definition.enabled
          ? fillOf({ draft: { condition: askedByRule(rule) }, epoch }, bySegment, progress)
          : { done: progress.total, total: progress.total },
        createdAt: createdAt.toISOString(),
        updatedAt: updatedAt.toISOString(),
        updatedBy: sourceOf(updatedBy, names),
      };
    });
  }

  private async transaction(work: (session: ClientSession, now: Date) => Promise<void>): Promise<void> {
    await this.deps.client.withSession(
      async (session) => await session.withTransaction(async () => await work(session, new Date(this.deps.clock.now())), { writeConcern: { w: 'majority' } }),
    );
  }
}

function actionProblems(definition: RuleDefinition, { tags, journeys }: Around): Problem[] {
  const problemOf = (action: RuleAction): (Omit<Problem, 'path'> & { field: string }) | undefined => {
    if (action.type === 'tag') {
      const tag = tags.get(action.tag);
      if (!tag) return { field: 'tag', code: 'no-such-tag', message: `There is no tag ${action.tag}. Make it first.` };
      if (tag.definition.condition)
        return { field: 'tag', code: 'tag-follows-rule', message: `Tag ${action.tag} follows a condition of its own: nothing else turns it. Choose another.` };
    }
    if (action.type === 'trait' && identityTraits.has(action.name))
      return { field: 'name', code: 'identity-trait', message: `${action.name} says who somebody is: a rule does not set it. Choose another trait.` };
    if (action.type === 'journey' && !journeys.has(action.journey))
      return { field: 'journey', code: 'no-such-journey', message: `There is no journey ${action.journey}, or it is archived. Choose another.` };
    return undefined;
  };
  return (['whenTrue', 'whenFalse'] as const).flatMap((when) =>
    definition[when].flatMap((action, at) => {
      const problem = problemOf(action);
      return problem ? [{ path: `${when}.${at}.${problem.field}`, code: problem.code, message: problem.message }] : [];
    }),
  );
}

function literalTraits(definition: RuleDefinition): { [name: string]: string | number | boolean | null } {
  return Object.fromEntries(
    actionsOf(definition).flatMap((action) =>
      action.type === 'trait' && (typeof action.value !== 'object' || action.value === null) ? [[action.name, action.value]] : [],
    ),
  );
}

function isSame(a: unknown, b: unknown): boolean {
  return contentHash('rule', '', a) === contentHash('rule', '', b);
}
