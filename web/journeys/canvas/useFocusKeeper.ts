import { useStoreApi } from '@xyflow/react';
import { type FocusEvent, type RefObject, useEffect, useMemo, useRef } from 'react';

import type { LayoutResult } from '../layout/shape.js';
import { useUiStore } from '../page/ui-store.js';

/**
 * A node that leaves the screen is culled, and with it the focus would be gone. The canvas itself then holds it, so that its keys still work;
 * coming to the canvas by Tab leads to the current node, which is brought into sight first.
 */
export function useFocusKeeper(wrapper: RefObject<HTMLDivElement | null>, focusNode: (id: string) => void) {
  const ui = useUiStore();
  const store = useStoreApi();
  const isInside = useRef(false);
  const isKeeping = useRef(false);
  useEffect(() => {
    let timer = 0;
    const keep = (): void => {
      if (!isInside.current || document.activeElement !== document.body) return;
      isKeeping.current = true;
      wrapper.current?.focus({ preventScroll: true });
      isKeeping.current = false;
    };
    const stop = store.subscribe((state, before) => {
      if (state.transform === before.transform) return;
      window.clearTimeout(timer);
      timer = window.setTimeout(keep, 60);
    });
    return () => {
      window.clearTimeout(timer);
      stop();
    };
  }, [store, wrapper]);
  return useMemo(
    () => ({
      onFocus: (event: FocusEvent<HTMLElement>) => {
        isInside.current = true;
        // Only by the keyboard: a click on the empty canvas must not move it.
        if (event.target === wrapper.current && !isKeeping.current && event.target.matches(':focus-visible')) focusNode(ui.get().current);
      },
      onBlur: (event: FocusEvent) => {
        if (event.relatedTarget !== null) isInside.current = wrapper.current?.contains(event.relatedTarget as Node) ?? false;
      },
    }),
    [ui, wrapper, focusNode],
  );
}

/** A step that was just added, pasted or chosen elsewhere takes the focus once it is drawn. */
export function useFocusRequests(focusNode: (id: string) => void, layout: LayoutResult): void {
  const ui = useUiStore();
  const last = useRef(ui.get().current);
  const pending = useRef<string | null>(null);
  const latest = useRef(layout);
  useEffect(() => {
    latest.current = layout;
    const id = pending.current;
    if (id === null || !layout.nodes.has(id)) return;
    pending.current = null;
    requestAnimationFrame(() => focusNode(id));
  }, [layout, focusNode]);
  useEffect(
    () =>
      ui.subscribe(() => {
        const { current } = ui.get();
        if (current === last.current) return;
        last.current = current;
        // Clicked or tabbed to: it has the focus and is in sight.
        if (document.activeElement?.getAttribute('data-node') === current) return;
        if (document.activeElement !== document.body && document.activeElement?.closest('[data-node]') === null) return;
        if (latest.current.nodes.has(current)) requestAnimationFrame(() => focusNode(current));
        else pending.current = current;
      }),
    [ui, focusNode],
  );
}
