import type { Condition } from '@cairn/rules/contracts/condition.js';

export interface RfmCell {
  recency: number;
  /** Frequency and monetary value together. */
  value: number;
}

/** Who is in a cell of the grid: that recency score, and frequency and monetary scores whose mean, rounded half up, is the value. No score counts as 1. */
export function conditionOfCell({ recency, value }: RfmCell): Condition {
  const scores = [1, 2, 3, 4, 5];
  const pairs = scores.flatMap((frequency) =>
    scores.filter((monetary) => Math.round((frequency + monetary) / 2) === value).map((monetary) => ({ frequency, monetary })),
  );
  const any = pairs.map(({ frequency, monetary }): Condition => ({ all: [score('rfm_frequency', frequency), score('rfm_monetary', monetary)] }));
  return { all: [{ fact: 'computed', params: { name: 'rfm_recency' }, operator: 'equal', value: recency }, { any }] };
}

function score(name: string, value: number): Condition {
  const equal: Condition = { fact: 'computed', params: { name }, operator: 'equal', value };
  return value === 1 ? { any: [equal, { fact: 'computed', params: { name }, operator: 'missing' }] } : equal;
}
