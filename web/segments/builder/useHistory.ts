import type { Condition } from '@cairn/rules/contracts/condition.js';
import { useState } from 'react';

import { type History, newHistory, record, redo, redoLabel, undo, undoLabel } from '../../ui/history.js';
import { type Change, changeBetween } from '../model/change.js';
import { clausesOf } from '../model/places.js';

type Steps = History<Condition, Change>;

interface Kept {
  seen: string;
  steps: Steps;
}

export interface ConditionHistory {
  present: Condition;
  /** Takes over an edit; quick ones of one row are one step. */
  take: (condition: Condition) => void;
  undo: () => void;
  redo: () => void;
  undone: Change | undefined;
  redone: Change | undefined;
}

/**
 * Undo for one condition: 200 steps, each with its name. What was changed from outside (another tab, "discard") begins anew.
 * @param keptAs Kept under this name until the tab is closed, so that a reload undoes nothing for good.
 */
export function useHistory(value: Condition, onChange: (condition: Condition) => void, keptAs?: string): ConditionHistory {
  const text = JSON.stringify(value);
  const [kept, setKept] = useState<Kept>(() => ({ seen: text, steps: read(keptAs, text) ?? newHistory(value) }));
  const keep = (next: Kept): void => {
    setKept(next);
    write(keptAs, next.steps);
  };
  let current = kept.steps;
  if (text !== kept.seen) {
    // Our own echo is what we have already.
    if (text !== JSON.stringify(current.present)) current = newHistory<Condition, Change>(value);
    setKept({ seen: text, steps: current });
  }
  const go = (next: Steps): void => {
    if (next === current) return;
    keep({ seen: text, steps: next });
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

/** Characters of all steps together; beyond that the oldest are not kept. */
const mostKept = 1_000_000;
const nameOf = (keptAs: string): string => `cairn-undo:${keptAs}`;

/** Only what leads to what is shown. */
function read(keptAs: string | undefined, present: string): Steps | undefined {
  if (keptAs === undefined) return undefined;
  try {
    const steps = JSON.parse(window.sessionStorage.getItem(nameOf(keptAs)) ?? 'null') as Steps | null;
    return steps && JSON.stringify(steps.present) === present ? steps : undefined;
  } catch {
    return undefined;
  }
}

function write(keptAs: string | undefined, steps: Steps): void {
  if (keptAs === undefined) return;
  try {
    let kept = steps;
    let text = JSON.stringify(kept);
    while (text.length > mostKept && kept.past.length > 0) {
      kept = { ...kept, past: kept.past.slice(Math.ceil(kept.past.length / 2)), future: [] };
      text = JSON.stringify(kept);
    }
    window.sessionStorage.setItem(nameOf(keptAs), text);
  } catch {
    // Full or forbidden: undo then lives as long as the page.
  }
}
