import type { Point } from '../shape.js';

/** px that an edge may go round rather than run along another one, for each px of the other. */
const sharedCost = 3;

interface Part {
  from: number;
  to: number;
  source: string;
  target: string;
}

/** Which edges run where already. Those of one source, or into one target, may share their way: a trunk. */
export class Traffic {
  private readonly rows = new Map<number, Part[]>();
  private readonly columns = new Map<number, Part[]>();
  private source = '';
  private target = '';

  /** The edge whose way is being looked for. */
  for(source: string, target: string): this {
    this.source = source;
    this.target = target;
    return this;
  }

  add(points: readonly Point[]): void {
    for (let at = 1; at < points.length; at += 1) {
      const [a, b] = [points[at - 1] as Point, points[at] as Point];
      const { lines, line, from, to } = this.partOf(a, b);
      lines.set(line, [...(lines.get(line) ?? []), { from, to, source: this.source, target: this.target }]);
    }
  }

  cost(a: Point, b: Point): number {
    const { lines, line, from, to } = this.partOf(a, b);
    let cost = 0;
    for (const part of lines.get(line) ?? []) {
      if (part.source === this.source || part.target === this.target) continue;
      const shared = Math.min(part.to, to) - Math.max(part.from, from);
      if (shared > 0) cost += shared * sharedCost;
    }
    return cost;
  }

  private partOf(a: Point, b: Point) {
    const isRow = a.y === b.y;
    const [from, to] = isRow ? [Math.min(a.x, b.x), Math.max(a.x, b.x)] : [Math.min(a.y, b.y), Math.max(a.y, b.y)];
    return { lines: isRow ? this.rows : this.columns, line: isRow ? a.y : a.x, from, to };
  }
}
