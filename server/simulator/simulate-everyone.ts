import { localTime } from '@cairn/rules/time/zone.js';

import { type Simulation, simulatePerson } from './simulate-person.js';
import type { SimulatedMessage, SimulatedRun } from './simulated-person.js';
import type { SimulatedWorkspace } from './simulated-workspace.js';

/** What many people came to. Sums only: nobody's path is kept. Names are those of definitions. */
export interface EveryoneReport {
  people: number;
  /** Events that were folded, and that could not be. */
  events: number;
  refused: number;
  /** By key. */
  journeys: { [journey: string]: JourneySums };
  /** `YYYY-MM-DD` in the workspace's zone → channel → messages. */
  days: { [day: string]: { [channel: string]: MessageSums } };
  /** Reason → messages that were held back. */
  skipped: Counts;
  /** Contact pressure: so many messages in all → so many people. */
  messagesPerPerson: Counts;
  /** So many messages in the seven days in which they got most → so many people. */
  busiestWeek: Counts;
}

export interface JourneySums {
  /** Runs. */
  entered: number;
  /** Why not → how often, after name and filter matched. */
  refused: Counts;
  /** Why it ended → runs; what is missing of `entered` is still inside. */
  ended: Counts;
  /** Step id → what came of it. */
  steps: { [stepId: string]: { arrived: number; outcomes: Counts } };
  /** Message steps. */
  messages: { [stepId: string]: MessageSums };
}

export interface MessageSums {
  sent: number;
  skipped: number;
}

export type Counts = { [name: string]: number };

const weekMs = 7 * 86_400_000;

/** Everybody's simulation, one after the other. People meet nobody but themselves: what is counted over all of them in production (entries in total) is not asked. */
export function simulateEveryone(workspace: SimulatedWorkspace, simulations: Iterable<Simulation>): EveryoneReport {
  const report: EveryoneReport = { people: 0, events: 0, refused: 0, journeys: {}, days: {}, skipped: {}, messagesPerPerson: {}, busiestWeek: {} };
  for (const { journey } of workspace.definitions.journeys) sumsOf(report, journey.key);
  const dayAt = daysIn(workspace.definitions.timezone ?? 'UTC');
  for (const simulation of simulations) addPerson(report, workspace, simulation, dayAt);
  return report;
}

/** What shares of people came to, together. */
export function sumReports(reports: readonly [EveryoneReport, ...EveryoneReport[]]): EveryoneReport {
  return reports.reduce(sumOf);
}

/** Reports are sums all through. */
function sumOf<Part>(a: Part, b: Part): Part {
  if (typeof a === 'number' && typeof b === 'number') return (a + b) as Part;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a ?? b;
  const [x, y] = [new Map<string, unknown>(Object.entries(a)), new Map<string, unknown>(Object.entries(b))];
  const names = [...new Set([...x.keys(), ...y.keys()])];
  return Object.fromEntries(names.map((name) => [name, x.has(name) && y.has(name) ? sumOf(x.get(name), y.get(name)) : (x.get(name) ?? y.get(name))])) as Part;
}

function addPerson(report: EveryoneReport, workspace: SimulatedWorkspace, simulation: Simulation, dayAt: (at: number) => string): void {
  const { runs, messages, decisions, refused } = simulatePerson(workspace, simulation);
  report.people += 1;
  report.refused += refused.length;
  report.events += simulation.happenings.filter((happening) => 'event' in happening && happening.at <= simulation.until).length - refused.length;
  for (const run of runs) addRun(sumsOf(report, run.run.journey), run);
  for (const { kind, journey, outcome } of decisions) if (kind === 'refusal') count(sumsOf(report, journey).refused, outcome);
  for (const message of messages) addMessage(report, message, dayAt);
  const sent = messages.filter(({ outcome }) => outcome === 'sent');
  count(report.messagesPerPerson, String(sent.length));
  count(
    report.busiestWeek,
    String(
      mostWithin(
        sent.map(({ at }) => at),
        weekMs,
      ),
    ),
  );
}

function sumsOf(report: EveryoneReport, journey: string): JourneySums {
  return entry(report.journeys, journey, () => ({ entered: 0, refused: {}, ended: {}, steps: {}, messages: {} }));
}

function addRun(sums: JourneySums, { run, path }: SimulatedRun): void {
  sums.entered += 1;
  if (run.ended) count(sums.ended, run.ended.reason);
  for (const { stepId, outcome } of path) {
    const step = entry(sums.steps, stepId, () => ({ arrived: 0, outcomes: {} }));
    step.arrived += 1;
    if (outcome !== undefined) count(step.outcomes, outcome);
  }
}

function addMessage(report: EveryoneReport, { at, journey, stepId, channel, outcome, reason }: SimulatedMessage, dayAt: (at: number) => string): void {
  const none = (): MessageSums => ({ sent: 0, skipped: 0 });
  const day = entry(report.days, dayAt(at), () => ({}));
  entry(day, channel, none)[outcome] += 1;
  entry(sumsOf(report, journey).messages, stepId, none)[outcome] += 1;
  if (reason !== undefined) count(report.skipped, reason);
}

function count(counts: Counts, name: string): void {
  counts[name] = entry(counts, name, () => 0) + 1;
}

/** Names are authors': some are those of what objects inherit. */
function entry<Value>(of: { [name: string]: Value }, name: string, make: () => Value): Value {
  if (!Object.hasOwn(of, name)) of[name] = make();
  return of[name] as Value;
}

/** Days begin on a quarter of an hour everywhere: what was asked within one is known. */
function daysIn(zone: string): (at: number) => string {
  const known = new Map<number, string>();
  return (at) => {
    const quarter = Math.floor(at / 900_000);
    let day = known.get(quarter);
    if (day === undefined) {
      day = dayOf(zone, at);
      known.set(quarter, day);
    }
    return day;
  };
}

function dayOf(zone: string, at: number): string {
  const local = localTime(zone, at);
  if (!local) return 'unknown';
  const two = (part: number) => String(part).padStart(2, '0');
  return `${local.year}-${two(local.month)}-${two(local.day)}`;
}

/** The most of these instants, ascending, that lie within one window. */
export function mostWithin(instants: readonly number[], windowMs: number): number {
  let most = 0;
  let from = 0;
  for (const [index, at] of instants.entries()) {
    while (at - (instants[from] ?? at) >= windowMs) from += 1;
    most = Math.max(most, index - from + 1);
  }
  return most;
}
