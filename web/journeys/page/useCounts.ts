import { useMemo } from 'react';

import type { ApiError } from '../../api/client.js';
import { useGet } from '../../api/query.js';
import { type Counts, type JourneyVersion, journeyAddress } from '../api.js';

export const countWindows = ['off', 'today', 'version', 'month'] as const;

/** Whose runs count: those that entered at `since` or later; absent: all. */
export interface CountsWindow {
  name: (typeof countWindows)[number];
  since: string | undefined;
}

export interface LiveCounts {
  /** Null when counts are off, or not there yet. */
  data: Counts | null;
  error: ApiError | null;
  window: CountsWindow;
}

/** One request for all steps, every 5 s while the page is visible. */
export function useCounts(key: string, name: string, live: JourneyVersion | null): LiveCounts {
  const window = useMemo((): CountsWindow => {
    const known = countWindows.find((each) => each === name) ?? 'off';
    const midnight = new Date();
    midnight.setHours(0, 0, 0, 0);
    if (known === 'today') return { name: known, since: midnight.toISOString() };
    if (known === 'month') return { name: known, since: new Date(midnight.getTime() - 30 * 86_400_000).toISOString() };
    return { name: known, since: known === 'version' ? live?.createdAt : undefined };
  }, [name, live]);
  const isOff = window.name === 'off';
  const { data, error } = useGet<Counts>(`${journeyAddress(key)}/counts`, {
    query: { since: window.since },
    enabled: !isOff && (window.name !== 'version' || window.since !== undefined),
    every: 5_000,
  });
  return { data: isOff ? null : (data ?? null), error, window };
}
