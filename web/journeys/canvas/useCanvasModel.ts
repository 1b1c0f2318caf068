import { useCallback, useMemo, useRef } from 'react';

import { useFormat } from '../../app/i18n/format.js';
import type { Counts } from '../api.js';
import { type JourneyGraph, journeyGraph } from '../layout/layout-graph.js';
import type { LayoutResult } from '../layout/shape.js';
import { sameJson } from '../model/changes.js';
import { portId } from '../model/ports.js';
import { useDefinition, useEditor, usePositions } from '../page/EditorContext.js';
import { usePhrase } from '../usePhrase.js';
import { chipTexts, type EdgeView, edgeView, type NodeView, nodeViews, type ViewInput } from './canvas-model.js';
import { chipText, chipWidth } from './chips.js';
import type { Followed } from './follow.js';
import { useLayout } from './useLayout.js';

export interface CanvasModel {
  graph: JourneyGraph;
  layout: LayoutResult;
  nodes: NodeView[];
  edges: Map<string, EdgeView>;
}

/** What is shown on top of the journey itself. */
export interface Shown {
  counts: Counts | null;
  withCounts: boolean;
  followed: Followed | null;
  /** Open ones, by step. */
  comments: { readonly [stepId: string]: number };
}

/** What the canvas draws; null while a large journey is laid out for the first time. Equal parts keep their identity, so an edit draws again only what it changed. */
export function useCanvasModel({ counts, withCounts, followed, comments }: Shown): CanvasModel | null {
  const definition = useDefinition();
  const { names, problems } = useEditor();
  const say = usePhrase();
  const format = useFormat();
  const { fresh, texts } = useMemo(() => {
    const bare = journeyGraph(definition, withCounts, () => 0);
    const chips = chipTexts(definition, bare, names, say);
    const width = (port: { from: string; outlet: string }): number => {
      const text = chips.get(portId(port));
      return text === undefined ? 0 : chipWidth(chipText(text)) + (withCounts ? 56 : 0);
    };
    return { fresh: journeyGraph(definition, withCounts, width), texts: chips };
  }, [definition, names, say, withCounts]);
  const laidOut = useLayout(fresh, usePositions());
  const keep = useKept();
  return useMemo(() => {
    if (!laidOut) return null;
    const { graph, layout } = laidOut;
    const input: ViewInput = { definition, names, problems, counts, withCounts, followed, comments, say, format };
    const nodes = nodeViews(input, graph).map((view) => keep(`node ${view.id}`, view));
    const edges = new Map(graph.edges.map((edge) => [edge.id, keep(`edge ${edge.id}`, edgeView(input, edge, texts.get(edge.id)))]));
    return { graph, layout, nodes, edges };
  }, [definition, names, problems, counts, withCounts, followed, comments, say, format, laidOut, texts, keep]);
}

/** The same object as last time while its value is the same. */
function useKept(): <T>(key: string, value: T) => T {
  const kept = useRef(new Map<string, unknown>());
  return useCallback(<T>(key: string, value: T): T => {
    const before = kept.current.get(key);
    if (before !== undefined && sameJson(before, value)) return before as T;
    kept.current.set(key, value);
    return value;
  }, []);
}
