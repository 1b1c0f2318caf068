import { localTime, startOfDay } from '@cairn/rules/time/zone.js';

import type { Clock } from '../../profiles/core.js';
import type { SensitiveTraits } from '../../profiles/sensitive-traits.js';
import { KeptCounts } from '../kept-counts.js';
import { segmentErrors } from '../segments.errors.js';
import type { SegmentsStore } from '../segments.store.js';
import { compositionOf, isCutIntoRanges } from './composition.js';
import { daysUntil, historyOf } from './history.js';
import type { InsightsReader } from './insights.reader.js';
import type { CompositionQuery, SegmentComposition, SegmentHistory, SegmentOverlap } from './insights.schemas.js';
import { nearest, shownCombinations } from './overlap.js';

interface Dependencies {
  store: SegmentsStore;
  reader: InsightsReader;
  sensitive: SensitiveTraits;
  clock: Clock;
}

/** What a segment's people tell: how it grew, whom it shares, what they are like. Counted when asked; what is slow is shared and kept for a while. */
export class InsightsService {
  private readonly counts: KeptCounts;

  constructor(private readonly deps: Dependencies) {
    this.counts = new KeptCounts(deps.clock);
  }

  async history(workspace: string, key: string, days: number): Promise<SegmentHistory> {
    await this.check(workspace, key);
    return await this.counts.of(`${workspace} history ${key} ${days}`, async () => {
      const { reader, clock } = this.deps;
      const now = clock.now();
      const timezone = await reader.timezone(workspace);
      const calendar = daysUntil(dayOf(timezone, now), days);
      const from = new Date(startOf(timezone, calendar[0] as string) - 1);
      return { timezone, days: historyOf(await reader.stays(workspace, key, { from, zone: timezone }), calendar), at: new Date(now).toISOString() };
    });
  }

  async overlap(workspace: string, key: string): Promise<SegmentOverlap> {
    await this.check(workspace, key);
    return await this.counts.of(`${workspace} overlap ${key}`, async () => {
      const { store, reader, clock } = this.deps;
      const names = new Map((await store.all(workspace)).map((segment) => [segment.key, segment.draft.name]));
      const shared = await reader.shared(workspace, key);
      // Deleted ones stand on profiles until these are folded again.
      const others = nearest(new Map([...shared].filter(([other]) => names.has(other))), key);
      const [members, combinations] = await Promise.all([store.countMembers(workspace, others), reader.combinations(workspace, key, others)]);
      return {
        members: combinations.reduce((sum, { people }) => sum + people, 0),
        others: others.map((other) => ({ key: other, name: names.get(other) ?? other, members: members.get(other) ?? 0, shared: shared.get(other) ?? 0 })),
        ...shownCombinations(combinations),
        at: new Date(clock.now()).toISOString(),
      };
    });
  }

  /** @throws UserError `sensitive-trait` */
  async composition(workspace: string, key: string, query: CompositionQuery): Promise<SegmentComposition> {
    await this.check(workspace, key);
    const { store, reader, sensitive, clock } = this.deps;
    if (query.kind === 'trait' && (await sensitive.of(workspace)).has(query.name)) throw segmentErrors.sensitiveTrait(query.name);
    return await this.counts.of(`${workspace} composition ${key} ${query.kind} ${query.name}`, async () => {
      const [read, members] = await Promise.all([reader.values(workspace, key, query), store.countMembers(workspace, [key])]);
      const people = members.get(key) ?? 0;
      const at = new Date(clock.now()).toISOString();
      if (!isCutIntoRanges(read)) return { members: people, ...compositionOf(read, people), ranges: [], at };
      return { members: people, values: [], others: 0, absent: read.absent, ranges: await reader.ranges(workspace, key, query), at };
    });
  }

  private async check(workspace: string, key: string): Promise<void> {
    if ((await this.deps.store.read(workspace, key)) === null) throw segmentErrors.unknown(key);
  }
}

function dayOf(zone: string, instant: number): string {
  const local = localTime(zone, instant);
  if (local === undefined) throw new TypeError(`${instant} is no instant.`);
  return [String(local.year).padStart(4, '0'), String(local.month).padStart(2, '0'), String(local.day).padStart(2, '0')].join('-');
}

function startOf(zone: string, day: string): number {
  const [year, month, date] = day.split('-').map(Number) as [number, number, number];
  return startOfDay(zone, { year, month, day: date });
}
