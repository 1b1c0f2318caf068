import '@xyflow/react/dist/style.css';

import { Background, BackgroundVariant, MiniMap, Panel, ReactFlow, type ReactFlowInstance, ReactFlowProvider, useStore, useStoreApi } from '@xyflow/react';
import { type FocusEvent, type RefObject, useEffect, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';

import type { Counts } from '../api.js';
import type { LayoutResult } from '../layout/shape.js';
import { triggerId } from '../model/ports.js';
import { useEditor } from '../page/EditorContext.js';
import { useUiStore } from '../page/ui-store.js';
import styles from './Canvas.module.css';
import { CanvasControls } from './CanvasControls.js';
import { CanvasMenus } from './CanvasMenus.js';
import { families } from './families.js';
import type { Followed } from './follow.js';
import { JourneyEdge, type JourneyEdgeType } from './JourneyEdge.js';
import { LooseEndNode, type LooseEndNodeType } from './LooseEndNode.js';
import { Palette } from './Palette.js';
import { StepNode, type StepNodeType } from './StepNode.js';
import { useCanvasKeys } from './useCanvasKeys.js';
import { type CanvasModel, useCanvasModel } from './useCanvasModel.js';
import { useFocusNode } from './useFocusNode.js';

// Outside the component: a new object would mount every node again.
const nodeTypes = { step: StepNode, looseEnd: LooseEndNode };
const edgeTypes = { journey: JourneyEdge };
const cullFrom = 150;
const minimapFrom = 25;
const readableZoom = 0.85;
const openMargin = 48;

export interface CanvasProps {
  counts: Counts | null;
  withCounts: boolean;
  followed: Followed | null;
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

function CanvasFlow({ counts, withCounts, followed, onKeysHelp, onNextProblem, onOutline }: CanvasProps) {
  const { t } = useTranslation('journeys');
  const ui = useUiStore();
  const { readOnly } = useEditor();
  const model = useCanvasModel(counts, withCounts, followed);
  const nodes = useMemo(() => flowNodes(model), [model]);
  const edges = useMemo(() => flowEdges(model), [model]);
  const zoom = useStore((state) => (state.transform[2] >= 0.6 ? 'near' : state.transform[2] >= 0.35 ? 'middle' : 'far'));
  const wrapper = useRef<HTMLDivElement>(null);
  const focusNode = useFocusNode(wrapper, model.layout);
  const onKeyDown = useCanvasKeys({ order: model.graph.order, layout: model.layout, focusNode, onKeysHelp, onNextProblem, onOutline });
  useFocusRequests(focusNode);
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
      onKeyDown={onKeyDown}
      onDragOver={(event) => event.preventDefault()}
      tabIndex={nodes.length >= cullFrom ? 0 : -1}
      {...focusKeeper}
    >
      <ReactFlow
        nodes={nodes}
        edges={edges}
        nodeTypes={nodeTypes}
        edgeTypes={edgeTypes}
        nodesDraggable={false}
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
        onInit={(flow) => openAt(flow, model.layout, wrapper.current)}
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
          <CanvasControls onKeysHelp={onKeysHelp} />
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
      <CanvasMenus focusNode={focusNode} />
    </div>
  );
}

/** A journey that fits the screen readably is shown whole; a longer one from its trigger on. Key 1 fits any. */
function openAt(flow: ReactFlowInstance<StepNodeType | LooseEndNodeType, JourneyEdgeType>, layout: LayoutResult, wrapper: HTMLElement | null): void {
  const trigger = layout.nodes.get(triggerId);
  const boxes = [...layout.nodes.values()];
  if (!wrapper || !trigger || boxes.length === 0) return;
  const left = Math.min(...boxes.map((box) => box.x - box.width / 2));
  const right = Math.max(...boxes.map((box) => box.x + box.width / 2));
  const top = Math.min(...boxes.map((box) => box.y - box.height / 2));
  const bottom = Math.max(...boxes.map((box) => box.y + box.height / 2));
  const fits = Math.min((wrapper.clientWidth - 2 * openMargin) / (right - left), (wrapper.clientHeight - 2 * openMargin) / (bottom - top));
  const zoom = Math.min(1, Math.max(readableZoom, fits));
  const middle = (right - left) * zoom < wrapper.clientWidth ? (left + right) / 2 : trigger.x;
  void flow.setViewport({ x: wrapper.clientWidth / 2 - middle * zoom, y: openMargin - top * zoom, zoom });
}

function flowNodes({ graph, layout, nodes }: CanvasModel): (StepNodeType | LooseEndNodeType)[] {
  const steps = nodes.map((view): StepNodeType => ({ id: view.id, type: 'step', data: view, ...placed(layout, view.id) }));
  const ends = graph.edges
    .filter((edge) => edge.next === null)
    .map(
      (edge): LooseEndNodeType => ({ id: edge.to, type: 'looseEnd', data: { port: edge.port, faded: nodes[0]?.follow !== 'off' }, ...placed(layout, edge.to) }),
    );
  return [...steps, ...ends];
}

function placed(layout: CanvasModel['layout'], id: string) {
  const { x, y, width, height } = layout.nodes.get(id) ?? { x: 0, y: 0, width: 0, height: 0 };
  return { position: { x: x - width / 2, y: y - height / 2 }, width, height, draggable: false, selectable: false };
}

function flowEdges({ graph, layout, edges }: CanvasModel): JourneyEdgeType[] {
  return graph.edges.flatMap((edge) => {
    const view = edges.get(edge.id);
    const route = layout.edges.get(edge.id);
    return view && route ? [{ id: edge.id, type: 'journey' as const, source: edge.from, target: edge.to, data: { ...view, route }, selectable: false }] : [];
  });
}

function minimapColor(node: StepNodeType | LooseEndNodeType): string {
  if (node.type !== 'step') return 'transparent';
  return node.data.errors > 0 ? 'var(--cairn-danger)' : families[node.data.type].hue;
}

/**
 * A node that leaves the screen is culled, and with it the focus would be gone. The canvas itself then holds it, so that its keys still work;
 * coming to the canvas by Tab leads to the current node, which is brought into sight first.
 */
function useFocusKeeper(wrapper: RefObject<HTMLDivElement | null>, focusNode: (id: string) => void) {
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
function useFocusRequests(focusNode: (id: string) => void): void {
  const ui = useUiStore();
  const last = useRef(ui.get().current);
  useEffect(
    () =>
      ui.subscribe(() => {
        const { current } = ui.get();
        if (current === last.current) return;
        last.current = current;
        // Clicked or tabbed to: it has the focus and is in sight.
        if (document.activeElement?.getAttribute('data-node') === current) return;
        if (document.activeElement === document.body || document.activeElement?.closest('[data-node]') !== null)
          requestAnimationFrame(() => focusNode(current));
      }),
    [ui, focusNode],
  );
}
