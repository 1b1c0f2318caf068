import { graphlib, layout as runDagre } from '@dagrejs/dagre';

import { labelsAtTheirSources } from './labels.js';
import { type RowRun, routeEdges } from './routing.js';
import { type Box, edgeSep, type LayoutEdge, type LayoutGraph, type LayoutResult, nodeSep, type Point, rankSep } from './shape.js';

/**
 * Top to bottom, branches in authored order. dagre finds ranks and columns; the edges are ours ({@link routeEdges}), because its polylines
 * cross nodes. Loops are turned round before, so that ranks follow the flow; the order heuristic is off, so that an insertion moves no sibling.
 */
export function layOut(graph: LayoutGraph): LayoutResult {
  if (graph.nodes.length === 0) return { nodes: new Map(), edges: new Map() };
  const dagre = new graphlib.Graph({ multigraph: true });
  dagre.setGraph({ rankdir: 'TB', nodesep: nodeSep, ranksep: rankSep, edgesep: edgeSep });
  dagre.setDefaultEdgeLabel(() => ({}));
  for (const node of graph.nodes) dagre.setNode(node.id, { width: node.width, height: node.height });
  const drawn = graph.edges.filter((edge) => edge.from !== edge.to);
  for (const edge of drawn) {
    const { from, to } = downwards(edge);
    // Without a size dagre would say nothing about the label's place.
    dagre.setEdge(from, to, { width: Math.max(edge.label.width, 1), height: Math.max(edge.label.height, 1), labelpos: 'c' }, edge.id);
  }
  runDagre(dagre, { disableOptimalOrderHeuristic: true });

  const nodes = new Map<string, Box>();
  for (const { id, width, height } of graph.nodes) {
    const { x, y } = dagre.node(id) as Point;
    nodes.set(id, { x, y, width, height });
  }
  const runs = drawn.map((edge): RowRun => {
    const { from, to } = downwards(edge);
    const { points, x, y } = dagre.edge(from, to, edge.id) as { points: Point[] } & Point;
    // The first and last point lie on the nodes' borders; those between, one a rank, are where the edge passes.
    return { edge, passes: points.slice(1, -1), label: { x, y, ...edge.label } };
  });
  const selfLoops = graph.edges.filter((edge) => edge.from === edge.to);
  return routeEdges(nodes, labelsAtTheirSources(nodes, runs), selfLoops);
}

/** As dagre sees it: a loop runs from its target to its source. */
function downwards(edge: LayoutEdge): { from: string; to: string } {
  return edge.loop ? { from: edge.to, to: edge.from } : { from: edge.from, to: edge.to };
}
