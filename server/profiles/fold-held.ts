import { isUnsettled, settleHeld } from '@cairn/rules/compile/aggregate-held.js';

import type { Draft, Folding } from './draft.js';

/**
 * Since when a trait has its value, where a late event or a merge split the row of equal values: looked up in the events themselves. Without them the
 * fold asks for them, and is done again.
 */
export function settleHeldTraits(draft: Draft, foldings: Folding[]): void {
  const { aggregates } = draft.profile;
  for (const [key, trait] of draft.index.held) {
    const state = aggregates[key];
    const { before } = state?.held ?? {};
    if (state === undefined || before === undefined || !isUnsettled(state)) continue;
    if (draft.earlier)
      aggregates[key] = settleHeld(
        state,
        trait,
        [...draft.earlier, ...foldings].map(({ fact }) => fact),
      );
    else draft.missedSince = Math.min(draft.missedSince ?? before.at, before.at);
  }
}
