import { assignLanes, type Crossing } from './lanes.js';
import { type Box, type EdgeRoute, edgeSep, type LayoutEdge, type LayoutResult, laneGap, type Point } from './shape.js';

/** An edge as dagre placed it: where it passes the ranks between its ends (its label's among them), from the upper to the lower one. */
export interface RowRun {
  edge: LayoutEdge;
  passes: Point[];
  label: Box;
}

/** Between any two rows, so that an arrow or a bend has room. */
const smallestGap = 30;

interface Row {
  /** dagre's centre, by which its members are found; `y` is where it stands after the gaps were widened. */
  centre: number;
  y: number;
  height: number;
}

/** A way through the rows: at `rows[i]` it runs vertically at `xs[i]`. Between two rows it may have one horizontal. */
interface Passage {
  edge: LayoutEdge;
  rows: number[];
  xs: number[];
}

/**
 * Draws orthogonal edges: vertical through ranks, at the places that dagre kept free; horizontal only in the gaps between two ranks, on lanes of their own.
 * So no edge can run through a node. A gap with many lanes is made wider, which moves everything below it down.
 */
export function routeEdges(nodes: Map<string, Box>, runs: RowRun[], selfLoops: LayoutEdge[]): LayoutResult {
  const rows = findRows(nodes, runs);
  const rowOf = (y: number): number => nearestRow(rows, y);
  const inRow = (point: Point): boolean => Math.abs((rows[rowOf(point.y)] as Row).centre - point.y) < 1;
  const nodeRow = new Map([...nodes].map(([id, box]) => [id, rowOf(box.y)]));
  const passages = runs.map((run) => passageOf({ ...run, passes: run.passes.filter(inRow) }, nodes, nodeRow, rowOf));
  for (const edge of selfLoops) passages.push(selfPassage(edge, nodes, nodeRow));

  const gaps = new Map<number, { crossing: Crossing; passage: Passage; at: number }[]>();
  for (const passage of passages) {
    for (let at = 0; at + 1 < passage.rows.length; at += 1) {
      const [row, next] = [passage.rows[at] as number, passage.rows[at + 1] as number];
      const crossing = crossingOf(passage, at, row, next);
      const gap = gapBetween(row, next, at === 0);
      gaps.set(gap, [...(gaps.get(gap) ?? []), { crossing, passage, at }]);
    }
  }
  const laneY = placeRows(rows, gaps);
  const labels = new Map(runs.map((run) => [run.edge.id, run.label]));
  const placed = new Map([...nodes].map(([id, box]) => [id, { ...box, y: (rows[nodeRow.get(id) as number] as Row).y }]));
  return { nodes: placed, edges: new Map(passages.map((passage) => [passage.edge.id, draw(passage, placed, laneY, rows, labels)])) };
}

/** Only ranks that hold a node or a label: between others nothing is in an edge's way. */
function findRows(nodes: Map<string, Box>, runs: RowRun[]): Row[] {
  const boxes = [...nodes.values(), ...runs.map((run) => run.label)];
  const rows: Row[] = [];
  for (const box of boxes.sort((a, b) => a.y - b.y)) {
    const last = rows[rows.length - 1];
    if (last && Math.abs(last.centre - box.y) < 1) last.height = Math.max(last.height, box.height);
    else rows.push({ centre: box.y, y: box.y, height: box.height });
  }
  return rows;
}

