import { useCallback, useEffect, useRef, useState } from 'react';

export interface KeptDraft<T> {
  draft: T;
  setDraft: (draft: T) => void;
  /** Differs from what is saved. */
  changed: boolean;
  /** After a save, or a deletion: drops the copy on this device. */
  forget: () => void;
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/**
 * What somebody is editing, kept on this device from the first key until it is saved, so that a reload, a crash or an ended session loses nothing.
 * `saved` may change under it (another tab, another person): an unchanged draft follows it, a changed one stays.
 */
export function useKeptDraft<T>(name: string, saved: T): KeptDraft<T> {
  const key = `cairn-draft:${name}`;
  const [draft, setState] = useState<T>(() => read<T>(key) ?? saved);
  const base = useRef(saved);
  const current = useRef(draft);
  current.current = draft;
  useEffect(() => {
    if (same(base.current, saved)) return;
    if (same(current.current, base.current)) setState(saved);
    base.current = saved;
  }, [saved]);
  const setDraft = useCallback(
    (next: T) => {
      setState(next);
      write(key, next);
    },
    [key],
  );
  const forget = useCallback(() => {
    base.current = current.current;
    write(key, null);
  }, [key]);
  return { draft, setDraft, changed: !same(draft, saved), forget };
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
