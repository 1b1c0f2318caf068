import type { Box, Point } from '../shape.js';

/** Between two places that are tried on a way. */
const stride = 8;
const margin = 8;
/** As bad as lying on so many px². */
const sharedCost = 3_000;
/** On a vertical part chip and "+" lie on their line. */
const levelCost = 400;

/**
 * Puts an edge's chip and "+" onto its way, as near to its start as nothing is in the way: no node, no other label, and not on the part that it
 * shares with its siblings. Where there is no such place, the one that covers least.
 */
export function placeLabel(
  points: readonly Point[],
  size: { width: number; height: number },
  siblings: readonly Point[][],
  nodes: readonly Box[],
  labels: readonly Box[],
): Point {
  let best: { at: Point; cost: number } | undefined;
  const reach = boundsOf(points);
  const isNear = (box: Box): boolean => overlap({ ...reach, width: reach.width + size.width, height: reach.height + size.height }, box) > 0;
  const [nearNodes, nearLabels] = [nodes.filter(isNear), labels.filter(isNear)];
  for (const { isLevel, ...at } of along(points)) {
    const box = { ...at, ...size };
    const shared = siblings.some((way) => isOn(at, way)) ? sharedCost : 0;
    const cost = cover(box, nearNodes) * 4 + cover(box, nearLabels) * 2 + shared + (isLevel ? levelCost : 0);
    if (!best || cost < best.cost) best = { at, cost };
    if (cost === 0) break;
  }
  return best?.at ?? { x: 0, y: 0 };
}

function* along(points: readonly Point[]): Generator<Point & { isLevel: boolean }> {
  for (let index = 1; index < points.length; index += 1) {
    const [a, b] = [points[index - 1] as Point, points[index] as Point];
    const length = Math.abs(a.x - b.x) + Math.abs(a.y - b.y);
    for (let at = 0; at <= length; at += stride) {
      const share = length === 0 ? 0 : at / length;
      yield { isLevel: a.y === b.y, x: a.x + (b.x - a.x) * share, y: a.y + (b.y - a.y) * share };
    }
  }
}

function boundsOf(points: readonly Point[]): Box {
  const [xs, ys] = [points.map((point) => point.x), points.map((point) => point.y)];
  const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  return { x: (left + right) / 2, y: (top + bottom) / 2, width: right - left, height: bottom - top };
}

function cover(box: Box, others: readonly Box[]): number {
  return others.reduce((sum, other) => sum + overlap(box, other), 0);
}

/** px², a margin counted in. */
function overlap(a: Box, b: Box): number {
  const width = (a.width + b.width) / 2 + margin - Math.abs(a.x - b.x);
  const height = (a.height + b.height) / 2 + margin - Math.abs(a.y - b.y);
  return width > 0 && height > 0 ? Math.min(width, a.width) * Math.min(height, a.height) : 0;
}

function isOn(point: Point, way: readonly Point[]): boolean {
  return way.some((b, index) => {
    const a = way[index - 1];
    if (!a) return false;
    return point.x >= Math.min(a.x, b.x) - 1 && point.x <= Math.max(a.x, b.x) + 1 && point.y >= Math.min(a.y, b.y) - 1 && point.y <= Math.max(a.y, b.y) + 1;
  });
}
