import type { Problem } from '@cairn/rules/contracts/facts.js';

import { UserError } from '../platform/errors.js';
import type { Use } from './askers.js';

export const sharedConditionErrors = {
  unknown: (key: string) =>
    new UserError(404, 'unknown-shared-condition', `There is no shared condition ${key.slice(0, 100)}.`, {
      action: 'GET /api/conditions lists them.',
      values: { condition: key.slice(0, 100) },
    }),
  invalid: (key: string, problems: readonly Problem[]) =>
    new UserError(422, 'invalid-shared-condition', `Condition ${key} cannot be saved: ${problems[0]?.message ?? 'it is not valid.'}`, {
      action: 'Mend what `details` names.',
      details: problems.map(({ path, message, code }) => ({ path: path === '' ? 'condition' : `condition.${path}`, message, code })),
      values: { condition: key },
    }),
  /** What is asked where it is used would be refused there. */
  breaks: (key: string, { kind, key: of, name }: Use, problem: string) =>
    new UserError(422, 'condition-breaks', `Condition ${key} cannot be saved: ${kind} ${of} refers to it, and would be refused. ${problem}`, {
      action: 'Change it, or take it out there first.',
      details: [{ path: `${kind}s.${of}`, message: problem, code: 'condition-breaks' }],
      values: { condition: key, use: name },
    }),
  inUse: (key: string, uses: readonly Use[]) =>
    new UserError(409, 'condition-in-use', `Condition ${key} cannot be deleted: ${uses.map((use) => `${use.kind} ${use.key}`).join(', ')} refers to it.`, {
      action: 'Change those first.',
      details: uses.map((use) => ({ path: `${use.kind}s.${use.key}`, message: use.name })),
      values: { condition: key, uses: uses.map((use) => use.name) },
    }),
  tooMany: (limit: number) =>
    new UserError(422, 'too-many-conditions', `A workspace has at most ${limit} shared conditions.`, {
      action: 'Delete some that nothing refers to.',
      values: { limit },
    }),
};
