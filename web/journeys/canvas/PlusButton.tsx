import { IconPlus } from '@tabler/icons-react';
import type { DragEvent } from 'react';

import { type Port, portId } from '../model/ports.js';
import { connectTargets } from '../model/targets.js';
import { useUi, useUiStore } from '../page/ui-store.js';
import styles from './Canvas.module.css';
import { useCanvasLook } from './CanvasLook.js';

/** Adds a step here; takes dropped steps; dragged onto a step it leads there. Keyboard: A, M and C do the same from the step. */
export function PlusButton({ port, loose = false }: { port: Port; loose?: boolean }) {
  const ui = useUiStore();
  const { editor, actions, readOnly, level, words } = useCanvasLook();
  const id = portId(port);
  const drop = useUi(({ drag }) => (drag === null || drag.kind === 'connect' ? null : drag.ports.has(id) ? 'open' : 'shut'));
  // From far away it is too small to hit, unless something is to be dropped here: then it grows.
  if (readOnly || (level === 'far' && drop !== 'open')) return null;
  return (
    <button
      type="button"
      tabIndex={-1}
      aria-label={words.addHere}
      title={words.addHere}
      className={`${styles.plus} nopan nodrag`}
      data-loose={loose || undefined}
      data-drop={drop ?? undefined}
      draggable
      onDragStart={(event) => {
        event.stopPropagation();
        event.dataTransfer.setData('application/x-cairn', id);
        const steps = new Set(connectTargets(editor.document.definition, port));
        setTimeout(() => ui.set({ drag: { kind: 'connect', port, steps } }), 0);
      }}
      onDragEnd={() => ui.set({ drag: null })}
      onDragOver={(event: DragEvent) => drop === 'open' && event.preventDefault()}
      onDrop={(event: DragEvent) => {
        event.preventDefault();
        const { drag } = ui.get();
        if (drag?.kind === 'move') actions.move(drag.id, port);
        if (drag?.kind === 'add') actions.insert(port, drag.type);
        ui.set({ drag: null });
      }}
      onClick={(event) => {
        event.stopPropagation();
        const box = event.currentTarget.getBoundingClientRect();
        ui.set({ menu: { kind: 'add', port, at: { x: box.right + 4, y: box.top } } });
      }}
    >
      <IconPlus size={14} stroke={2} aria-hidden />
    </button>
  );
}
