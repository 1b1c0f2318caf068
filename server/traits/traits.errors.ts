import { UserError } from '../platform/errors.js';

export const traitErrors = {
  unknown: (kind: string, name: string) =>
    new UserError(404, 'unknown-trait', `There is no ${kind} ${name.slice(0, 200)}.`, {
      action: 'GET /api/traits lists what was seen.',
      values: { trait: name.slice(0, 200) },
    }),
  eventNeeded: (name: string) =>
    new UserError(400, 'event-needed', `A property is one event's: ${name.slice(0, 200)} alone names none.`, { action: 'Add ?event=….' }),
  notForKind: (field: string, kind: string) =>
    new UserError(400, 'not-for-this-kind', `${field} cannot be set for kind ${kind}.`, {
      action: field === 'searchable' ? 'Only traits of people can be searched by.' : 'Leave it out.',
      details: [{ path: field, message: `not for kind ${kind}` }],
    }),
  tooManySearchable: (limit: number) =>
    new UserError(422, 'too-many-searchable', `At most ${limit} traits can be searched by.`, { action: 'Take another one out first.', values: { limit } }),
};
