import { type Box, looseEndSize, type Point } from '../shape.js';

/** An edge passes a node at no less than 12 px, a loose end at no less than 8. */
export function clearanceOf(box: { width: number }): number {
  return box.width > looseEndSize ? 12 : 8;
}

interface Rectangle {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/** What edges go round, and the lines that they may run on: close to each node on all its sides, through its middle, and in the middle of the gaps. */
export class Obstacles {
  readonly xs: number[];
  readonly ys: number[];
  private readonly blocked: Lines;
  private readonly near: Lines;

  /** @param ends where an edge leaves and arrives: lines go through them too */
  constructor(boxes: readonly Box[], ends: readonly Point[]) {
    // A line at exactly the clearance is free.
    this.blocked = new Lines(boxes.map((box) => rectangle(box, clearanceOf(box) - 1)));
    this.near = new Lines(boxes.map((box) => rectangle(box, clearanceOf(box) * 2 - 1)));
    this.xs = sorted([...boxes.flatMap((box) => beside(box.x, box.width / 2, clearanceOf(box))), ...ends.map((end) => end.x)]);
    this.ys = sorted([...boxes.flatMap((box) => beside(box.y, box.height / 2, clearanceOf(box))), ...ends.map((end) => end.y)]);
  }

  /** May an edge run straight from one point to the other? They have one coordinate in common. */
  isFree(a: Point, b: Point): boolean {
    return this.blocked.isClear(a, b);
  }

  /** Does it run close to a node, where there is more room elsewhere? */
  isClose(a: Point, b: Point): boolean {
    return !this.near.isClear(a, b);
  }
}

/** Rectangles, asked line by line. */
class Lines {
  private readonly rectangles: Rectangle[];
  private readonly rows = new Map<number, [number, number][]>();
  private readonly columns = new Map<number, [number, number][]>();

  constructor(rectangles: Rectangle[]) {
    this.rectangles = rectangles;
  }

  isClear(a: Point, b: Point): boolean {
    return a.y === b.y ? isClear(this.row(a.y), a.x, b.x) : isClear(this.column(a.x), a.y, b.y);
  }

  private row(y: number): [number, number][] {
    const known = this.rows.get(y);
    if (known) return known;
    const row = this.rectangles.filter(({ top, bottom }) => top < y && y < bottom).map(({ left, right }): [number, number] => [left, right]);
    this.rows.set(y, row);
    return row;
  }

  private column(x: number): [number, number][] {
    const known = this.columns.get(x);
    if (known) return known;
    const column = this.rectangles.filter(({ left, right }) => left < x && x < right).map(({ top, bottom }): [number, number] => [top, bottom]);
    this.columns.set(x, column);
    return column;
  }
}

function rectangle({ x, y, width, height }: Box, margin: number): Rectangle {
  return { left: x - width / 2 - margin, right: x + width / 2 + margin, top: y - height / 2 - margin, bottom: y + height / 2 + margin };
}

function beside(middle: number, half: number, clearance: number): number[] {
  return [middle - half - clearance * 2, middle - half - clearance, middle, middle + half + clearance, middle + half + clearance * 2];
}

function sorted(values: number[]): number[] {
  return [...new Set(values)].sort((a, b) => a - b);
}

function isClear(blocked: readonly [number, number][], from: number, to: number): boolean {
  const [low, high] = from < to ? [from, to] : [to, from];
  for (const [start, end] of blocked) if (start < high && end > low) return false;
  return true;
}
