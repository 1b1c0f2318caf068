import { backfill } from './backfill.bench.js';
import { badInput } from './bad-input.bench.js';
import { canvas } from './canvas.bench.js';
import { flood } from './flood.bench.js';
import type { Benchmark } from './harness.js';
import { history } from './history.bench.js';
import { ingest } from './ingest.bench.js';
import { journeys } from './journeys.bench.js';
import { latency } from './latency.bench.js';
import { matching } from './matching.bench.js';
import { merge } from './merge.bench.js';
import { pipeline } from './pipeline.bench.js';
import { profileApi } from './profile-api.bench.js';
import { rules } from './rules.bench.js';
import { search } from './search.bench.js';
import { segmentsIndex } from './segments-index.bench.js';
import { simulator } from './simulator.bench.js';
import { windows } from './windows.bench.js';

/** Every benchmark, in the order in which `npm run bench` runs them. Each stands in a `NAME.bench.ts`. */
export const benchmarks: Benchmark[] = [
  ingest,
  pipeline,
  journeys,
  history,
  rules,
  badInput,
  segmentsIndex,
  windows,
  simulator,
  backfill,
  latency,
  flood,
  search,
  profileApi,
  merge,
  matching,
  canvas,
];
