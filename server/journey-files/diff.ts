import { diffJourneys, type FieldChange, type ItemsDiff, isSameJourney, type JourneyDiff } from '@cairn/workflows/files/diff-journeys.js';
import type { JourneyFile } from '@cairn/workflows/files/journey-yaml.js';

import type { CommandOutput } from './command-output.js';

/** `diff`: what is different by meaning, from the first to the second. */
export function diff(before: JourneyFile, after: JourneyFile): CommandOutput {
  const found = diffJourneys(before.definition, after.definition);
  const isSame = isSameJourney(found);
  return { code: isSame ? 0 : 1, lines: isSame ? ['The same journey.'] : diffLines(found), json: found };
}

export function diffLines({ about, trigger, reentry, exits, goals, steps }: JourneyDiff): string[] {
  return [
    ...fieldLines('journey', about),
    ...fieldLines('trigger', trigger),
    ...fieldLines('reentry', reentry),
    ...itemLines('exit', exits),
    ...itemLines('goal', goals),
    ...itemLines('step', steps),
    ...steps.moved.map(({ id, before, after }) => `→ step ${id} is reached from ${ways(after)}, was from ${ways(before)}`),
  ];
}

function itemLines(noun: string, { added, removed, changed }: ItemsDiff<{ id: string; type?: string }>): string[] {
  const named = ({ id, type }: { id: string; type?: string }) => `${noun} ${id}${type === undefined ? '' : ` (${type})`}`;
  return [
    ...added.map((item) => `+ ${named(item)}`),
    ...removed.map((item) => `− ${named(item)}`),
    ...changed.flatMap(({ id, fields }) => fieldLines(`${noun} ${id}`, fields)),
  ];
}

function fieldLines(of: string, fields: readonly FieldChange[]): string[] {
  return fields.map(
    ({ path, ...change }) => `~ ${of} ${path}: ${valueText('before' in change, change.before)} → ${valueText('after' in change, change.after)}`,
  );
}

function valueText(isThere: boolean, value: unknown): string {
  return isThere ? JSON.stringify(value) : 'nothing';
}

function ways(found: readonly { from: string; branch: string }[]): string {
  return found.length === 0 ? 'nowhere' : found.map(({ from, branch }) => (branch === 'next' ? from : `${from}/${branch}`)).join(', ');
}