function nearestRow(rows: Row[], y: number): number {
  let [low, high] = [0, rows.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((rows[middle] as Row).centre < y - 1) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** A loop leaves its source below, climbs beside it, and comes down on its target from above, beside it too: the arrow always points down into a node. */
function passageOf(run: RowRun, nodes: Map<string, Box>, nodeRow: Map<string, number>, rowOf: (y: number) => number): Passage {
  const [from, to] = [nodes.get(run.edge.from) as Box, nodes.get(run.edge.to) as Box];
  const [fromRow, toRow] = [nodeRow.get(run.edge.from) as number, nodeRow.get(run.edge.to) as number];
  const passes = run.passes.map((point) => ({ row: rowOf(point.y), x: point.x }));
  if (!run.edge.loop) {
    return { edge: run.edge, rows: [fromRow, ...passes.map((pass) => pass.row), toRow], xs: [from.x, ...passes.map((pass) => pass.x), to.x] };
  }
  const upwards = [...passes].reverse();
  const beside = (box: Box, x: number): number => box.x + Math.sign(x - box.x || 1) * (box.width / 2 + edgeSep * 0.75);
  const [first, last] = [upwards[0]?.x ?? from.x, upwards[upwards.length - 1]?.x ?? to.x];
  return {
    edge: run.edge,
    rows: [fromRow, fromRow, ...upwards.map((pass) => pass.row), toRow, toRow],
    xs: [from.x, beside(from, first), ...upwards.map((pass) => pass.x), beside(to, last), to.x],
  };
}

function selfPassage(edge: LayoutEdge, nodes: Map<string, Box>, nodeRow: Map<string, number>): Passage {
  const box = nodes.get(edge.from) as Box;
  const row = nodeRow.get(edge.from) as number;
  const x = box.x + box.width / 2 + edgeSep * 0.75;
  return { edge, rows: [row, row, row], xs: [box.x, x, box.x] };
}

/** Gap n lies above row n. Two entries of one row are a loop's turn: below its source first, above its target last. */
function gapBetween(row: number, next: number, first: boolean): number {
  if (row === next) return first ? row + 1 : row;
  return Math.max(row, next);
}

function crossingOf(passage: Passage, at: number, row: number, next: number): Crossing {
  const [x, nextX] = [passage.xs[at] as number, passage.xs[at + 1] as number];
  const { edge } = passage;
  // The ways out of one node share their first lane, the ways into one their last.
  const group = edge.loop ? `loop ${edge.id} ${at}` : at === 0 ? `out ${edge.from}` : at + 2 === passage.rows.length ? `in ${edge.to}` : `via ${edge.id} ${at}`;
  return next < row ? { group, from: nextX, to: x } : { group, from: x, to: nextX };
}

/** Moves the rows apart where a gap needs it; answers the y of each (gap, passage, place). */
function placeRows(rows: Row[], gaps: Map<number, { crossing: Crossing; passage: Passage; at: number }[]>): Map<Passage, Map<number, number>> {
  const laneY = new Map<Passage, Map<number, number>>();
  let bottom = 0;
  for (let gap = 0; gap <= rows.length; gap += 1) {
    const members = gaps.get(gap) ?? [];
    const { lanes, count } = assignLanes(members.map((member) => member.crossing));
    const row = rows[gap];
    const before = rows[gap - 1];
    const space = row && before ? row.centre - row.height / 2 - (before.centre + before.height / 2) : smallestGap;
    const height = Math.max(space, smallestGap, (count + 1) * laneGap);
    const top = before ? bottom : -height;
    members.forEach((member, index) => {
      const places = laneY.get(member.passage) ?? new Map<number, number>();
      const middle = top + height / 2 + ((lanes[index] as number) - (count - 1) / 2) * laneGap;
      laneY.set(member.passage, places.set(member.at, middle));
    });
    if (!row) break;
    row.y = (before ? bottom + height : 0) + row.height / 2;
    bottom = row.y + row.height / 2;
  }
  return laneY;
}

function draw(passage: Passage, nodes: Map<string, Box>, laneY: Map<Passage, Map<number, number>>, rows: Row[], labels: Map<string, Box>): EdgeRoute {
  const { edge, xs } = passage;
  const [from, to] = [nodes.get(edge.from) as Box, nodes.get(edge.to) as Box];
  const points: Point[] = [{ x: from.x, y: from.y + from.height / 2 }];
  for (let at = 0; at + 1 < xs.length; at += 1) {
    const [x, next] = [xs[at] as number, xs[at + 1] as number];
    if (x === next) continue;
    const y = laneY.get(passage)?.get(at) as number;
    points.push({ x, y }, { x: next, y });
  }
  points.push({ x: to.x, y: to.y - to.height / 2 });
  const label = labels.get(edge.id);
  if (!label) return { points, label: points[Math.floor(points.length / 2)] as Point };
  return { points, label: { x: label.x, y: (rows[nearestRow(rows, label.y)] as Row).y } };
}
