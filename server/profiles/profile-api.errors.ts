import { UserError } from '../platform/errors.js';

export const profileApiErrors = {
  missingIdentity: () =>
    new UserError(400, 'missing-identity', 'The call names nobody.', {
      action: 'Add ?identity=type:value, for instance userId:u1.',
      details: [{ path: 'identity', message: 'required' }],
    }),
  unknownPart: (part: string) =>
    new UserError(400, 'unknown-part', `There is no part "${part.slice(0, 100)}".`, {
      action: 'include is a list of traits, computed, segments, tags.',
      details: [{ path: 'include', message: 'unknown part' }],
    }),
  tooManyNames: (field: string, limit: number) =>
    new UserError(400, 'too-many-names', `${field} names more than ${limit}.`, {
      action: 'Ask for fewer, or leave it out for all.',
      details: [{ path: field, message: `at most ${limit}` }],
    }),
  guessable: () =>
    new UserError(403, 'identity-not-signed', 'A public token does not answer for an identity that others could guess.', {
      action:
        'Ask for the anonymousId of this browser (a UUID), or let your own server sign the identity with the token’s signing secret and add &signature=….',
    }),
  notSigned: () =>
    new UserError(403, 'identity-not-signed', 'This public token answers only for an identity that your own server signed.', {
      action: 'Let your server sign the identity with the token’s signing secret and add &signature=….',
    }),
  wrongSignature: () =>
    new UserError(403, 'wrong-signature', 'The signature is not for this identity and token.', {
      action: 'It is the hex HMAC-SHA256 of the identity as it is asked for (with &expires, of expires.identity) under the token’s signing secret.',
    }),
  expired: () => new UserError(403, 'signature-expired', 'The signature has expired.', { action: 'Let your server sign the identity again.' }),
};
