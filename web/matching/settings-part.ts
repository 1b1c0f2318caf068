import type { MatchingRunDetail, MatchingSettings } from '../api/matching.js';

export type SettingsDraft = Pick<MatchingSettings, 'fields' | 'blocking' | 'thresholds'>;

/** What a settings card needs: the draft, how to change it, and what the server said about a place in it. */
export interface SettingsPart {
  draft: SettingsDraft;
  change: (part: Partial<SettingsDraft>) => void;
  errorAt: (place: string) => string | undefined;
  /** The last run that ended well. */
  run: MatchingRunDetail | undefined;
}
