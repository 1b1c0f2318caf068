import { Tooltip } from '@mantine/core';
import { IconAlertCircle, IconAlertTriangle, IconCheck, IconMessage, IconUser } from '@tabler/icons-react';
import { Handle, type Node, type NodeProps, Position } from '@xyflow/react';
import { type DragEvent, memo } from 'react';
import { useTranslation } from 'react-i18next';

import { useFormat } from '../../app/i18n/format.js';
import type { StepCounts } from '../api.js';
import { peopleFilter } from '../model/people-filter.js';
import { portId, triggerId } from '../model/ports.js';
import { moveTargets } from '../model/targets.js';
import { useEditor } from '../page/EditorContext.js';
import { useUi, useUiStore } from '../page/ui-store.js';
import styles from './Canvas.module.css';
import { useCanvasCommands } from './CanvasCommands.js';
import type { NodeView } from './canvas-model.js';
import { families } from './families.js';

export type StepNodeType = Node<NodeView, 'step'>;

/** One step (or the trigger). What it shows is all in `data`; it listens to nothing that changes for other nodes only. */
export const StepNode = memo(function StepNode({ data, draggable }: NodeProps<StepNodeType>) {
  const ui = useUiStore();
  const { readOnly } = useEditor();
  const commands = useCanvasCommands();
  const isCurrent = useUi((state) => state.current === data.id);
  const isSelected = useUi((state) => state.selected.has(data.id));
  const drop = useUi((state) => (state.drag?.kind === 'connect' ? (state.drag.steps.has(data.id) ? 'open' : 'shut') : null));
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
      data-drop={drop ?? undefined}
      className={`${styles.node} nopan`}
      style={{ '--family': hue } as React.CSSProperties}
      // Arranged by hand, xyflow drags it; else the browser does, onto an edge.
      draggable={!readOnly && !draggable && data.id !== triggerId}
      {...drag}
      onFocus={(event) => event.target === event.currentTarget && ui.set({ current: data.id })}
      onClick={(event) => commands.click(data.id, event.ctrlKey || event.metaKey || event.shiftKey)}
    >
      <Handle type="target" position={Position.Top} isConnectable={false} className={styles.handle} />
      <div className={styles.nodeHead}>
        <span className={styles.nodeIcon}>
          <Icon size={20} stroke={1.5} aria-hidden />
        </span>
        <div className={styles.nodeText}>
          <div className={styles.nodeTitle}>{data.title}</div>
          <div className={styles.nodeSummary} title={data.summary}>
            {data.summary}
          </div>
          {data.elapsed !== null && data.followTime === null && <div className={styles.nodeElapsed}>{data.elapsed}</div>}
          {data.followTime !== null && (
            <div className={styles.nodeFollow}>
              {followIcons[data.follow]} <span>{data.followTime}</span>
            </div>
          )}
        </div>
        <div className={styles.badges}>
          <ProblemBadge errors={data.errors} warnings={data.warnings} />
          {data.comments > 0 && <CommentBadge id={data.id} count={data.comments} />}
        </div>
      </div>
      {data.counts && <CountsRow id={data.id} counts={data.counts} />}
      <Handle type="source" position={Position.Bottom} isConnectable={false} className={styles.handle} />
    </div>
  );
});

const followIcons = {
  off: null,
  untouched: null,
  passed: <IconCheck size={14} aria-hidden />,
  trouble: <IconAlertTriangle size={14} aria-hidden />,
  here: <IconUser size={14} aria-hidden />,
};

function useNodeDrag(id: string) {
  const ui = useUiStore();
  const { editor, actions, readOnly } = useEditor();
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

function ProblemBadge({ errors, warnings }: { errors: number; warnings: number }) {
  const { t } = useTranslation('journeys');
  if (errors + warnings === 0) return null;
  const count = errors > 0 ? errors : warnings;
  const words = errors > 0 ? t('problems.errors', { count }) : t('problems.warnings', { count });
  return (
    <Tooltip label={words}>
      <span className={styles.problemBadge} data-severity={errors > 0 ? 'error' : 'warning'}>
        {errors > 0 ? <IconAlertCircle size={16} aria-hidden /> : <IconAlertTriangle size={16} aria-hidden />}
        {count}
      </span>
    </Tooltip>
  );
}

function CommentBadge({ id, count }: { id: string; count: number }) {
  const { t } = useTranslation('journeys');
  const format = useFormat();
  const commands = useCanvasCommands();
  const words = t('node.comments', { count });
  return (
    <Tooltip label={words}>
      <button
        type="button"
        tabIndex={-1}
        className={`${styles.commentBadge} nodrag`}
        aria-label={words}
        onClick={(event) => {
          event.stopPropagation();
          commands.showComments(id);
        }}
      >
        <IconMessage size={16} stroke={1.5} aria-hidden />
        {format.number(count)}
      </button>
    </Tooltip>
  );
}

const countKinds = ['waiting', 'passed', 'failed'] as const;

function CountsRow({ id, counts }: { id: string; counts: StepCounts }) {
  const { t } = useTranslation('journeys');
  const format = useFormat();
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
          title={format.number(counts[kind])}
          onClick={(event) => {
            event.stopPropagation();
            commands.showPeople(id, peopleFilter({ result: kind }));
          }}
        >
          {t(`counts.${kind}`)} <strong>{counts[kind] < 100_000 ? format.number(counts[kind]) : format.compact(counts[kind])}</strong>
        </button>
      ))}
    </div>
  );
}
