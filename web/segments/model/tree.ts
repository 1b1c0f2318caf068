import type { Combinator } from './query.js';

/** all, any, not around leaves: what a `where` and a condition on accounts are. */
export type Tree<Leaf> = { all: Tree<Leaf>[] } | { any: Tree<Leaf>[] } | { not: Tree<Leaf> } | Leaf;

/** The same as cards show it: no "not", but "none of these". */
export interface TreeGroup<Leaf> {
  combinator: Combinator;
  rows: (Leaf | TreeGroup<Leaf>)[];
}

export function isTreeGroup<Leaf extends { fact: string }>(row: Leaf | TreeGroup<Leaf>): row is TreeGroup<Leaf> {
  return 'rows' in row;
}

/** The outermost is always a group; nothing is one without rows. */
export function toGroup<Leaf extends { fact: string }>(tree: Tree<Leaf> | undefined): TreeGroup<Leaf> {
  if (tree === undefined) return { combinator: 'all', rows: [] };
  const row = toRow(tree);
  return isTreeGroup(row) ? row : { combinator: 'all', rows: [row] };
}

function toRow<Leaf extends { fact: string }>(tree: Tree<Leaf>): Leaf | TreeGroup<Leaf> {
  if ('fact' in tree) return tree;
  if ('all' in tree) return { combinator: 'all', rows: tree.all.map(toRow) };
  if ('any' in tree) return { combinator: 'any', rows: tree.any.map(toRow) };
  const { not } = tree;
  // "Not any of" is "none of": one card instead of a card in a card.
  return { combinator: 'none', rows: 'any' in not ? not.any.map(toRow) : [toRow(not)] };
}

/** Undefined: nothing is asked. Groups without rows go: they would be refused on save. */
export function toTree<Leaf extends { fact: string }>({ combinator, rows }: TreeGroup<Leaf>): Tree<Leaf> | undefined {
  const parts = rows.flatMap((row): Tree<Leaf>[] => {
    const part: Tree<Leaf> | undefined = isTreeGroup(row) ? toTree(row) : row;
    return part === undefined ? [] : [part];
  });
  const [only] = parts;
  if (only === undefined) return undefined;
  if (combinator === 'all') return { all: parts };
  if (combinator === 'any') return { any: parts };
  return { not: parts.length === 1 && !('any' in only) ? only : { any: parts } };
}
