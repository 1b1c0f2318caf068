import { useMemo } from 'react';

import type { ApiError } from '../../api/client.js';
import { useGet } from '../../api/query.js';
import { type Counts, type JourneyVersion, journeyAddress } from '../api.js';

export const countWindows = ['off', 'today', 'version', 'month'] as const;

/** One request for all steps, every 5 s while the page is visible; null when counts are off. */
export function useCounts(key: string, window: string, live: JourneyVersion | null): { data: Counts | null; error: ApiError | null } {
  const since = useMemo(() => {
    const midnight = new Date();
    midnight.setHours(0, 0, 0, 0);
    if (window === 'today') return midnight.toISOString();
    if (window === 'month') return new Date(midnight.getTime() - 30 * 86_400_000).toISOString();
    return live?.createdAt;
  }, [window, live]);
  const { data, error } = useGet<Counts>(`${journeyAddress(key)}/counts`, {
    query: { since },
    enabled: window !== 'off' && (window !== 'version' || since !== undefined),
    every: 5_000,
  });
  return { data: window === 'off' ? null : (data ?? null), error };
}
