import { useReactFlow } from '@xyflow/react';
import type { KeyboardEvent } from 'react';

import { isByHand } from '../layout/hand/keep-arranged.js';
import type { LayoutResult } from '../layout/shape.js';
import { phrase } from '../model/phrase.js';
import { outletsOf, portsInto, stepById, triggerId } from '../model/ports.js';
import { useEditor } from '../page/EditorContext.js';
import { useUiStore } from '../page/ui-store.js';
import { useCanvasCommands } from './CanvasCommands.js';

interface CanvasKeys {
  order: string[];
  layout: LayoutResult;
  focusNode(id: string): void;
  onKeysHelp(): void;
  onNextProblem(by: 1 | -1): void;
  onOutline(): void;
}

/** The keys of the canvas. Letters work only here, while it has the focus, and never while somebody types (WCAG 2.1.4). */
export function useCanvasKeys(keys: CanvasKeys): (event: KeyboardEvent) => void {
  const ui = useUiStore();
  const { editor, actions, readOnly } = useEditor();
  const commands = useCanvasCommands();
  const flow = useReactFlow();

  const goTo = (id: string | undefined, extend: boolean): void => {
    if (id === undefined) return;
    const { selected } = ui.get();
    ui.set({ current: id, selected: extend ? new Set([...selected, id]) : new Set([id]) });
    keys.focusNode(id);
  };
  const selection = (): Set<string> => {
    const { selected, current } = ui.get();
    return new Set(selected.has(current) ? [...selected] : [current]);
  };
  const menuAt = (): { x: number; y: number } => {
    const box = document.activeElement?.getBoundingClientRect();
    return box ? { x: box.right + 8, y: box.top } : { x: 0, y: 0 };
  };
  const add = (): void => {
    const { current } = ui.get();
    const step = stepById(editor.document.definition, current);
    const outlet = current === triggerId ? 'start' : step && outletsOf(step)[0]?.outlet;
    const port = outlet === undefined ? portsInto(editor.document.definition, current)[0] : { from: current, outlet };
    if (port) ui.set({ menu: { kind: 'add', port, at: menuAt() } });
  };
  const shift = ({ x, y, said }: Shift): void => {
    const ids = [...selection()];
    actions.shift(ids, { x: x * shiftPx, y: y * shiftPx });
    ui.set({ said: phrase(`arrange.${said}`, { count: ids.length }) });
    // Once it is drawn there: it may have left the screen.
    requestAnimationFrame(() => keys.focusNode(ui.get().current));
  };
  const withCommand: Record<string, () => void> = {
    c: () => void actions.copy(selection()),
    x: () => void actions.cut(selection()),
    v: () => void actions.paste(ui.get().current),
    d: () => actions.duplicate(ui.get().current),
    a: () => ui.set({ selected: new Set(keys.order.filter((id) => id !== triggerId)) }),
  };
  const editing: Record<string, () => void> = {
    a: add,
    c: () => ui.set({ menu: { kind: 'connect', port: null, id: ui.get().current, at: menuAt() } }),
    m: () => ui.set({ menu: { kind: 'move', id: ui.get().current, at: menuAt() } }),
    Delete: () => actions.askRemove([...selection()].filter((id) => id !== triggerId)),
    Backspace: () => actions.askRemove([...selection()].filter((id) => id !== triggerId)),
  };
  const looking: Record<string, () => void> = {
    Enter: () => commands.inspect(ui.get().current, true),
    Escape: () => {
      ui.set({ selected: new Set(), menu: null });
      commands.back();
    },
    o: keys.onOutline,
    '?': keys.onKeysHelp,
    '0': () => void flow.zoomTo(1),
    '1': () => void flow.fitView({ padding: 0.15, maxZoom: 1 }),
    '2': () => void flow.fitView({ padding: 0.3, maxZoom: 1, nodes: [...selection()].map((id) => ({ id })) }),
    '+': () => void flow.zoomIn(),
    '=': () => void flow.zoomIn(),
    '-': () => void flow.zoomOut(),
  };
  return (event) => {
    const target = event.target as HTMLElement;
    if (target.closest('input, textarea, select, [contenteditable], [role="menu"], [role="dialog"]')) return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const run = (task: (() => void) | undefined): void => {
      if (!task) return;
      event.preventDefault();
      event.stopPropagation();
      task();
    };
    if (event.ctrlKey || event.metaKey) {
      if (window.getSelection()?.type === 'Range' && key === 'c') return;
      if (!readOnly || key === 'c' || key === 'a') run(withCommand[key]);
      return;
    }
    if (event.altKey) {
      const by = shifts[key];
      // Elsewhere Alt and an arrow are the browser's.
      if (by && !readOnly && isByHand(editor.document.layout)) run(() => shift(by));
      return;
    }
    // Enter and Space on a button are the button's.
    const onNode = target.closest('[data-node]') === target;
    if (key === 'Enter' && !onNode) return;
    const direction = arrows[key];
    if (direction) run(() => goTo(direction(ui.get().current, keys), event.shiftKey));
    else if (!readOnly && editing[key]) run(editing[key]);
    else run(looking[key]);
  };
}

const shiftPx = 24;

interface Shift {
  x: number;
  y: number;
  said: string;
}

const shifts: Record<string, Shift | undefined> = {
  ArrowDown: { x: 0, y: 1, said: 'movedDown' },
  ArrowUp: { x: 0, y: -1, said: 'movedUp' },
  ArrowLeft: { x: -1, y: 0, said: 'movedLeft' },
  ArrowRight: { x: 1, y: 0, said: 'movedRight' },
};

type Direction = (from: string, keys: CanvasKeys) => string | undefined;

const arrows: Record<string, Direction | undefined> = {
  ArrowDown: (from, { order }) => order[order.indexOf(from) + 1],
  ArrowUp: (from, { order }) => order[order.indexOf(from) - 1],
  ArrowLeft: (from, keys) => sibling(from, keys, -1),
  ArrowRight: (from, keys) => sibling(from, keys, 1),
  Home: (_, { order }) => order[0],
  End: (_, { order }) => order[order.length - 1],
};

/** The nearest node of the same rank to that side. */
function sibling(from: string, { layout, order }: CanvasKeys, side: -1 | 1): string | undefined {
  const here = layout.nodes.get(from);
  if (!here) return undefined;
  const beside = order
    .flatMap((id) => {
      const box = layout.nodes.get(id);
      return box && id !== from && Math.abs(box.y - here.y) < here.height && (box.x - here.x) * side > 0 ? [{ id, distance: Math.abs(box.x - here.x) }] : [];
    })
    .sort((a, b) => a.distance - b.distance);
  return beside[0]?.id;
}
