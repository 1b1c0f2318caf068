import type { Catalogue } from '../events/catalogue.js';
import { compileComputed } from '../profiles/compile-computed.js';
import type { Clock } from '../profiles/core.js';
import { lifecycleStages } from '../profiles/lifecycle.js';
import { type RfmCell, rfmCells, rfmSegments } from '../profiles/rfm.js';
import type { SegmentsService } from '../segments/segments.service.js';
import { checkComputed } from './check-computed.js';
import { computedErrors } from './computed-traits.errors.js';
import type { ComputedTraitsService } from './computed-traits.service.js';
import { cellOf, cutPointsOf, numbersOf, rfmNumbers } from './cut-points.js';
import { type BuiltSet, buildSet, type CutPoints, type Names, type ReadySetRequest, type RfmSettings, readySets } from './ready-sets.js';
import type { ReadySetAnswer, ReadySetPreviewAnswer } from './ready-sets.schemas.js';
import type { ReadySetDocument, ReadySetsStore } from './ready-sets.store.js';
import type { SampledPeople } from './sampled-people.js';
import { type OrderEvent, suggestOrderEvent } from './suggest-order-event.js';

interface Dependencies {
  store: ReadySetsStore;
  computed: ComputedTraitsService;
  segments: SegmentsService;
  people: SampledPeople;
  catalogue: Catalogue;
  clock: Clock;
}

const previewMs = 2_000;
const installMs = 5_000;
/** The worker makes them of more people soon after. */
const firstLookMs = 5 * 60_000;

/** Sets of computed traits and segments that marketers know by name, installed as a whole, with their head-count before. */
export class ReadySetsService {
  constructor(private readonly deps: Dependencies) {}

  async list(workspace: string): Promise<ReadySetAnswer[]> {
    const { store, catalogue, computed } = this.deps;
    const [installed, there, events, properties] = await Promise.all([
      store.all(workspace),
      computed.names(workspace),
      catalogue.readAll(workspace, 'event'),
      catalogue.readAll(workspace, 'property'),
    ]);
    const suggested = suggestOrderEvent(events, properties);
    return readySets.map((set): ReadySetAnswer => {
      const document = installed.find((each) => each.set === set);
      const settings = document?.settings ?? (suggested && defaultsOf(set, suggested));
      const isWhole = document !== undefined && [...buildSet(requestOf(document), undefined).traits.keys()].every((name) => there.has(name));
      return {
        set,
        installed: isWhole,
        settings: settings ? { ...settings } : null,
        names: document?.names ?? {},
        cutPoints: cutPointsAnswer(document),
      };
    });
  }

  async preview(workspace: string, request: ReadySetRequest, names: Names): Promise<ReadySetPreviewAnswer> {
    const { people, clock } = this.deps;
    const startedAt = clock.now();
    const total = await people.count(workspace);
    const { asked, values, cells, cutPoints } = await this.valuesOf(workspace, request, previewMs);
    const built = buildSet(request, cutPoints, names);
    this.check(built);
    const scale = total / Math.max(asked, 1);
    const groups = valuesInOrder(request).map((value) => ({ value, people: Math.round(scale * values.filter((each) => each === value).length) }));
    const inside = Math.round(scale * values.filter((value) => value !== undefined).length);
    return {
      ...{ total, asked, groups, outside: Math.max(0, total - inside), cutPoints: cutPoints ?? null, grid: cells ? gridOf(cells, scale) : null },
      ...(await this.existing(workspace, built)),
      tookMs: Math.round(clock.now() - startedAt),
    };
  }

  /** Safe to repeat: what is there already is brought to these settings. Everyone is asked in the background, and nobody enters a journey by it. */
  async install(workspace: string, request: ReadySetRequest, names: Names, by: string): Promise<ReadySetAnswer> {
    const { store, computed, segments, clock } = this.deps;
    const { cutPoints, asked } = request.set === 'rfm' ? await this.valuesOf(workspace, request, installMs) : { cutPoints: undefined, asked: 0 };
    const built = buildSet(request, cutPoints, names);
    await computed.putAll(workspace, built.traits, by);
    for (const { key, definition } of built.segments) await segments.put(workspace, key, definition, { by, onlyNew: false, over: undefined });
    const now = new Date(clock.now());
    await store.put({
      ...{ _id: `${workspace}:${request.set}`, workspace, set: request.set, settings: request.settings, names, installedAt: now, installedBy: by },
      ...(request.set === 'rfm' && { cutPointsDueAt: new Date(now.getTime() + firstLookMs) }),
      ...(cutPoints && { cutPoints, cutPointsAt: now, cutPointsOf: asked }),
    });
    return (await this.list(workspace)).find(({ set }) => set === request.set) as ReadySetAnswer;
  }

