// xyflow as its documentation starts: its own nodes and edges, nothing of ours but what stands where. The floor of the canvas benchmark.
import '@xyflow/react/dist/style.css';

import { Background, Controls, MiniMap, ReactFlow, useEdgesState, useNodesState } from '@xyflow/react';
import { createElement } from 'react';
import { createRoot } from 'react-dom/client';
import { layOut } from '../../web/journeys/layout/layout.ts';
import { journeyGraph } from '../../web/journeys/layout/layout-graph.ts';

const definition = await (await fetch('./definition.json')).json();
const graph = journeyGraph(definition, false, () => 0);
const { nodes: boxes } = layOut(graph);

const nodes = graph.nodes.map(({ id, width, height }) => {
  const { x, y } = boxes.get(id);
  return { id, position: { x: x - width / 2, y: y - height / 2 }, data: { label: id }, style: { width, height } };
});
const edges = graph.edges.map(({ id, from, to }) => ({ id, source: from, target: to, type: 'smoothstep' }));

function Bare() {
  const [shown, , onNodesChange] = useNodesState(nodes);
  const [drawn, , onEdgesChange] = useEdgesState(edges);
  return createElement(
    ReactFlow,
    {
      nodes: shown,
      edges: drawn,
      onNodesChange,
      onEdgesChange,
      panOnScroll: true,
      minZoom: 0.1,
      defaultViewport: { x: 640, y: 48, zoom: 0.85 },
    },
    createElement(Background),
    createElement(Controls),
    createElement(MiniMap),
  );
}

createRoot(document.getElementById('root')).render(createElement(Bare));
