import type { Db } from 'mongodb';

import { type ComputedTraitDocument, collections, type SegmentDocument, type TagDocument } from '../platform/collections.js';
import type { DefinedName } from './trait-answer.js';

/** Computed traits, segments and tags of a workspace, as the catalogue lists them. */
export async function definedNames(db: Db, workspace: string): Promise<DefinedName[]> {
  const [computed, segments, tags] = await Promise.all([
    db
      .collection<ComputedTraitDocument>(collections.computedTraits)
      .find({ workspace })
      .project<Pick<ComputedTraitDocument, 'name' | 'draft'>>({ name: 1, 'draft.label': 1, 'draft.description': 1 })
      .toArray(),
    db
      .collection<SegmentDocument>(collections.segments)
      .find({ workspace })
      .project<Pick<SegmentDocument, 'key' | 'draft'>>({ key: 1, 'draft.name': 1, 'draft.description': 1 })
      .toArray(),
    db
      .collection<TagDocument>(collections.tags)
      .find({ workspace, deletedAt: { $exists: false } })
      .project<Pick<TagDocument, 'key' | 'definition'>>({ key: 1, 'definition.name': 1, 'definition.description': 1 })
      .toArray(),
  ]);
  return [
    ...computed.map(({ name, draft }) => ({ kind: 'computed' as const, name, label: draft.label, description: draft.description ?? null })),
    ...segments.map(({ key, draft }) => ({ kind: 'segment' as const, name: key, label: draft.name, description: draft.description ?? null })),
    ...tags.map(({ key, definition }) => ({ kind: 'tag' as const, name: key, label: definition.name, description: definition.description ?? null })),
  ];
}
