import type { JourneyGraph } from './layout-graph.js';
import type { Box, LayoutResult, Point } from './shape.js';

/** Widths as different as those of real chips. */
export function chipWidth(port: { outlet: string }): number {
  return port.outlet === 'next' || port.outlet === 'start' ? 0 : 60 + ((port.outlet.length * 37) % 140);
}

function overlaps(a: Box, b: Box): boolean {
  return Math.abs(a.x - b.x) < (a.width + b.width) / 2 - 0.5 && Math.abs(a.y - b.y) < (a.height + b.height) / 2 - 0.5;
}

function partBox(a: Point, b: Point): Box {
  return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2, width: Math.abs(a.x - b.x), height: Math.abs(a.y - b.y) };
}

/** What no layout may have. `labels`: one that lies on a node. */
export function faults(graph: JourneyGraph, result: LayoutResult): { overlaps: number; crossings: number; slanted: number; labels: number } {
  const boxes = [...result.nodes.values()];
  const found = { overlaps: 0, crossings: 0, slanted: 0, labels: 0 };
  for (const [index, box] of boxes.entries()) found.overlaps += boxes.slice(index + 1).filter((other) => overlaps(box, other)).length;
  for (const edge of graph.edges) {
    const route = result.edges.get(edge.id);
    if (!route) throw new Error(`edge ${edge.id} was not drawn`);
    route.points.slice(1).forEach((point, index) => {
      const part = partBox(route.points[index] as Point, point);
      if (part.width > 0.5 && part.height > 0.5) found.slanted += 1;
      for (const box of boxes) if (overlaps(part, box)) found.crossings += 1;
    });
    if (edge.from !== edge.to) for (const box of boxes) if (overlaps({ ...route.label, ...edge.label }, box)) found.labels += 1;
  }
  return found;
}
