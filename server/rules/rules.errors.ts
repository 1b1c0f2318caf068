import type { Problem } from '@cairn/rules/contracts/facts.js';

import { UserError } from '../platform/errors.js';

export const ruleErrors = {
  unknown: (key: string) =>
    new UserError(404, 'unknown-rule', `There is no rule ${key.slice(0, 100)}.`, { action: 'GET /api/rules lists them.', values: { rule: key.slice(0, 100) } }),
  /** `path` of each problem: into the definition. */
  invalid: (key: string, problems: readonly Problem[]) =>
    new UserError(422, 'invalid-rule', `Rule ${key} cannot be saved: ${problems[0]?.message ?? 'it is not valid.'}`, {
      action: 'Mend what `details` names.',
      details: problems.map(({ path, message, code }) => ({ path, message, code })),
      values: { rule: key },
    }),
  cycle: (key: string, loop: readonly string[]) =>
    new UserError(422, 'rule-cycle', `Rule ${key} cannot be saved: what it does would turn it again, ${loop.join(' → ')}.`, {
      action: 'Take one of these out of the other.',
      details: [{ path: 'condition', message: loop.join(' → '), code: 'rule-cycle' }],
      values: { rule: key, loop: loop.join(' → ') },
    }),
  tooMany: (limit: number) =>
    new UserError(422, 'too-many-rules', `A workspace has at most ${limit} rules.`, { action: 'Delete some, or say more in one of them.', values: { limit } }),
  wrongOrder: (missing: readonly string[]) =>
    new UserError(409, 'rules-changed', `The order does not name every rule: ${missing.join(', ')} is missing, or is none.`, {
      action: 'Read the rules again, and order them all.',
    }),
};
