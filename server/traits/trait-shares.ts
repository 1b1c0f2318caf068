import type { Collection, Db } from 'mongodb';

import { collections } from '../platform/collections.js';
import { unescapeKey } from '../platform/keys.js';
import type { Clock } from '../profiles/core.js';
import type { ProfileDocument } from '../profiles/profile.js';

/** How many of some people have a value for each name. */
export interface Shares {
  people: number;
  /** Fewer people were looked at than there are. */
  estimated: boolean;
  trait: Map<string, number>;
  computed: Map<string, number>;
}

/** Shares of 0.5 are right to about two in a hundred with so many. */
const peopleLookedAt = 2_000;
const freshMs = 30_000;
const workspacesKept = 1_000;

/** Which share of people has a trait: counted among the first ids, which are hashes, so as good as drawn at random. */
export class TraitShares {
  private readonly profiles: Collection<ProfileDocument>;
  private readonly known = new Map<string, { at: number; shares: Promise<Shares> }>();

  constructor(
    db: Db,
    private readonly clock: Clock,
  ) {
    this.profiles = db.collection<ProfileDocument>(collections.profiles);
  }

  async of(workspace: string): Promise<Shares> {
    const cached = this.known.get(workspace);
    if (cached !== undefined && Math.abs(this.clock.now() - cached.at) < freshMs) return await cached.shares;
    const shares = this.count(workspace);
    this.known.delete(workspace);
    this.known.set(workspace, { at: this.clock.now(), shares });
    if (this.known.size > workspacesKept) this.known.delete(this.known.keys().next().value as string);
    shares.catch(() => this.known.delete(workspace));
    return await shares;
  }

  private async count(workspace: string): Promise<Shares> {
    const names = (map: string) => ({
      $map: { input: { $filter: { input: { $objectToArray: { $ifNull: [map, {}] } }, cond: { $ne: ['$$this.v.value', null] } } }, in: '$$this.k' },
    });
    const people = await this.profiles
      .find({ _id: { $gte: `${workspace}:`, $lt: `${workspace};` }, mergedInto: { $exists: false } })
      .sort({ _id: 1 })
      .limit(peopleLookedAt + 1)
      .project<{ traits: string[]; computed: string[] }>({ _id: 0, traits: names('$traits'), computed: names('$computed') })
      .toArray();
    const estimated = people.length > peopleLookedAt;
    const counted = people.slice(0, peopleLookedAt);
    return {
      people: counted.length,
      estimated,
      trait: countNames(counted.map(({ traits }) => traits)),
      computed: countNames(counted.map(({ computed }) => computed)),
    };
  }
}

function countNames(lists: string[][]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const list of lists) for (const key of list) counts.set(unescapeKey(key), (counts.get(unescapeKey(key)) ?? 0) + 1);
  return counts;
}
