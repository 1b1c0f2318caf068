import type { ConditionContext } from '../model/clauses.js';
import type { GroupRow } from '../model/query.js';
import type { RowProblem } from './useProblems.js';

/** What every row knows beside its own clause; handed through the library. */
export interface BuilderContext {
  conditionContext: ConditionContext;
  /** Where the group that is open on its own stands; []: all is open. */
  base: number[];
  /** The group that is open: what the library draws now. Its own copy is empty while it is drawn for the first time. */
  shown: GroupRow;
  problems: RowProblem[];
  /** Also say what is merely not filled in yet. */
  sayAll: boolean;
  /** Row ("0.2") → what it removes or adds, in words. */
  notes: ReadonlyMap<string, string>;
  open: (group: number[]) => void;
}

/** "1.2" for the second group of the outermost. */
export function groupName(path: readonly number[]): string {
  return ['1', ...path.map((index) => String(index + 1))].join('.');
}
