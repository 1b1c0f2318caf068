import type { EventDocument } from '@cairn/server/events/event.js';
import type { DeliveryDocument } from '@cairn/server/messages/delivery.js';
import { collections, type DecisionDocument, type RunDocument } from '@cairn/server/platform/collections.js';
import type { Effect } from '@cairn/server/profiles/profile.js';
import type { Db, Document } from 'mongodb';

/** Looked up at once. */
const pageSize = 1_000;

/**
 * What was told of one person while two were taken for one goes to whom it belongs: runs, decisions and deliveries, by the owner of the event that
 * caused them. Only what is read changes; safe to perform twice.
 */
export async function moveHistory(db: Db, workspace: string, { from, profileId, identities }: Extract<Effect, { kind: 'moveHistory' }>): Promise<void> {
  const own = new Set(identities);
  const told = { workspace, profileId: { $in: from } };
  const runs = db.collection<RunDocument>(collections.runs);
  const decisions = db.collection<DecisionDocument>(collections.decisions);
  const runIds: string[] = [];
  // Those that were recorded anew since then are told of their own person already; what was sent for them is not.
  const triggered = runs
    .find({ workspace, profileId: { $in: [...from, profileId] } })
    .project<{ runId: string; cause: string }>({ runId: 1, cause: '$run.trigger.messageId' });
  for await (const page of pagesOf(triggered)) {
    const causes = await ownedBy(db, workspace, own, page);
    runIds.push(...page.flatMap(({ runId, cause }) => (causes.has(cause) ? [runId] : [])));
  }
  for (let at = 0; at < runIds.length; at += pageSize) {
    const some = { $in: runIds.slice(at, at + pageSize) };
    await db.collection<DeliveryDocument>(collections.deliveries).updateMany({ ...told, runId: some }, { $set: { profileId } });
    await decisions.updateMany({ ...told, 'decision.runId': some }, { $set: { profileId } });
    await runs.updateMany({ ...told, runId: some }, { $set: { profileId } });
  }
  const caused = decisions.find({ ...told, 'decision.cause': { $exists: true } }).project<{ _id: string; cause: string }>({ cause: '$decision.cause' });
  for await (const page of pagesOf(caused)) {
    const causes = await ownedBy(db, workspace, own, page);
    const ids = page.flatMap(({ _id, cause }) => (causes.has(cause) ? [_id] : []));
    if (ids.length > 0) await decisions.updateMany({ _id: { $in: ids } }, { $set: { profileId } });
  }
}

/** Which of these were caused by an event that one of the identities owns. */
async function ownedBy(db: Db, workspace: string, identities: ReadonlySet<string>, page: { cause: string }[]): Promise<Set<string>> {
  const ids = [...new Set(page.map(({ cause }) => `${workspace}:${cause}`))];
  const events = await db
    .collection<EventDocument>(collections.events)
    .find({ _id: { $in: ids } })
    .project<{ messageId: string; who: string }>({ messageId: 1, who: 1 })
    .toArray();
  return new Set(events.flatMap(({ messageId, who }) => (identities.has(who) ? [messageId] : [])));
}

async function* pagesOf<T extends Document>(cursor: AsyncIterable<T>): AsyncGenerator<T[]> {
  let page: T[] = [];
  for await (const document of cursor) {
    page.push(document);
    if (page.length < pageSize) continue;
    yield page;
    page = [];
  }
  if (page.length > 0) yield page;
}
