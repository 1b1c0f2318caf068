interface HistoryEntry<Document, Label> {
  /** What was done, "delete Wait 3 days". */
  label: Label;
  /** Edits with the same key within {@link mergeWithinMs} are one step of undo: a word, not its letters. */
  mergeKey?: string | undefined;
  at: number;
  before: Document;
}

/** What undo and redo go through. Immutable and plain: it can be stored as it is. */
export interface History<Document, Label> {
  past: HistoryEntry<Document, Label>[];
  present: Document;
  future: { label: Label; after: Document }[];
}

const limit = 200;
const mergeWithinMs = 1_500;

export function newHistory<Document, Label>(present: Document): History<Document, Label> {
  return { past: [], present, future: [] };
}

/** @param now ms; only for joining quick edits of one field. */
export function record<Document, Label>(
  history: History<Document, Label>,
  present: Document,
  label: Label,
  now: number,
  mergeKey?: string,
): History<Document, Label> {
  if (present === history.present) return history;
  const last = history.past[history.past.length - 1];
  if (last && mergeKey !== undefined && last.mergeKey === mergeKey && now - last.at < mergeWithinMs) {
    // Called by what it came to, not by its first letter.
    return { past: [...history.past.slice(0, -1), { ...last, label, at: now }], present, future: [] };
  }
  return { past: [...history.past, { label, mergeKey, at: now, before: history.present }].slice(-limit), present, future: [] };
}

export function undo<Document, Label>(history: History<Document, Label>): History<Document, Label> {
  const last = history.past[history.past.length - 1];
  if (!last) return history;
  return { past: history.past.slice(0, -1), present: last.before, future: [{ label: last.label, after: history.present }, ...history.future] };
}

export function redo<Document, Label>(history: History<Document, Label>): History<Document, Label> {
  const first = history.future[0];
  if (!first) return history;
  return { past: [...history.past, { label: first.label, at: 0, before: history.present }], present: first.after, future: history.future.slice(1) };
}

/** Every state that undo and redo lead to, with somebody else's changes laid into it: they undo one's own work, never another's. */
export function rebase<Document, Label>(
  history: History<Document, Label>,
  present: Document,
  onto: (document: Document) => Document,
): History<Document, Label> {
  return {
    past: history.past.map((entry) => ({ ...entry, before: onto(entry.before) })),
    present,
    future: history.future.map((entry) => ({ ...entry, after: onto(entry.after) })),
  };
}

export function undoLabel<Document, Label>(history: History<Document, Label>): Label | undefined {
  return history.past[history.past.length - 1]?.label;
}

export function redoLabel<Document, Label>(history: History<Document, Label>): Label | undefined {
  return history.future[0]?.label;
}
