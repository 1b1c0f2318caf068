import { UserError } from '../platform/errors.js';

export const clusterErrors = {
  tooFew: (people: number, needed: number) =>
    new UserError(422, 'too-few-people', `Only ${people} people have all these numbers: ${needed} at least are needed.`, {
      action: 'Choose other numbers, or count what is missing as 0.',
      values: { people, needed },
    }),
  allAlike: (names: readonly string[]) =>
    new UserError(422, 'all-alike', `Everybody has the same ${names.join(', ')}: that tells nobody apart.`, {
      action: 'Leave it out.',
      values: { names },
    }),
};
