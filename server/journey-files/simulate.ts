import { readFile } from 'node:fs/promises';

import { z } from 'zod';

import type { PersonAtStart } from '../simulator/person-at-start.js';
import type { Counts, EveryoneReport } from '../simulator/simulate-everyone.js';
import { type Simulated, simulatePerson } from '../simulator/simulate-person.js';
import { simulatedWorkspace } from '../simulator/simulated-workspace.js';
import { type CommandOutput, problemLine } from './command-output.js';
import { momentText } from './moments.js';
import { readRecorded } from './recorded-people.js';
import { pathText, simulationOf } from './run-tests.js';
import { simulateInThreads } from './simulate-in-threads.js';
import { simulatedFolder } from './simulated-folder.js';
import { readStory, type Settings } from './test-file.js';
import { FileFaults } from './workspace-folder.js';

export type JourneyPaths = readonly [string, ...string[]];

/** `simulate … --person FILE`: one person with a story of their own, step by step. */
export async function simulateStory(journeyPaths: JourneyPaths, personPath: string, settings: Settings): Promise<CommandOutput> {
  const story = readStory(await readFile(personPath, 'utf8'));
  if ('problems' in story) throw new FileFaults([{ path: personPath, problems: story.problems }]);
  const around = { ...settings, ...story.workspace, caps: [...settings.caps, ...story.workspace.caps] };
  const description = await simulatedFolder(journeyPaths, around, story.person.tags);
  const simulation = simulationOf(story, description.journeys[0]?.key ?? '');
  const simulated = simulatePerson(simulatedWorkspace(description), simulation);
  return { code: 0, lines: storyLines(simulated, simulation.startsAt), json: { startsAt: simulation.startsAt, ...simulated } };
}

function storyLines({ runs, messages, decisions, refused }: Simulated, startsAt: number): string[] {
  const when = (at: number) => momentText(at, startsAt).padEnd(12);
  const told = [
    ...decisions.flatMap(({ at, kind, journey, outcome }) => (kind === 'refusal' ? [{ at, text: `not let into ${journey}: ${outcome}` }] : [])),
    ...runs.map(({ run }) => ({ at: run.enteredAt, text: `enters ${run.journey} by ${run.trigger.name}` })),
    ...runs.flatMap(({ run, path }) =>
      path.flatMap(({ stepId, arrivedAt, leftAt, outcome, reason }) => {
        const waited = leftAt !== undefined && leftAt > arrivedAt ? [{ at: arrivedAt, text: `${run.journey}: waits at ${stepId}` }] : [];
        if (leftAt === undefined) return [{ at: arrivedAt, text: `${run.journey}: stands at ${stepId}` }];
        return [...waited, { at: leftAt, text: `${run.journey}: ${stepId} → ${outcome}${reason === undefined ? '' : ` (${reason})`}` }];
      }),
    ),
    ...runs.flatMap(({ run }) =>
      run.ended
        ? [{ at: run.ended.at, text: `leaves ${run.journey}: ${run.ended.reason}${run.ended.detail === undefined ? '' : ` (${run.ended.detail})`}` }]
        : [],
    ),
  ];
  const sent = messages.filter(({ outcome }) => outcome === 'sent').length;
  return [
    ...told.sort((a, b) => a.at - b.at).map(({ at, text }) => `${when(at)} ${text}`),
    ...refused.map(({ event, message }) => `${when(event.receivedAt.getTime())} ${event.name} could not be folded: ${message}`),
    runs.length === 0
      ? 'Never inside.'
      : `${runs.length} ${runs.length === 1 ? 'run' : 'runs'}, ${sent} of ${messages.length} messages sent: ${runs.map(({ path }) => pathText(path)).join('; ')}`,
  ];
}

const personLineSchema = z.strictObject({
  id: z.string().min(1).max(200),
  traits: z.record(z.string(), z.json()).optional(),
  tags: z.array(z.string()).optional(),
  unsubscribed: z.array(z.string()).optional(),
});

export interface EveryoneFiles {
  /** JSON lines: calls of the Segment Spec. */
  events: string;
  /** JSON lines: who people are before the first of them. */
  people?: string;
  /** ms UTC; absent: the last event's. */
  until?: number;
}

/** `simulate … --events FILE`: everybody whose events are recorded, summed up. */
export async function simulateRecorded(journeyPaths: JourneyPaths, files: EveryoneFiles, settings: Settings): Promise<CommandOutput> {
  const people = files.people === undefined ? [] : await readPeople(files.people);
  const description = await simulatedFolder(
    journeyPaths,
    settings,
    people.flatMap(({ tags = [] }) => tags),
  );
  const recorded = await readRecorded(files.events, people);
  const until = files.until ?? recorded.until;
  const startedAt = performance.now();
  const report = await simulateInThreads(description, recorded, until);
  const seconds = (performance.now() - startedAt) / 1_000;
  const lines = [
    ...recorded.problems.map((problem) => problemLine(files.events, problem, 'skipped')),
    `${report.people} people, ${report.events} events from ${new Date(recorded.from).toISOString()} to ${new Date(until).toISOString()}, in ${seconds.toFixed(1)} s.`,
    ...everyoneLines(report),
  ];
  return { code: 0, lines, json: { ...report, from: recorded.from, until, unreadable: recorded.refused } };
}

async function readPeople(path: string): Promise<PersonAtStart[]> {
  const lines = (await readFile(path, 'utf8')).split('\n');
  return lines.flatMap((text, index) => {
    if (text.trim() === '') return [];
    const fault = (message: string) => new FileFaults([{ path, problems: [{ path: '', line: index + 1, code: 'invalid-person', message }] }]);
    let read: unknown;
    try {
      read = JSON.parse(text);
    } catch (error) {
      throw fault(error instanceof Error ? error.message : 'It is no JSON.');
    }
    const person = personLineSchema.safeParse(read);
    if (!person.success) throw fault(person.error.issues[0]?.message ?? 'It is no person.');
    return [person.data as PersonAtStart];
  });
}

function everyoneLines({ journeys, days, skipped, messagesPerPerson, busiestWeek }: EveryoneReport): string[] {
  return [
    ...Object.entries(journeys).flatMap(([key, { entered, refused, ended, steps, messages }]) => [
      '',
      `${key}: ${entered} entered${told('refused', refused)}${told('ended', ended)}`,
      ...Object.entries(steps).map(([id, { arrived, outcomes }]) => `  ${id.padEnd(24)} ${String(arrived).padStart(8)}  ${countsText(outcomes)}`),
      ...Object.entries(messages).map(([id, { sent, skipped: held }]) => `  message ${id}: ${sent} sent, ${held} held back`),
    ]),
    '',
    ...Object.entries(days)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .flatMap(([day, channels]) =>
        Object.entries(channels).map(([channel, { sent, skipped: held }]) => `${day}  ${channel}  ${sent} sent, ${held} held back`),
      ),
    `held back: ${countsText(skipped)}`,
    `messages a person got → people: ${countsText(messagesPerPerson)}`,
    `most within seven days → people: ${countsText(busiestWeek)}`,
  ];
}

function told(what: string, counts: Counts): string {
  return Object.keys(counts).length === 0 ? '' : `; ${what}: ${countsText(counts)}`;
}

function countsText(counts: Counts): string {
  const entries = Object.entries(counts);
  return entries.length === 0 ? 'none' : entries.map(([name, count]) => `${name} ${count}`).join(', ');
}
