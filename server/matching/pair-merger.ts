import type { MatchingRunInput } from '@cairn/workflows/contracts/matching.js';

import { UserError } from '../platform/errors.js';
import type { Clock } from '../profiles/core.js';
import type { MatchPairsStore } from './match-pairs.store.js';
import type { MatchPairDocument } from './matching.documents.js';
import { matchingErrors } from './matching.errors.js';
import type { MatchingRunsStore } from './matching-runs.store.js';
import type { MatchingSettingsStore } from './matching-settings.store.js';

type Pair = readonly [string, string];

/** What matching asks of merging. Each is one transaction; asked again, `merge` answers what was done. */
export interface Merging {
  /** `exceeds`: the identity rule that both exceed together. Null: one of them does not exist. */
  planMerge(request: { workspace: string; profiles: Pair }): Promise<{ plan: { exceeds: object | undefined } } | { already: object } | null>;
  merge(request: {
    workspace: string;
    profiles: Pair;
    by: string;
    note?: string;
  }): Promise<{ survivor: string; merge: { _id: string; loser: string } | null; already: boolean } | null>;
}

/** A pair that became one person. */
export interface MergedPair {
  survivor: string;
  /** Of the journal; null: they were one person already. */
  mergeId: string | null;
}

interface Dependencies {
  pairs: MatchPairsStore;
  runs: MatchingRunsStore;
  settings: MatchingSettingsStore;
  merging: Merging;
  clock: Clock;
}

/** Who merges without asking, in the journal and on the pair. */
export const mergedByMatching = 'matching';
const batch = 50;

/** Makes one person of a pair: when somebody says so, or by itself above the line that an operator has set. */
export class PairMerger {
  constructor(private readonly deps: Dependencies) {}

  /** @throws UserError `unknown-pair`, `pair-gone`, `pair-decided`, and what merging refuses. */
  async merge(workspace: string, pairId: string, by: string): Promise<MergedPair> {
    const pair = await this.deps.pairs.read(workspace, pairId);
    if (pair === null) throw matchingErrors.unknownPair(pairId);
    if (pair.state === 'notSame') throw matchingErrors.pairDecided(pairId, 'answered: they are not the same');
    const merged = await this.deps.merging.merge({ workspace, profiles: [pair.a, pair.b], by, note: noteOf(pair) });
    if (merged === null) throw matchingErrors.pairGone(pairId);
    await this.deps.pairs.decide(workspace, pairId, { from: ['open', 'later'], to: 'merged', by, now: this.now() });
    if (merged.merge) await this.deps.pairs.dropWith(workspace, [merged.merge.loser]);
    return { survivor: merged.survivor, mergeId: merged.merge?._id.slice(workspace.length + 1) ?? null };
  }

  /**
   * The next few pairs of a run that nobody ever answered, heaviest first; none unless the line is set at this moment. A pair is claimed first, so that nobody
   * says anything about it meanwhile; killed after that, the next attempt of the same run goes on with it.
   */
  async mergeNext({ workspace, runId }: MatchingRunInput, signal: AbortSignal): Promise<{ more: boolean }> {
    const { pairs, runs, settings } = this.deps;
    const { thresholds } = await settings.read(workspace);
    if (thresholds.autoMerge === null) return { more: false };
    const next = await pairs.untouched(workspace, runId, thresholds.autoMerge, batch);
    for (const pair of next) {
      signal.throwIfAborted();
      if (await pairs.claim(workspace, pair.pairId, runId)) await this.mergeClaimed(pair);
    }
    await runs.keepMerged(workspace, runId, await pairs.countMerged(workspace, runId, mergedByMatching));
    return { more: next.length === batch };
  }

  private async mergeClaimed(pair: MatchPairDocument): Promise<void> {
    const { workspace, pairId, runId } = pair;
    const refusal = await this.refusalOf(pair);
    if (refusal !== null) await this.deps.pairs.refuse(workspace, pairId, refusal);
    else await this.deps.pairs.decide(workspace, pairId, { from: ['open'], to: 'merged', by: mergedByMatching, now: this.now(), claim: runId });
  }

  /** Merges, or says by a code why not. */
  private async refusalOf(pair: MatchPairDocument): Promise<string | null> {
    const { merging } = this.deps;
    const request = { workspace: pair.workspace, profiles: [pair.a, pair.b] as const };
    const plan = await merging.planMerge(request);
    if (plan === null) return 'pair-gone';
    if ('already' in plan) return null;
    // Two user ids are two accounts, until a person says otherwise.
    if (plan.plan.exceeds) return 'identity-limit';
    try {
      const merged = await merging.merge({ ...request, by: mergedByMatching, note: noteOf(pair) });
      return merged === null ? 'pair-gone' : null;
    } catch (error) {
      if (error instanceof UserError) return error.code;
      throw error;
    }
  }

  private now(): Date {
    return new Date(this.deps.clock.now());
  }
}

/** In the journal, beside who merged. */
function noteOf({ weight, runId }: MatchPairDocument): string {
  return `match weight ${weight.toFixed(1)}, run ${runId}`;
}
