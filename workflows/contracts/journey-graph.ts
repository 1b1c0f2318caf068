import type { JourneyDefinition, Step, StepType } from './journey.js';

/** One way out of a step: where it is written in the definition, and where it leads. */
export interface Edge {
  /** Branch id, `next`, `timeout` or `otherwise`. */
  branch: string;
  /** Within the step: `next`, `branches.0.next`, `timeout.next`. */
  path: string;
  to: string | null;
}

/** Every way out of a step, in authored order; none from an exit. */
export function edgesOf(step: Step): Edge[] {
  switch (step.type) {
    case 'exit':
      return [];
    case 'split':
      return [...branchEdges(step.branches), { branch: 'otherwise', path: 'otherwise.next', to: step.otherwise.next }];
    case 'waitUntil':
      return [...branchEdges(step.branches), { branch: 'timeout', path: 'timeout.next', to: step.timeout.next }];
    case 'randomSplit':
      return branchEdges(step.branches);
    case 'delay':
    case 'window':
    case 'message':
    case 'updateProfile':
    case 'tag':
    case 'enterJourney':
    case 'goal':
      return [{ branch: 'next', path: 'next', to: step.next }];
    default:
      step satisfies never;
      return [];
  }
}

/** Does time pass in a step of this type? A journey may turn in a cycle only where it does. */
const timePasses: { [type in StepType]: boolean } = {
  delay: true,
  window: false,
  waitUntil: true,
  split: false,
  randomSplit: false,
  message: false,
  updateProfile: false,
  tag: false,
  enterJourney: false,
  goal: false,
  exit: false,
};

function branchEdges(branches: readonly { id: string; next: string | null }[]): Edge[] {
  return branches.map(({ id, next }, index) => ({ branch: id, path: `branches.${index}.next`, to: next }));
}

export function reachableSteps(definition: JourneyDefinition): Set<string> {
  const steps = new Map(definition.steps.map((step) => [step.id, step]));
  const reached = new Set<string>();
  const open = definition.start === null ? [] : [definition.start];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    const step = steps.get(id);
    if (!step || reached.has(id)) continue;
    reached.add(id);
    for (const { to } of edgesOf(step)) if (to !== null) open.push(to);
  }
  return reached;
}

/** Cycles that no time passes in: a run would turn in them until it is ended. One of each knot, as the step ids in order. */
export function cyclesWithoutWait(definition: JourneyDefinition): string[][] {
  const steps = new Map(definition.steps.filter(({ type }) => !timePasses[type]).map((step) => [step.id, step]));
  const done = new Set<string>();
  const cycles: string[][] = [];
  for (const start of steps.keys()) if (!done.has(start)) findCycle(start);
  return cycles;

  // Depth first with a stack of its own: a definition may be a chain of hundreds.
  function findCycle(start: string): void {
    const trail: { id: string; edges: Edge[] }[] = [];
    const enter = (id: string) => trail.push({ id, edges: edgesOf(steps.get(id) as Step) });
    enter(start);
    while (trail.length > 0) {
      const top = trail[trail.length - 1] as (typeof trail)[number];
      const edge = top.edges.shift();
      if (!edge) {
        done.add(top.id);
        trail.pop();
      } else if (edge.to !== null && steps.has(edge.to) && !done.has(edge.to)) {
        const seen = trail.findIndex(({ id }) => id === edge.to);
        if (seen >= 0) cycles.push(trail.slice(seen).map(({ id }) => id));
        else enter(edge.to);
      }
    }
  }
}
