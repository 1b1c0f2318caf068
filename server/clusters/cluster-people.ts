import { setImmediate } from 'node:timers/promises';

import { kmeansGenerator } from 'ml-kmeans';

import { type Standardised, scaled, standardised } from '../profiles/cluster.js';
import { silhouette } from './silhouette.js';

/** Restarts of each number of clusters: k-means finds the best near where it begins. */
const restarts = 4;
const iterations = 60;
/** Beyond this skewness a few people would decide alone what counts as far: such numbers are taken as logarithms. */
const skewed = 1;
/** People among whom the first centers are looked for. */
const begunWith = 500;
/** People whose place among the clusters is judged. */
const judged = 800;

export interface Clustering {
  k: number;
  /** −1…1, the mean over the people judged: how much nearer they are to their own cluster than to the next. */
  silhouette: number;
  centers: number[][];
  /** Of each person the index of their center. */
  of: number[];
}

/** Mean and standard deviation of a column, and the scale they hold on; undefined: all are the same, so it tells nobody apart. */
export function standardOf(column: readonly number[]): Standardised | undefined {
  const plain = momentsOf(column);
  const isSkewed = plain.skewness > skewed && column.every((value) => value >= 0);
  const scale = isSkewed ? ('log' as const) : ('plain' as const);
  const { mean, deviation } = isSkewed ? momentsOf(column.map((value) => scaled(value, 'log'))) : plain;
  return deviation > 0 && Number.isFinite(deviation) ? { scale, mean, deviation } : undefined;
}

/** One row a person, each number in standard deviations. */
export function standardise(rows: readonly (readonly number[])[], standards: readonly Standardised[]): number[][] {
  return rows.map((row) => standards.map((standard, at) => standardised(row[at] as number, standard)));
}

/**
 * k-means for every number of clusters asked, each the best of a few seeded restarts; the same points give the same clusters. Others get a turn between
 * iterations. There must be more different points than clusters.
 */
export async function clusterings(points: number[][], ks: readonly number[], isStopped: () => boolean = () => false): Promise<Clustering[]> {
  const found: Clustering[] = [];
  for (const k of ks) {
    let best: { centers: number[][]; of: number[]; error: number } | undefined;
    for (let restart = 0; restart < restarts && !isStopped(); restart += 1) {
      const result = await converged(points, k, restart);
      if (!best || result.error < best.error) best = result;
    }
    if (!best) break;
    found.push({ k, centers: best.centers, of: best.of, silhouette: await silhouette(points.slice(0, judged), best.of.slice(0, judged)) });
  }
  return found;
}

/** Where to begin: k-means++ over some of them, for over all of them it would hold up everybody else. */
function beginning(points: number[][], k: number, seed: number): number[][] {
  const [first] = kmeansGenerator(points.slice(0, Math.max(begunWith, k)), k, { seed });
  return first?.centroids ?? points.slice(0, k);
}

async function converged(points: number[][], k: number, seed: number): Promise<{ centers: number[][]; of: number[]; error: number }> {
  const initialization = beginning(points, k, seed);
  await setImmediate();
  let last: { centers: number[][]; of: number[]; error: number } | undefined;
  for (const step of kmeansGenerator(points, k, { initialization, maxIterations: iterations, tolerance: 1e-4 })) {
    const { centroids, clusters } = step;
    last = { centers: centroids, of: [...clusters], error: 0 };
    await setImmediate();
  }
  if (!last) throw new Error('k-means made no step.');
  const { centers, of } = last;
  const error = points.reduce((sum, point, at) => sum + squared(point, centers[of[at] as number] as number[]), 0);
  return { centers, of, error };
}

function squared(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, at) => sum + (value - (b[at] as number)) ** 2, 0);
}

function momentsOf(column: readonly number[]): { mean: number; deviation: number; skewness: number } {
  const n = column.length;
  const mean = column.reduce((sum, value) => sum + value, 0) / n;
  const central = (power: number): number => column.reduce((sum, value) => sum + (value - mean) ** power, 0) / n;
  const deviation = Math.sqrt(central(2));
  return { mean, deviation, skewness: deviation > 0 ? central(3) / deviation ** 3 : 0 };
}
