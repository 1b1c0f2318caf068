import type { JourneyDefinition } from '@cairn/workflows/contracts/journey.js';

import { readingOrder } from '../model/order.js';
import { outletsOf, type Port, stepById, triggerId } from '../model/ports.js';

/** A journey as nested lists: steps follow each other in one list; a step with several ways has a list for each. */
export interface OutlineItem {
  id: string;
  ways: { port: Port; list: OutlineList }[];
}

export interface OutlineList {
  items: OutlineItem[];
  /** How the list ends: an exit, a loose end, or "goes on at" a step that stands elsewhere. */
  end: { port: Port; next: string | null } | null;
}

/** Every step stands once, in the order of reading; where ways join, the second way says where it goes on. */
export function outlineTree(definition: JourneyDefinition): { main: OutlineList; apart: OutlineList[] } {
  const placed = new Set<string>();
  const joins = joinIds(definition);
  const list = (port: Port, first: string | null, stopAt: ReadonlySet<string>): OutlineList => {
    const items: OutlineItem[] = [];
    let [at, next] = [port, first];
    while (next !== null && !placed.has(next) && !stopAt.has(next)) {
      const step = stepById(definition, next);
      if (!step) break;
      placed.add(step.id);
      const outlets = outletsOf(step);
      if (outlets.length === 0) return { items: [...items, { id: step.id, ways: [] }], end: null };
      const [only] = outlets;
      if (outlets.length === 1 && only) {
        items.push({ id: step.id, ways: [] });
        [at, next] = [{ from: step.id, outlet: only.outlet }, only.next];
        continue;
      }
      const inner = new Set([...stopAt, ...joins]);
      const ways = outlets.map((each) => {
        const way = { from: step.id, outlet: each.outlet };
        return { port: way, list: list(way, each.next, inner) };
      });
      items.push({ id: step.id, ways });
      // Where the branches come together again the list goes on, once.
      const join = ways.map((way) => way.list.end?.next ?? null).find((id) => id !== null && joins.has(id) && !stopAt.has(id) && !placed.has(id));
      if (join === undefined || join === null) return { items, end: null };
      [at, next] = [{ from: step.id, outlet: '' }, join];
    }
    return { items, end: at.outlet === '' && next === null ? null : { port: at, next } };
  };
  const main = list({ from: triggerId, outlet: 'start' }, definition.start, new Set());
  // What is left is joined only from nested lists, or stands apart.
  const apart: OutlineList[] = [];
  for (const id of readingOrder(definition).ids) {
    if (!placed.has(id)) apart.push(list({ from: triggerId, outlet: 'start' }, id, new Set()));
  }
  return { main, apart };
}

/** Steps that more than one way leads to. */
function joinIds(definition: JourneyDefinition): Set<string> {
  const seen = new Set<string>(definition.start === null ? [] : [definition.start]);
  const joins = new Set<string>();
  for (const { next } of definition.steps.flatMap(outletsOf)) if (next !== null) (seen.has(next) ? joins : seen).add(next);
  return joins;
}
