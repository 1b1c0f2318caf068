import type { components } from './generated/schema.js';

type Schemas = components['schemas'];

export const mergesPath = '/api/merges';
export const identityRulesPath = '/api/identity-rules';

export type Merge = Schemas['Merge'];
export type MergeSide = Schemas['MergeSide'];
export type MergePreview = Schemas['MergePreview'];
export type UndoPreview = Schemas['UndoPreview'];
export type MergeResult = Schemas['MergeResult'];
export type UndoMergeResult = Schemas['UndoMergeResult'];
export type IdentityRules = Schemas['IdentityRules'];
export type IdentityTypeRule = IdentityRules['rules'][number];
