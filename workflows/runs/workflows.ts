/** Everything the bundle registers with a worker. */
export { backfillRun } from './backfill-run.js';
export { journeyRun } from './journey-run.js';
export { matchingRun } from './matching-run.js';
