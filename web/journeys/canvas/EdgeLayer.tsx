import { useStore, ViewportPortal } from '@xyflow/react';
import { memo, useMemo, useSyncExternalStore } from 'react';

import { routeByHand } from '../layout/hand/layout-by-hand.js';
import { roundedPath } from '../layout/path.js';
import type { EdgeRoute } from '../layout/shape.js';
import { peopleFilter } from '../model/people-filter.js';
import { triggerId } from '../model/ports.js';
import styles from './Canvas.module.css';
import { useCanvasCommands } from './CanvasCommands.js';
import { useCanvasLook } from './CanvasLook.js';
import type { EdgeView } from './canvas-model.js';
import type { DragPlaces } from './drag-places.js';
import { PlusButton } from './PlusButton.js';
import type { CanvasModel } from './useCanvasModel.js';

export interface DrawnEdge {
  id: string;
  view: EdgeView;
  route: EdgeRoute;
}

interface EdgeLayerProps {
  edges: DrawnEdge[];
  isCulled: boolean;
  model: CanvasModel;
  /** Steps that are not where the layout says, and where they are. */
  dragged: ReadonlySet<string>;
  places: DragPlaces;
}

/** Edges in sight are chosen anew when the view has moved by so many screen px, with as many around it. */
const marginPx = 400;

/**
 * All edges, drawn by ourselves along the layout's corners: xyflow would draw each between two handles, measure those, and ask its store at every edge
 * for every frame.
 */
export function EdgeLayer({ edges, isCulled, model, dragged, places }: EdgeLayerProps) {
  const moving = useMemo(() => (dragged.size === 0 ? [] : model.graph.edges.filter(({ from, to }) => dragged.has(from) || dragged.has(to))), [model, dragged]);
  const settled = useMemo(() => {
    const ids = new Set(moving.map(({ id }) => id));
    return ids.size === 0 ? edges : edges.filter(({ id }) => !ids.has(id));
  }, [edges, moving]);
  const visible = useVisible(settled, isCulled);
  return (
    <ViewportPortal>
      <div className={styles.edges}>
        <Edges edges={visible} />
        {moving.length > 0 && <MovingEdges model={model} moving={moving} places={places} />}
      </div>
    </ViewportPortal>
  );
}

const Edges = memo(function Edges({ edges }: { edges: DrawnEdge[] }) {
  return (
    <>
      <svg className={styles.edgeLines} aria-hidden="true">
        {edges.map((edge) => (
          <EdgeLine key={edge.id} view={edge.view} route={edge.route} />
        ))}
      </svg>
      {edges.map((edge) => (
        <EdgeLabel key={edge.id} view={edge.view} route={edge.route} />
      ))}
    </>
  );
});

interface MovingEdgesProps {
  model: CanvasModel;
  moving: CanvasModel['graph']['edges'];
  places: DragPlaces;
}

/** The edges of dragged steps follow them at every frame; the others settle when it is dropped. */
function MovingEdges({ model, moving, places }: MovingEdgesProps) {
  const at = useSyncExternalStore(places.subscribe, places.get);
  const edges = useMemo(() => {
    const nodes = new Map(model.layout.nodes);
    for (const [id, { x, y }] of at) {
      const box = nodes.get(id);
      if (box) nodes.set(id, { ...box, x: x + box.width / 2, y: y + box.height / 2 });
    }
    const routes = routeByHand(nodes, moving);
    return moving.flatMap(({ id }) => {
      const [view, route] = [model.edges.get(id), routes.get(id)];
      return view && route ? [{ id, view, route }] : [];
    });
  }, [model, moving, at]);
  return <Edges edges={edges} />;
}

function useVisible(edges: DrawnEdge[], isCulled: boolean): DrawnEdge[] {
  // As text: the same text draws nothing again. The view in steps of the margin, so panning draws seldom.
  const view = useStore(({ transform: [x, y, zoom], width, height }) => {
    if (!isCulled) return '';
    const step = marginPx / zoom;
    const edge = (px: number, size: number): number => Math.floor((-px + size) / zoom / step);
    return [edge(x, 0), edge(x, width), edge(y, 0), edge(y, height), step].join(' ');
  });
  const bounds = useMemo(() => new Map(edges.map((edge) => [edge, boundsOf(edge.route)])), [edges]);
  return useMemo(() => {
    if (view === '') return edges;
    const [left, right, top, bottom, step] = view.split(' ').map(Number) as [number, number, number, number, number];
    return edges.filter((edge) => {
      const box = bounds.get(edge);
      return box && box.right >= (left - 1) * step && box.left <= (right + 2) * step && box.bottom >= (top - 1) * step && box.top <= (bottom + 2) * step;
    });
  }, [edges, bounds, view]);
}

function boundsOf({ points, label }: EdgeRoute) {
  const [xs, ys] = [
    [label.x, ...points.map((point) => point.x)],
    [label.y, ...points.map((point) => point.y)],
  ];
  return { left: Math.min(...xs), right: Math.max(...xs), top: Math.min(...ys), bottom: Math.max(...ys) };
}

type EdgeParts = Pick<DrawnEdge, 'view' | 'route'>;

const EdgeLine = memo(function EdgeLine({ view, route }: EdgeParts) {
  const { loop, width, follow, next } = view;
  const end = route.points[route.points.length - 1];
  const arrow = end && next !== null ? `M${end.x - 5} ${end.y - 7} L${end.x} ${end.y - 1} L${end.x + 5} ${end.y - 7}` : '';
  return (
    <>
      <path
        d={roundedPath(route.points)}
        className={styles.edge}
        data-loop={loop || undefined}
        data-follow={follow}
        style={{ strokeWidth: follow === 'taken' ? 3 : width }}
      />
      {arrow !== '' && <path d={arrow} className={styles.edge} data-follow={follow} />}
    </>
  );
});

/** The chip at the start of a way, and its "+". */
const EdgeLabel = memo(function EdgeLabel({ view, route }: EdgeParts) {
  const { level } = useCanvasLook();
  const { chip, full, loop, follow, next, port } = view;
  if (chip === null && next === null) return null;
  return (
    <div className={styles.label} data-follow={follow} style={{ transform: `translate(-50%, -50%) translate(${route.label.x}px, ${route.label.y}px)` }}>
      {chip !== null && level !== 'far' && (
        <span className={styles.chip} data-loop={loop || undefined} title={full ?? undefined}>
          {chip}
          {view.people !== null && <ChipCount view={view} people={view.people} />}
        </span>
      )}
      {next !== null && <PlusButton port={port} />}
    </div>
  );
});

function ChipCount({ view, people }: { view: EdgeView; people: number }) {
  const commands = useCanvasCommands();
  const { number, compact } = useCanvasLook();
  const { port, peopleWords } = view;
  return (
    <button
      type="button"
      tabIndex={-1}
      className={`${styles.chipCount} nopan`}
      title={peopleWords ?? undefined}
      aria-label={peopleWords ?? undefined}
      onClick={() => commands.showPeople(port.from, port.from === triggerId ? '' : peopleFilter({ way: port.outlet }))}
    >
      {people < 10_000 ? number(people) : compact(people)}
    </button>
  );
}
