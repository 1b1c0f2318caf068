/** All lengths are canvas px. */
export const nodeWidth = 260;
export const nodeHeight = 88;
export const nodeHeightWithCounts = 116;
/** A loose end: the "+" alone. */
export const looseEndSize = 24;
export const plusSize = 24;
export const chipHeight = 24;
/** Between chip and "+" on one edge. */
export const labelGap = 6;
export const laneGap = 12;
export const cornerRadius = 8;
/** Between nodes of one rank. */
export const nodeSep = 48;
/** Between the ranks of two connected nodes, without their label. */
export const rankSep = 72;
/** Between an edge and whatever is beside it. */
export const edgeSep = 24;

export interface Point {
  x: number;
  y: number;
}

/** Centre and size. */
export interface Box extends Point {
  width: number;
  height: number;
}

export interface LayoutNode {
  id: string;
  width: number;
  height: number;
}

export interface LayoutEdge {
  id: string;
  from: string;
  to: string;
  /** The chip and the "+": no node or other label comes to lie on it. */
  label: { width: number; height: number };
  /** Leads back to where it came from: drawn dashed, not counted for ranks. */
  loop?: boolean;
}

export interface LayoutGraph {
  /** In reading order; branches keep it from left to right. */
  nodes: LayoutNode[];
  edges: LayoutEdge[];
}

export interface EdgeRoute {
  /** Corners from the source's lower edge to the target's upper edge; every part is horizontal or vertical. */
  points: Point[];
  /** Centre of the label. */
  label: Point;
}

export interface LayoutResult {
  nodes: Map<string, Box>;
  edges: Map<string, EdgeRoute>;
}
