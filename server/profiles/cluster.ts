import type { Json } from '@cairn/rules/contracts/facts.js';

/** One number of a person, brought to a scale on which all of them count alike. */
export interface ClusterDimension {
  kind: 'trait' | 'computed';
  name: string;
  /** `log`: ln(1 + x), for what a few have very much of; what is below zero counts as zero. */
  scale: 'plain' | 'log';
  /** Of the scaled numbers of those who were looked at; `deviation` is above zero. */
  mean: number;
  deviation: number;
}

export interface ClusterSource {
  type: 'cluster';
  dimensions: ClusterDimension[];
  /** Whoever lacks a number: counts as having 0, or is in no cluster. */
  missing: 'zero' | 'none';
  /** `value`: what the trait is for whoever is nearest; `center`: in standard deviations from the mean, one number a dimension. */
  clusters: { value: string; center: number[] }[];
}

export type Standardised = Pick<ClusterDimension, 'scale' | 'mean' | 'deviation'>;

/** Undefined: no number. Yes and no are 1 and 0. */
export function clusterNumber(value: Json | undefined, missing: ClusterSource['missing']): number | undefined {
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  if (typeof value === 'boolean') return value ? 1 : 0;
  return missing === 'zero' ? 0 : undefined;
}

export function scaled(value: number, scale: ClusterDimension['scale']): number {
  return scale === 'log' ? Math.log1p(Math.max(0, value)) : value;
}

/** Standard deviations from the mean. */
export function standardised(value: number, { scale, mean, deviation }: Standardised): number {
  return (scaled(value, scale) - mean) / deviation;
}

/** Index of the center that is nearest (Euclidean); of equal ones the first. */
export function nearestCenter(point: readonly number[], centers: readonly (readonly number[])[]): number {
  let nearest = 0;
  let least = Number.POSITIVE_INFINITY;
  for (const [at, center] of centers.entries()) {
    let distance = 0;
    for (let dimension = 0; dimension < point.length; dimension += 1) distance += ((point[dimension] as number) - (center[dimension] as number)) ** 2;
    if (distance < least) [nearest, least] = [at, distance];
  }
  return nearest;
}
