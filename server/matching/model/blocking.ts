import type { Columns } from './columns.js';
import type { BlockingPart, BlockingRule, MatchField } from './settings.js';

/** The blocks of one rule. */
export interface RuleBlocks {
  /** Record → block, -1 where a part is missing or the block is left out. */
  blockOf: Int32Array;
  /** Records of each block, ascending; blocks of one are not kept. */
  blocks: Int32Array[];
  /** Pairs of all blocks, before other rules take theirs. */
  pairs: number;
  /** Blocks larger than allowed: so common a value says too little to be worth its pairs. */
  leftOut: { key: string; records: number }[];
}

/** @param mostInBlock a block of more records is left out. */
export function blocksOf(columns: Columns, fields: readonly MatchField[], rule: BlockingRule, mostInBlock: number): RuleBlocks {
  const keys = keysOf(columns, fields, rule);
  const members = new Map<string, number[]>();
  keys.forEach((key, row) => {
    if (key === null) return;
    const rows = members.get(key);
    if (rows) rows.push(row);
    else members.set(key, [row]);
  });
  const result: RuleBlocks = { blockOf: new Int32Array(columns.ids.length).fill(-1), blocks: [], pairs: 0, leftOut: [] };
  for (const [key, rows] of members) {
    if (rows.length < 2) continue;
    if (rows.length > mostInBlock) {
      result.leftOut.push({ key, records: rows.length });
      continue;
    }
    for (const row of rows) result.blockOf[row] = result.blocks.length;
    result.blocks.push(Int32Array.from(rows));
    result.pairs += (rows.length * (rows.length - 1)) / 2;
  }
  return result;
}

/** Which of `slices` equal parts of the work to do; each block is in exactly one. */
export interface Slice {
  index: number;
  of: number;
}

/** Every pair that shares a block of some rule, once: a pair belongs to the first rule that brings it together. `a < b`. */
export function forEachPair(rules: readonly RuleBlocks[], slice: Slice, visit: (a: number, b: number, rule: number) => void): void {
  rules.forEach(({ blocks }, rule) => {
    const earlier = rules.slice(0, rule).map(({ blockOf }) => blockOf);
    blocks.forEach((rows, block) => {
      if ((block + rule) % slice.of !== slice.index) return;
      for (let i = 0; i < rows.length; i += 1) {
        const a = rows[i] as number;
        for (let j = i + 1; j < rows.length; j += 1) {
          const b = rows[j] as number;
          if (!sharesBlock(earlier, a, b)) visit(a, b, rule);
        }
      }
    });
  });
}

function sharesBlock(earlier: readonly Int32Array[], a: number, b: number): boolean {
  for (const blockOf of earlier) {
    const block = blockOf[a] as number;
    if (block !== -1 && block === blockOf[b]) return true;
  }
  return false;
}

/** Stands between the parts of a key. A value that holds it makes a block larger, no more. */
const between = ' | ';

function keysOf(columns: Columns, fields: readonly MatchField[], rule: BlockingRule): (string | null)[] {
  const parts = rule.map((part) => {
    const column = columns.fields[fields.findIndex((field) => field.key === part.field)];
    if (column === undefined) throw new Error(`A blocking rule names the unknown field ${part.field}.`);
    return { codes: column.codes, cut: column.values.map((value) => cutOf(value, part)) };
  });
  return columns.ids.map((_, row) => {
    let key: string | null = null;
    for (const { codes, cut } of parts) {
      const code = codes[row] as number;
      const piece = code === -1 ? null : cut[code];
      if (piece === null || piece === undefined) return null;
      key = key === null ? piece : `${key}${between}${piece}`;
    }
    return key;
  });
}

/** Null where the value is shorter than what is asked for: it would stand in a block with strangers. */
function cutOf(value: string, { first, last }: BlockingPart): string | null {
  const wanted = first ?? last;
  if (wanted === undefined) return value;
  if (value.length < wanted) return null;
  return first === undefined ? value.slice(-wanted) : value.slice(0, wanted);
}
