import type { JourneyDefinition, JourneyLayout } from '@cairn/workflows/contracts/journey.js';

import type { Phrase } from './phrase.js';

/** What undo goes back to. */
export interface EditorDocument {
  definition: JourneyDefinition;
  layout: JourneyLayout;
}

interface HistoryEntry {
  /** What was done, "delete Wait 3 days". */
  label: Phrase;
  /** Edits with the same key within {@link mergeWithinMs} are one step of undo: a word, not its letters. */
  mergeKey?: string;
  at: number;
  before: EditorDocument;
}

/** Immutable and plain: it is stored on the device as it is, and survives a reload. Unchanged steps are shared between entries. */
export interface History {
  past: HistoryEntry[];
  present: EditorDocument;
  future: { label: Phrase; after: EditorDocument }[];
}

const limit = 200;
const mergeWithinMs = 1_500;

export function newHistory(present: EditorDocument): History {
  return { past: [], present, future: [] };
}

/** @param now ms; only for joining quick edits of one field. */
export function record(history: History, present: EditorDocument, label: Phrase, now: number, mergeKey?: string): History {
  if (present === history.present) return history;
  const last = history.past[history.past.length - 1];
  if (last && mergeKey !== undefined && last.mergeKey === mergeKey && now - last.at < mergeWithinMs) {
    return { past: [...history.past.slice(0, -1), { ...last, at: now }], present, future: [] };
  }
  return { past: [...history.past, { label, mergeKey, at: now, before: history.present }].slice(-limit), present, future: [] };
}

export function undo(history: History): History {
  const last = history.past[history.past.length - 1];
  if (!last) return history;
  return { past: history.past.slice(0, -1), present: last.before, future: [{ label: last.label, after: history.present }, ...history.future] };
}

export function redo(history: History): History {
  const first = history.future[0];
  if (!first) return history;
  return { past: [...history.past, { label: first.label, at: 0, before: history.present }], present: first.after, future: history.future.slice(1) };
}

/** Every state that undo and redo lead to, with somebody else's changes laid into it: they undo one's own work, never another's. */
export function rebase(history: History, present: EditorDocument, onto: (document: EditorDocument) => EditorDocument): History {
  return {
    past: history.past.map((entry) => ({ ...entry, before: onto(entry.before) })),
    present,
    future: history.future.map((entry) => ({ ...entry, after: onto(entry.after) })),
  };
}

export function undoLabel(history: History): Phrase | undefined {
  return history.past[history.past.length - 1]?.label;
}

export function redoLabel(history: History): Phrase | undefined {
  return history.future[0]?.label;
}
