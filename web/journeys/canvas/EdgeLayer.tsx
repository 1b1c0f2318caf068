import { useStore, ViewportPortal } from '@xyflow/react';
import { memo, useMemo } from 'react';

import { roundedPath } from '../layout/path.js';
import type { EdgeRoute } from '../layout/shape.js';
import { peopleFilter } from '../model/people-filter.js';
import { triggerId } from '../model/ports.js';
import styles from './Canvas.module.css';
import { useCanvasCommands } from './CanvasCommands.js';
import { useCanvasLook } from './CanvasLook.js';
import type { EdgeView } from './canvas-model.js';
import { PlusButton } from './PlusButton.js';

export interface DrawnEdge {
  id: string;
  view: EdgeView;
  route: EdgeRoute;
}

/** Edges in sight are chosen anew when the view has moved by so many screen px, with as many around it. */
const marginPx = 400;

/**
 * All edges, drawn by ourselves along the layout's corners: xyflow would draw each between two handles, measure those, and ask its store at every edge
 * for every frame.
 */
export function EdgeLayer({ edges, isCulled }: { edges: DrawnEdge[]; isCulled: boolean }) {
  const visible = useVisible(edges, isCulled);
  return (
    <ViewportPortal>
      <div className={styles.edges}>
        <svg className={styles.edgeLines} aria-hidden="true">
          {visible.map((edge) => (
            <EdgeLine key={edge.id} view={edge.view} route={edge.route} />
          ))}
        </svg>
        {visible.map((edge) => (
          <EdgeLabel key={edge.id} view={edge.view} route={edge.route} />
        ))}
      </div>
    </ViewportPortal>
  );
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
