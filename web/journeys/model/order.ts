import type { JourneyDefinition } from '@cairn/workflows/contracts/journey.js';

import { outletsOf, type Port, portId, triggerId } from './ports.js';

/** The order in which a person reads the journey, and what closes a loop. */
export interface ReadingOrder {
  /** Step ids: depth first from the trigger in authored order; a joined step comes after the branches that lead to it; unreachable ones last. */
  ids: string[];
  /** Port ids whose edge leads back to a step that it was reached from. */
  loops: Set<string>;
  unreachable: Set<string>;
}

export function readingOrder(definition: JourneyDefinition): ReadingOrder {
  const byId = new Map(definition.steps.map((step) => [step.id, step]));
  const state = new Map<string, 'open' | 'done'>();
  const loops = new Set<string>();
  // Reverse post-order with children visited last to first: authored order from left to right, joins after all their branches.
  const postOrder: string[] = [];

  const visit = (root: string): void => {
    const stack: { id: string; ports: (Port & { next: string | null })[] }[] = [];
    const open = (id: string): void => {
      const step = byId.get(id);
      if (!step) return;
      state.set(id, 'open');
      stack.push({ id, ports: outletsOf(step).map((each) => ({ from: id, ...each })) });
    };
    open(root);
    while (stack.length > 0) {
      const top = stack[stack.length - 1] as (typeof stack)[number];
      const port = top.ports.pop();
      if (!port) {
        state.set(top.id, 'done');
        postOrder.push(top.id);
        stack.pop();
      } else if (port.next !== null) {
        const seen = state.get(port.next);
        if (seen === 'open') loops.add(portId(port));
        else if (seen === undefined) open(port.next);
      }
    }
  };

  if (definition.start !== null) visit(definition.start);
  const reached = postOrder.splice(0).reverse();
  const unreachable: string[] = [];
  for (const step of definition.steps) {
    if (state.has(step.id)) continue;
    visit(step.id);
    unreachable.push(...postOrder.splice(0).reverse());
  }
  return { ids: [...reached, ...unreachable], loops, unreachable: new Set(unreachable) };
}

/** Reading order with the trigger in front: the order of Tab, of the arrow keys and of F8. */
export function nodeOrder(definition: JourneyDefinition): string[] {
  return [triggerId, ...readingOrder(definition).ids];
}
