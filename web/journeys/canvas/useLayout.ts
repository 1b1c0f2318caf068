import { useEffect, useMemo, useRef, useState } from 'react';

import type { Positions } from '../layout/hand/push-apart.js';
import { isForWorker, type LayoutRequest, layOutJourney } from '../layout/lay-out-journey.js';
import type { JourneyGraph } from '../layout/layout-graph.js';
import type { LayoutResult, Point } from '../layout/shape.js';
import { type UiStore, useUiStore } from '../page/ui-store.js';

/** A graph with its layout: always of the same shape. */
export interface LaidOut {
  graph: JourneyGraph;
  layout: LayoutResult;
}

type Question = LayoutRequest & { shape: string };

interface Done extends LaidOut {
  shape: string;
  byHand: boolean;
}

/**
 * Lays out again only when the shape changed, not the words. A large journey is laid out in a worker: until it is done, the layout before is answered,
 * with the graph that belongs to it; null: there is none yet.
 */
export function useLayout(graph: JourneyGraph, positions: Positions | null): LaidOut | null {
  const ui = useUiStore();
  const shape = useMemo(() => shapeOf({ graph, positions }), [graph, positions]);
  const last = useRef<Done | null>(null);
  const isLarge = typeof Worker !== 'undefined' && isForWorker({ graph, positions });
  const worked = useWorker(isLarge && last.current?.shape !== shape ? { graph, positions, shape } : null);
  return useMemo(() => {
    const byHand = positions !== null;
    const fresh = isLarge ? worked?.shape === shape && worked.layout : last.current?.shape !== shape && layOutJourney({ graph, positions });
    if (fresh) {
      const layout = byHand ? fresh : stable(fresh, last.current, graph, ui);
      last.current = { graph, layout, shape, byHand };
    }
    if (!last.current) return null;
    // The words may be newer than the layout; as long as the shape is the same, so may the graph.
    return last.current.shape === shape ? { graph, layout: last.current.layout } : last.current;
  }, [graph, positions, shape, isLarge, worked, ui]);
}

function shapeOf({ graph, positions }: LayoutRequest): string {
  return JSON.stringify([graph.nodes, graph.edges.map(({ id, from, to, label, loop }) => [id, from, to, label.width, label.height, loop]), positions]);
}

/** The newest question alone counts: one that waits behind a running one is replaced. */
function useWorker(question: Question | null): { shape: string; layout: LayoutResult } | null {
  const [answer, setAnswer] = useState<{ shape: string; layout: LayoutResult } | null>(null);
  const worker = useRef<{ ask(request: Question): void; end(): void } | null>(null);
  const shape = question?.shape;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the shape says whether the question is another.
  useEffect(() => {
    if (!question) return;
    worker.current ??= startWorker(setAnswer);
    worker.current.ask(question);
  }, [shape]);
  useEffect(
    () => () => {
      worker.current?.end();
      worker.current = null;
    },
    [],
  );
  return answer;
}

function startWorker(onAnswer: (answer: { shape: string; layout: LayoutResult }) => void) {
  const worker = new Worker(new URL('../layout/layout.worker.ts', import.meta.url), { type: 'module' });
  let running: Question | null = null;
  let waiting: Question | null = null;
  const ask = (request: Question): void => {
    if (running !== null) {
      waiting = request;
      return;
    }
    running = request;
    worker.postMessage({ graph: request.graph, positions: request.positions } satisfies LayoutRequest);
  };
  const answer = (layout: LayoutResult): void => {
    const { shape } = running as Question;
    running = null;
    onAnswer({ shape, layout });
    const next = waiting;
    waiting = null;
    if (next) ask(next);
  };
  worker.onmessage = ({ data }: MessageEvent<LayoutResult>) => answer(data);
  // Its file could not be loaded: slower is better than never.
  worker.onerror = () => running && answer(layOutJourney(running));
  return { ask, end: () => worker.terminate() };
}

/** The node being edited stays where it is on the screen: the rest comes to it, the viewport never jumps. */
function stable(fresh: LayoutResult, last: Done | null, graph: JourneyGraph, ui: UiStore): LayoutResult {
  const before = last?.layout.nodes;
  const { anchor: chosen, current } = ui.get();
  const anchor = [chosen ?? current, graph.order[0] ?? ''].find((id) => before?.has(id) && fresh.nodes.has(id));
  const [from, to] = anchor === undefined ? [] : [fresh.nodes.get(anchor), before?.get(anchor)];
  return from && to ? shifted(fresh, { x: to.x - from.x, y: to.y - to.height / 2 - (from.y - from.height / 2) }) : fresh;
}

function shifted(layout: LayoutResult, by: Point): LayoutResult {
  if (by.x === 0 && by.y === 0) return layout;
  const move = <T extends Point>(point: T): T => ({ ...point, x: point.x + by.x, y: point.y + by.y });
  return {
    nodes: new Map([...layout.nodes].map(([id, box]) => [id, move(box)])),
    edges: new Map([...layout.edges].map(([id, route]) => [id, { points: route.points.map(move), label: move(route.label) }])),
  };
}
