import { entryEventName } from '@cairn/workflows/contracts/names.js';
import type { PathEntry, RunEnd } from '@cairn/workflows/contracts/run.js';

import { readCall } from '../simulator/person-at-start.js';
import { type Happening, type Simulated, type Simulation, simulatePerson } from '../simulator/simulate-person.js';
import type { SimulatedRun } from '../simulator/simulated-person.js';
import type { SimulatedWorkspace } from '../simulator/simulated-workspace.js';
import { momentOf, momentText, spanMs, spanText } from './moments.js';
import type { Expectation, HappeningLine, Story, TestCase } from './test-file.js';

/** One thing that came out otherwise. */
export interface Failure {
  /** `messages.0.at`, `path`, `end`. */
  what: string;
  expected: string;
  actual: string;
}

export interface CaseResult {
  name: string;
  failures: Failure[];
}

export function runCase(workspace: SimulatedWorkspace, journey: string, test: TestCase): CaseResult {
  const simulation = simulationOf(test, journey);
  const simulated = simulatePerson(workspace, simulation);
  return { name: test.name, failures: failuresOf(test.expect, simulated, { journey, startsAt: simulation.startsAt }) };
}

/** @param journey whose trigger `enter` is */
export function simulationOf({ starts, person, events, until }: Pick<Story, 'starts' | 'person' | 'events' | 'until'>, journey: string): Simulation {
  const startsAt = momentOf(starts, 0) as number;
  const at = (moment: string) => momentOf(moment, startsAt) as number;
  const happenings = events.map((line, index) => happeningOf(line, { at: at(line.at), index, personId: person.id, journey }));
  return { person, startsAt, happenings, until: at(until) };
}

function happeningOf(line: HappeningLine, { at, index, personId, journey }: { at: number; index: number; personId: string; journey: string }): Happening {
  const call = (said: object): Happening => ({ at, event: readCall({ messageId: `event-${String(index).padStart(4, '0')}`, ...said }, personId, at) });
  if ('track' in line) return call({ type: 'track', event: line.track, properties: line.properties });
  if ('identify' in line) return call({ type: 'identify', traits: line.identify });
  if ('enter' in line) return call({ type: 'track', event: entryEventName(journey), properties: line.enter });
  if ('tag' in line) return { at, tag: line.tag, on: true };
  if ('untag' in line) return { at, tag: line.untag, on: false };
  return { at, unsubscribe: line.unsubscribe };
}

interface Around {
  journey: string;
  startsAt: number;
}

function failuresOf(expected: Expectation, simulated: Simulated, around: Around): Failure[] {
  const runs = simulated.runs.filter(({ run }) => run.journey === around.journey);
  return [
    ...(expected.messages ? messageFailures(expected.messages, simulated, around) : []),
    ...(expected.path || expected.end ? oneRunFailures(expected, runs, around) : []),
    ...(expected.runs ? runsFailures(expected.runs, runs, around) : []),
    ...(expected.refused ? refusalFailures(expected.refused, simulated, around) : []),
  ];
}

function messageFailures(expected: NonNullable<Expectation['messages']>, { messages, runs }: Simulated, { journey, startsAt }: Around): Failure[] {
  const found = messages.filter((message) => message.journey === journey);
  const told = (count: number, what: (index: number) => string) => (count === 0 ? 'none' : Array.from({ length: count }, (_, index) => what(index)).join(', '));
  const actual = found.map(
    ({ template, outcome, reason, at }) => `${template} ${outcome === 'sent' ? 'sent' : `skipped (${reason})`} ${momentText(at, startsAt)}`,
  );
  if (found.length !== expected.length)
    return [
      {
        what: 'messages',
        expected: told(expected.length, (index) => expectedText(expected[index])),
        actual: told(found.length, (index) => actual[index] ?? ''),
      },
    ];
  return expected.flatMap((one, index): Failure[] => {
    const message = found[index] as (typeof found)[number];
    const began = runs.find(({ run }) => run.runId === message.runId)?.run.enteredAt ?? startsAt;
    const isSame =
      message.template === one.template &&
      (one.skipped ?? 'sent') === (message.outcome === 'sent' ? 'sent' : message.reason) &&
      (one.at === undefined || momentOf(one.at, startsAt) === message.at) &&
      (one.after === undefined || began + (spanMs(one.after) as number) === message.at);
    const since = one.after === undefined ? '' : ` (${spanText(message.at - began)} after the run began)`;
    return isSame ? [] : [{ what: `messages.${index}`, expected: expectedText(one), actual: `${actual[index]}${since}` }];
  });
}

