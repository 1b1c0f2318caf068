import { useMemo, useRef } from 'react';

import { useFormat } from '../../app/i18n/format.js';
import type { Counts } from '../api.js';
import { type JourneyGraph, journeyGraph } from '../layout/journey-graph.js';
import { layOut } from '../layout/layout.js';
import type { LayoutResult, Point } from '../layout/shape.js';
import { sameJson } from '../model/changes.js';
import { portId } from '../model/ports.js';
import { useDefinition, useEditor } from '../page/EditorContext.js';
import { useUiStore } from '../page/ui-store.js';
import { usePhrase } from '../usePhrase.js';
import { chipTexts, type EdgeView, edgeView, type NodeView, nodeViews, type ViewInput } from './canvas-model.js';
import { chipText, chipWidth } from './chips.js';
import type { Followed } from './follow.js';

export interface CanvasModel {
  graph: JourneyGraph;
  layout: LayoutResult;
  nodes: NodeView[];
  edges: Map<string, EdgeView>;
}

/** What the canvas draws. Equal parts keep their identity, so an edit draws again only what it changed. */
export function useCanvasModel(counts: Counts | null, withCounts: boolean, followed: Followed | null): CanvasModel {
  const definition = useDefinition();
  const { names, problems } = useEditor();
  const say = usePhrase();
  const format = useFormat();
  const { graph, texts } = useMemo(() => {
    const bare = journeyGraph(definition, withCounts, () => 0);
    const chips = chipTexts(definition, bare, names, say);
    const width = (port: { from: string; outlet: string }): number => {
      const text = chips.get(portId(port));
      return text === undefined ? 0 : chipWidth(chipText(text)) + (withCounts ? 56 : 0);
    };
    return { graph: journeyGraph(definition, withCounts, width), texts: chips };
  }, [definition, names, say, withCounts]);
  const layout = useStableLayout(graph);
  const keep = useKept();
  return useMemo(() => {
    const input: ViewInput = { definition, names, problems, counts, withCounts, followed, say, format };
    const nodes = nodeViews(input, graph).map((view) => keep(`node ${view.id}`, view));
    const edges = new Map(graph.edges.map((edge) => [edge.id, keep(`edge ${edge.id}`, edgeView(input, edge, texts.get(edge.id)))]));
    return { graph, layout, nodes, edges };
  }, [definition, names, problems, counts, withCounts, followed, say, format, graph, layout, texts, keep]);
}

/** The same object as last time while its value is the same. */
function useKept(): <T>(key: string, value: T) => T {
  const kept = useRef(new Map<string, unknown>());
  return useMemo(
    () =>
      <T>(key: string, value: T): T => {
        const before = kept.current.get(key);
        if (before !== undefined && sameJson(before, value)) return before as T;
        kept.current.set(key, value);
        return value;
      },
    [],
  );
}

/**
 * Lays out again only when the shape changed, not the words; and moves the whole so that the node being edited stays where it is on
 * the screen: the rest comes to it, the viewport never jumps.
 */
function useStableLayout(graph: JourneyGraph): LayoutResult {
  const ui = useUiStore();
  const last = useRef<{ shape: string; layout: LayoutResult } | null>(null);
  const shape = useMemo(
    () => JSON.stringify([graph.nodes, graph.edges.map(({ id, from, to, label, loop }) => [id, from, to, label.width, label.height, loop])]),
    [graph],
  );
  return useMemo(() => {
    if (last.current?.shape === shape) return last.current.layout;
    const fresh = layOut(graph);
    const before = last.current?.layout.nodes;
    const anchor = [ui.get().current, graph.order[0] ?? ''].find((id) => before?.has(id) && fresh.nodes.has(id));
    const [from, to] = anchor === undefined ? [] : [fresh.nodes.get(anchor), before?.get(anchor)];
    const layout = from && to ? shifted(fresh, { x: to.x - from.x, y: to.y - to.height / 2 - (from.y - from.height / 2) }) : fresh;
    last.current = { shape, layout };
    return layout;
  }, [shape, graph, ui]);
}

function shifted(layout: LayoutResult, by: Point): LayoutResult {
  if (by.x === 0 && by.y === 0) return layout;
  const move = <T extends Point>(point: T): T => ({ ...point, x: point.x + by.x, y: point.y + by.y });
  return {
    nodes: new Map([...layout.nodes].map(([id, box]) => [id, move(box)])),
    edges: new Map([...layout.edges].map(([id, route]) => [id, { points: route.points.map(move), label: move(route.label) }])),
  };
}
