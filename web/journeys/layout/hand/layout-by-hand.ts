import type { JourneyGraph } from '../layout-graph.js';
import { type Box, type EdgeRoute, type LayoutEdge, type LayoutResult, looseEndSize, type Point } from '../shape.js';
import { findWay } from './find-way.js';
import { placeLabel } from './labels.js';
import { clearanceOf, Obstacles } from './obstacles.js';
import type { Positions } from './push-apart.js';
import { Traffic } from './traffic.js';

/** How far an edge goes straight on from the node that it leaves. */
const stub = 16;
/** Farther than this no way goes beyond what lies in its region. */
const outerLane = 24;
/** A way is looked for near its ends first, then farther and farther. */
const regions = [240, 960, Number.POSITIVE_INFINITY];
/** Loose ends hang here below their step, and keep so far from everything: an edge can pass in between. */
const looseEndDrop = 44;
const looseEndGap = 24;

/**
 * Nodes stand where somebody put them; edges find their way round them. As long as nodes keep the gap that dropping makes, a way always exists and
 * runs through no node.
 */
export function layOutByHand(graph: JourneyGraph, positions: Positions): LayoutResult {
  const nodes = placeNodes(graph, positions);
  return { nodes, edges: routeByHand(nodes, graph.edges) };
}

function placeNodes(graph: JourneyGraph, positions: Positions): Map<string, Box> {
  const nodes = new Map<string, Box>();
  const loose = new Set(graph.edges.filter((edge) => edge.next === null).map((edge) => edge.to));
  for (const { id, width, height } of graph.nodes) {
    const at = positions[id];
    if (at && !loose.has(id)) nodes.set(id, { x: at.x + width / 2, y: at.y + height / 2, width, height });
  }
  for (const [from, ends] of groupBySource(graph.edges.filter((edge) => edge.next === null))) {
    const source = nodes.get(from);
    if (!source) continue;
    ends.forEach((edge, index) => {
      const side = (index - (ends.length - 1) / 2) * (Math.max(...ends.map((each) => each.label.width), looseEndSize) + looseEndGap);
      const drop = looseEndDrop + (edge.label.height > 0 ? edge.label.height + 8 : 0);
      const wanted = { x: source.x + side, y: source.y + source.height / 2 + drop, width: looseEndSize, height: looseEndSize };
      nodes.set(edge.to, freeNear(wanted, [...nodes.values()]));
    });
  }
  return nodes;
}

function groupBySource<Edge extends LayoutEdge>(edges: readonly Edge[]): Map<string, Edge[]> {
  const groups = new Map<string, Edge[]>();
  for (const edge of edges) groups.set(edge.from, [...(groups.get(edge.from) ?? []), edge]);
  return groups;
}

/** The first free place on growing rings around the wanted one. */
function freeNear(wanted: Box, others: readonly Box[]): Box {
  const step = looseEndSize + looseEndGap;
  const nearRings = 8;
  const near = others.filter((other) => isWithin(wanted, other, (nearRings + 1) * step));
  for (let ring = 0; ; ring += 1) {
    const inTheWay = ring <= nearRings ? near : others;
    for (const [dx, dy] of ringOffsets(ring)) {
      const box = { ...wanted, x: wanted.x + dx * step, y: wanted.y + dy * step };
      if (inTheWay.every((other) => !isWithin(box, other, looseEndGap))) return box;
    }
  }
}

/** Below and beside before above. */
function ringOffsets(ring: number): [number, number][] {
  if (ring === 0) return [[0, 0]];
  const offsets: [number, number][] = [];
  for (let dy = ring; dy >= -ring; dy -= 1) for (let dx = -ring; dx <= ring; dx += 1) if (Math.max(Math.abs(dx), Math.abs(dy)) === ring) offsets.push([dx, dy]);
  return offsets.sort((a, b) => Math.hypot(...a) - Math.hypot(...b) || b[1] - a[1]);
}

function isWithin(a: Box, b: Box, gap: number): boolean {
  return Math.abs(a.x - b.x) < (a.width + b.width) / 2 + gap && Math.abs(a.y - b.y) < (a.height + b.height) / 2 + gap;
}

/** @param edges all, or only those that moved; each finds its way with regard to the ones before it */
export function routeByHand(nodes: Map<string, Box>, edges: readonly LayoutEdge[]): Map<string, EdgeRoute> {
  const boxes = [...nodes.values()];
  const traffic = new Traffic();
  const routes = new Map<string, Point[]>();
  for (const edge of edges) {
    const [from, to] = [nodes.get(edge.from), nodes.get(edge.to)];
    if (!from || !to) continue;
    const points = wayBetween(from, to, boxes, traffic.for(edge.from, edge.to));
    traffic.add(points);
    routes.set(edge.id, points);
  }
  const labels: Box[] = [];
  const siblings = groupBySource(edges);
  return new Map(
    edges.flatMap((edge): [string, EdgeRoute][] => {
      const points = routes.get(edge.id);
      if (!points) return [];
      const others = (siblings.get(edge.from) ?? []).flatMap((each) => (each === edge ? [] : [routes.get(each.id) ?? []]));
      const label = placeLabel(points, edge.label, others, boxes, labels);
      labels.push({ ...label, ...edge.label });
      return [[edge.id, { points, label }]];
    }),
  );
}

function wayBetween(from: Box, to: Box, boxes: readonly Box[], traffic: Traffic): Point[] {
  const leave = { x: from.x, y: from.y + from.height / 2 };
  const arrive = { x: to.x, y: to.y - to.height / 2 };
  const [start, end] = [
    { x: leave.x, y: leave.y + stub },
    { x: arrive.x, y: arrive.y - Math.min(stub, clearanceOf(to)) },
  ];
  for (const region of regions) {
    const near = boxes.filter((box) => isInRegion(box, start, end, region));
    const way = findWay(start, end, new Obstacles(near, [start, end]), traffic);
    // A way that leaves the region could run into what lies outside.
    if (way && (near.length === boxes.length || way.every((point) => isInside(point, start, end, region - outerLane)))) return [leave, ...way, arrive];
  }
  // Two nodes lie on each other, as while one is dragged over another.
  return [leave, start, { x: start.x, y: (start.y + end.y) / 2 }, { x: end.x, y: (start.y + end.y) / 2 }, end, arrive];
}

function isInRegion(box: Box, start: Point, end: Point, region: number): boolean {
  return (
    box.x + box.width / 2 > Math.min(start.x, end.x) - region &&
    box.x - box.width / 2 < Math.max(start.x, end.x) + region &&
    box.y + box.height / 2 > Math.min(start.y, end.y) - region &&
    box.y - box.height / 2 < Math.max(start.y, end.y) + region
  );
}

function isInside({ x, y }: Point, start: Point, end: Point, region: number): boolean {
  return (
    x >= Math.min(start.x, end.x) - region &&
    x <= Math.max(start.x, end.x) + region &&
    y >= Math.min(start.y, end.y) - region &&
    y <= Math.max(start.y, end.y) + region
  );
}