  /** Faults of the settings, before anything is made. */
  private check({ traits }: BuiltSet): void {
    const sources = new Map([...traits].map(([name, { source }]) => [name, source]));
    for (const [name, source] of sources) {
      const problems = checkComputed(name, source, sources);
      if (problems.length > 0) throw computedErrors.invalid(name, problems);
    }
  }

  private async valuesOf(
    workspace: string,
    request: ReadySetRequest,
    budgetMs: number,
  ): Promise<{ asked: number; values: (string | undefined)[]; cells?: (RfmCell | undefined)[]; cutPoints?: CutPoints | undefined }> {
    this.check(buildSet(request, undefined));
    if (request.set === 'rfm') return await this.rfmNames(workspace, request.settings, budgetMs);
    const { traits } = buildSet(request, undefined);
    const compiled = [...traits].map(([name, definition]) => compileComputed(name, '', definition));
    const sampled = await this.deps.people.sample(workspace, compiled, { budgetMs });
    const told = sampled.map(({ values }) => (request.set === 'lifecycle' ? values.get('lifecycle_stage') : values.get('order_average')));
    return { asked: sampled.length, values: told.map((value) => (value === undefined ? undefined : String(value))) };
  }

  private async rfmNames(workspace: string, settings: RfmSettings, budgetMs: number) {
    const sampled = await this.deps.people.sample(workspace, rfmNumbers(settings), { budgetMs });
    const numbers = sampled.map(({ values }) => numbersOf(values));
    const cutPoints = cutPointsOf(numbers);
    const cells = numbers.map((each) => (cutPoints ? cellOf(each, cutPoints) : undefined));
    const values = cells.map((cell) => rfmCells.find(({ recency, value }) => recency === cell?.recency && value === cell.value)?.segment);
    return { asked: sampled.length, values, cells, cutPoints };
  }

  private async existing(workspace: string, { traits, segments }: BuiltSet): Promise<Pick<ReadySetPreviewAnswer, 'traits' | 'segments'>> {
    const [known, all] = await Promise.all([this.deps.computed.names(workspace), this.deps.segments.list(workspace, {})]);
    const keys = new Set(all.items.map(({ key }) => key));
    return {
      traits: [...traits].map(([name, { label }]) => ({ name, label, exists: known.has(name) })),
      segments: segments.map(({ key, definition }) => ({ key, name: definition.name, exists: keys.has(key) })),
    };
  }
}

function defaultsOf(set: ReadySetAnswer['set'], { event: name, property }: OrderEvent): ReadySetRequest['settings'] {
  const event = { name };
  if (set === 'rfm') return { recency: { event }, frequency: { event }, monetary: { event, property, measure: 'sum' } };
  return set === 'lifecycle' ? { event, newDays: 30, activeDays: 90, atRiskDays: 180 } : { event, property };
}

function gridOf(cells: readonly (RfmCell | undefined)[], scale: number): NonNullable<ReadySetPreviewAnswer['grid']> {
  return rfmCells.map((place) => {
    const people = cells.filter((cell) => cell?.recency === place.recency && cell.value === place.value).length;
    return { ...place, people: Math.round(scale * people) };
  });
}

function requestOf({ set, settings }: ReadySetDocument): ReadySetRequest {
  return { set, settings } as ReadySetRequest;
}

function valuesInOrder({ set }: ReadySetRequest): readonly string[] {
  return set === 'rfm' ? rfmSegments : set === 'lifecycle' ? lifecycleStages : [];
}

function cutPointsAnswer(document: ReadySetDocument | undefined): ReadySetAnswer['cutPoints'] {
  if (!document?.cutPoints || !document.cutPointsAt) return null;
  const { cutPoints, cutPointsAt, cutPointsOf: people = 0, cutPointsDueAt, lastLook } = document;
  return {
    ...cutPoints,
    at: cutPointsAt.toISOString(),
    people,
    dueAt: cutPointsDueAt?.toISOString() ?? null,
    lastLook: lastLook ? { ...lastLook, at: lastLook.at.toISOString() } : null,
  };
}
