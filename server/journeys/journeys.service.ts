import { setTimeout } from 'node:timers/promises';

import { resolveNamed } from '@cairn/rules/compile/resolve-named.js';
import type { FileProblem } from '@cairn/rules/files/definition-yaml.js';
import { canonicalJson } from '@cairn/workflows/contracts/canonical.js';
import type { JourneyDefinition, JourneyLayout } from '@cairn/workflows/contracts/journey.js';
import { journeyDefinitionSchema } from '@cairn/workflows/contracts/journey.schema.js';
import type { PublishChoice, PublishPlan } from '@cairn/workflows/contracts/publish-plan.js';
import { type JourneyProblem, type KnownNames, shapeProblems, validateJourney } from '@cairn/workflows/contracts/validate-journey.js';
import { type JourneyFile, journeyFromYaml, journeyToYaml } from '@cairn/workflows/files/journey-yaml.js';
import { compileJourney } from '@cairn/workflows/interpreter/compile-journey.js';
import type { ClientSession, Db } from 'mongodb';

import { SharedConditionsStore } from '../conditions/shared-conditions.store.js';
import { knownTopics } from '../consent/topics.js';
import {
  collections,
  type JourneyDocument,
  type JourneyState,
  type SegmentDocument,
  type TemplateDocument,
  type VersionDocument,
} from '../platform/collections.js';
import { invalidFile } from '../platform/definition-file.js';
import { keysOf } from '../platform/known-keys.js';
import type { VersionsStore } from '../platform/versions.store.js';
import type { Clock } from '../profiles/core.js';
import { TagsStore } from '../tags/tags.store.js';
import { changedSteps } from './changed-steps.js';
import { journeyErrors } from './journeys.errors.js';
import type { JourneysStore } from './journeys.store.js';
import type { RunPokes } from './run-pokes.js';
import type { RunsStore } from './runs.store.js';

export interface Published {
  version: string;
  /** 1, 2, 3 … */
  number: number;
  /** People inside when it was published. */
  inside: number;
  /** Of what becomes of them; null: they finish what they entered. */
  plan: number | null;
}

/** Longer than any process keeps definitions it has read. */
const wavePauseMs = 1_000;

interface DraftToSave {
  definition: unknown;
  layout: JourneyLayout;
  draftRevision: number;
}

export class JourneysService {
  constructor(
    private readonly db: Db,
    private readonly journeys: JourneysStore,
    private readonly versions: VersionsStore,
    private readonly runs: RunsStore,
    private readonly pokes: RunPokes,
    private readonly clock: Clock,
  ) {}

  async read(workspace: string, key: string): Promise<JourneyDocument> {
    const journey = await this.journeys.read(workspace, key);
    if (!journey) throw journeyErrors.unknown(key);
    return journey;
  }

  /** A draft may miss what publishing needs; it must have a definition's shape. */
  async put(workspace: string, key: string, input: unknown, by: string): Promise<JourneyDocument> {
    const definition = shaped(key, input);
    const before = await this.journeys.read(workspace, key);
    return await this.journeys.put(workspace, key, { definition, by, steps: changedSteps(before?.draft, definition), now: this.now() });
  }

  /** The draft as a file, with its layout. */
  async file(workspace: string, key: string): Promise<string> {
    const { draft, layout } = await this.read(workspace, key);
    return journeyToYaml(key, draft, layout);
  }

  /**
   * As {@link put}, from a file; where steps stand is what the file says too. The same again changes nothing.
   * @throws UserError `invalid-file`, with the line where something is at fault
   */
  async putFile(workspace: string, key: string, text: string, by: string): Promise<JourneyDocument> {
    const { definition, layout } = readFile(key, text);
    const before = await this.journeys.read(workspace, key);
    // What says the same stays as it is stored, whatever the order of its keys: it is no change, and nobody who has it open is told of one.
    const kept = <T>(stored: T | undefined, told: T): T => (stored !== undefined && canonicalJson(stored) === canonicalJson(told) ? stored : told);
    const draft = kept(before?.draft, definition);
    const places = kept(before?.layout, layout);
    return await this.journeys.put(workspace, key, { definition: draft, layout: places, by, steps: changedSteps(before?.draft, draft), now: this.now() });
  }

  async saveDraft(workspace: string, key: string, draft: DraftToSave, by: string): Promise<JourneyDocument> {
    const { layout, draftRevision } = draft;
    const definition = shaped(key, draft.definition);
    // Saved only if it still has the revision sent, and then this is what was replaced.
    const before = await this.journeys.read(workspace, key);
    const steps = changedSteps(before?.draft, definition);
    const saved = await this.journeys.saveDraft(workspace, key, draftRevision, { definition, layout, by, steps, now: this.now() });
    if (saved) return saved;
    const newer = await this.read(workspace, key);
    throw newer.state === 'archived' ? journeyErrors.archived(key) : journeyErrors.draftChanged(key, newer.draftRevision);
  }

