import type { JourneyProblem } from '@cairn/workflows/contracts/validate-journey.js';

import { UserError } from '../platform/errors.js';

export const journeyErrors = {
  unknown: (key: string) =>
    new UserError(404, 'unknown-journey', `There is no journey ${key}.`, {
      action: 'GET /api/journeys lists them.',
      values: { journey: key },
    }),
  unknownRun: (runId: string) => new UserError(404, 'unknown-run', `This journey has no run ${runId}.`, { action: 'GET /api/journeys/{key}/runs lists them.' }),
  unknownVersion: (key: string, hash: string) =>
    new UserError(404, 'unknown-version', `Journey ${key} has no version ${hash}.`, { action: 'GET /api/journeys/{key}/versions lists them.' }),
  unknownProfile: (id: string) =>
    new UserError(404, 'unknown-profile', `There is no profile ${id}.`, {
      action: 'GET /api/profiles lists them.',
      values: { profile: id },
    }),
  invalid: (key: string, what: 'saved' | 'published', problems: readonly JourneyProblem[]) =>
    new UserError(422, 'invalid-journey', `Journey ${key} cannot be ${what}: ${problems[0]?.message ?? 'it is not valid.'}`, {
      action: problems.length > 1 ? `Mend what \`details\` names, ${problems.length} places.` : 'Mend what `details` names.',
      details: problems.map(({ path, message, code, stepId }) => ({ path, message, code, ...(stepId !== undefined && { stepId }) })),
      values: { journey: key },
    }),
  draftChanged: (key: string, revision: number) =>
    new UserError(409, 'draft-changed', `Journey ${key} was changed since you read it: its draft is at revision ${revision}.`, {
      action: 'Read it again, take over your changes, and save once more.',
      details: [{ path: 'draftRevision', message: `is ${revision} now` }],
      values: { journey: key },
    }),
  notPublished: (key: string) =>
    new UserError(409, 'not-published', `Journey ${key} was never published.`, { action: 'Publish it first.', values: { journey: key } }),
  redirectNowhere: (key: string, step: string, to: string) =>
    new UserError(422, 'redirect-nowhere', `The plan sends people of step ${step} to ${to}, which the new version of ${key} does not have.`, {
      action: 'Choose a step that the version has, or another answer.',
      details: [{ path: `plan.removed.${step}.to`, message: `is ${to}` }],
      values: { journey: key, step, to },
    }),
  notByApi: (key: string) =>
    new UserError(409, 'not-entered-by-api', `Journey ${key} is not one that people are brought into over the API.`, {
      action: 'Let it start “over the API” and publish it, or send the event that starts it.',
      values: { journey: key },
    }),
  archived: (key: string) =>
    new UserError(409, 'journey-archived', `Journey ${key} is archived.`, {
      action: 'PUT its definition to bring it back as a draft.',
      values: { journey: key },
    }),
};
