import type { JourneyDefinition, Step } from '@cairn/workflows/contracts/journey.js';
import { edgesOf } from '@cairn/workflows/contracts/journey-graph.js';

/** The canvas id of the trigger's node. No step id can be equal: they have no `@`. */
export const triggerId = '@trigger';

/** One way out of a step (or of the trigger): `next`, a branch's id, `timeout`, `otherwise`, `start`. The same names as in a run's path and in the live counts. */
export interface Port {
  from: string;
  outlet: string;
}

export interface Outlet {
  outlet: string;
  next: string | null;
}

export function portId(port: Port): string {
  return `${port.from}/${port.outlet}`;
}

export function stepById(definition: JourneyDefinition, id: string): Step | undefined {
  return definition.steps.find((step) => step.id === id);
}

/** In authored order; an exit has none. */
export function outletsOf(step: Step): Outlet[] {
  return edgesOf(step).map(({ branch, to }) => ({ outlet: branch, next: to }));
}

/** The same object when nothing changes, so that unchanged nodes stay memoised. */
export function withNext(step: Step, outlet: string, next: string | null): Step {
  if (outletsOf(step).every((each) => each.outlet !== outlet || each.next === next)) return step;
  switch (step.type) {
    case 'delay':
    case 'window':
    case 'message':
    case 'updateProfile':
    case 'tag':
    case 'enterJourney':
    case 'goal':
      return { ...step, next };
    case 'randomSplit':
      return { ...step, branches: step.branches.map((branch) => (branch.id === outlet ? { ...branch, next } : branch)) };
    case 'waitUntil':
      if (outlet === 'timeout') return { ...step, timeout: { ...step.timeout, next } };
      return { ...step, branches: step.branches.map((branch) => (branch.id === outlet ? { ...branch, next } : branch)) };
    case 'split':
      if (outlet === 'otherwise') return { ...step, otherwise: { ...step.otherwise, next } };
      return { ...step, branches: step.branches.map((branch) => (branch.id === outlet ? { ...branch, next } : branch)) };
    case 'exit':
      return step;
    default:
      step satisfies never;
      return step;
  }
}

/** Every outlet that leads to `from` leads to `to` afterwards. */
export function retarget(step: Step, from: string, to: string | null): Step {
  return outletsOf(step).reduce((changed, each) => (each.next === from ? withNext(changed, each.outlet, to) : changed), step);
}

export function targetOf(definition: JourneyDefinition, port: Port): string | null {
  if (port.from === triggerId) return definition.start;
  const step = stepById(definition, port.from);
  return (step && outletsOf(step).find((each) => each.outlet === port.outlet)?.next) ?? null;
}

/** Leads one port to a step, or nowhere. */
export function connect(definition: JourneyDefinition, port: Port, target: string | null): JourneyDefinition {
  if (targetOf(definition, port) === target) return definition;
  if (port.from === triggerId) return { ...definition, start: target };
  return { ...definition, steps: definition.steps.map((step) => (step.id === port.from ? withNext(step, port.outlet, target) : step)) };
}

/** Every port, the trigger's first, then by authored order. */
export function allPorts(definition: JourneyDefinition): (Port & { next: string | null })[] {
  return [
    { from: triggerId, outlet: 'start', next: definition.start },
    ...definition.steps.flatMap((step) => outletsOf(step).map((each) => ({ from: step.id, ...each }))),
  ];
}

/** Where the flow comes from. */
export function portsInto(definition: JourneyDefinition, id: string): Port[] {
  return allPorts(definition)
    .filter((port) => port.next === id)
    .map(({ from, outlet }) => ({ from, outlet }));
}

/** Steps that can be reached from `roots` (a step id counts as reached itself), without passing through `without`. */
export function reachableFrom(definition: JourneyDefinition, roots: readonly (string | null)[], without?: ReadonlySet<string>): Set<string> {
  const byId = new Map(definition.steps.map((step) => [step.id, step]));
  const seen = new Set<string>();
  const todo = roots.filter((id): id is string => id !== null);
  while (todo.length > 0) {
    const id = todo.pop() as string;
    const step = byId.get(id);
    if (!step || seen.has(id) || without?.has(id)) continue;
    seen.add(id);
    for (const each of outletsOf(step)) if (each.next !== null) todo.push(each.next);
  }
  return seen;
}
