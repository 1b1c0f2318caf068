import { UserError } from '../../platform/errors.js';

export const commentErrors = {
  unknown: (id: string) =>
    new UserError(404, 'unknown-comment', `This journey has no comment ${id}.`, {
      action: 'GET /api/journeys/{key}/comments lists them; it may have been deleted.',
    }),
  notYours: (id: string) =>
    new UserError(403, 'not-your-comment', `Comment ${id} was written by somebody else.`, {
      action: 'Only its author can edit or delete it; anybody can resolve it.',
    }),
};
