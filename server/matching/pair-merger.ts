import type { MatchingRunInput } from '@cairn/workflows/contracts/matching.js';

import { UserError } from '../platform/errors.js';
import type { Clock } from '../profiles/core.js';
import type { MatchPairsStore } from './match-pairs.store.js';
import type { MatchPairDocument } from './matching.documents.js';
import { matchingErrors } from './matching.errors.js';
import type { MatchingRunsStore } from './matching-runs.store.js';
import type { MatchingSettingsStore } from './matching-settings.store.js';
import type { ToldApart } from './told-apart.js';

type Pair = readonly [string, string];

/** What matching asks of merging. Each is one transaction; asked again, `merge` answers what was done. */
export interface Merging {
  /** `exceeds`: the identity rule that both exceed together. Null: one of them does not exist. */
  planMerge(request: { workspace: string; profiles: Pair }): Promise<{ plan: MergeOutlook } | { already: object } | null>;
  merge(request: {
    workspace: string;
    profiles: Pair;
    by: string;
    note?: string;
  }): Promise<{ survivor: string; merge: { _id: string; loser: string } | null; already: boolean } | null>;
  /** Both as they were, with what came since sorted to the right one. Null: there is no such merge. */
  undo(request: { workspace: string; mergeId: string; by: string }): Promise<{ already: boolean } | null>;
}

/** The two as they are now, and the identity rule that they exceed together. */
interface MergeOutlook {
  survivor: { profileId: string };
  loser: { profileId: string };
  exceeds: object | undefined;
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
  told: Pick<ToldApart, 'areApart' | 'mergeOf'>;
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
    const mergeId = await this.mergeIdOf(pair, merged.merge);
    await this.deps.pairs.decide(workspace, pairId, { from: ['open', 'later'], to: 'merged', by, now: this.now(), ...(mergeId && { mergeId }) });
    if (merged.merge) await this.deps.pairs.dropWith(workspace, [merged.merge.loser]);
    return { survivor: merged.survivor, mergeId };
  }

  /** Makes two people of a merged pair again, which is then to review: nothing merges it without asking any more. Again, it changes nothing. */
  async undo(workspace: string, pair: MatchPairDocument, by: string): Promise<void> {
    const { pairId, mergeId } = pair;
    if (mergeId !== undefined) await this.deps.merging.undo({ workspace, mergeId, by });
    const live = await this.deps.pairs.liveProfiles(workspace, [pair.a, pair.b]);
    if (live.size < 2) throw matchingErrors.pairGone(pairId);
    await this.deps.pairs.decide(workspace, pairId, { from: ['merged'], to: 'open', by, now: this.now(), reopened: 'undone' });
  }

  /**
   * The next few pairs of a run that nobody ever answered, heaviest first; none unless the line is set at this moment. A pair is claimed first, so that nobody
   * says anything about it meanwhile; killed after that, the next attempt of the same run goes on with it.
   */
  async mergeNext({ workspace, runId }: MatchingRunInput, signal: AbortSignal): Promise<{ more: boolean }> {
    const { pairs, runs, settings } = this.deps;
    const { thresholds } = await settings.read(workspace);
    if (thresholds.autoMerge === null) return { more: false };
    await runs.progress(workspace, runId, { phase: 'merging', done: 0, total: 0, now: this.now() });
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
    const outcome = await this.mergeUnlessRefused(pair);
    if ('refusal' in outcome) return await this.deps.pairs.refuse(workspace, pairId, outcome.refusal);
    const { mergeId } = outcome;
    const change = { from: ['open'] as const, to: 'merged' as const, by: mergedByMatching, now: this.now(), claim: runId, ...(mergeId && { mergeId }) };
    await this.deps.pairs.decide(workspace, pairId, change);
  }

  /** Merges, or says by a code why not. */
  private async mergeUnlessRefused(pair: MatchPairDocument): Promise<{ refusal: string } | { mergeId: string | null }> {
    const { merging, told } = this.deps;
    const { workspace } = pair;
    const request = { workspace, profiles: [pair.a, pair.b] as const };
    const plan = await merging.planMerge(request);
    if (plan === null) return { refusal: 'pair-gone' };
    if ('already' in plan) return { mergeId: await this.mergeIdOf(pair, null) };
    // Two user ids are two accounts, until a person says otherwise.
    const { exceeds, survivor, loser } = plan.plan;
    if (exceeds) return { refusal: 'identity-limit' };
    // Whom a person told apart no third profile brings together: neither by way of it, nor after an undone merge that no pair knows of.
    if (await told.areApart(workspace, survivor.profileId, loser.profileId)) return { refusal: 'told-apart' };
    try {
      const merged = await merging.merge({ ...request, by: mergedByMatching, note: noteOf(pair) });
      return merged === null ? { refusal: 'pair-gone' } : { mergeId: await this.mergeIdOf(pair, merged.merge) };
    } catch (error) {
      if (error instanceof UserError) return { refusal: error.code };
      throw error;
    }
  }

  /** Killed after the merge, whoever comes again finds it done: the journal knows by which merge, so that it can be undone from here. */
  private async mergeIdOf({ workspace, a, b }: MatchPairDocument, merge: { _id: string } | null): Promise<string | null> {
    return merge ? merge._id.slice(workspace.length + 1) : await this.deps.told.mergeOf(workspace, a, b);
  }

  private now(): Date {
    return new Date(this.deps.clock.now());
  }
}

/** In the journal, beside who merged. */
function noteOf({ weight, runId }: MatchPairDocument): string {
  return `match weight ${weight.toFixed(1)}, run ${runId}`;
}
