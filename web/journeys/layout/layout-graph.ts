import type { JourneyDefinition } from '@cairn/workflows/contracts/journey.js';

import { readingOrder } from '../model/order.js';
import { allPorts, type Port, portId, triggerId } from '../model/ports.js';
import { chipHeight, type LayoutEdge, type LayoutGraph, labelGap, looseEndSize, nodeHeight, nodeHeightWithCounts, nodeWidth, plusSize } from './shape.js';

/** An edge of the canvas: one way out. Its target may be a loose end. */
export interface JourneyEdge extends LayoutEdge {
  port: Port;
  /** The step it leads to; null: nowhere yet. */
  next: string | null;
}

export interface JourneyGraph extends LayoutGraph {
  edges: JourneyEdge[];
  /** Reading order, trigger first. */
  order: string[];
  unreachable: ReadonlySet<string>;
}

export function looseEndId(port: Port): string {
  return `@end:${portId(port)}`;
}

/** @param chipWidth width of the chip of a port in px, 0 without one. */
export function journeyGraph(definition: JourneyDefinition, withCounts: boolean, chipWidth: (port: Port) => number): JourneyGraph {
  const { ids, loops, unreachable } = readingOrder(definition);
  const order = [triggerId, ...ids];
  const rank = new Map(order.map((id, index) => [id, index]));
  const known = new Set(ids);
  const ports = allPorts(definition).sort((a, b) => (rank.get(a.from) ?? 0) - (rank.get(b.from) ?? 0));
  const edges = ports.map((port): JourneyEdge => {
    const next = port.next !== null && known.has(port.next) ? port.next : null;
    const chip = chipWidth(port);
    // A loose end is its own "+"; every other edge carries one under its chip.
    const plus = next === null ? 0 : plusSize;
    return {
      id: portId(port),
      port: { from: port.from, outlet: port.outlet },
      next,
      from: port.from,
      to: next ?? looseEndId(port),
      label: { width: Math.max(chip, plus), height: (chip > 0 ? chipHeight : 0) + (chip > 0 && plus > 0 ? labelGap : 0) + plus },
      loop: loops.has(portId(port)),
    };
  });
  const height = withCounts ? nodeHeightWithCounts : nodeHeight;
  const steps = order.map((id) => ({ id, width: nodeWidth, height: id === triggerId ? nodeHeight : height }));
  const ends = edges.filter((edge) => edge.next === null).map((edge) => ({ id: edge.to, width: looseEndSize, height: looseEndSize }));
  return { nodes: [...steps, ...ends], edges, order, unreachable };
}
