import { describe, expect, it } from 'vitest';

import type { Clusters } from '../api/clusters.js';
import { conditionOf, sourceOf, traitName } from './cluster-source.js';

describe('a group as a trait', () => {
  it.each([
    ['Spending habits', 'spending_habits'],
    ['Größe & Maß', 'gro_e_ma'],
    ['2nd try', 'nd_try'],
    ['购买习惯', 'group'],
    ['', 'group'],
  ])('%s is called %s', (label, name) => {
    expect(traitName(label)).toBe(name);
    expect(name).toMatch(/^[A-Za-z][A-Za-z0-9_]{0,63}$/);
  });

  it('keeps what decides who is in which, and nothing that was only shown', () => {
    const dimension = { kind: 'trait', name: 'spent', scale: 'log', mean: 1, deviation: 2 } as const;
    const clusters = [{ value: 'group-1', center: [0.5], people: 3, typical: [9], apart: [], sample: [] }];
    const found = { dimensions: [{ ...dimension, median: 4 }], clusters } as unknown as Clusters;
    expect(sourceOf(found, 'zero')).toEqual({ type: 'cluster', missing: 'zero', dimensions: [dimension], clusters: [{ value: 'group-1', center: [0.5] }] });
    expect(conditionOf('habits', 'group-1')).toEqual({ all: [{ fact: 'computed', params: { name: 'habits' }, operator: 'equal', value: 'group-1' }] });
  });
});
