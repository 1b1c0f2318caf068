import { decodeCursor, type Page, pageOf } from '../platform/lists.js';
import type { Clock } from '../profiles/core.js';
import type { SensitiveTraits } from '../profiles/sensitive-traits.js';
import type { AfterPair, MatchPairsStore } from './match-pairs.store.js';
import type { MatchingRunDocument, MatchPairDocument, PairState } from './matching.documents.js';
import { matchingErrors } from './matching.errors.js';
import type { MatchPairAnswer, PairsQuery } from './matching.schemas.js';
import type { MatchingRunsStore } from './matching-runs.store.js';
import type { MatchingSettingsStore } from './matching-settings.store.js';
import { type FoundPair, toPairAnswer } from './pair-answer.js';
import type { MergedPair, PairMerger } from './pair-merger.js';

/** Beyond this, pairs are not counted. */
const countedPairs = 10_000;

/** Pairs to review, and what people say about them. */
export class MatchPairsService {
  constructor(
    private readonly pairs: MatchPairsStore,
    private readonly runs: MatchingRunsStore,
    private readonly settings: MatchingSettingsStore,
    private readonly merger: PairMerger,
    private readonly sensitive: Pick<SensitiveTraits, 'of'>,
    private readonly clock: Clock,
  ) {}

  /** Heaviest first; open ones from the review threshold on. */
  async list(workspace: string, { state, cursor, limit }: PairsQuery): Promise<Page<MatchPairAnswer>> {
    const filter = { state, ...(state === 'open' && { from: (await this.settings.read(workspace)).thresholds.review }) };
    const found: FoundPair[] = [];
    let after = cursor === undefined ? undefined : afterOf(cursor);
    while (found.length <= limit) {
      const wanted = limit + 1 - found.length;
      const page = await this.pairs.list(workspace, { ...filter, ...(after && { after }) }, wanted);
      found.push(...(await this.withProfiles(workspace, page)));
      const last = page.at(-1);
      if (page.length < wanted || !last) break;
      after = { weight: last.weight, pairId: last.pairId };
    }
    const [runs, sensitive] = await Promise.all([this.runsOf(workspace, found), this.sensitive.of(workspace)]);
    const answer = pageOf(
      found,
      limit,
      (one) => toPairAnswer(one, runs.get(one.pair.runId), sensitive),
      ({ pair }) => [pair.weight, pair.pairId],
    );
    return cursor === undefined ? { ...answer, total: await this.pairs.count(workspace, filter, countedPairs) } : answer;
  }

  async read(workspace: string, pairId: string): Promise<MatchPairAnswer> {
    const pair = await this.pairs.read(workspace, pairId);
    if (pair === null) throw matchingErrors.unknownPair(pairId);
    const [found] = await this.withProfiles(workspace, [pair]);
    if (!found) throw matchingErrors.pairGone(pairId);
    const [runs, sensitive] = await Promise.all([this.runsOf(workspace, [found]), this.sensitive.of(workspace)]);
    return toPairAnswer(found, runs.get(pair.runId), sensitive);
  }

  /** Remembered, and taken back by `open`, which undoes a merge. The same again changes nothing. */
  async decide(workspace: string, pairId: string, to: Exclude<PairState, 'merged'>, by: string): Promise<MatchPairAnswer> {
    const pair = await this.pairs.read(workspace, pairId);
    if (pair === null) throw matchingErrors.unknownPair(pairId);
    if (pair.state === 'merged' && to === 'open') await this.merger.undo(workspace, pair, by);
    else if (pair.state !== to) {
      const change = { from: ['open', 'later', 'notSame'] as const, to, by, now: new Date(this.clock.now()) };
      if (!(await this.pairs.decide(workspace, pairId, change))) throw matchingErrors.pairDecided(pairId, 'merged');
    }
    return await this.read(workspace, pairId);
  }

  async merge(workspace: string, pairId: string, by: string): Promise<MergedPair> {
    return await this.merger.merge(workspace, pairId, by);
  }

  /** Pairs whose profiles are both there. An unanswered one with a side that was merged away meanwhile says nothing any more, and goes. */
  private async withProfiles(workspace: string, pairs: readonly MatchPairDocument[]): Promise<FoundPair[]> {
    const sides = [...new Set(pairs.flatMap(({ a, b }) => [a, b]))];
    const live = await this.pairs.liveProfiles(workspace, sides);
    const gone = sides.filter((id) => !live.has(id));
    if (gone.length > 0) await this.pairs.dropWith(workspace, gone);
    return pairs.flatMap((pair) => {
      const [a, b] = [live.get(pair.a), live.get(pair.b)];
      return a && b ? [{ pair, a, b }] : [];
    });
  }

  private async runsOf(workspace: string, found: readonly FoundPair[]): Promise<Map<string, MatchingRunDocument>> {
    const ids = [...new Set(found.map(({ pair }) => pair.runId))];
    const runs = await Promise.all(ids.map(async (runId) => await this.runs.read(workspace, runId)));
    return new Map(runs.flatMap((run) => (run ? [[run.runId, run] as const] : [])));
  }
}

function afterOf(cursor: string): AfterPair {
  const [weight, pairId] = decodeCursor(cursor, ['number', 'string']);
  return { weight, pairId };
}
