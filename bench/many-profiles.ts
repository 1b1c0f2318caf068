import type { IdentityDocument } from '@cairn/server/profiles/core-store.js';
import { MongoCoreStore } from '@cairn/server/profiles/mongo-core-store.js';
import type { ProfileDocument } from '@cairn/server/profiles/profile.js';
import { ProfilesReader } from '@cairn/server/profiles/profiles.reader.js';
import { searchableByDefault, searchKeysOf } from '@cairn/server/profiles/search-keys.js';
import { sweepBucketOf } from '@cairn/server/profiles/sweep-bucket.js';
import { SegmentsStore } from '@cairn/server/segments/segments.store.js';
import { hashId } from '@cairn/workflows/contracts/names.js';
import type { Db } from 'mongodb';

import { seededRandom } from './harness.js';

export interface MadeUpPerson {
  userId: string;
  anonymousId: string;
  profileId: string;
  name: string;
  email: string;
  city: string;
}

const workspace = 'bench';
const batch = 5_000;
const syllables = 'an be co da el fi ga ho is ju ka lo ma ni ol pe ra si ta um vi wen yu zo'.split(' ');
/** One in `cities` people lives in each, roughly as towns differ in size: the first has a third of all. */
const cities = 2_000;

/** The same number is always the same person. */
export function madeUpPerson(index: number): MadeUpPerson {
  const random = seededRandom(index + 1);
  const word = (length: number) => Array.from({ length }, () => syllables[Math.floor(random() * syllables.length)]).join('');
  const capital = (text: string) => `${text[0]?.toUpperCase()}${text.slice(1)}`;
  const [first, last] = [word(2), word(3)];
  const anonymousId = [0, 1, 2, 3]
    .map(() =>
      Math.floor(random() * 2 ** 32)
        .toString(16)
        .padStart(8, '0'),
    )
    .join('-');
  return {
    userId: `customer-${index}`,
    anonymousId,
    profileId: hashId('profile', workspace, `event-${index}`),
    name: `${capital(first)} ${capital(last)}`,
    email: `${first}.${last}${index}@example.com`,
    city: `City ${Math.floor(cities * random() ** 3)}`,
  };
}

/** As profiles are after a year: about 1.5 kB with eight traits, a few aggregates, memberships and computed traits. Three identities each. */
function documentsOf(index: number, now: number): { profile: ProfileDocument; identities: IdentityDocument[] } {
  const person = madeUpPerson(index);
  const { profileId } = person;
  const at = new Date(now - (index % 31_536_000) * 1_000);
  const trait = (value: string | number | boolean) => ({ value, at, source: 'web', messageId: `event-${index}` });
  const traits = {
    name: trait(person.name),
    email: trait(person.email),
    city: trait(person.city),
    plan: trait(index % 3 === 0 ? 'pro' : 'free'),
    language: trait(index % 2 === 0 ? 'en' : 'de'),
    createdAt: trait(at.toISOString()),
    visits: trait(index % 97),
    newsletter: trait(index % 2 === 0),
  };
  const identities = (['userId', 'email', 'anonymousId'] as const).map((type): IdentityDocument => {
    const value = person[type];
    return { _id: `${workspace}:${type}:${value}`, workspace, type, value, owner: profileId, since: at, messageId: `event-${index}`, before: [] };
  });
  const recent = [at.getTime() - 86_400_000, at.getTime()];
  const profile: ProfileDocument = {
    ...{ _id: `${workspace}:${profileId}`, workspace, profileId, createdAt: at, updatedAt: at, lastSeenAt: at, traits, tags: {}, accounts: {} },
    searchKeys: searchKeysOf({ traits, tags: {}, accounts: {} }, searchableByDefault),
    computed: { order_count: { value: index % 7, at }, order_total: { value: (index % 700) / 10, at } },
    identities: identities.map(({ _id, type, value }) => ({ type, value, id: _id, since: at })),
    aggregates: { a1b2c3d4e5f60718: { count: 2, recent, days: {} }, b1b2c3d4e5f60718: { count: 2, recent, days: {} } },
    memberships: { [`segment-${index % 5}`]: { since: at } },
    ...{ runs: {}, entered: {}, exitTimes: {}, slots: {}, consent: { unsubscribed: {} }, bucket: sweepBucketOf(workspace, profileId) },
    ...{ version: String(index), applied: [], effects: [], epoch: 1 },
  };
  return { profile, identities };
}

/** Fills an empty database with people; the indexes are made afterwards, which is quicker. */
export async function seedProfiles(db: Db, count: number): Promise<void> {
  const now = Date.now();
  const unsafe = { ordered: false, writeConcern: { w: 1 } } as const;
  let inFlight: Promise<unknown> = Promise.resolve();
  for (let from = 0; from < count; from += batch) {
    const made = Array.from({ length: Math.min(batch, count - from) }, (_, at) => documentsOf(from + at, now));
    // One batch is made while the other is stored.
    await inFlight;
    inFlight = Promise.all([
      db.collection<ProfileDocument>('profiles').insertMany(
        made.map(({ profile }) => profile),
        unsafe,
      ),
      db.collection<IdentityDocument>('identities').insertMany(
        made.flatMap(({ identities }) => identities),
        unsafe,
      ),
    ]);
  }
  await inFlight;
  await new MongoCoreStore(db).ensureIndexes();
  await new ProfilesReader(db).ensureIndexes();
  await new SegmentsStore(db).ensureIndexes();
}
