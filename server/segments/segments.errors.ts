import type { Problem } from '@cairn/rules/contracts/facts.js';

import type { Use } from '../conditions/askers.js';
import { UserError } from '../platform/errors.js';

export const segmentErrors = {
  unknown: (key: string) =>
    new UserError(404, 'unknown-segment', `There is no segment ${key}.`, { action: 'GET /api/segments lists them.', values: { segment: key } }),
  unknownProfile: (id: string) =>
    new UserError(404, 'unknown-profile', `There is no profile ${id}.`, { action: 'GET /api/profiles lists them.', values: { profile: id } }),
  sensitiveTrait: (trait: string) =>
    new UserError(422, 'sensitive-trait', `What people have as ${trait} is not counted: the catalogue calls it sensitive.`, {
      action: 'Choose another trait, or give this one another class of personal data in the catalogue.',
      values: { trait },
    }),
  invalid: (key: string, problems: readonly Problem[]) =>
    new UserError(422, 'invalid-condition', `Segment ${key} cannot be saved: ${problems[0]?.message ?? 'its condition is not valid.'}`, {
      action: 'Mend what `details` names.',
      details: problems.map(({ path, message, code }) => ({ path: path === '' ? 'condition' : `condition.${path}`, message, code })),
      values: { segment: key },
    }),
  cycle: (key: string, loop: readonly string[]) =>
    new UserError(422, 'segment-cycle', `Segment ${key} cannot be saved: it would contain itself, ${loop.join(' → ')}.`, {
      action: 'Take one of these out of the other.',
      details: [{ path: 'condition', message: loop.join(' → '), code: 'segment-cycle' }],
      values: { segment: key, loop: loop.join(' → ') },
    }),
  inUse: (key: string, uses: readonly Use[]) =>
    new UserError(409, 'segment-in-use', `Segment ${key} cannot be deleted: ${uses.map((use) => `${use.kind} ${use.key}`).join(', ')} uses it.`, {
      action: 'Change those first.',
      details: uses.map((use) => ({ path: `${use.kind}s.${use.key}`, message: use.name })),
      values: { segment: key, uses: uses.map((use) => use.name) },
    }),
};
