import { isUnsettled, settleHeld } from '@cairn/rules/compile/aggregate-held.js';

import type { Draft, Folding } from './draft.js';

/**
 * Since when a trait has its value, where a late event or a merge split the row of equal values: looked up in the events themselves. Without them the
 * fold asks for them, and is done again.
 */
export function settleHeldTraits(draft: Draft, foldings: Folding[]): void {
  const { aggregates } = draft.profile;
  if (draft.index.held.size === 0) return;
  // By what the person has: definitions may be many more.
  for (const [key, state] of Object.entries(aggregates)) {
    const trait = state.held && draft.index.held.get(key);
    const { before } = state.held ?? {};
    if (trait === undefined || before === undefined || !isUnsettled(state)) continue;
    if (draft.earlier)
      aggregates[key] = settleHeld(
        state,
        trait,
        [...draft.earlier, ...foldings].map(({ fact }) => fact),
      );
    else draft.missedSince = Math.min(draft.missedSince ?? before.at, before.at);
  }
}
