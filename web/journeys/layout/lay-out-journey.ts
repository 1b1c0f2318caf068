import { layOutByHand } from './hand/layout-by-hand.js';
import type { Positions } from './hand/push-apart.js';
import { layOut } from './layout.js';
import type { JourneyGraph } from './layout-graph.js';
import type { LayoutResult } from './shape.js';

/** What a layout is made from. Plain data: it goes to the worker as it is. */
export interface LayoutRequest {
  graph: JourneyGraph;
  /** Null: automatic. */
  positions: Positions | null;
}

export function layOutJourney({ graph, positions }: LayoutRequest): LayoutResult {
  return positions === null ? layOut(graph) : layOutByHand(graph, positions);
}

/** From so many nodes on it takes longer than a frame may: it is left to the worker. Finding ways round nodes costs more than ranks. */
export function isForWorker({ graph, positions }: LayoutRequest): boolean {
  return graph.order.length >= (positions === null ? 200 : 60);
}
