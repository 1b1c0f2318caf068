/** Everything the bundle registers with a worker. */
export { journeyRun } from './journey-run.js';
export { matchingRun } from './matching-run.js';
