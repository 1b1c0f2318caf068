import type { RefusalCode } from '../platform/error-codes.js';
import { UserError } from '../platform/errors.js';

export const profileErrors = {
  identityOfAnother: (identity: string, profileId: string) =>
    new UserError(409, 'identity-of-another', `${identity.slice(0, 200)} belongs to somebody else: to edit it in would make two people one.`, {
      action: 'Merge them if they are one person, or choose another value.',
      details: [{ path: `traits.${identity.split(':', 1)[0]}`, message: `belongs to profile ${profileId}`, code: 'identity-of-another' }],
      values: { identity: identity.slice(0, 200) },
    }),
  editRefused: ({ code, message }: { code: RefusalCode; message: string }) =>
    new UserError(422, code, `The edit was stored and could not be applied: ${message}`, {
      action: 'Mend that; then replay it from the dead letters, or edit again.',
    }),
  unknownProfile: (id: string) =>
    new UserError(404, 'unknown-profile', `There is no profile ${id.slice(0, 100)}.`, {
      action: 'Look people up by GET /api/profiles/lookup?identity=userId:….',
      values: { profile: id.slice(0, 100) },
    }),
  unknownTrait: (id: string, name: string) =>
    new UserError(404, 'unknown-trait', `Profile ${id} has no trait "${name.slice(0, 100)}".`, {
      action: 'See which it has: GET /api/profiles/{id}.',
      values: { trait: name.slice(0, 100) },
    }),
  unknownIdentity: (identity: string) =>
    new UserError(404, 'unknown-identity', `Nobody is known as ${identity.slice(0, 200)}.`, {
      action: 'Identities are compared exactly, except that emails are lower-cased; events just sent may need a moment, or `fresh=true`.',
      values: { identity: identity.slice(0, 200) },
    }),
  notSearchable: (name: string, searchable: readonly string[]) =>
    new UserError(400, 'trait-not-searchable', `People cannot be found by the trait "${name.slice(0, 100)}".`, {
      action: `Write trait=name=value with one of ${[...searchable].sort().join(', ')}, or make it searchable: PATCH /api/traits/trait/{name} {"searchable": true}.`,
      details: [{ path: 'trait', message: 'not searchable' }],
      values: { trait: name.slice(0, 100) },
    }),
  badIdentity: (identity: string) =>
    new UserError(400, 'invalid-identity', `"${identity.slice(0, 200)}" is no identity.`, {
      action: 'Write it as type:value, the type one of userId, external, email, phone, anonymousId.',
    }),
};