  async validate(workspace: string, definition: unknown): Promise<JourneyProblem[]> {
    return validateJourney(definition, await this.knownNames(workspace));
  }

  /**
   * The draft becomes an immutable version that new people enter; those inside keep theirs, or go where the plan says. One transaction: whoever reads
   * the new revision reads all of it.
   */
  async publish(workspace: string, key: string, request: { draftRevision?: number; plan?: PublishChoice; by: string }): Promise<Published> {
    const known = await this.knownNames(workspace);
    const published = await this.transaction(async (session) => {
      const journey = await this.journeys.read(workspace, key, session);
      if (!journey) throw journeyErrors.unknown(key);
      if (journey.state === 'archived') throw journeyErrors.archived(key);
      if (request.draftRevision !== undefined && request.draftRevision !== journey.draftRevision) throw journeyErrors.draftChanged(key, journey.draftRevision);
      const problems = validateJourney(journey.draft, known).filter(({ severity }) => severity === 'error');
      if (problems.length > 0) throw journeyErrors.invalid(key, 'published', problems);
      // What runs asks nothing that can change behind its back: shared conditions are written out as they are now.
      const definition = resolveNamed(journey.draft, known.conditions ?? new Map());
      const asked = validateJourney(definition, known).filter(({ severity }) => severity === 'error');
      if (asked.length > 0) throw journeyErrors.invalid(key, 'published', asked);
      const raiseEpoch = await this.keepsMore(workspace, journey, definition);
      const now = this.now();
      const version = await this.versions.publishVersion(session, {
        workspace,
        kind: 'journey',
        key,
        definition,
        by: request.by,
        raiseEpoch,
        now,
      });
      const plan = planOf(request.plan, journey, version.hash, definition, now);
      const state = journey.state === 'paused' ? 'paused' : 'live';
      await this.journeys.setLive(session, workspace, key, { version: version.hash, state, ...(plan && { plan }), now });
      return { ...version, plan };
    });
    const { hash, number, plan } = published;
    if (plan?.people === 'migrate') void this.wave(workspace, key, plan.number);
    return { version: hash, number, inside: await this.runs.activeCount(workspace, key), plan: plan?.number ?? null };
  }

  /** New entries are refused and timers that fall due wait; exits still act. */
  async pause(workspace: string, key: string): Promise<JourneyDocument> {
    return await this.change(workspace, key, 'paused');
  }

  /**
   * What fell due meanwhile fires now, and whom a plan is to move is moved: they are poked. Should this process die in between, the reconciler finds
   * who is left.
   */
  async resume(workspace: string, key: string): Promise<JourneyDocument> {
    const journey = await this.change(workspace, key, 'live');
    void this.pokes.pokeOverdue(workspace, key);
    const plan = journey.plans?.findLast(({ people }) => people === 'migrate');
    if (plan) void this.pokes.pokePlanned(workspace, key, plan.number);
    return journey;
  }

  /** Archives it: nobody enters, and whoever is inside ends with `journey-archived`. */
  async remove(workspace: string, key: string): Promise<void> {
    await this.transaction(async (session) => {
      const journey = await this.journeys.read(workspace, key, session);
      if (!journey) throw journeyErrors.unknown(key);
      await this.journeys.setState(session, workspace, key, 'archived', this.now());
      await this.versions.raise(session, workspace, false);
    });
    void this.pokes.pokeAll(workspace, key);
  }

  async listVersions(workspace: string, key: string): Promise<VersionDocument<JourneyDefinition>[]> {
    await this.read(workspace, key);
    return await this.versions.list<JourneyDefinition>(workspace, 'journey', key, 200);
  }

  async readVersion(workspace: string, key: string, hash: string): Promise<VersionDocument<JourneyDefinition>> {
    const version = await this.versions.readVersion<JourneyDefinition>(workspace, hash);
    if (version?.kind !== 'journey' || version.key !== key) throw journeyErrors.unknownVersion(key, hash);
    return version;
  }

  /** Everybody who is to move is poked, a page at a time; should this process die, the reconciler finds who is left. Never rejects. */
  private async wave(workspace: string, key: string, number: number): Promise<void> {
    await setTimeout(wavePauseMs);
    await this.pokes.pokePlanned(workspace, key, number);
  }

