import type { Db } from 'mongodb';

import type { WorkspaceDocument } from '../platform/collections.js';
import { type KeyDocument, KeysStore, type NewKey } from './keys.store.js';
import { SessionsStore } from './sessions.store.js';
import { type NewUser, type UserDocument, UsersStore } from './users.store.js';
import { type NewWorkspace, WorkspacesStore } from './workspaces.store.js';

/** What the embedded mode, tests and benchmarks need to make a workspace usable, as plain functions on the database. */

export async function createWorkspace(db: Db, workspace: NewWorkspace): Promise<WorkspaceDocument> {
  return await new WorkspacesStore(db).create(workspace);
}

/** Adds an account, or gives the one with this address a new password. */
export async function createUser(db: Db, user: NewUser): Promise<UserDocument> {
  return await new UsersStore(db).put(user);
}

/** The answered `key` is shown nowhere else again. */
export async function createApiKey(db: Db, request: NewKey): Promise<{ key: string; document: KeyDocument }> {
  return await new KeysStore(db).createApiKey(request);
}

/** A source is what a write key stands for: events sent with it carry `source`. */
export async function createWriteKey(db: Db, request: NewKey & { source: string }): Promise<{ key: string; document: KeyDocument }> {
  return await new KeysStore(db).createWriteKey(request);
}

/** A token that signs its user in once, through `/sign-in/TOKEN`. Default: valid for an hour. */
export async function createSignInLink(db: Db, request: { workspace: string; userId: string; now: Date; durationMs?: number }): Promise<string> {
  return await new SessionsStore(db).makeLink(request.workspace, request.userId, new Date(request.now.getTime() + (request.durationMs ?? 3_600_000)));
}
