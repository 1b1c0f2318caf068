import { graphlib, layout as runDagre } from '@dagrejs/dagre';

import { type RowRun, routeEdges } from './routing.js';
import { type Box, edgeSep, type LayoutEdge, type LayoutGraph, type LayoutResult, nodeSep, type Point, rankSep } from './shape.js';

/**
 * Top to bottom, branches in authored order. dagre finds ranks and columns; the edges are ours ({@link routeEdges}), because its polylines
 * cross nodes. Loops are turned round before, so that ranks follow the flow; the order heuristic is off, so that an insertion moves no sibling.
 * A label is a node of dagre's, tied to its source: its own edge labels would stand in the middle of a long edge, far from the branch they name.
 */
export function layOut(graph: LayoutGraph): LayoutResult {
  if (graph.nodes.length === 0) return { nodes: new Map(), edges: new Map() };
  const dagre = new graphlib.Graph({ multigraph: true });
  // Each edge is two for dagre, before and after its label.
  dagre.setGraph({ rankdir: 'TB', nodesep: nodeSep, ranksep: rankSep / 2, edgesep: edgeSep });
  dagre.setDefaultEdgeLabel(() => ({}));
  for (const node of graph.nodes) dagre.setNode(node.id, { width: node.width, height: node.height });
  const drawn = graph.edges.filter((edge) => edge.from !== edge.to);
  for (const edge of drawn) {
    dagre.setNode(labelId(edge), { width: edge.label.width, height: edge.label.height });
    const [before, after] = halves(edge);
    dagre.setEdge(before.from, before.to, { weight: edge.loop ? 1 : 4 }, before.id);
    dagre.setEdge(after.from, after.to, { weight: edge.loop ? 4 : 1 }, after.id);
  }
  runDagre(dagre, { disableOptimalOrderHeuristic: true });

  const nodes = new Map<string, Box>();
  for (const { id, width, height } of graph.nodes) {
    const { x, y } = dagre.node(id) as Point;
    nodes.set(id, { x, y, width, height });
  }
  const runs = drawn.map((edge): RowRun => {
    const { x, y } = dagre.node(labelId(edge)) as Point;
    // The first and last point of each half lie on a border; those between, one a rank, are where the edge passes.
    const inner = halves(edge).map((half) => (dagre.edge(half.from, half.to, half.id) as { points: Point[] }).points.slice(1, -1));
    return { edge, passes: [...(inner[0] ?? []), { x, y }, ...(inner[1] ?? [])], label: { x, y, ...edge.label } };
  });
  const selfLoops = graph.edges.filter((edge) => edge.from === edge.to);
  return routeEdges(nodes, runs, selfLoops);
}

interface Half {
  from: string;
  to: string;
  id: string;
}

function labelId(edge: LayoutEdge): string {
  return `@label:${edge.id}`;
}

/** Downwards, as dagre sees it: a loop from its target to its source. */
function halves(edge: LayoutEdge): [Half, Half] {
  const [from, to] = edge.loop ? [edge.to, edge.from] : [edge.from, edge.to];
  return [
    { from, to: labelId(edge), id: `${edge.id} before` },
    { from: labelId(edge), to, id: `${edge.id} after` },
  ];
}
