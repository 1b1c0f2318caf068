import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';

import type { ApiError, Page } from '../api/client.js';
import { type MatchingRun, matchingRunsPath, matchPairsPath } from '../api/matching.js';
import { useGet } from '../api/query.js';

const watchMs = 1_500;
const restMs = 30_000;

export interface MatchingRuns {
  /** The newest; null: there was none yet; undefined: not known yet. */
  latest: MatchingRun | null | undefined;
  /** The newest that ended well: whose model and counts hold. */
  completed: MatchingRun | undefined;
  error: ApiError | null;
  refetch: () => void;
}

/** How the search for duplicates stands; when one ends, the pairs are read again. */
export function useMatchingRuns(): MatchingRuns {
  const queryClient = useQueryClient();
  const { data, error, refetch } = useGet<Page<MatchingRun>>(matchingRunsPath, {
    query: { limit: 10 },
    every: (page) => (page?.items[0]?.state === 'running' ? watchMs : restMs),
  });
  const latest = data === undefined ? undefined : (data.items[0] ?? null);
  const before = useRef(latest?.state);
  useEffect(() => {
    if (before.current === 'running' && latest?.state !== 'running') void queryClient.invalidateQueries({ queryKey: [matchPairsPath] });
    before.current = latest?.state;
  }, [latest?.state, queryClient]);
  return { latest, completed: data?.items.find((run) => run.state === 'completed'), error, refetch: () => void refetch() };
}

/** How far a search is: comparing takes the most of it. */
export function searchedShare({ phase, done, total }: MatchingRun): number {
  if (phase === 'comparing') return 0.3 + (0.65 * done) / Math.max(1, total);
  return { waiting: 0, reading: 0.05, learning: 0.2, merging: 0.95, finished: 1 }[phase];
}
