import type { Problem } from '@cairn/rules/contracts/facts.js';

import type { Use } from '../conditions/askers.js';
import { UserError } from '../platform/errors.js';

export const tagErrors = {
  unknown: (keys: readonly string[]) =>
    new UserError(404, 'unknown-tag', `There is no tag ${keys.map((key) => key.slice(0, 100)).join(', ')}.`, {
      action: 'GET /api/tags lists them; PUT /api/tags/{key} makes one.',
      details: keys.map((key) => ({ path: key.slice(0, 100), message: 'does not exist', code: 'unknown-tag' })),
      values: { tags: keys.map((key) => key.slice(0, 100)) },
    }),
  followsRule: (keys: readonly string[]) =>
    new UserError(409, 'tag-follows-rule', `Tag ${keys.join(', ')} follows a rule: nobody turns it by hand.`, {
      action: 'Change its rule, or use another tag.',
      details: keys.map((key) => ({ path: key, message: 'follows a rule', code: 'tag-follows-rule' })),
      values: { tags: keys },
    }),
  nobodyListed: (key: string) =>
    new UserError(422, 'nobody-listed', `Nobody on this list is known: everybody would lose tag ${key}.`, {
      action: 'Check what the identities are; to take the tag from everybody, remove it.',
      values: { tag: key },
    }),
  noList: () => new UserError(400, 'invalid-request', 'Only a list is looked at beforehand.', { action: 'Name `identities` or `profiles`.' }),
  both: (keys: readonly string[]) =>
    new UserError(400, 'tag-added-and-removed', `Tag ${keys.join(', ')} is to be added and removed at once.`, { action: 'Name each tag on one side only.' }),
  invalid: (key: string, problems: readonly Problem[]) =>
    new UserError(422, 'invalid-tag', `Tag ${key} cannot be saved: ${problems[0]?.message ?? 'its rule is not valid.'}`, {
      action: 'Mend what `details` names.',
      details: problems.map(({ path, message, code }) => ({ path: path === '' ? 'condition' : `condition.${path}`, message, code })),
      values: { tag: key },
    }),
  cycle: (key: string, loop: readonly string[]) =>
    new UserError(422, 'tag-cycle', `Tag ${key} cannot be saved: its rule would ask for itself, ${loop.join(' → ')}.`, {
      action: 'Take one of these out of the other.',
      details: [{ path: 'condition', message: loop.join(' → '), code: 'tag-cycle' }],
      values: { tag: key, loop: loop.join(' → ') },
    }),
  turnedByRules: (key: string, rules: readonly string[]) =>
    new UserError(422, 'tag-turned-by-rules', `Tag ${key} cannot follow a condition of its own: rule ${rules.join(', ')} turns it.`, {
      action: 'Take it out of the rule first, or make another tag.',
      details: [{ path: 'condition', message: rules.join(', '), code: 'tag-turned-by-rules' }],
      values: { tag: key, rules },
    }),
  inUse: (key: string, uses: readonly Use[]) =>
    new UserError(409, 'tag-in-use', `Tag ${key} cannot be deleted: ${uses.map((use) => `${use.kind} ${use.key}`).join(', ')} uses it.`, {
      action: 'Change those first.',
      details: uses.map((use) => ({ path: `${use.kind}s.${use.key}`, message: use.name })),
      values: { tag: key, uses: uses.map((use) => use.name) },
    }),
  stillLeaving: (key: string, people: number) =>
    new UserError(409, 'tag-still-leaving', `Tag ${key} was deleted a moment ago and is still being taken from ${people} people.`, {
      action: 'Try again when they are done, or choose another key.',
      values: { tag: key, people },
    }),
  unknownJob: (id: string) =>
    new UserError(404, 'unknown-tag-job', `This tag has no job ${id.slice(0, 100)}.`, { action: 'GET /api/tags/{key}/jobs lists them.' }),
  tooMany: (limit: number) =>
    new UserError(422, 'too-many-tags', `A workspace has at most ${limit} tags.`, {
      action: 'Delete some, or use traits for what has many values.',
      values: { limit },
    }),
};
