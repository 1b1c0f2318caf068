import type { components } from './generated/schema.js';

export const backfillsPath = '/api/backfills';
export type Backfill = components['schemas']['Backfill'];
