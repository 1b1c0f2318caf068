import { cornerRadius, type Point } from './shape.js';

/** An SVG path through the corners, rounded; a corner between two short parts gets a smaller radius. */
export function roundedPath(points: readonly Point[], radius = cornerRadius): string {
  const corners = withoutStraights(points);
  const [first] = corners;
  if (!first) return '';
  const parts = [`M${first.x} ${first.y}`];
  for (let index = 1; index < corners.length; index += 1) {
    const [before, corner, after] = [corners[index - 1] as Point, corners[index] as Point, corners[index + 1]];
    if (!after) {
      parts.push(`L${corner.x} ${corner.y}`);
      break;
    }
    const size = Math.min(radius, distance(before, corner) / 2, distance(corner, after) / 2);
    const start = towards(corner, before, size);
    const end = towards(corner, after, size);
    parts.push(`L${start.x} ${start.y}`, `Q${corner.x} ${corner.y} ${end.x} ${end.y}`);
  }
  return parts.join(' ');
}

/** Only the ends and the corners. */
export function withoutStraights(points: readonly Point[]): Point[] {
  return points.filter((point, index) => {
    const [before, after] = [points[index - 1], points[index + 1]];
    if (!before || !after) return true;
    return !((before.x === point.x && point.x === after.x) || (before.y === point.y && point.y === after.y));
  });
}

function distance(a: Point, b: Point): number {
  return Math.abs(a.x - b.x) + Math.abs(a.y - b.y);
}

function towards(from: Point, to: Point, by: number): Point {
  return { x: from.x + Math.sign(to.x - from.x) * by, y: from.y + Math.sign(to.y - from.y) * by };
}
