import { expect, test } from 'vitest';

import { conditionOfCell } from './rfm-cell.js';

test('every person with a recency is in exactly one cell', () => {
  const scores = [undefined, 1, 2, 3, 4, 5];
  for (const frequency of scores) {
    for (const monetary of scores) {
      const inside = [1, 2, 3, 4, 5].filter((value) =>
        holds(conditionOfCell({ recency: 3, value }), { rfm_recency: 3, rfm_frequency: frequency, rfm_monetary: monetary }),
      );
      expect(inside).toEqual([Math.round(((frequency ?? 1) + (monetary ?? 1)) / 2)]);
    }
  }
});

/** Of the few forms that a cell's condition has. */
function holds(condition: unknown, facts: { [name: string]: number | undefined }): boolean {
  const { all, any, params, operator, value } = condition as { all?: unknown[]; any?: unknown[]; params: { name: string }; operator: string; value: number };
  if (all) return all.every((each) => holds(each, facts));
  if (any) return any.some((each) => holds(each, facts));
  return operator === 'missing' ? facts[params.name] === undefined : facts[params.name] === value;
}
