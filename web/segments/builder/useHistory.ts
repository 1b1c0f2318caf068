import type { Condition } from '@cairn/rules/contracts/condition.js';
import { useState } from 'react';

import { type History, newHistory, record, redo, redoLabel, undo, undoLabel } from '../../ui/history.js';
import { type Change, changeBetween } from '../model/change.js';
import { clausesOf } from '../model/places.js';

type Steps = History<Condition, Change>;

export interface ConditionHistory {
  present: Condition;
  /** Takes over an edit; quick ones of one row are one step. */
  take: (condition: Condition) => void;
  undo: () => void;
  redo: () => void;
  undone: Change | undefined;
  redone: Change | undefined;
}

/** Undo for one condition: 200 steps, each with its name. What was changed from outside (another tab, "discard") begins anew. */
export function useHistory(value: Condition, onChange: (condition: Condition) => void): ConditionHistory {
  const text = JSON.stringify(value);
  const [kept, setKept] = useState<{ seen: string; steps: Steps }>(() => ({ seen: text, steps: newHistory(value) }));
  let current = kept.steps;
  if (text !== kept.seen) {
    // Our own echo is what we have already.
    if (text !== JSON.stringify(current.present)) current = newHistory<Condition, Change>(value);
    setKept({ seen: text, steps: current });
  }
  const go = (next: Steps): void => {
    if (next === current) return;
    setKept({ seen: text, steps: next });
    onChange(next.present);
  };
  return {
    present: current.present,
    take: (condition) => {
      if (JSON.stringify(condition) === JSON.stringify(current.present)) return;
      const change = changeBetween(current.present, condition);
      go(record(current, condition, change, Date.now(), change.kind === 'change' ? whereOf(current.present, condition) : undefined));
    },
    undo: () => go(undo(current)),
    redo: () => go(redo(current)),
    undone: undoLabel(current),
    redone: redoLabel(current),
  };
}

/** The place of the one clause that differs: typing into it is one step. */
function whereOf(before: Condition, after: Condition): string {
  const [old, now] = [textsOf(before), textsOf(after)];
  return String(now.findIndex((text, at) => text !== old[at]));
}

function textsOf(condition: Condition): string[] {
  return clausesOf(condition).map(({ clause }) => JSON.stringify(clause));
}
