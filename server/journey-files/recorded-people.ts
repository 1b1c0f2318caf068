import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';

import type { FileProblem } from '@cairn/rules/files/definition-yaml.js';

import { EventRefusal } from '../events/events.errors.js';
import { parseInstant } from '../events/instants.js';
import { isObject, readEvent } from '../events/read-event.js';
import { type PersonAtStart, readCall } from '../simulator/person-at-start.js';
import type { Simulation } from '../simulator/simulate-person.js';
import { simulatedWorkspaceName as workspace } from '../simulator/simulated-workspace.js';

/** Somebody, and the calls that are theirs. The lines themselves are kept, for they are shorter than what is read of them. */
export interface RecordedPerson {
  person: PersonAtStart;
  lines: { at: number; text: string }[];
}

/** Recorded calls, by person. */
export interface Recorded {
  people: Map<string, RecordedPerson>;
  /** ms UTC; of no event both are 0. */
  from: number;
  until: number;
  events: number;
  /** Lines that the events API would refuse, the first of them. */
  problems: FileProblem[];
  refused: number;
}

const mostProblems = 20;

/**
 * Calls of the Segment Spec, one a line, `receivedAt` where it is known. Who is who: what names one person's identity is that person's, and brings them
 * the others that it names; nobody is merged.
 */
export async function readRecorded(path: string, people: readonly PersonAtStart[] = []): Promise<Recorded> {
  const recorded: Recorded = { people: new Map(), from: 0, until: 0, events: 0, problems: [], refused: 0 };
  const owners = new Map<string, string>();
  for (const person of people) {
    recorded.people.set(person.id, { person, lines: [] });
    owners.set(`${workspace}:userId:${person.id}`, person.id);
  }
  let line = 0;
  for await (const text of createInterface({ input: createReadStream(path), crlfDelay: Number.POSITIVE_INFINITY })) {
    line += 1;
    if (text.trim() === '') continue;
    try {
      addLine(recorded, owners, text);
    } catch (error) {
      if (!(error instanceof EventRefusal) && !(error instanceof SyntaxError)) throw error;
      recorded.refused += 1;
      if (recorded.problems.length < mostProblems)
        recorded.problems.push({ path: '', line, code: error instanceof EventRefusal ? error.code : 'no-json', message: error.message });
    }
  }
  return recorded;
}

function addLine(recorded: Recorded, owners: Map<string, string>, text: string): void {
  const call: unknown = JSON.parse(text);
  const at = receivedAtOf(call);
  const { names } = readEvent(call, undefined, { workspace, source: 'recorded', receivedAt: at, triggerAgeMs: 0, isImport: false });
  const id = names.map((name) => owners.get(name)).find((owner) => owner !== undefined) ?? String(names[0]).split(':').slice(2).join(':');
  for (const name of names) if (!owners.has(name)) owners.set(name, id);
  const known = recorded.people.get(id);
  if (known) known.lines.push({ at, text });
  else recorded.people.set(id, { person: { id }, lines: [{ at, text }] });
  recorded.from = recorded.events === 0 ? at : Math.min(recorded.from, at);
  recorded.until = Math.max(recorded.until, at);
  recorded.events += 1;
}

/** One person at a time is read, simulated and forgotten. */
export function* simulationsOf(people: Iterable<RecordedPerson>, from: number, until: number): Generator<Simulation> {
  for (const { person, lines } of people) {
    const happenings = lines.map(({ at, text }, index) => {
      const call = JSON.parse(text) as { messageId?: unknown };
      // Without an id of its own a call would get one by chance.
      return { at, event: readCall({ ...call, messageId: call.messageId ?? `line-${String(index).padStart(6, '0')}` }, person.id, at) };
    });
    yield { person, startsAt: from, happenings, until };
  }
}

function receivedAtOf(call: unknown): number {
  if (!isObject(call)) return 0;
  return parseInstant(call.receivedAt) ?? parseInstant(call.timestamp) ?? parseInstant(call.originalTimestamp) ?? Number.NaN;
}
