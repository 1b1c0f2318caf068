import type { Clause, Condition, ConditionReference } from '@cairn/rules/contracts/condition.js';

import { clausesOf } from './places.js';

/** What an edit did, for the names of undo and redo. `clause`: the one it was about. */
export interface Change {
  kind: 'add' | 'remove' | 'change' | 'arrange' | 'rewrite';
  clause?: Clause | ConditionReference;
}

/** Which change leads from one condition to the other. */
export function changeBetween(before: Condition, after: Condition): Change {
  const [old, now] = [before, after].map((condition) => clausesOf(condition).map(({ clause }) => clause as Clause | ConditionReference)) as [
    (Clause | ConditionReference)[],
    (Clause | ConditionReference)[],
  ];
  const gone = without(old, now);
  const come = without(now, old);
  const [first, second] = [come[0], gone[0]];
  if (come.length === 0 && gone.length === 0) return { kind: 'arrange' };
  if (come.length === 1 && gone.length === 1 && first) return { kind: 'change', clause: first };
  if (gone.length === 0 && first) return { kind: 'add', clause: first };
  if (come.length === 0 && second) return { kind: 'remove', clause: second };
  return { kind: 'rewrite' };
}

/** Those of the one list that the other lacks; equal ones count one by one. */
function without<T>(of: T[], others: T[]): T[] {
  const left = new Map<string, number>();
  for (const other of others) left.set(JSON.stringify(other), (left.get(JSON.stringify(other)) ?? 0) + 1);
  return of.filter((one) => {
    const text = JSON.stringify(one);
    const known = left.get(text) ?? 0;
    if (known > 0) left.set(text, known - 1);
    return known === 0;
  });
}
