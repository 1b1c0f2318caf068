import { type ErrorDetail, UserError } from '../platform/errors.js';
import type { RuleBlocks } from './model/blocking.js';
import { sayRule } from './model/say-rule.js';
import type { ModelSettings } from './model/settings.js';

export const matchingErrors = {
  invalidSettings: (problems: ErrorDetail[]) =>
    new UserError(422, 'invalid-matching-settings', `The matching settings cannot be saved: ${problems[0]?.message ?? 'they are not valid.'}`, {
      action: 'Mend what `details` names.',
      details: problems,
    }),
  settingsChanged: (current: { revision: number; updatedBy: string }) =>
    new UserError(
      409,
      'matching-settings-changed',
      `The matching settings were changed meanwhile by ${current.updatedBy}: they are at revision ${current.revision}.`,
      { action: 'Read them again, and repeat your change on what they are now.', values: { by: current.updatedBy } },
    ),
  unknownRun: (runId: string) =>
    new UserError(404, 'unknown-matching-run', `There is no matching run ${runId}.`, { action: 'GET /api/matching/runs lists them.' }),
  runEnded: (runId: string, state: string) => new UserError(409, 'matching-run-ended', `Matching run ${runId} is ${state}.`, { action: 'Start another.' }),
  alreadyRunning: (runId: string) =>
    new UserError(409, 'matching-runs-already', `Duplicates are being looked for already, by run ${runId}.`, {
      action: 'Wait for it, or cancel it.',
      details: [{ path: 'runId', message: runId }],
    }),
  tooManyProfiles: (most: number) =>
    new UserError(422, 'too-many-profiles', `More than ${most} profiles have something to compare.`, {
      action: 'See docs/limits.md.',
      values: { limit: most },
    }),
  tooManyPairs: (settings: ModelSettings, rules: readonly RuleBlocks[], most: number) => {
    const heavy = rules.map(({ pairs }, at) => ({ at, pairs })).sort((a, b) => b.pairs - a.pairs);
    const [first] = heavy;
    const rule = first && settings.blocking[first.at];
    return new UserError(
      422,
      'too-many-pairs',
      `The blocking rules bring more than ${most} pairs together; most of them ${rule ? sayRule(rule) : ''}, ${first?.pairs ?? 0} pairs.`,
      {
        action: 'Make the widest rules narrower: name a second field, or more characters.',
        details: heavy.slice(0, 5).map(({ at, pairs }) => ({ path: `blocking.${at}`, message: `${pairs} pairs` })),
        values: { limit: most },
      },
    );
  },
  outOfMemory: () =>
    new UserError(422, 'matching-out-of-memory', 'The profiles of this workspace are too many to compare in the memory of a worker.', {
      action: 'Compare fewer fields, or give the worker more memory.',
    }),
  unknownPair: (pairId: string) => new UserError(404, 'unknown-pair', `There is no pair ${pairId}.`, { action: 'GET /api/matching/pairs lists them.' }),
  pairDecided: (pairId: string, state: string) =>
    new UserError(409, 'pair-decided', `Pair ${pairId} is no longer open: it is ${state}.`, { action: 'Read it again.' }),
  pairGone: (pairId: string) =>
    new UserError(409, 'pair-gone', `A profile of pair ${pairId} is there no more: it was merged or erased meanwhile.`, { action: 'Go on to the next pair.' }),
};
