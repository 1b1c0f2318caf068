import type { JourneyLayout } from '@cairn/workflows/contracts/journey.js';

import { nodeHeightWithCounts, nodeWidth } from '../shape.js';

/** Room between two nodes that were placed by hand: edges and their labels pass there. */
export const handGap = { x: 48, y: 64 };

export type Positions = JourneyLayout['positions'];
type Corner = { x: number; y: number };

/** Every node counts with its largest height, so that showing the numbers never makes two overlap. */
const cell = { width: nodeWidth + handGap.x, height: nodeHeightWithCounts + handGap.y };

function tooNear(a: Corner, b: Corner): boolean {
  return Math.abs(a.x - b.x) < cell.width && Math.abs(a.y - b.y) < cell.height;
}

/**
 * Makes room for the `fixed` nodes, which stay: whoever is too near to one goes to the nearest free place, and whoever is too near to that one next,
 * in the order of their distance. Everybody else stays.
 */
export function pushApart(positions: Positions, fixed: readonly string[]): Positions {
  const placed = fixed.flatMap((id) => positions[id] ?? []);
  const result: Positions = { ...positions };
  const rest = Object.entries(positions)
    .filter(([id]) => !fixed.includes(id))
    .map(([id, at]) => ({ id, at, distance: Math.min(...placed.map((other) => distance(other, at)), Number.POSITIVE_INFINITY) }))
    .sort((a, b) => a.distance - b.distance || a.at.y - b.at.y || a.at.x - b.at.x || (a.id < b.id ? -1 : 1));
  for (const { id, at } of rest) {
    const free = nearestFree(at, placed);
    if (free !== at) result[id] = free;
    placed.push(free);
  }
  return result;
}

/** Best first: each place that is taken leads to the four beside whoever takes it. */
function nearestFree(wanted: Corner, placed: readonly Corner[]): Corner {
  const seen = new Set<string>();
  const open: { at: Corner; cost: number }[] = [{ at: wanted, cost: 0 }];
  while (open.length > 0) {
    let best = 0;
    for (let index = 1; index < open.length; index += 1) if ((open[index]?.cost ?? 0) < (open[best]?.cost ?? 0)) best = index;
    const [{ at }] = open.splice(best, 1) as [{ at: Corner; cost: number }];
    const taken = placed.find((other) => tooNear(other, at));
    if (!taken) return at;
    // Down first: the flow goes there, so of two ways that are as long it is the one that keeps the order.
    const beside = [
      { x: at.x, y: taken.y + cell.height },
      { x: taken.x + cell.width, y: at.y },
      { x: taken.x - cell.width, y: at.y },
      { x: at.x, y: taken.y - cell.height },
    ];
    for (const place of beside) {
      const key = `${place.x} ${place.y}`;
      if (seen.has(key)) continue;
      seen.add(key);
      open.push({ at: place, cost: distance(wanted, place) });
    }
  }
  return wanted;
}

function distance(a: Corner, b: Corner): number {
  return Math.abs(a.x - b.x) + Math.abs(a.y - b.y);
}
