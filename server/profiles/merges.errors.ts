import { OperationalError, UserError } from '../platform/errors.js';

export const mergeErrors = {
  unknown: (id: string) => new UserError(404, 'unknown-merge', `There is no merge ${id.slice(0, 100)}.`, { action: 'GET /api/merges lists them.' }),
  oneProfile: (id: string) => new UserError(422, 'same-profile', `Profile ${id} cannot be merged with itself.`, { action: 'Name two profiles.' }),
  tooManyIdentities: (limit: number) =>
    new UserError(422, 'too-many-identities', `The merged profile would hold more than ${limit} identities, which no profile may.`, {
      values: { limit },
      action: 'Keep them apart; a profile with so many is mostly a placeholder that many people share: block its value in the identity rules.',
    }),
  tooLarge: (bytes: number) =>
    new UserError(422, 'merge-too-large', `The merged profile would be larger than ${bytes} bytes, which no profile may.`, {
      action: 'Send fewer or shorter traits.',
    }),
  nothingLeft: (id: string) =>
    new UserError(409, 'nothing-to-undo', `Merge ${id} cannot be undone: one of its two people has no identity left here.`, {
      action: 'They were told apart by the undoing of other merges already.',
    }),
  contended: (what: string) =>
    new OperationalError('merge-contended', `${what} could not be written: the people concerned kept changing.`, { action: 'Try again.', retryAfterMs: 1_000 }),
};
