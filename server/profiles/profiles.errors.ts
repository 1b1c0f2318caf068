import { UserError } from '../platform/errors.js';

export const profileErrors = {
  unknownProfile: (id: string) =>
    new UserError(404, 'unknown-profile', `There is no profile ${id.slice(0, 100)}.`, {
      action: 'Look people up by GET /api/profiles/lookup?identity=userId:….',
    }),
  unknownIdentity: (identity: string) =>
    new UserError(404, 'unknown-identity', `Nobody is known as ${identity.slice(0, 200)}.`, {
      action: 'Identities are compared exactly, except that emails are lower-cased; events just sent may need a moment, or `fresh=true`.',
    }),
  badIdentity: (identity: string) =>
    new UserError(400, 'invalid-identity', `"${identity.slice(0, 200)}" is no identity.`, {
      action: 'Write it as type:value, the type one of userId, external, email, phone, anonymousId.',
    }),
};
