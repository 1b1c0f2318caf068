import type { components } from './generated/schema.js';

type Schemas = components['schemas'];

export const matchingRunsPath = '/api/matching/runs';
export const matchPairsPath = '/api/matching/pairs';
export const matchingSettingsPath = '/api/matching/settings';

export type MatchingRun = Schemas['MatchingRun'];
export type MatchingRunDetail = Schemas['MatchingRunDetail'];
export type MatchingSettings = Schemas['MatchingSettings'];
export type MatchField = MatchingSettings['fields'][number];
export type BlockingRule = MatchingSettings['blocking'][number];
export type MatchPair = Schemas['MatchPair'];
export type PairState = MatchPair['state'];
export type CurvePoint = NonNullable<MatchingRunDetail['curve']>[number];
