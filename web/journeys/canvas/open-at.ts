import type { ReactFlowInstance } from '@xyflow/react';

import type { LayoutResult } from '../layout/shape.js';
import { triggerId } from '../model/ports.js';
import type { JourneyNodeType } from './flow-elements.js';

const readableZoom = 0.85;
const openMargin = 48;
/** What the open palette covers on the left. */
const paletteWidth = 200;

/** A journey that fits the screen readably is shown whole; a longer one from its trigger on. Key 1 fits any. */
export function openAt(flow: ReactFlowInstance<JourneyNodeType>, layout: LayoutResult, wrapper: HTMLElement | null): void {
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
  // Beside the palette where there is room, else under it.
  const free = wrapper.clientWidth - paletteWidth;
  const centre = (right - left) * zoom < free ? Math.max(wrapper.clientWidth / 2, paletteWidth + ((right - left) * zoom) / 2) : wrapper.clientWidth / 2;
  void flow.setViewport({ x: centre - middle * zoom, y: openMargin - top * zoom, zoom });
}
