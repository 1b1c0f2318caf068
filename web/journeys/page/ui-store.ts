import { createContext, useContext, useMemo, useSyncExternalStore } from 'react';

import type { Phrase } from '../model/phrase.js';
import type { Port } from '../model/ports.js';

/** What a drag carries, and where it may be dropped. */
export type Drag =
  | { kind: 'add'; type: import('@cairn/workflows/contracts/journey.js').StepType; ports: ReadonlySet<string> }
  | { kind: 'move'; id: string; ports: ReadonlySet<string> }
  | { kind: 'connect'; port: Port; steps: ReadonlySet<string> };

/** The one menu that may be open on the canvas. `at` in client px. */
export type CanvasMenu =
  | { kind: 'add'; port: Port; at: { x: number; y: number } }
  | { kind: 'connect'; port: Port | null; id: string; at: { x: number; y: number } }
  | { kind: 'move'; id: string; at: { x: number; y: number } };

/** What is looked at, as opposed to what is edited; not in any file, not undone. */
export interface UiState {
  /** The node that Tab comes to (roving tabindex). */
  current: string;
  /** Stays where it is on the screen at the next layout, until another step is current; null: the current one does. */
  anchor: string | null;
  selected: ReadonlySet<string>;
  drag: Drag | null;
  menu: CanvasMenu | null;
  /** Asks which branch stays. */
  deleting: string | null;
  /** Told to screen readers, politely. */
  said: Phrase | null;
}

export class UiStore {
  private state: UiState = { current: '@trigger', anchor: null, selected: new Set(), drag: null, menu: null, deleting: null, said: null };
  private readonly listeners = new Set<() => void>();
  /** What forms keep of a choice that was left for another one, by their own names. */
  readonly kept = new Map<string, unknown>();

  get = (): UiState => this.state;

  set = (change: Partial<UiState>): void => {
    this.state = { ...this.state, ...(change.current === undefined ? {} : { anchor: null }), ...change };
    for (const listener of this.listeners) listener();
  };

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };
}

export const UiStoreContext = createContext<UiStore | null>(null);

export function useUiStore(): UiStore {
  const store = useContext(UiStoreContext);
  if (!store) throw new Error('useUiStore outside a journey page');
  return store;
}

/** What a form remembers as long as the journey is open, whatever else is looked at meanwhile. @param name tells forms apart */
export function useKept<T>(name: string): { get(): T | undefined; set(value: T): void } {
  const { kept } = useUiStore();
  return useMemo(() => ({ get: () => kept.get(name) as T | undefined, set: (value) => void kept.set(name, value) }), [kept, name]);
}

/** @param select must answer the same value for the same state. */
export function useUi<T>(select: (state: UiState) => T): T {
  const store = useUiStore();
  return useSyncExternalStore(store.subscribe, () => select(store.get()));
}
