import type { Condition } from '@cairn/rules/contracts/condition.js';
import { VersionsStore } from '@cairn/server/platform/versions.store.js';
import { SegmentsStore } from '@cairn/server/segments/segments.store.js';
import type { Db, MongoClient } from 'mongodb';

/** Those who did this at least three times in a month: people are sorted while they are folded, as always. */
export function oftenIn30Days(name: string): Condition {
  return { fact: 'event', params: { name, within: { amount: 30, unit: 'day' } }, operator: 'greaterThanInclusive', value: 3 };
}

/** A segment as the API publishes it, in the workspace of the benchmarks. */
export async function publishSegment(client: MongoClient, db: Db, key: string, condition: Condition): Promise<void> {
  const segments = new SegmentsStore(db);
  await segments.ensureIndexes();
  const definition = { name: key, condition };
  await client.withSession(
    async (session) =>
      await session.withTransaction(async () => {
        const now = new Date();
        const publish = { workspace: 'bench', kind: 'segment', key, definition, by: 'bench', raiseEpoch: true, now } as const;
        const { hash, epoch } = await new VersionsStore(db).publishVersion(session, publish);
        await segments.put(session, 'bench', key, { definition, resolved: undefined, version: hash, epoch, now });
      }),
  );
}
