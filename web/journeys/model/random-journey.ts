import type { JourneyDefinition } from '@cairn/workflows/contracts/journey.js';

import { stepTypes } from './new-step.js';
import { addBranch, insertStep } from './operations.js';
import { allPorts, connect } from './ports.js';
import { hasCycleWithoutWait, insertable } from './targets.js';

/** A journey without steps, for tests and new drafts. */
export function emptyJourney(name: string): JourneyDefinition {
  return { schemaVersion: 1, name, trigger: { type: 'event', event: { name: '' } }, reentry: { type: 'never' }, exits: [], start: null, steps: [] };
}

/** A seeded generator (mulberry32), so that a failing journey can be made again. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Grown by the editor's own operations: inserts, branches, joins and loops. */
export function randomJourney(seed: number, size: number): JourneyDefinition {
  const random = seeded(seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  let journey: JourneyDefinition = emptyJourney(`Random ${seed}`);
  while (journey.steps.length < size) {
    const port = pick(allPorts(journey));
    const type = pick(stepTypes);
    if (!insertable(journey, port, type)) continue;
    const { definition, id } = insertStep(journey, port, type);
    journey = random() < 0.5 ? addBranch(definition, id) : definition;
    if (random() < 0.35) journey = connectIfLegal(journey, pick(allPorts(journey)), random() < 0.2 ? null : pick(journey.steps).id);
  }
  return journey;
}

function connectIfLegal(journey: JourneyDefinition, port: { from: string; outlet: string }, target: string | null): JourneyDefinition {
  const connected = connect(journey, port, target);
  return port.from === target || hasCycleWithoutWait(connected) ? journey : connected;
}
