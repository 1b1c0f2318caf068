import type { Json } from '@cairn/rules/contracts/facts.js';
import type { Collection, Db, Document } from 'mongodb';

import { collections, type WorkspaceDocument } from '../../platform/collections.js';
import { escapeKey } from '../../platform/keys.js';
import type { ProfileDocument } from '../../profiles/profile.js';
import { membersOf } from '../segments.store.js';
import { type NumberRange, type ReadValues, rangesShown } from './composition.js';
import type { StayGroup } from './history.js';
import type { Combination } from './overlap.js';

/** A page waits no longer than this for one of these; a segment of a million people takes a few seconds. */
const patience = { maxTimeMS: 30_000 } as const;
/** More are read than shown: lists and objects among them are not told apart. */
const valuesRead = 100;

/** Reads how a segment grew, whom it shares and what its people are like. Keys are checked by the caller: they become field names. */
export class InsightsReader {
  private readonly profiles: Collection<ProfileDocument>;

  constructor(private readonly db: Db) {
    this.profiles = db.collection<ProfileDocument>(collections.profiles);
  }

  async timezone(workspace: string): Promise<string> {
    const settings = await this.db.collection<WorkspaceDocument>(collections.workspaces).findOne({ _id: workspace }, { projection: { timezone: 1 } });
    return settings?.timezone ?? 'UTC';
  }

  /**
   * Present stays, and of each person the last one that is over, by the days on which they began and ended. One pass over everybody.
   * @param from stays that began earlier count as begun just before.
   */
  async stays(workspace: string, key: string, { from, zone }: { from: Date; zone: string }): Promise<StayGroup[]> {
    const [now, before] = [`memberships.${key}`, `formerMemberships.${key}`];
    const dayOf = (field: string) => ({ $dateToString: { date: { $max: [field, from] }, timezone: zone, format: '%Y-%m-%d' } });
    const stayAt = (path: string) => ({ $cond: [{ $ifNull: [`$${path}.since`, false] }, [`$${path}`], []] });
    return await this.profiles
      .aggregate<StayGroup>(
        [
          { $match: { workspace, mergedInto: { $exists: false }, $or: [{ [`${now}.since`]: { $exists: true } }, { [`${before}.until`]: { $gte: from } }] } },
          { $project: { _id: 0, stay: { $concatArrays: [stayAt(now), stayAt(before)] } } },
          { $unwind: '$stay' },
          {
            $group: {
              _id: { entered: dayOf('$stay.since'), left: { $cond: [{ $ifNull: ['$stay.until', false] }, dayOf('$stay.until'), null] } },
              stays: { $sum: 1 },
            },
          },
          { $project: { _id: 0, entered: '$_id.entered', left: '$_id.left', stays: 1 } },
        ],
        patience,
      )
      .toArray();
  }

  /** Segment → how many of its people are in it too; itself included. */
  async shared(workspace: string, key: string): Promise<Map<string, number>> {
    const found = await this.profiles
      .aggregate<{ _id: string; people: number }>(
        [{ $match: membersOf(workspace, key) }, ...segmentsOfEach, { $group: { _id: '$segment', people: { $sum: 1 } } }],
        patience,
      )
      .toArray();
    return new Map(found.map(({ _id, people }) => [_id, people]));
  }

  /** Its people by which of `others` they are in. */
  async combinations(workspace: string, key: string, others: readonly string[]): Promise<Combination[]> {
    const inside = others.map((other) => ({ $cond: [{ $ifNull: [`$memberships.${other}.since`, false] }, [other], []] }));
    const found = await this.profiles
      .aggregate<{ _id: string[]; people: number }>(
        [{ $match: membersOf(workspace, key) }, { $group: { _id: inside.length > 0 ? { $concatArrays: inside } : [], people: { $sum: 1 } } }],
        patience,
      )
      .toArray();
    return found.map(({ _id, people }) => ({ segments: [..._id].sort(), people }));
  }

  /** What a trait or computed trait holds among its people: the most frequent values, and how many there are. */
  async values(workspace: string, key: string, source: ValueSource): Promise<ReadValues> {
    const [found] = await this.profiles
      .aggregate<{ top: { _id: Json; people: number }[]; absent: { people: number }[]; all: { distinct: number; numbers: number }[] }>(
        [
          { $match: membersOf(workspace, key) },
          // What is missing and null are one group.
          { $group: { _id: fieldOf(source), people: { $sum: 1 } } },
          {
            $facet: {
              top: [{ $match: { _id: { $ne: null } } }, { $sort: { people: -1, _id: 1 } }, { $limit: valuesRead }],
              absent: [{ $match: { _id: null } }],
              all: [
                { $match: { _id: { $ne: null } } },
                { $group: { _id: null, distinct: { $sum: 1 }, numbers: { $sum: { $cond: [{ $isNumber: '$_id' }, 1, 0] } } } },
              ],
            },
          },
        ],
        { ...patience, allowDiskUse: true },
      )
      .toArray();
    const { distinct = 0, numbers = 0 } = found?.all[0] ?? {};
    return {
      counts: (found?.top ?? []).map(({ _id, people }) => ({ value: _id, people })),
      absent: found?.absent[0]?.people ?? 0,
      isNumeric: distinct > 0 && numbers === distinct,
      distinct,
    };
  }

  /** Numbers in about equally full ranges; each from its least to its greatest value. */
  async ranges(workspace: string, key: string, source: ValueSource): Promise<NumberRange[]> {
    const field = fieldOf(source);
    const found = await this.profiles
      .aggregate<{ least: number; greatest: number; people: number }>(
        [
          { $match: membersOf(workspace, key) },
          { $project: { _id: 0, value: field } },
          { $match: { value: { $type: 'number' } } },
          {
            $bucketAuto: { groupBy: '$value', buckets: rangesShown, output: { least: { $min: '$value' }, greatest: { $max: '$value' }, people: { $sum: 1 } } },
          },
        ],
        { ...patience, allowDiskUse: true },
      )
      .toArray();
    return found.map(({ least, greatest, people }) => ({ from: least, to: greatest, people }));
  }
}

export interface ValueSource {
  kind: 'trait' | 'computed';
  name: string;
}

function fieldOf({ kind, name }: ValueSource): string {
  return `$${kind === 'trait' ? 'traits' : 'computed'}.${escapeKey(name)}.value`;
}

const segmentsOfEach: Document[] = [
  { $project: { _id: 0, segment: { $map: { input: { $objectToArray: '$memberships' }, in: '$$this.k' } } } },
  { $unwind: '$segment' },
];
