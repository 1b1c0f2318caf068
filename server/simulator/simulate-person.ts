import type { Decision } from '@cairn/workflows/contracts/interpreter.js';

import type { EventDocument } from '../events/event.js';
import type { PersonAtStart } from './person-at-start.js';
import { type SimulatedMessage, SimulatedPerson, type SimulatedRun } from './simulated-person.js';
import type { SimulatedWorkspace } from './simulated-workspace.js';

/** What somebody does, or what is done to them, at an instant (ms UTC). Things of one instant come all at once. */
export type Happening = { at: number } & ({ event: EventDocument } | { tag: string; on: boolean } | { unsubscribe: string });

export interface Simulation {
  person: PersonAtStart;
  /** ms UTC. */
  startsAt: number;
  /** In any order. */
  happenings: readonly Happening[];
  /** What falls due until then happens, that instant included. ms UTC. */
  until: number;
}

export interface Simulated {
  runs: SimulatedRun[];
  messages: SimulatedMessage[];
  decisions: Decision[];
  /** Events that could not be folded, with the reason. */
  refused: { event: EventDocument; code: string; message: string }[];
}

/** One person from beginning to end: what comes of them. Pure; the same is told the same. */
export function simulatePerson(workspace: SimulatedWorkspace, simulation: Simulation): Simulated {
  const { runs, messages, decisions, refused } = livePerson(workspace, simulation);
  return { runs: [...runs.values()], messages, decisions, refused };
}

/** As {@link simulatePerson}; answers the person as they are then, for whoever goes on with them. */
export function livePerson(workspace: SimulatedWorkspace, { person, startsAt, happenings, until }: Simulation): SimulatedPerson {
  const simulated = new SimulatedPerson(workspace, person, startsAt);
  const inOrder = [...happenings].sort((a, b) => a.at - b.at);
  for (let next = 0; next < inOrder.length; ) {
    const { at } = inOrder[next] as Happening;
    if (at > until) break;
    simulated.advanceTo(at - 1);
    simulated.goTo(at);
    const events: EventDocument[] = [];
    for (; inOrder[next]?.at === at; next += 1) {
      const happening = inOrder[next] as Happening;
      if ('event' in happening) events.push(happening.event);
      else if ('tag' in happening) simulated.turnTag(happening.tag, happening.on);
      else simulated.unsubscribe(happening.unsubscribe);
    }
    if (events.length > 0) simulated.send(events);
  }
  simulated.advanceTo(until);
  return simulated;
}
