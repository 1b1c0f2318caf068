import type { JourneyDefinition, JourneyLayout } from '@cairn/workflows/contracts/journey.js';
import { useMemo } from 'react';

import type { Page } from './client.js';
import { useGet } from './query.js';

export const journeysPath = '/api/journeys';

export interface JourneyItem {
  key: string;
  draft: JourneyDefinition;
  layout: JourneyLayout;
  draftRevision: number;
  liveVersion: string | null;
  state: 'draft' | 'live' | 'paused' | 'archived';
  createdAt: string;
  updatedAt: string;
}

/** One person's way, open beside the canvas. The form is the journey page's own (`usePanel`). */
export function runHref(journey: string, runId: string): string {
  return `/journeys/${encodeURIComponent(journey)}?panel=${encodeURIComponent(`runs~~~${runId}`)}`;
}

/** Key → name, for pages that show journeys by name. */
export function useJourneyNames(): Map<string, string> {
  const { data } = useGet<Page<JourneyItem>>(journeysPath);
  return useMemo(() => new Map((data?.items ?? []).map((journey) => [journey.key, journey.draft.name])), [data]);
}
