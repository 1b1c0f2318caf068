import '@xyflow/react/dist/style.css';

import { VisuallyHidden } from '@mantine/core';
import { Background, BackgroundVariant, MiniMap, Panel, ReactFlow, ReactFlowProvider, useStore } from '@xyflow/react';
import { type RefObject, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';

import { useFormat } from '../../app/i18n/format.js';
import type { LayoutResult } from '../layout/shape.js';
import { useEditor, usePositions } from '../page/EditorContext.js';
import { useUi, useUiStore } from '../page/ui-store.js';
import { usePhrase } from '../usePhrase.js';
import styles from './Canvas.module.css';
import { CanvasControls } from './CanvasControls.js';
import { type CanvasLook, CanvasLookContext, type ZoomLevel, zoomLevel } from './CanvasLook.js';
import { CanvasMenus } from './CanvasMenus.js';
import { type DrawnEdge, EdgeLayer } from './EdgeLayer.js';
import { families } from './families.js';
import { drawnEdges, flowNodes, type JourneyNodeType, withDragged } from './flow-elements.js';
import { LayingOut } from './LayingOut.js';
import { LooseEndNode } from './LooseEndNode.js';
import { openAt } from './open-at.js';
import { Palette } from './Palette.js';
import { StepNode } from './StepNode.js';
import { useCanvasKeys } from './useCanvasKeys.js';
import { type CanvasModel, type Shown, useCanvasModel } from './useCanvasModel.js';
import { useFocusKeeper, useFocusRequests } from './useFocusKeeper.js';
import { useFocusNode } from './useFocusNode.js';
import { useHandDrag } from './useHandDrag.js';

// Outside the component: a new object would mount every node again.
const nodeTypes = { step: StepNode, looseEnd: LooseEndNode };
const cullFrom = 150;
const minimapFrom = 25;
const nothingYet: LayoutResult = { nodes: new Map(), edges: new Map() };
const nothingSelected: ReadonlySet<string> = new Set();

export interface CanvasProps extends Shown {
  onKeysHelp(): void;
  onNextProblem(by: 1 | -1): void;
  onOutline(): void;
}

export function Canvas(props: CanvasProps) {
  return (
    <ReactFlowProvider>
      <CanvasFlow {...props} />
    </ReactFlowProvider>
  );
}

function CanvasFlow({ counts, withCounts, followed, comments, onKeysHelp, onNextProblem, onOutline }: CanvasProps) {
  const { t } = useTranslation('journeys');
  const ui = useUiStore();
  const { readOnly } = useEditor();
  const model = useCanvasModel({ counts, withCounts, followed, comments });
  const wrapper = useRef<HTMLDivElement>(null);
  const { nodes, edges, dragged, places, dragging } = useFlowElements(model, wrapper);
  const level = useStore((state) => zoomLevel(state.transform[2]));
  const look = useLook(level);
  const layout = model?.layout ?? nothingYet;
  const focusNode = useFocusNode(wrapper, layout);
  const onKeyDown = useCanvasKeys({ order: model?.graph.order ?? [], layout, focusNode, onKeysHelp, onNextProblem, onOutline });
  useFocusRequests(focusNode, layout);
  const focusKeeper = useFocusKeeper(wrapper, focusNode);
  const labels = useMemo(
    () => ({
      'controls.ariaLabel': t('canvas.controls'),
      'minimap.ariaLabel': t('canvas.minimap'),
      'node.a11yDescription.default': '',
      'edge.a11yDescription.default': '',
    }),
    [t],
  );
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keys reach here from the focused node, which is a child.
    <div
      ref={wrapper}
      className={styles.canvas}
      data-zoom={level}
      data-following={followed !== null || undefined}
      data-arranged={dragging.nodesDraggable || undefined}
      onKeyDown={onKeyDown}
      onDragOver={(event) => event.preventDefault()}
      tabIndex={nodes.length >= cullFrom ? 0 : -1}
      {...focusKeeper}
    >
      {model ? (
        <CanvasLookContext value={look}>
          <ReactFlow
            nodes={nodes}
            nodeTypes={nodeTypes}
            {...dragging}
            nodesConnectable={false}
            nodesFocusable={false}
            edgesFocusable={false}
            elementsSelectable={false}
            disableKeyboardA11y
            deleteKeyCode={null}
            selectionKeyCode={null}
            panOnScroll
            zoomOnDoubleClick={false}
            minZoom={0.1}
            maxZoom={2}
            onInit={(flow) => openAt(flow, layout, wrapper.current)}
            onlyRenderVisibleElements={nodes.length >= cullFrom}
            ariaLabelConfig={labels}
            aria-label={t('canvas.name')}
            onPaneClick={() => ui.set({ selected: new Set(), menu: null })}
            onMoveStart={() => ui.get().menu && ui.set({ menu: null })}
          >
            <EdgeLayer edges={edges} isCulled={nodes.length >= cullFrom} model={model} dragged={dragged} places={places} />
            <Background variant={BackgroundVariant.Dots} gap={24} size={1.5} />
            {!readOnly && (
              <Panel position="top-left">
                <Palette />
              </Panel>
            )}
            <Panel position="bottom-left">
              <CanvasControls layout={layout} onKeysHelp={onKeysHelp} />
            </Panel>
            {model.graph.order.length >= minimapFrom && (
              <MiniMap
                pannable
                zoomable
                className={styles.minimap}
                nodeColor={minimapColor}
                bgColor="var(--cairn-card)"
                maskColor="color-mix(in srgb, var(--cairn-page) 70%, transparent)"
                nodeBorderRadius={12}
              />
            )}
          </ReactFlow>
        </CanvasLookContext>
      ) : (
        <LayingOut />
      )}
      <CanvasMenus focusNode={focusNode} />
      <Said />
    </div>
  );
}

