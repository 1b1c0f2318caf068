import type { JourneyDefinition, JourneyLayout } from '@cairn/workflows/contracts/journey.js';

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
