import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useNavigate } from 'react-router';

import { ApiError, call } from '../api/client.js';
import { useSession } from '../api/session.js';
import { keyFromName, putNew } from './keys.js';
import { type KeptDraft, useKeptDraft } from './useKeptDraft.js';

interface DefinitionOptions<Definition> {
  /** In addresses: `segments` is listed at `/api/segments` and `/segments`. */
  noun: string;
  /** Where its pages are. Default `/noun`. */
  pages?: string;
  /** The one that is edited; null: a new one. */
  item: { key: string; liveVersion: string | null } | null;
  /** What the server has, or what a new one starts from. */
  saved: Definition;
  /** Of a new one that begins with something: unfinished others are kept apart from it. */
  begunWith?: string | undefined;
  /** The key of a new one whose name has no Latin letters. */
  fallbackKey: string;
}

export interface DefinitionEditor<Definition> extends KeptDraft<Definition> {
  busy: boolean;
  /** Why the last save failed; nothing typed is lost. */
  failure: unknown;
  /** ms since the epoch; null: not in this visit. */
  savedAt: number | null;
  /** Somebody else saved another version since this draft was begun. */
  overtaken: boolean;
  save: () => Promise<void>;
  remove: () => Promise<void>;
}

/** Edits one definition of an author: what is typed is kept on this device until it is saved; a new one gets its key from its name. */
export function useDefinition<Definition extends { name: string }>(options: DefinitionOptions<Definition>): DefinitionEditor<Definition> {
  const { noun, pages = `/${options.noun}`, item, saved, fallbackKey, begunWith = '' } = options;
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const { workspace } = useSession();
  const version = item?.liveVersion ?? null;
  const kept = useKeptDraft<Definition>(`${workspace.id}/${noun}/${item?.key ?? `new${begunWith}`}`, saved, version);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);
  const [savedAt, setSavedAt] = useState<number | null>(null);
  const list = `/api/${noun}`;
  const addressOf = (key: string): string => `${list}/${encodeURIComponent(key)}`;
  const refresh = async (key: string): Promise<void> => {
    await queryClient.invalidateQueries({ queryKey: [addressOf(key)] });
    await queryClient.invalidateQueries({ queryKey: [list] });
  };
  const putOne = async (): Promise<void> => {
    if (item === null) {
      const key = await putNew(list, keyFromName(kept.draft.name, fallbackKey), kept.draft);
      await refresh(key);
      await navigate({ pathname: `${pages}/${encodeURIComponent(key)}`, search: window.location.search }, { replace: true });
    } else {
      await call('PUT', addressOf(item.key), { body: kept.draft, headers: kept.base === null ? {} : { 'if-match': `"${kept.base}"` } });
      await refresh(item.key);
    }
    kept.forget();
  };
  const save = async (): Promise<void> => {
    setBusy(true);
    setFailure(null);
    try {
      await putOne();
      setSavedAt(Date.now());
    } catch (problem) {
      // What is saved now is read; the page then lets the author choose between the two.
      if (item !== null && problem instanceof ApiError && problem.code === 'changed-meanwhile') await refresh(item.key);
      else setFailure(problem);
    } finally {
      setBusy(false);
    }
  };
  const remove = async (): Promise<void> => {
    if (item === null) return;
    await call('DELETE', addressOf(item.key));
    kept.forget();
    await navigate(pages);
    await queryClient.invalidateQueries({ queryKey: [list] });
  };
  return { ...kept, busy, failure, savedAt, overtaken: kept.changed && kept.base !== version, save, remove };
}
