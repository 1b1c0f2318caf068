import { IconAlertCircle, IconAlertTriangle, IconCheck, IconMessage, IconUser } from '@tabler/icons-react';
import type { Node, NodeProps } from '@xyflow/react';
import { type DragEvent, memo } from 'react';

import type { StepCounts } from '../api.js';
import { peopleFilter } from '../model/people-filter.js';
import { portId, triggerId } from '../model/ports.js';
import { moveTargets } from '../model/targets.js';
import { type UiState, useUi, useUiStore } from '../page/ui-store.js';
import styles from './Canvas.module.css';
import { useCanvasCommands } from './CanvasCommands.js';
import { useCanvasLook } from './CanvasLook.js';
import type { NodeView } from './canvas-model.js';
import { families } from './families.js';

export type StepNodeType = Node<NodeView, 'step'>;

/** One step (or the trigger). What it shows is all in `data`; it listens to nothing that changes for other nodes only. */
export const StepNode = memo(function StepNode({ data, draggable }: NodeProps<StepNodeType>) {
  const ui = useUiStore();
  const commands = useCanvasCommands();
  const { readOnly, level } = useCanvasLook();
  // One word for all three: one subscription.
  const [isCurrent, isSelected, drop] = useUi((state) => lookOf(state, data.id)).split(' ') as [string, string, string];
  const drag = useNodeDrag(data.id);
  const { hue, icon: Icon } = families[data.type];
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Enter is among the canvas keys, which the canvas listens for as a whole.
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is a group of form fields.
    <div
      role="group"
      aria-label={data.label}
      aria-current={data.follow === 'here' ? 'step' : undefined}
      tabIndex={isCurrent ? 0 : -1}
      data-node={data.id}
      data-selected={isSelected || undefined}
      data-follow={data.follow}
      data-counts={data.withCounts || undefined}
      data-unreachable={data.unreachable || undefined}
      data-drop={drop || undefined}
      className={`${styles.node} nopan`}
      style={{ '--family': hue } as React.CSSProperties}
      // Arranged by hand, xyflow drags it; else the browser does, onto an edge.
      draggable={!readOnly && !draggable && data.id !== triggerId}
      {...drag}
      onFocus={(event) => event.target === event.currentTarget && ui.set({ current: data.id })}
      onClick={(event) => commands.click(data.id, event.ctrlKey || event.metaKey || event.shiftKey)}
    >
      <div className={styles.nodeHead}>
        <span className={styles.nodeIcon}>
          <Icon size={20} stroke={1.5} aria-hidden />
        </span>
        {level !== 'far' && <NodeText data={data} onlyTitle={level === 'middle'} />}
        {(data.problemWords !== null || data.commentWords !== null) && <Badges data={data} />}
      </div>
      {level === 'near' && data.counts && <CountsRow id={data.id} counts={data.counts} />}
    </div>
  );
});

/** "current selected drop"; empty words for no. */
function lookOf({ current, selected, drag }: UiState, id: string): string {
  const drop = drag?.kind === 'connect' ? (drag.steps.has(id) ? 'open' : 'shut') : '';
  return `${current === id ? 'current' : ''} ${selected.has(id) ? 'selected' : ''} ${drop}`;
}

const followIcons = {
  off: null,
  untouched: null,
  passed: <IconCheck size={14} aria-hidden />,
  trouble: <IconAlertTriangle size={14} aria-hidden />,
  here: <IconUser size={14} aria-hidden />,
};

function NodeText({ data, onlyTitle }: { data: NodeView; onlyTitle: boolean }) {
  return (
    <div className={styles.nodeText}>
      <div className={styles.nodeTitle} title={data.title}>
        {data.title}
      </div>
      {!onlyTitle && (
        <>
          <div className={styles.nodeSummary} title={data.summary}>
            {data.summary}
          </div>
          {data.elapsed !== null && data.followTime === null && <div className={styles.nodeElapsed}>{data.elapsed}</div>}
          {data.followTime !== null && (
            <div className={styles.nodeFollow}>
              {followIcons[data.follow]} <span>{data.followTime}</span>
            </div>
          )}
        </>
      )}
    </div>
  );
}

function useNodeDrag(id: string) {
  const ui = useUiStore();
  const { editor, actions, readOnly } = useCanvasLook();
  return {
    onDragStart: (event: DragEvent) => {
      if (readOnly) return;
      event.dataTransfer.setData('application/x-cairn', id);
      event.dataTransfer.effectAllowed = 'move';
      const ports = new Set(moveTargets(editor.document.definition, id).map(portId));
      // After the browser took its picture of the node: drop zones may then change the page.
      setTimeout(() => ui.set({ drag: { kind: 'move', id, ports }, current: id }), 0);
    },
    onDragEnd: () => ui.set({ drag: null }),
    onDragOver: (event: DragEvent) => {
      const { drag } = ui.get();
      if (drag?.kind === 'connect' && drag.steps.has(id)) event.preventDefault();
    },
    onDrop: (event: DragEvent) => {
      const { drag } = ui.get();
      if (drag?.kind !== 'connect' || !drag.steps.has(id)) return;
      event.preventDefault();
      actions.connect(drag.port, id);
      ui.set({ drag: null });
    },
  };
}

/** Problems and comments; at every zoom. */
function Badges({ data }: { data: NodeView }) {
  const commands = useCanvasCommands();
  const { number } = useCanvasLook();
  const { errors, warnings, problemWords, comments, commentWords } = data;
  return (
    <div className={styles.badges}>
      {problemWords !== null && (
        <span className={styles.problemBadge} data-severity={errors > 0 ? 'error' : 'warning'} title={problemWords}>
          {errors > 0 ? <IconAlertCircle size={16} aria-hidden /> : <IconAlertTriangle size={16} aria-hidden />}
          {number(errors > 0 ? errors : warnings)}
        </span>
      )}
      {commentWords !== null && (
        <button
          type="button"
          tabIndex={-1}
          className={`${styles.commentBadge} nodrag`}
          aria-label={commentWords}
          title={commentWords}
          onClick={(event) => {
            event.stopPropagation();
            commands.showComments(data.id);
          }}
        >
          <IconMessage size={16} stroke={1.5} aria-hidden />
          {number(comments)}
        </button>
      )}
    </div>
  );
}

const countKinds = ['waiting', 'passed', 'failed'] as const;

function CountsRow({ id, counts }: { id: string; counts: StepCounts }) {
  const { words, number, compact } = useCanvasLook();
  const commands = useCanvasCommands();
  return (
    <div className={styles.counts}>
      {countKinds.map((kind) => (
        <button
          key={kind}
          type="button"
          tabIndex={-1}
          className={styles.count}
          data-kind={counts[kind] > 0 ? kind : 'none'}
          title={number(counts[kind])}
          onClick={(event) => {
            event.stopPropagation();
            commands.showPeople(id, peopleFilter({ result: kind }));
          }}
        >
          {words[kind]} <strong>{counts[kind] < 100_000 ? number(counts[kind]) : compact(counts[kind])}</strong>
        </button>
      ))}
    </div>
  );
}