function expectedText(message: NonNullable<Expectation['messages']>[number] | undefined): string {
  if (!message) return '';
  const when = message.at === undefined ? '' : ` ${message.at}`;
  const since = message.after === undefined ? '' : ` ${message.after} after the run began`;
  return `${message.template} ${message.skipped === undefined ? 'sent' : `skipped (${message.skipped})`}${when}${since}`;
}

function oneRunFailures({ path, end }: Expectation, runs: SimulatedRun[], around: Around): Failure[] {
  if (path?.length === 0 && end === undefined)
    return runs.length === 0 ? [] : [{ what: 'path', expected: 'never enters', actual: runs.map((run) => pathText(run.path)).join('; ') }];
  const [run] = runs;
  if (!run || runs.length > 1)
    return [{ what: path ? 'path' : 'end', expected: 'one run', actual: run ? `${runs.length} runs: name each under “runs”` : 'never enters' }];
  return runFailures({ path, end }, run, around, '');
}

function runsFailures(expected: NonNullable<Expectation['runs']>, runs: SimulatedRun[], around: Around): Failure[] {
  if (runs.length !== expected.length)
    return [
      {
        what: 'runs',
        expected: String(expected.length),
        actual: `${runs.length}${runs.length > 0 ? `: ${runs.map(({ path }) => pathText(path)).join('; ')}` : ''}`,
      },
    ];
  return expected.flatMap((one, index) => runFailures(one, runs[index] as SimulatedRun, around, `runs.${index}.`));
}

function runFailures({ path, end }: NonNullable<Expectation['runs']>[number], { run, path: taken }: SimulatedRun, { startsAt }: Around, at: string): Failure[] {
  const failures: Failure[] = [];
  const isTaken =
    path?.length === taken.length &&
    path.every((entry, index) => {
      const { stepId, outcome = 'inside' } = taken[index] as PathEntry;
      const [step, wanted] = typeof entry === 'string' ? [entry, undefined] : (Object.entries(entry)[0] as [string, string]);
      return step === stepId && (wanted === undefined || wanted === outcome);
    });
  if (path && !isTaken) {
    const expected = path.map((entry) => (typeof entry === 'string' ? entry : Object.entries(entry).flat().join(':'))).join(' → ');
    failures.push({ what: `${at}path`, expected, actual: pathText(taken) });
  }
  if (end && !isEnd(end, run.ended, startsAt)) failures.push({ what: `${at}end`, expected: endText(end), actual: ranText(run.ended, startsAt) });
  return failures;
}

function isEnd(expected: NonNullable<Expectation['end']>, ended: RunEnd | undefined, startsAt: number): boolean {
  if (expected === 'inside' || !ended) return expected === 'inside' && !ended;
  const { reason, detail, at } = expected;
  return ended.reason === reason && (detail === undefined || ended.detail === detail) && (at === undefined || momentOf(at, startsAt) === ended.at);
}

function endText(end: NonNullable<Expectation['end']>): string {
  return end === 'inside' ? 'still inside' : [end.reason, end.detail && `(${end.detail})`, end.at].filter((part) => part).join(' ');
}

function ranText(ended: RunEnd | undefined, startsAt: number): string {
  return ended ? [ended.reason, ended.detail && `(${ended.detail})`, momentText(ended.at, startsAt)].filter((part) => part).join(' ') : 'still inside';
}

export function pathText(path: readonly PathEntry[]): string {
  return path.map(({ stepId, outcome = 'inside', reason }) => `${stepId}:${outcome}${reason === undefined ? '' : ` (${reason})`}`).join(' → ');
}

function refusalFailures(expected: readonly string[], { decisions }: Simulated, { journey }: Around): Failure[] {
  const actual = decisions.flatMap((decision) => (decision.kind === 'refusal' && decision.journey === journey ? [decision.outcome] : []));
  const told = (codes: readonly string[]) => (codes.length === 0 ? 'none' : codes.join(', '));
  return told(expected) === told(actual) ? [] : [{ what: 'refused', expected: told(expected), actual: told(actual) }];
}
