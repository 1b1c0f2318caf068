import type { JourneyDefinition, StepType } from '@cairn/workflows/contracts/journey.js';
import { cyclesWithoutWait } from '@cairn/workflows/contracts/journey-graph.js';

import { blockOf } from './block.js';
import { allPorts, connect, outletsOf, type Port, portId, reachableFrom, stepById, targetOf, triggerId } from './ports.js';

/** A cycle without a wait would run for ever within one instant; the server refuses it too. */
export function hasCycleWithoutWait(definition: JourneyDefinition): boolean {
  return cyclesWithoutWait(definition).length > 0;
}

/** Where "Connect to…" may lead this port: every other step that makes no cycle without a wait. */
export function connectTargets(definition: JourneyDefinition, port: Port): string[] {
  const now = targetOf(definition, port);
  return definition.steps.map((step) => step.id).filter((id) => id !== port.from && id !== now && !hasCycleWithoutWait(connect(definition, port, id)));
}

/** The edges and loose ends onto which "Move to…" and dragging may put a step. */
export function moveTargets(definition: JourneyDefinition, id: string): Port[] {
  const block = blockOf(definition, id);
  if (block.ids.size === 0 || !hasOneEntry(definition, id, block.ids)) return [];
  const loose = [...block.ids].some((each) => {
    const step = stepById(definition, each);
    return step !== undefined && outletsOf(step).some((way) => way.next === null || way.next === block.join);
  });
  return allPorts(definition)
    .filter((port) => !block.ids.has(port.from) && port.next !== id && (port.next === null || loose))
    .map(({ from, outlet }) => ({ from, outlet }));
}

/** A part that is entered elsewhere too (by a loop, or a join from outside) cannot move as one. */
function hasOneEntry(definition: JourneyDefinition, id: string, ids: ReadonlySet<string>): boolean {
  return allPorts(definition).every((port) => port.next === null || port.next === id || !ids.has(port.next) || ids.has(port.from));
}

/** An exit fits a loose end, or an edge whose target is reached by another way too. */
export function insertable(definition: JourneyDefinition, port: Port, type: StepType): boolean {
  if (type !== 'exit') return true;
  const target = targetOf(definition, port);
  return target === null || reachableFrom(connect(definition, port, null), [port.from === triggerId ? null : definition.start]).has(target);
}

export function samePort(a: Port, b: Port): boolean {
  return portId(a) === portId(b);
}
