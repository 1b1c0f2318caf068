import type { MongoClient } from 'mongodb';

import { collections } from '../platform/collections.js';
import { escapeKey } from '../platform/keys.js';
import type { ProfileDocument } from '../profiles/profile.js';
import type { MatchRecord } from './model/columns.js';
import { readComparable } from './model/read-record.js';
import type { MatchField } from './model/settings.js';

type Read = Pick<ProfileDocument, 'profileId'> & { traits?: ProfileDocument['traits'] };

/**
 * Every profile of a workspace as it is compared, by id, as all of them stood at one instant: two halves of a merge are never both there. Profiles of which
 * nothing can be compared are left out. A scan that takes longer than the database keeps its past (five minutes by default) fails and is to be begun again.
 */
export async function* readSnapshot(client: MongoClient, database: string, workspace: string, fields: readonly MatchField[]): AsyncGenerator<MatchRecord> {
  const session = client.startSession({ snapshot: true });
  try {
    const cursor = client
      .db(database)
      .collection<ProfileDocument>(collections.profiles)
      // `;` follows `:`. The `_id` index gives the order.
      .find({ _id: { $gte: `${workspace}:`, $lt: `${workspace};` }, mergedInto: { $exists: false } }, { session, batchSize: 5_000 })
      .sort({ _id: 1 })
      .project<Read>({ _id: 0, profileId: 1, ...Object.fromEntries(rootsOf(fields).map((root) => [`traits.${escapeKey(root)}.value`, 1])) });
    for await (const { profileId, traits = {} } of cursor) {
      const values = fields.map((field) => readComparable(traits, field));
      if (values.some((value) => value !== null)) yield { id: profileId, values };
    }
  } finally {
    await session.endSession();
  }
}

/** Traits to read, each once. */
function rootsOf(fields: readonly MatchField[]): string[] {
  const roots = fields.flatMap(({ traits, nameWord }) => [...traits.map((path) => path.split('.')[0] ?? ''), ...(nameWord ? ['name'] : [])]);
  return [...new Set(roots)];
}
