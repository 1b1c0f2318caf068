import type { Condition } from '@cairn/rules/contracts/condition.js';

/**
 * Where a part of a condition (`all.0.not.any.2.params.where`) stands among the builder's rows ([0, 2]); undefined: it is the outermost group, or
 * nowhere. "Not any of" is one card, and a lone clause is the first row of the outermost group.
 */
export function rowOf(condition: Condition, path: string): number[] | undefined {
  const row: number[] = [];
  let part: Condition | undefined = condition;
  const steps = path === '' ? [] : path.split('.');
  const isGroup = (at: Condition): boolean => 'all' in at || 'any' in at || 'not' in at;
  if (!isGroup(condition)) return [0];
  while (part !== undefined && isGroup(part)) {
    if ('not' in part) {
      if (steps.shift() !== 'not') break;
      const inner: Condition = part.not;
      // The group inside is the same card.
      if (!('any' in inner)) row.push(0);
      else if (steps.shift() === 'any' && steps.length > 0) {
        const at = Number(steps.shift());
        row.push(at);
        part = inner.any[at];
        continue;
      } else break;
      part = inner;
      continue;
    }
    const list = 'all' in part ? part.all : (part as { any: Condition[] }).any;
    if (steps.shift() === undefined) break;
    const at = Number(steps.shift());
    if (!Number.isInteger(at)) break;
    row.push(at);
    part = list[at];
  }
  return row.length === 0 ? undefined : row;
}

/** Every clause with its place among the rows and in the condition, in reading order. */
export function clausesOf(condition: Condition): { row: number[]; path: string; clause: Condition }[] {
  const found: { row: number[]; path: string; clause: Condition }[] = [];
  const visit = (part: Condition, path: string, row: number[]): void => {
    const into = (step: string) => (path === '' ? step : `${path}.${step}`);
    if ('all' in part) for (const [at, inner] of part.all.entries()) visit(inner, into(`all.${at}`), [...row, at]);
    else if ('any' in part) for (const [at, inner] of part.any.entries()) visit(inner, into(`any.${at}`), [...row, at]);
    else if ('not' in part && 'any' in part.not) for (const [at, inner] of part.not.any.entries()) visit(inner, into(`not.any.${at}`), [...row, at]);
    else if ('not' in part) visit(part.not, into('not'), [...row, 0]);
    else found.push({ row: row.length === 0 ? [0] : row, path, clause: part });
  };
  visit(condition, '', []);
  return found;
}