/** Nodes as xyflow wants them, edges as we draw them, and what xyflow tells of a drag. */
function useFlowElements(model: CanvasModel | null, wrapper: RefObject<HTMLElement | null>) {
  const { readOnly } = useEditor();
  const isArranged = usePositions() !== null && !readOnly;
  const selected = useUi((state) => (isArranged && state.selected.size > 1 ? state.selected : nothingSelected));
  const { dragged, places, ...handlers } = useHandDrag(model, wrapper);
  const settled = useMemo(() => (model ? flowNodes(model, isArranged ? selected : null) : []), [model, isArranged, selected]);
  const nodes = useMemo(() => withDragged(settled, dragged), [settled, dragged]);
  const drawn = useRef<ReadonlyMap<string, DrawnEdge>>(new Map());
  const edges = useMemo(() => {
    const fresh = model ? drawnEdges(model, drawn.current) : [];
    drawn.current = new Map(fresh.map((edge) => [edge.id, edge]));
    return fresh;
  }, [model]);
  return { nodes, edges, dragged, places, dragging: { nodesDraggable: isArranged, ...(isArranged ? handlers : {}) } };
}

/** What all nodes and edges share; another one only when the language, the right to edit or the zoom level changes. */
function useLook(level: ZoomLevel): CanvasLook {
  const { t } = useTranslation('journeys');
  const format = useFormat();
  const { editor, actions, readOnly } = useEditor();
  return useMemo(
    () => ({
      editor,
      actions,
      readOnly,
      level,
      words: { addHere: t('add.here'), waiting: t('counts.waiting'), passed: t('counts.passed'), failed: t('counts.failed') },
      number: format.number,
      compact: format.compact,
    }),
    [editor, actions, readOnly, level, t, format],
  );
}

/** What just happened, for whoever does not see it. */
function Said() {
  const say = usePhrase();
  const said = useUi((state) => state.said);
  return <VisuallyHidden role="status">{said ? say(said) : ''}</VisuallyHidden>;
}

function minimapColor(node: JourneyNodeType): string {
  if (node.type !== 'step') return 'transparent';
  return node.data.errors > 0 ? 'var(--cairn-danger)' : families[node.data.type].hue;
}
