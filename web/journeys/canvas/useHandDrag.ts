import type { NodeChange } from '@xyflow/react';
import { type RefObject, useCallback, useLayoutEffect, useRef, useState } from 'react';

import type { LayoutResult, Point } from '../layout/shape.js';
import { useEditor } from '../page/EditorContext.js';
import { useUiStore } from '../page/ui-store.js';
import { DragPlaces, type Places } from './drag-places.js';
import type { JourneyNodeType } from './flow-elements.js';
import type { CanvasModel } from './useCanvasModel.js';

const nobody: ReadonlySet<string> = new Set();
/** A dragged node is drawn to another's left or upper edge from so near: straight edges come by themselves. */
const magnetPx = 6;

interface HandDrag {
  /** Steps that are not (yet) where the layout says; changes when a drag begins and when the layout has caught up, not in between. */
  dragged: ReadonlySet<string>;
  places: DragPlaces;
  onNodesChange(changes: NodeChange<JourneyNodeType>[]): void;
  onNodeDragStart(event: unknown, node: JourneyNodeType): void;
  onNodeDragStop(): void;
}

/**
 * Dragging steps of a journey that is arranged by hand. The document changes once, when it is dropped. Until the layout says where it is, a dragged step is
 * moved on the page itself: xyflow keeps it where it was, so nothing else is drawn again.
 */
export function useHandDrag(model: CanvasModel | null, wrapper: RefObject<HTMLElement | null>): HandDrag {
  const ui = useUiStore();
  const { actions } = useEditor();
  const [places] = useState(() => new DragPlaces());
  const [dragged, setDragged] = useState(nobody);
  const latest = useRef(model);
  latest.current = model;
  const inHand = useRef<Places>(new Map());
  const layout = model?.layout;
  // Before the eye sees the page: what was dropped is now where the layout says.
  useLayoutEffect(() => {
    for (const id of places.get().keys()) {
      const box = layout?.nodes.get(id);
      if (box) moveOnPage(wrapper.current, id, { x: box.x - box.width / 2, y: box.y - box.height / 2 });
    }
    places.clear();
    setDragged(nobody);
  }, [layout, places, wrapper]);
  const onNodesChange = useCallback(
    (changes: NodeChange<JourneyNodeType>[]) => {
      const moved = changes.flatMap((change) =>
        change.type === 'position' && change.dragging && change.position ? [[change.id, change.position] as const] : [],
      );
      if (moved.length === 0 || !latest.current) return;
      inHand.current = new Map(drawnTo(latest.current.layout, moved));
      for (const [id, at] of inHand.current) moveOnPage(wrapper.current, id, at);
      places.move(inHand.current);
      setDragged((before) => (moved.every(([id]) => before.has(id)) ? before : new Set(places.get().keys())));
    },
    [places, wrapper],
  );
  const onNodeDragStart = useCallback(
    (_: unknown, node: JourneyNodeType) => {
      const { selected } = ui.get();
      ui.set({ current: node.id, menu: null, selected: selected.has(node.id) ? selected : new Set([node.id]) });
    },
    [ui],
  );
  const onNodeDragStop = useCallback(() => {
    const dropped = [...inHand.current].map(([id, { x, y }]) => [id, { x: Math.round(x), y: Math.round(y) }]);
    inHand.current = new Map();
    if (dropped.length > 0) actions.place(Object.fromEntries(dropped));
  }, [actions]);
  return { dragged, places, onNodesChange, onNodeDragStart, onNodeDragStop };
}

/** As xyflow places it. React writes it again only when the layout moves the step. */
function moveOnPage(wrapper: HTMLElement | null, id: string, { x, y }: Point): void {
  const element = wrapper?.querySelector<HTMLElement>(`.react-flow__node[data-id="${CSS.escape(id)}"]`);
  if (element) element.style.transform = `translate(${x}px,${y}px)`;
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
