import { type NodeHandle, Position } from '@xyflow/react';

import type { LayoutResult } from '../layout/shape.js';
import type { DrawnEdge } from './EdgeLayer.js';
import type { LooseEndNodeType } from './LooseEndNode.js';
import type { StepNodeType } from './StepNode.js';
import type { CanvasModel } from './useCanvasModel.js';

export type JourneyNodeType = StepNodeType | LooseEndNodeType;

/** As xyflow wants them. @param selected steps that go along when one of them is dragged; null: nothing can be dragged */
export function flowNodes({ graph, layout, nodes }: CanvasModel, selected: ReadonlySet<string> | null): JourneyNodeType[] {
  const steps = nodes.map(
    (view): StepNodeType => ({
      id: view.id,
      type: 'step',
      data: view,
      ...placed(layout, view.id),
      draggable: selected !== null,
      selected: selected?.has(view.id) ?? false,
    }),
  );
  const ends = graph.edges
    .filter((edge) => edge.next === null && layout.nodes.has(edge.to))
    .map(
      (edge): LooseEndNodeType => ({
        id: edge.to,
        type: 'looseEnd',
        data: { port: edge.port, faded: nodes[0]?.follow !== 'off' },
        ...placed(layout, edge.to),
        draggable: false,
      }),
    );
  return [...steps, ...ends];
}

/** Said once for all: no handle has to be drawn, measured or asked after. Our edges do not use them, xyflow wants some. */
const handles: NodeHandle[] = [
  { type: 'target', position: Position.Top, x: 0, y: 0 },
  { type: 'source', position: Position.Bottom, x: 0, y: 0 },
];

function placed(layout: LayoutResult, id: string) {
  const { x, y, width, height } = layout.nodes.get(id) ?? { x: 0, y: 0, width: 0, height: 0 };
  // `measured`: what is not yet on the screen can be dragged and mapped too.
  return { position: { x: x - width / 2, y: y - height / 2 }, width, height, measured: { width, height }, handles, selectable: false };
}

export function drawnEdges({ graph, layout, edges }: CanvasModel, before: ReadonlyMap<string, DrawnEdge>): DrawnEdge[] {
  return graph.edges.flatMap((edge) => {
    const view = edges.get(edge.id);
    const route = layout.edges.get(edge.id);
    if (!view || !route) return [];
    const same = before.get(edge.id);
    return [same?.view === view && same.route === route ? same : { id: edge.id, view, route }];
  });
}

/** The same nodes; those that are dragged stay drawn, wherever they are by the layout. The others keep their identity. */
export function withDragged(nodes: JourneyNodeType[], dragged: ReadonlySet<string>): JourneyNodeType[] {
  if (dragged.size === 0) return nodes;
  return nodes.map((node) => (dragged.has(node.id) ? { ...node, dragging: true } : node));
}
