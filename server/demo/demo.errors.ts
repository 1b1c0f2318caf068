import { UserError } from '../platform/errors.js';

export const demoErrors = {
  running: () =>
    new UserError(409, 'demo-job-running', 'The demo shop is being filled or removed already.', {
      action: 'GET /api/demo tells how far it is; wait for it to end.',
    }),
  besidePeople: () =>
    new UserError(409, 'demo-beside-people', 'This workspace has people of its own, and the demo shop is not mixed among them.', {
      action: 'Fill it in a workspace that is empty, or run `npm start` on a machine of your own.',
    }),
  notThere: () => new UserError(409, 'demo-not-there', 'There is no demo data in this workspace.', { action: 'There is nothing to do.' }),
};
