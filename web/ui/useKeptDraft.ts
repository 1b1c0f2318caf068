import { useState } from 'react';

export interface KeptDraft<T> {
  draft: T;
  setDraft: (draft: T) => void;
  /** Differs from what is saved. */
  changed: boolean;
  /** The saved version that the draft was begun on; null: none. */
  base: string | null;
  /** What is saved has moved on since: the draft is now meant over it. */
  rebase: () => void;
  /** After a save, or to give it up: drops the copy on this device, and shows what is saved. */
  forget: () => void;
}

interface Kept<T> {
  draft: T;
  base: string | null;
}

/**
 * What somebody is editing, kept on this device from the first key until it is saved, so that a reload, a crash or an ended session loses nothing.
 * `saved` may change under it (another tab, another person): an unchanged draft follows it, a changed one stays, and knows by `base` what it was begun on.
 */
export function useKeptDraft<T>(name: string, saved: T, version: string | null): KeptDraft<T> {
  const key = `cairn-draft:${name}`;
  const [kept, setKept] = useState<Kept<T> | null>(() => read<Kept<T>>(key));
  const keep = (next: Kept<T> | null): void => {
    setKept(next);
    write(key, next);
  };
  const changed = kept !== null && JSON.stringify(kept.draft) !== JSON.stringify(saved);
  const base = changed ? kept.base : version;
  return {
    draft: kept?.draft ?? saved,
    setDraft: (draft) => keep({ draft, base }),
    changed,
    base,
    rebase: () => kept && keep({ ...kept, base: version }),
    forget: () => keep(null),
  };
}

function read<T>(key: string): T | null {
  try {
    const text = window.localStorage.getItem(key);
    return text === null ? null : (JSON.parse(text) as T);
  } catch {
    return null;
  }
}

function write(key: string, value: unknown): void {
  try {
    if (value === null) window.localStorage.removeItem(key);
    else window.localStorage.setItem(key, JSON.stringify(value));
  } catch {
    // Full or forbidden: the draft then lives as long as the page.
  }
}
