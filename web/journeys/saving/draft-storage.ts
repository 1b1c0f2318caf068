import { createStore, del, get, set } from 'idb-keyval';

import type { EditorDocument, EditorHistory } from '../model/history.js';

/** What this device keeps of one journey's draft: enough to lose nothing when the tab is killed. */
export interface StoredDraft {
  /** The server's draft that the changes grew from, for merging. */
  base: EditorDocument;
  baseRevision: number;
  history: EditorHistory;
  /** False: everything here is on the server too. */
  unsaved: boolean;
}

export interface DraftStorage {
  read(workspace: string, journey: string): Promise<StoredDraft | undefined>;
  write(workspace: string, journey: string, draft: StoredDraft): Promise<void>;
  remove(workspace: string, journey: string): Promise<void>;
}

/** In IndexedDB: structured clones keep the sharing of unchanged steps between the 200 steps of undo. */
export function browserDraftStorage(): DraftStorage {
  const store = createStore('cairn-journey-drafts', 'drafts');
  const keyOf = (workspace: string, journey: string): string => `${workspace}:${journey}`;
  return {
    read: async (workspace, journey) => await get<StoredDraft>(keyOf(workspace, journey), store),
    write: async (workspace, journey, draft) => await set(keyOf(workspace, journey), draft, store),
    remove: async (workspace, journey) => await del(keyOf(workspace, journey), store),
  };
}

export function memoryDraftStorage(): DraftStorage {
  const drafts = new Map<string, StoredDraft>();
  return {
    read: async (workspace, journey) => structuredClone(drafts.get(`${workspace}:${journey}`)),
    write: async (workspace, journey, draft) => void drafts.set(`${workspace}:${journey}`, structuredClone(draft)),
    remove: async (workspace, journey) => void drafts.delete(`${workspace}:${journey}`),
  };
}
