import { type ErrorDetail, UserError } from '../platform/errors.js';

export const identityErrors = {
  invalidRules: (problems: ErrorDetail[]) =>
    new UserError(422, 'invalid-identity-rules', `The identity rules cannot be saved: ${problems[0]?.message ?? 'they are not valid.'}`, {
      action: 'Mend what `details` names.',
      details: problems,
    }),
  rulesChanged: (current: { revision: number; updatedBy: string }) =>
    new UserError(
      409,
      'identity-rules-changed',
      `The identity rules were changed meanwhile by ${current.updatedBy}: they are at revision ${current.revision}.`,
      {
        action: 'Read them again, and repeat your change on what they are now.',
        values: { by: current.updatedBy },
      },
    ),
  unknownWorkspace: (workspace: string) => new UserError(404, 'unknown-workspace', `There is no workspace ${workspace}.`, { action: 'Create it first.' }),
};
