import type { Problem } from '@cairn/rules/contracts/facts.js';

import type { AskerKind } from '../conditions/askers.js';
import { UserError } from '../platform/errors.js';

export interface ComputedUse {
  kind: AskerKind | 'computedTrait';
  key: string;
  name: string;
}

export const computedErrors = {
  unknown: (name: string) =>
    new UserError(404, 'unknown-computed-trait', `There is no computed trait ${name.slice(0, 100)}.`, {
      action: 'GET /api/computed-traits lists them.',
      values: { trait: name.slice(0, 100) },
    }),
  unknownProfile: (id: string) =>
    new UserError(404, 'unknown-profile', `There is no profile ${id.slice(0, 100)}.`, {
      action: 'GET /api/profiles lists them.',
      values: { profile: id.slice(0, 100) },
    }),
  invalid: (name: string, problems: readonly Problem[]) =>
    new UserError(422, 'invalid-computed-trait', `Computed trait ${name} cannot be saved: ${problems[0]?.message ?? 'its definition is not valid.'}`, {
      action: 'Mend what `details` names.',
      details: problems.map(({ path, message, code }) => ({ path: path === '' ? 'source' : `source.${path}`, message, code })),
      values: { trait: name },
    }),
  tooMany: (limit: number) =>
    new UserError(422, 'too-many-computed-traits', `A workspace has at most ${limit} computed traits: each is kept for everybody.`, {
      action: 'Delete one that is no longer used.',
      values: { limit },
    }),
  inUse: (name: string, uses: readonly ComputedUse[]) =>
    new UserError(
      409,
      'computed-trait-in-use',
      `Computed trait ${name} cannot be deleted: ${uses.map((use) => `${use.kind} ${use.key}`).join(', ')} uses it.`,
      {
        action: 'Change those first.',
        details: uses.map((use) => ({ path: `${use.kind}s.${use.key}`, message: use.name })),
        values: { trait: name, uses: uses.map((use) => use.name) },
      },
    ),
};
