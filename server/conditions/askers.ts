import type { JourneyDefinition } from '@cairn/workflows/contracts/journey.js';
import type { ClientSession, Db } from 'mongodb';

import {
  collections,
  type JourneyDocument,
  type RuleDocument,
  type SegmentDocument,
  type SharedConditionDocument,
  type TagDocument,
} from '../platform/collections.js';
import { VersionsStore } from '../platform/versions.store.js';

export const askerKinds = ['journey', 'segment', 'tag', 'condition', 'rule'] as const;
export type AskerKind = (typeof askerKinds)[number];

/** Something that asks conditions, and so may use a segment, a tag, a computed trait or a shared condition. */
export interface Asker {
  kind: AskerKind;
  key: string;
  name: string;
  /** All that it says: its definition with what it does, what that comes to with shared conditions written out, and of a journey the version that is live. */
  texts: unknown[];
}

/** Who uses it, for people to read and for the refusal to delete it. */
export type Use = Pick<Asker, 'kind' | 'key' | 'name'>;

/** Everything in a workspace that asks conditions: one look for whoever wants to know by what they are used. */
export class Askers {
  private readonly versions: VersionsStore;

  constructor(private readonly db: Db) {
    this.versions = new VersionsStore(db);
  }

  async all(workspace: string, session?: ClientSession): Promise<Asker[]> {
    const segments = await this.db.collection<SegmentDocument>(collections.segments).find({ workspace }, { session }).sort({ key: 1 }).toArray();
    return [...segments.map(segmentAsker), ...(await this.others(workspace, session))];
  }

  /** All but the segments, for whoever has read those. */
  async others(workspace: string, session?: ClientSession): Promise<Asker[]> {
    const tags = await this.db
      .collection<TagDocument>(collections.tags)
      .find({ workspace, deletedAt: { $exists: false } }, { session })
      .sort({ key: 1 })
      .toArray();
    const conditions = await this.db
      .collection<SharedConditionDocument>(collections.sharedConditions)
      .find({ workspace }, { session })
      .sort({ key: 1 })
      .toArray();
    const rules = await this.db.collection<RuleDocument>(collections.rules).find({ workspace }, { session }).sort({ key: 1 }).toArray();
    return [
      ...tags.map(({ key, definition, resolved }): Asker => ({ kind: 'tag', key, name: definition.name, texts: [definition.condition, resolved] })),
      ...conditions.map(({ key, definition }): Asker => ({ kind: 'condition', key, name: definition.name, texts: [definition.condition] })),
      ...rules.map(({ key, definition, resolved }): Asker => ({ kind: 'rule', key, name: definition.name, texts: [definition, resolved] })),
      ...(await this.journeys(workspace, session)),
    ];
  }

  /** Drafts, and versions that are live, which may still use what the draft no longer does. */
  private async journeys(workspace: string, session: ClientSession | undefined): Promise<Asker[]> {
    const journeys = await this.db
      .collection<JourneyDocument>(collections.journeys)
      .find({ workspace, state: { $ne: 'archived' } }, { session })
      .toArray();
    // Versions never change, so they need no session.
    const live = await this.versions.readVersions<JourneyDefinition>(
      workspace,
      journeys.flatMap(({ liveVersion }) => liveVersion ?? []),
    );
    const byHash = new Map(live.map(({ hash, definition }) => [hash, definition]));
    return journeys.map(({ key, draft, liveVersion }) => ({ kind: 'journey', key, name: draft.name, texts: [draft, byHash.get(liveVersion ?? '')] }));
  }
}

export function segmentAsker({ key, draft, resolved }: SegmentDocument): Asker {
  return { kind: 'segment', key, name: draft.name, texts: [draft.condition, resolved] };
}
