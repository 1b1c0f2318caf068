import { useReactFlow, useStoreApi } from '@xyflow/react';
import { type RefObject, useCallback, useRef } from 'react';

import type { LayoutResult } from '../layout/shape.js';

const margin = 48;

/** Focuses a node. One that is culled or out of sight is brought into view first, by the smallest pan that does. */
export function useFocusNode(wrapper: RefObject<HTMLDivElement | null>, layout: LayoutResult): (id: string) => void {
  const flow = useReactFlow();
  const store = useStoreApi();
  const latest = useRef(layout);
  latest.current = layout;
  return useCallback(
    (id: string) => {
      const box = latest.current.nodes.get(id);
      if (!box) return;
      const { x, y, zoom } = flow.getViewport();
      const { width, height } = store.getState();
      const shift = (low: number, high: number, size: number): number =>
        low < margin ? margin - low : high > size - margin ? Math.max(size - margin - high, margin - low) : 0;
      const dx = shift((box.x - box.width / 2) * zoom + x, (box.x + box.width / 2) * zoom + x, width);
      const dy = shift((box.y - box.height / 2) * zoom + y, (box.y + box.height / 2) * zoom + y, height);
      if (dx !== 0 || dy !== 0) void flow.setViewport({ x: x + dx, y: y + dy, zoom });
      const focus = (tries: number): void => {
        const element = wrapper.current?.querySelector<HTMLElement>(`[data-node="${CSS.escape(id)}"]`);
        if (element) element.focus({ preventScroll: true });
        else if (tries > 0) requestAnimationFrame(() => focus(tries - 1));
      };
      focus(10);
    },
    [flow, store, wrapper],
  );
}
