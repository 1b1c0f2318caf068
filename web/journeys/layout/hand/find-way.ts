import { withoutStraights } from '../path.js';
import type { Point } from '../shape.js';
import { Heap } from './heap.js';
import type { Obstacles } from './obstacles.js';
import type { Traffic } from './traffic.js';

const bendCost = 40;
/** For each px along a node, besides its length. */
const closeCost = 0.5;
const lateCost = 0.05;
/** Clockwise; the opposite is two further on. */
const up = 0;
const down = 2;
const directions = [
  { x: 0, y: -1 },
  { x: 1, y: 0 },
  { x: 0, y: 1 },
  { x: -1, y: 0 },
] as const;

/**
 * The cheapest orthogonal way (A*): short, few bends, not along other edges. Leaves `from` downwards and never arrives from below.
 * @returns its corners; undefined when everything is built up
 */
export function findWay(from: Point, to: Point, obstacles: Obstacles, traffic: Traffic): Point[] | undefined {
  const { xs, ys } = obstacles;
  const columns = xs.length;
  const end = ys.indexOf(to.y) * columns + xs.indexOf(to.x);
  // A state is a crossing of two lines and the direction in which it was reached: crossing × 4 + direction.
  const costs = new Float64Array(columns * ys.length * 4).fill(Number.POSITIVE_INFINITY);
  const before = new Int32Array(costs.length).fill(-1);
  const open = new Heap();
  const visit = (crossing: number, direction: number, cost: number, previous: number): void => {
    const state = crossing * 4 + direction;
    if ((costs[state] as number) <= cost) return;
    costs[state] = cost;
    before[state] = previous;
    const [dx, dy] = [Math.abs((xs[crossing % columns] as number) - to.x), Math.abs((ys[Math.floor(crossing / columns)] as number) - to.y)];
    open.push(state, cost + dx + dy + (dx === 0 ? 0 : bendCost));
  };
  visit(ys.indexOf(from.y) * columns + xs.indexOf(from.x), down, 0, -1);
  for (let state = open.pop(); state !== undefined; state = open.pop()) {
    const [crossing, heading] = [state >> 2, state & 3];
    if (crossing === end && heading !== up) return cornersOf(state, before, xs, ys);
    const cost = costs[state] as number;
    const [column, row] = [crossing % columns, Math.floor(crossing / columns)];
    const here = { x: xs[column] as number, y: ys[row] as number };
    for (let direction = 0; direction < 4; direction += 1) {
      if (Math.abs(direction - heading) === 2) continue;
      const { x: across, y: along } = directions[direction] as Point;
      const [x, y] = [xs[column + across], ys[row + along]];
      if (x === undefined || y === undefined || !obstacles.isFree(here, { x, y })) continue;
      const length = Math.abs(x - here.x) + Math.abs(y - here.y);
      const closeness = obstacles.isClose(here, { x, y }) ? length * closeCost : 0;
      // Of ways that are as long, the one that turns early: branches part at once, and their labels have room beside each other.
      const late = across === 0 && here.x !== to.x ? length * lateCost : 0;
      const bend = direction === heading ? 0 : bendCost;
      visit(crossing + along * columns + across, direction, cost + length + closeness + late + bend + traffic.cost(here, { x, y }), state);
    }
  }
  return undefined;
}

function cornersOf(end: number, before: Int32Array, xs: readonly number[], ys: readonly number[]): Point[] {
  const points: Point[] = [];
  for (let state = end; state >= 0; state = before[state] as number) {
    const crossing = state >> 2;
    points.push({ x: xs[crossing % xs.length] as number, y: ys[Math.floor(crossing / xs.length)] as number });
  }
  return withoutStraights(points.reverse());
}
