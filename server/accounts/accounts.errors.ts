import { UserError } from '../platform/errors.js';

export const accountErrors = {
  unknown: (id: string) =>
    new UserError(404, 'unknown-account', `There is no account ${id.slice(0, 200)}.`, {
      action: 'GET /api/accounts lists them; a `group` call makes one, which takes a moment.',
      values: { account: id.slice(0, 200) },
    }),
  notIn: (id: string, profileId: string) =>
    new UserError(404, 'not-in-account', `Profile ${profileId.slice(0, 100)} does not belong to account ${id.slice(0, 200)}.`, {
      action: 'GET /api/accounts/{id}/people lists who does.',
      values: { account: id.slice(0, 200) },
    }),
};
