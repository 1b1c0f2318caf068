import { useReactFlow, useStore, useStoreApi } from '@xyflow/react';
import { type RefObject, useCallback, useEffect, useMemo, useRef } from 'react';

import type { LayoutResult } from '../layout/shape.js';
import { useUiStore } from '../page/ui-store.js';

const margin = 48;
const glideMs = 160;

/** Brings a node into sight by the smallest pan that does; one that is in sight stays where it is. */
function useReveal(layout: LayoutResult): (id: string, isGliding?: boolean) => void {
  const flow = useReactFlow();
  const store = useStoreApi();
  const latest = useRef(layout);
  latest.current = layout;
  return useCallback(
    (id, isGliding = false) => {
      const box = latest.current.nodes.get(id);
      if (!box) return;
      const { x, y, zoom } = flow.getViewport();
      const { width, height } = store.getState();
      const shift = (low: number, high: number, size: number): number =>
        low < margin ? margin - low : high > size - margin ? Math.max(size - margin - high, margin - low) : 0;
      const dx = shift((box.x - box.width / 2) * zoom + x, (box.x + box.width / 2) * zoom + x, width);
      const dy = shift((box.y - box.height / 2) * zoom + y, (box.y + box.height / 2) * zoom + y, height);
      if (dx === 0 && dy === 0) return;
      const isStill = !isGliding || window.matchMedia('(prefers-reduced-motion: reduce)').matches;
      void flow.setViewport({ x: x + dx, y: y + dy, zoom }, isStill ? undefined : { duration: glideMs });
    },
    [flow, store],
  );
}

/** Focuses a node. One that is culled or out of sight is brought into view first. */
export function useFocusNode(wrapper: RefObject<HTMLDivElement | null>, layout: LayoutResult): (id: string) => void {
  const reveal = useReveal(layout);
  useRevealWhenNarrowed(reveal);
  return useMemo(() => {
    const focus = (id: string, tries: number): void => {
      const element = wrapper.current?.querySelector<HTMLElement>(`[data-node="${CSS.escape(id)}"]`);
      if (element) element.focus({ preventScroll: true });
      else if (tries > 0) requestAnimationFrame(() => focus(id, tries - 1));
    };
    return (id) => {
      reveal(id);
      focus(id, 10);
    };
  }, [reveal, wrapper]);
}

/** A panel that opens must not cover the step that it is about. */
function useRevealWhenNarrowed(reveal: (id: string, isGliding: boolean) => void): void {
  const ui = useUiStore();
  const width = useStore((state) => state.width);
  const before = useRef(width);
  useEffect(() => {
    const narrowedBy = before.current - width;
    before.current = width;
    const { selected, current } = ui.get();
    if (narrowedBy > 0 && selected.has(current)) reveal(current, true);
  }, [width, ui, reveal]);
}