  private async change(workspace: string, key: string, state: JourneyState): Promise<JourneyDocument> {
    await this.transaction(async (session) => {
      const journey = await this.journeys.read(workspace, key, session);
      if (!journey) throw journeyErrors.unknown(key);
      if (journey.state === 'archived') throw journeyErrors.archived(key);
      if (journey.liveVersion === null) throw journeyErrors.notPublished(key);
      if (journey.state === state) return;
      await this.journeys.setState(session, workspace, key, state, this.now());
      await this.versions.raise(session, workspace, false);
    });
    return await this.read(workspace, key);
  }

  /** Aggregates, questions about accounts, or dates to come, that the version live now does not have: profiles must be folded again for them. */
  private async keepsMore(workspace: string, journey: JourneyDocument, definition: JourneyDefinition): Promise<boolean> {
    const next = compileJourney(journey.key, '', definition);
    if (next.aggregates.length === 0 && !next.accounts && !next.trigger.nextDue) return false;
    const live = journey.liveVersion === null ? null : await this.versions.readVersion<JourneyDefinition>(workspace, journey.liveVersion);
    const before = live ? compileJourney(journey.key, '', live.definition) : undefined;
    if (next.trigger.nextDue && canonicalJson(before?.trigger.source ?? null) !== canonicalJson(definition.trigger)) return true;
    const kept = new Set(before?.aggregates.map((spec) => spec.key));
    const asked = new Set([...(before?.accounts?.traits ?? []), ...(before?.accounts?.segments.map((segment) => `people:${segment}`) ?? [])]);
    const asks = [...(next.accounts?.traits ?? []), ...(next.accounts?.segments.map((segment) => `people:${segment}`) ?? [])];
    return next.aggregates.some((spec) => !kept.has(spec.key)) || asks.some((name) => !asked.has(name)) || (next.accounts !== undefined && !before?.accounts);
  }

  private async knownNames(workspace: string): Promise<KnownNames> {
    const published = { workspace, liveVersion: { $ne: null } };
    const [templates, segments, journeys, tags, conditions] = await Promise.all([
      this.db
        .collection<TemplateDocument>(collections.templates)
        .find(published, { projection: { key: 1 } })
        .toArray(),
      this.db
        .collection<SegmentDocument>(collections.segments)
        .find(published, { projection: { key: 1 } })
        .toArray(),
      this.db
        .collection<JourneyDocument>(collections.journeys)
        .find({ workspace, state: { $ne: 'archived' } }, { projection: { key: 1 } })
        .toArray(),
      new TagsStore(this.db).all(workspace),
      new SharedConditionsStore(this.db).named(workspace),
    ]);
    return {
      templates: keysOf(templates),
      segments: keysOf(segments),
      journeys: keysOf(journeys),
      tags: keysOf(tags),
      freeTags: keysOf(tags.filter(({ definition }) => !definition.condition)),
      topics: knownTopics,
      conditions,
    };
  }

  private async transaction<T>(work: (session: ClientSession) => Promise<T>): Promise<T> {
    return await this.db.client.withSession(
      async (session) =>
        await session.withTransaction(async () => await work(session), { readConcern: 'snapshot', writeConcern: { w: 'majority', journal: true } }),
    );
  }

  private now(): Date {
    return new Date(this.clock.now());
  }
}

/** Undefined: nobody moves. @throws UserError when it sends people to a step that the version does not have. */
function planOf(
  choice: PublishChoice | undefined,
  { key, liveVersion, plans = [] }: JourneyDocument,
  to: string,
  { steps }: JourneyDefinition,
  now: Date,
): PublishPlan | undefined {
  if (!choice || choice.people === 'pin' || liveVersion === null) return undefined;
  for (const [stepId, answer] of Object.entries(choice.removed))
    if (answer.action === 'redirect' && !steps.some(({ id }) => id === answer.to)) throw journeyErrors.redirectNowhere(key, stepId, answer.to);
  return { ...choice, people: choice.people, number: (plans.at(-1)?.number ?? 0) + 1, to, at: now.getTime() };
}

function readFile(key: string, text: string): JourneyFile {
  const read = journeyFromYaml(text);
  if ('problems' in read) throw invalidFile('journey', key, read.problems.map(atLine));
  if (read.key === key) return read;
  const message = `The file is of another journey: write “journey: ${key}”, or save it under its own key.`;
  throw invalidFile('journey', key, [{ path: 'journey', code: 'wrong-key', message }]);
}

/** Faults of the text itself say so already. */
function atLine({ path, line, code, message }: FileProblem): FileProblem {
  return { path, code, message: line === undefined || path.startsWith('line ') ? message : `Line ${line}: ${message}` };
}

function shaped(key: string, definition: unknown): JourneyDefinition {
  const problems = shapeProblems(definition);
  if (problems.length > 0) throw journeyErrors.invalid(key, 'saved', problems);
  return journeyDefinitionSchema.parse(definition);
}
