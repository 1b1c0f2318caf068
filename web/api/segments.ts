import type { Condition } from '@cairn/rules/contracts/condition.js';
import type { Explanation } from '@cairn/rules/contracts/facts.js';

import type { components } from './generated/schema.js';

type Schemas = components['schemas'];

export const segmentsPath = '/api/segments';

// OpenAPI knows conditions and explanations only as objects; the rules' contracts know their shape.
export type SegmentDefinition = Omit<Schemas['SegmentDefinition'], 'condition'> & { condition: Condition };
export type SegmentItem = Omit<Schemas['Segment'], 'condition'> & { condition: Condition };
export type SegmentPreview = Omit<Schemas['SegmentPreview'], 'explanation'> & { explanation?: Explanation };
export type SegmentMember = Schemas['SegmentMember'];
export type SegmentPreviewRows = Schemas['SegmentPreviewRows'];
export type SegmentHistory = Schemas['SegmentHistory'];
export type SegmentOverlap = Schemas['SegmentOverlap'];
export type SegmentComposition = Schemas['SegmentComposition'];
export type SegmentVersion = Omit<Schemas['SegmentVersion'], 'definition'> & { definition: SegmentDefinition };
