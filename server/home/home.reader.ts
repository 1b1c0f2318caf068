import type { Db, Document } from 'mongodb';

import { type CatalogueDocument, hourOf } from '../events/catalogue.js';
import { MatchingSettingsStore } from '../matching/matching-settings.store.js';
import { collections, type JourneyDocument, type WorkspaceDocument } from '../platform/collections.js';
import type { HomeAnswer } from './home.schemas.js';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const days = 14;
/** The page must come although a workspace is large; what takes longer is shown as zero and asked again next time. */
const patience = { maxTimeMS: 3_000 } as const;

type Numbers = HomeAnswer['numbers'][number];

export class HomeReader {
  constructor(private readonly db: Db) {}

  async steps(workspace: string): Promise<HomeAnswer['steps']> {
    const exists = async (collection: string, filter: Document) =>
      (await this.db.collection(collection).findOne({ workspace, ...filter }, { projection: { _id: 1 }, ...patience })) !== null;
    const [eventReceived, settings, segmentMade, journeyLive, messageSent] = await Promise.all([
      exists(collections.catalogue, { kind: 'event' }),
      this.db.collection<WorkspaceDocument>(collections.workspaces).findOne({ _id: workspace }),
      exists(collections.segments, {}),
      exists(collections.journeys, { state: 'live' }),
      exists(collections.deliveries, { state: 'sent' }),
    ]);
    return { eventReceived, profileOpened: settings?.profileOpenedAt !== undefined, segmentMade, journeyLive, messageSent };
  }

  async numbers(workspace: string, now: number): Promise<Numbers[]> {
    const [events, newPeople, entries, delivered] = await Promise.all([
      this.eventsByDay(workspace, now),
      this.countByDay(collections.profiles, 'createdAt', { workspace }, now),
      this.countByDay(collections.runs, 'enteredAt', { workspace }, now),
      this.countByDay(collections.deliveries, 'createdAt', { workspace, state: 'sent' }, now),
    ]);
    return [numberOf('events', events), numberOf('newPeople', newPeople), numberOf('entries', entries), numberOf('delivered', delivered)];
  }

  private async eventsByDay(workspace: string, now: number): Promise<number[]> {
    const hours = Array.from({ length: days * 24 }, (_, ago) => hourOf(new Date(now - ago * hourMs)));
    const documents = await this.db
      .collection<CatalogueDocument>(collections.catalogue)
      .find({ _id: { $in: hours.map((hour) => `${workspace}:hour:${hour}`) } })
      .toArray();
    const counts = new Map(documents.map((document) => [document.name, document.count]));
    const series = new Array<number>(days).fill(0);
    hours.forEach((hour, ago) => {
      const day = days - 1 - Math.floor(ago / 24);
      series[day] = (series[day] ?? 0) + (counts.get(hour) ?? 0);
    });
    return series;
  }

  private async countByDay(collection: string, field: string, filter: Document, now: number): Promise<number[]> {
    const since = new Date(now - days * dayMs);
    const groups = await this.db
      .collection(collection)
      .aggregate<{ _id: number; count: number }>(
        [
          { $match: { ...filter, [field]: { $gt: since, $lte: new Date(now) } } },
          { $group: { _id: { $floor: { $divide: [{ $subtract: [`$${field}`, since] }, dayMs] } }, count: { $sum: 1 } } },
        ],
        patience,
      )
      .toArray()
      .catch(() => []);
    const series = new Array<number>(days).fill(0);
    for (const { _id, count } of groups) series[Math.min(_id, days - 1)] = (series[Math.min(_id, days - 1)] ?? 0) + count;
    return series;
  }

  async needsYou(workspace: string): Promise<HomeAnswer['needsYou']> {
    const count = async (collection: string, filter: Document) =>
      await this.db.collection(collection).countDocuments({ workspace, ...filter }, { limit: 1_000, ...patience });
    const { thresholds } = await new MatchingSettingsStore(this.db).read(workspace);
    const [failed, unknown, deadLetters, duplicates] = await Promise.all([
      count(collections.deliveries, { state: 'failed' }),
      count(collections.deliveries, { state: 'unknown' }),
      count(collections.events, { refused: { $exists: true } }),
      count(collections.matchPairs, { state: 'open', weight: { $gte: thresholds.review } }),
    ]);
    const all: HomeAnswer['needsYou'] = [
      { kind: 'unknown-deliveries', count: unknown, href: '/deliveries?state=unknown' },
      { kind: 'failed-deliveries', count: failed, href: '/deliveries?state=failed' },
      { kind: 'dead-letters', count: deadLetters, href: '/dead-letters' },
      { kind: 'duplicates', count: duplicates, href: '/matching' },
    ];
    return all.filter((row) => row.count > 0);
  }

  async liveJourneys(workspace: string): Promise<HomeAnswer['liveJourneys']> {
    const journeys = await this.db
      .collection<JourneyDocument>(collections.journeys)
      .find({ workspace, state: { $in: ['live', 'paused'] } })
      .sort({ updatedAt: -1 })
      .limit(20)
      .toArray();
    const runs = this.db.collection(collections.runs);
    return await Promise.all(
      journeys.map(async ({ key, draft, state }) => {
        const [active, entered] = await Promise.all([
          runs.countDocuments({ workspace, journey: key, state: 'active' }, patience),
          runs.countDocuments({ workspace, journey: key }, patience),
        ]);
        return { key, name: draft.name, state: state === 'paused' ? ('paused' as const) : ('live' as const), active, entered };
      }),
    );
  }
}

function numberOf(key: Numbers['key'], series: number[]): Numbers {
  return { key, value: series[days - 1] ?? 0, previous: series[days - 8] ?? 0, series };
}
