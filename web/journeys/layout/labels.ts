import type { RowRun } from './routing.js';
import { type Box, edgeSep, type Point } from './shape.js';

/**
 * dagre puts the label of a long edge into its middle, far from the branch that it names. Each such label goes up to the first rank after its
 * source where nothing is in its way; what passes there keeps its distance.
 */
export function labelsAtTheirSources(nodes: Map<string, Box>, runs: RowRun[]): RowRun[] {
  const rows = new Map<number, Box[]>();
  const put = (box: Box): void => {
    const key = Math.round(box.y);
    rows.set(key, [...(rows.get(key) ?? []), box]);
  };
  for (const box of nodes.values()) put(box);
  for (const run of runs) {
    put(run.label);
    for (const pass of run.passes) put({ ...pass, width: 0, height: 0 });
  }
  return runs.map((run) => {
    const place = [...(run.edge.loop ? [...run.passes].reverse() : run.passes)].find(
      (pass) => isHere(pass, run.label) || isFree(rows.get(Math.round(pass.y)) ?? [], pass, run.label),
    );
    if (!place || isHere(place, run.label)) return run;
    const label = { ...run.label, x: place.x, y: place.y };
    put(label);
    return { ...run, label };
  });
}

function isHere(pass: Point, label: Box): boolean {
  return Math.abs(pass.y - label.y) < 1;
}

/** The edge's own pass is in the row too; everything else must stay clear. */
function isFree(row: Box[], pass: Point, label: Box): boolean {
  return row.every((box) => (box.width === 0 && Math.abs(box.x - pass.x) < 1) || Math.abs(box.x - pass.x) >= (box.width + label.width) / 2 + edgeSep / 2);
}
