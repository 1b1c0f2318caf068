import { bucketOf } from '@cairn/rules/clauses/random-bucket.js';

import type { RandomBranch, RandomSplitStep } from '../contracts/journey.js';
import type { StepHandler } from './handler.js';

/**
 * Sticky: drawn from person, journey and step, so that it comes out the same for ever; else from run, step and visit, so that a retry draws the same.
 */
export const randomSplitHandler: StepHandler<RandomSplitStep> = {
  arrive({ journey, step, run, facts }) {
    const drawn = step.sticky === false ? `${run.runId}/${run.position.visit}` : facts.profileId;
    const branch = drawBranch(step.branches, drawn, `${journey.key}/${step.id}`);
    if (!branch) return { kind: 'end', reason: 'failed', outcome: 'ended', detail: step.id, why: 'no-branch' };
    return { kind: 'go', to: branch.next, outcome: branch.id, decision: { kind: 'split', outcome: branch.id, detail: { percent: branch.percent } } };
  },
};

/**
 * Weighted rendezvous hashing (Schindelhauer and Schomaker, "Weighted distributed hash tables", 2005): every branch draws −ln(u) ÷ weight, the least
 * wins. Each wins by its share, and a branch whose share is changed takes people from the others, or gives them, without any of those swapping among themselves.
 */
export function drawBranch(branches: readonly RandomBranch[], drawn: string, salt: string): RandomBranch | undefined {
  let least = Number.POSITIVE_INFINITY;
  let won: RandomBranch | undefined;
  for (const branch of branches) {
    if (branch.percent <= 0) continue;
    const draw = -Math.log(bucketOf(drawn, `${salt}/${branch.id}`) / 100) / branch.percent;
    if (draw < least || won === undefined) [least, won] = [draw, branch];
  }
  return won;
}
