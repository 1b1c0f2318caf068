import type { Condition } from '@cairn/rules/contracts/condition.js';

import type { ClusterRequest, Clusters } from '../api/clusters.js';
import type { ComputedSource } from '../api/computed-source.js';

/** The computed trait that says of everybody which group they are nearest to. */
export function sourceOf({ dimensions, clusters }: Clusters, missing: NonNullable<ClusterRequest['missing']>): Extract<ComputedSource, { type: 'cluster' }> {
  return {
    type: 'cluster',
    missing,
    dimensions: dimensions.map(({ median: _median, ...dimension }) => dimension),
    clusters: clusters.map(({ value, center }) => ({ value, center })),
  };
}

/** Those whose trait is this group. */
export function conditionOf(trait: string, value: string): Condition {
  return { all: [{ fact: 'computed', params: { name: trait }, operator: 'equal', value }] };
}

/** "Spending habits" → `spending_habits`: what conditions and templates call the trait. */
export function traitName(label: string): string {
  const name = label
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^[_0-9]+|_+$/g, '')
    .slice(0, 56);
  return name === '' ? 'group' : name;
}
