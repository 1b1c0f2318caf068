import '@xyflow/react/dist/style.css';

import { VisuallyHidden } from '@mantine/core';
import { Background, BackgroundVariant, MiniMap, Panel, ReactFlow, ReactFlowProvider, useStore } from '@xyflow/react';
import { useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';

import type { LayoutResult } from '../layout/shape.js';
import { useEditor, usePositions } from '../page/EditorContext.js';
import { useUi, useUiStore } from '../page/ui-store.js';
import { usePhrase } from '../usePhrase.js';
import styles from './Canvas.module.css';
import { CanvasControls } from './CanvasControls.js';
import { CanvasMenus } from './CanvasMenus.js';
import { families } from './families.js';
import { flowEdges, flowNodes, type JourneyNodeType, withPlaces } from './flow-elements.js';
import { JourneyEdge } from './JourneyEdge.js';
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
const edgeTypes = { journey: JourneyEdge };
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
  const { nodes, edges, ...dragging } = useFlowElements(model);
  const zoom = useStore((state) => (state.transform[2] >= 0.6 ? 'near' : state.transform[2] >= 0.35 ? 'middle' : 'far'));
  const wrapper = useRef<HTMLDivElement>(null);
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
      data-zoom={zoom}
      data-following={followed !== null || undefined}
      data-arranged={dragging.nodesDraggable || undefined}
      onKeyDown={onKeyDown}
      onDragOver={(event) => event.preventDefault()}
      tabIndex={nodes.length >= cullFrom ? 0 : -1}
      {...focusKeeper}
    >
      {model ? (
        <ReactFlow
          nodes={nodes}
          edges={edges}
          nodeTypes={nodeTypes}
          edgeTypes={edgeTypes}
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
      ) : (
        <LayingOut />
      )}
      <CanvasMenus focusNode={focusNode} />
      <Said />
    </div>
  );
}

/** Nodes and edges as xyflow wants them, and what it tells of a drag. */
function useFlowElements(model: CanvasModel | null) {
  const { readOnly } = useEditor();
  const isArranged = usePositions() !== null && !readOnly;
  const selected = useUi((state) => (isArranged && state.selected.size > 1 ? state.selected : nothingSelected));
  const { places, routes, ...handlers } = useHandDrag(model);
  const settled = useMemo(() => (model ? flowNodes(model, isArranged ? selected : null) : []), [model, isArranged, selected]);
  const nodes = useMemo(() => withPlaces(settled, places), [settled, places]);
  const edges = useMemo(() => (model ? flowEdges(model, routes) : []), [model, routes]);
  return { nodes, edges, nodesDraggable: isArranged, ...(isArranged ? handlers : {}) };
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
