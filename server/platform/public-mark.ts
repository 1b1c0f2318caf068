import type { ClientSession, Db } from 'mongodb';

import { collections } from './collections.js';

/** What is deleted is public no more: made anew under its name, it is somebody's decision anew. In the transaction of the deletion. */
export async function clearPublicMark(db: Db, session: ClientSession, workspace: string, kind: 'computed' | 'segment' | 'tag', name: string): Promise<void> {
  await db
    .collection<{ _id: string }>(collections.catalogue)
    .updateOne({ _id: `${workspace}:${kind}:${name}` }, { $unset: { 'note.public': '' } }, { session });
}
