import type { NodeChange } from '@xyflow/react';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';

import { routeByHand } from '../layout/hand/layout-by-hand.js';
import type { LayoutResult, Point } from '../layout/shape.js';
import { useEditor } from '../page/EditorContext.js';
import { useUiStore } from '../page/ui-store.js';
import type { JourneyNodeType } from './flow-elements.js';
import type { CanvasModel } from './useCanvasModel.js';

const nowhere: ReadonlyMap<string, Point> = new Map();
/** A dragged node is drawn to another's left or upper edge from so near: straight edges come by themselves. */
const magnetPx = 6;

interface HandDrag {
  /** Left upper corners of what is being dragged. */
  places: ReadonlyMap<string, Point>;
  /** Where edges run: those of dragged nodes follow them at once, the others settle when it is dropped. */
  routes: LayoutResult['edges'];
  onNodesChange(changes: NodeChange<JourneyNodeType>[]): void;
  onNodeDragStart(event: unknown, node: JourneyNodeType): void;
  onNodeDragStop(): void;
}

/** Dragging steps of a journey that is arranged by hand. The document changes once, when it is dropped. */
export function useHandDrag(model: CanvasModel | null): HandDrag {
  const ui = useUiStore();
  const { actions } = useEditor();
  const [places, setPlaces] = useState(nowhere);
  const latest = useRef({ places, model });
  latest.current = { places, model };
  const layout = model?.layout;
  // What was dropped stays where it is until the layout says so too.
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new layout is what ends it.
  useEffect(() => setPlaces(nowhere), [layout]);
  const routes = useMemo(() => (model ? routesWith(model, places) : new Map()), [model, places]);
  const onNodesChange = useCallback((changes: NodeChange<JourneyNodeType>[]) => {
    const moved = changes.flatMap((change) =>
      change.type === 'position' && change.dragging && change.position ? [[change.id, change.position] as const] : [],
    );
    if (moved.length === 0 || !latest.current.model) return;
    setPlaces(new Map(drawnTo(latest.current.model.layout, moved)));
  }, []);
  const onNodeDragStart = useCallback(
    (_: unknown, node: JourneyNodeType) => {
      const { selected } = ui.get();
      ui.set({ current: node.id, menu: null, selected: selected.has(node.id) ? selected : new Set([node.id]) });
    },
    [ui],
  );
  const onNodeDragStop = useCallback(() => {
    const dropped = [...latest.current.places].map(([id, { x, y }]) => [id, { x: Math.round(x), y: Math.round(y) }]);
    if (dropped.length > 0) actions.place(Object.fromEntries(dropped));
  }, [actions]);
  return { places, routes, onNodesChange, onNodeDragStart, onNodeDragStop };
}

function routesWith({ graph, layout }: CanvasModel, places: ReadonlyMap<string, Point>): LayoutResult['edges'] {
  if (places.size === 0) return layout.edges;
  const nodes = new Map(layout.nodes);
  for (const [id, { x, y }] of places) {
    const box = nodes.get(id);
    if (box) nodes.set(id, { ...box, x: x + box.width / 2, y: y + box.height / 2 });
  }
  const moved = graph.edges.filter((edge) => places.has(edge.from) || places.has(edge.to));
  return new Map([...layout.edges, ...routeByHand(nodes, moved)]);
}

/** One node alone is drawn to its neighbours' edges; several keep their distances. */
function drawnTo({ nodes }: LayoutResult, moved: readonly (readonly [string, Point])[]): (readonly [string, Point])[] {
  const [first] = moved;
  if (!first || moved.length > 1) return [...moved];
  const [id, at] = first;
  const others = [...nodes].filter(([other, box]) => other !== id && box.width === nodes.get(id)?.width).map(([, box]) => box);
  const nearest = (value: number, lines: number[]): number =>
    lines.reduce(
      (best, line) => (Math.abs(line - value) <= magnetPx && (best === value || Math.abs(line - value) < Math.abs(best - value)) ? line : best),
      value,
    );
  return [
    [
      id,
      {
        x: nearest(
          at.x,
          others.map((box) => box.x - box.width / 2),
        ),
        y: nearest(
          at.y,
          others.map((box) => box.y - box.height / 2),
        ),
      },
    ],
  ];
}
