import { seededRandom } from '@cairn/rules/engine/seeded-random.js';
import type { Db } from 'mongodb';

import { collections } from '../platform/collections.js';
import type { ProfileDocument } from '../profiles/profile.js';
import type { MatchingRunDocument } from './matching.documents.js';
import { defaultModelSettings, defaultThresholds } from './model/default-settings.js';

const firstNames = ['anna', 'bela', 'carla', 'dario', 'emil', 'frieda', 'gustav', 'hanna', 'ivan', 'judith', 'karim', 'lena', 'marek', 'nora', 'otto', 'paula'];
const lastNames = ['adler', 'brandt', 'conti', 'dahl', 'ebert', 'fiala', 'garcia', 'horvat', 'ito', 'jansen', 'kowalski', 'larsen', 'meier', 'novak', 'okafor'];
const cities = ['aarau', 'bern', 'chur', 'davos', 'egg', 'freiburg'];

/** Strangers, and some who are there twice with a typing error; ids `p000…` and, for their doubles, `q000…`. */
export function inventPeople(strangers: number, doubles: number, seed = 1): { id: string; traits: { [name: string]: string } }[] {
  const random = seededRandom(seed);
  const pick = (from: readonly string[]) => from[Math.floor(random() * from.length)] ?? '';
  const people = Array.from({ length: strangers }, (_, n) => {
    const [first_name, last_name] = [pick(firstNames), pick(lastNames)];
    const birthday = new Date(Date.UTC(1950, 0, 1) + Math.floor(random() * 20_000) * 86_400_000).toISOString().slice(0, 10);
    return {
      id: `p${String(n).padStart(3, '0')}`,
      traits: { first_name, last_name, birthday, city: pick(cities), email: `${first_name}.${last_name}${n}@example.com` },
    };
  });
  const copies = people.slice(0, doubles).map(({ id, traits }) => {
    const { last_name, birthday } = traits;
    return {
      id: id.replace('p', 'q'),
      traits: { ...traits, last_name: `${last_name.slice(0, 2)}${last_name.slice(3)}`, birthday, email: `${traits.first_name}@example.org` },
    };
  });
  return [...people, ...copies];
}

export async function storePeople(db: Db, workspace: string, people: readonly { id: string; traits: { [name: string]: string } }[]): Promise<void> {
  await db.collection<ProfileDocument>(collections.profiles).insertMany(
    people.map(
      ({ id, traits }) =>
        ({
          _id: `${workspace}:${id}`,
          workspace,
          profileId: id,
          createdAt: new Date(0),
          traits: Object.fromEntries(Object.entries(traits).map(([name, value]) => [name, { value, at: new Date(0), source: 'test', messageId: 'm' }])),
          identities: [],
          memberships: {},
          runs: {},
        }) as unknown as ProfileDocument,
    ),
  );
}

export function newRun(workspace: string, runId: string, change: Partial<MatchingRunDocument> = {}): MatchingRunDocument {
  const startedAt = new Date(1_000);
  return {
    _id: `${workspace}:${runId}`,
    workspace,
    runId,
    state: 'running',
    phase: 'waiting',
    done: 0,
    total: 0,
    settings: defaultModelSettings,
    thresholds: defaultThresholds,
    startedAt,
    startedBy: 'user:test',
    touchedAt: startedAt,
    ...change,
  };
}
