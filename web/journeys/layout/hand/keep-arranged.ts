import type { JourneyDefinition, JourneyLayout } from '@cairn/workflows/contracts/journey.js';

import { nodeOrder } from '../../model/order.js';
import { outletsOf, portsInto, stepById, triggerId } from '../../model/ports.js';
import { nodeHeightWithCounts, nodeWidth } from '../shape.js';
import { handGap, type Positions, pushApart } from './push-apart.js';

const down = nodeHeightWithCounts + handGap.y;
const across = nodeWidth + handGap.x;

export function isByHand(layout: JourneyLayout): boolean {
  return Object.keys(layout.positions).length > 0;
}

/**
 * Positions for exactly the steps that there are, once they are arranged by hand: a new step goes below the one that leads to it (pushing others
 * apart), one that is gone is forgotten. Nothing to do: the same object.
 */
export function keepArranged(definition: JourneyDefinition, layout: JourneyLayout): JourneyLayout {
  if (!isByHand(layout)) return layout;
  const order = nodeOrder(definition);
  const known = order.filter((id) => layout.positions[id] !== undefined);
  if (known.length === order.length && known.length === Object.keys(layout.positions).length) return layout;
  let positions: Positions = Object.fromEntries(known.map((id) => [id, layout.positions[id] as Positions[string]]));
  for (const id of order) {
    if (positions[id]) continue;
    positions = pushApart({ ...positions, [id]: placeFor(definition, positions, id) }, [id]);
  }
  return { positions };
}

/** Below the step that leads to it; on an edge that led on, above the step that follows. */
function placeFor(definition: JourneyDefinition, positions: Positions, id: string): { x: number; y: number } {
  const from = portsInto(definition, id).find((port) => positions[port.from]);
  const above = from && positions[from.from];
  if (!from || !above) return lowest(positions);
  const step = stepById(definition, id);
  const next = step && outletsOf(step)[0]?.next;
  const follower = next ? positions[next] : undefined;
  if (follower && follower.y > above.y) return { x: follower.x, y: Math.min(follower.y, above.y + down) };
  const source = from.from === triggerId ? undefined : stepById(definition, from.from);
  const ways = source ? outletsOf(source).map((each) => each.outlet) : [];
  const side = ways.length > 1 ? ways.indexOf(from.outlet) - (ways.length - 1) / 2 : 0;
  return { x: Math.round(above.x + side * across), y: above.y + down };
}

/** Nothing leads there: under everything. */
function lowest(positions: Positions): { x: number; y: number } {
  const all = Object.values(positions);
  if (all.length === 0) return { x: 0, y: 0 };
  return { x: Math.min(...all.map((at) => at.x)), y: Math.max(...all.map((at) => at.y)) + down };
}

/** Lays a by-hand arrangement of the one side and of the other over their common base, step by step; whoever moved a step places it, else I do. */
export function mergeLayouts(base: JourneyLayout, mine: JourneyLayout, theirs: JourneyLayout): JourneyLayout {
  const same = (a: Positions[string] | undefined, b: Positions[string] | undefined): boolean => a?.x === b?.x && a?.y === b?.y;
  const equal = (a: JourneyLayout, b: JourneyLayout): boolean =>
    [...new Set([...Object.keys(a.positions), ...Object.keys(b.positions)])].every((id) => same(a.positions[id], b.positions[id]));
  if (equal(base, mine)) return theirs;
  if (equal(base, theirs) || !isByHand(mine) || !isByHand(theirs)) return mine;
  const moved = Object.entries(theirs.positions).filter(([id]) => same(mine.positions[id], base.positions[id]) || !mine.positions[id]);
  return { positions: pushApart({ ...mine.positions, ...Object.fromEntries(moved) }, []) };
}
