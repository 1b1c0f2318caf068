import type { NamedConditions } from '@cairn/rules/contracts/condition.js';
import type { ClientSession, Collection, Db } from 'mongodb';

import { collections, type SharedConditionDefinition, type SharedConditionDocument } from '../platform/collections.js';

/** Conditions that others refer to by name. Index `{workspace, key}`. */
export class SharedConditionsStore {
  private readonly conditions: Collection<SharedConditionDocument>;

  constructor(db: Db) {
    this.conditions = db.collection<SharedConditionDocument>(collections.sharedConditions);
  }

  async ensureIndexes(): Promise<void> {
    await this.conditions.createIndex({ workspace: 1, key: 1 });
  }

  async read(workspace: string, key: string, session?: ClientSession): Promise<SharedConditionDocument | null> {
    return await this.conditions.findOne({ _id: `${workspace}:${key}` }, { session });
  }

  /** By key. */
  async all(workspace: string, session?: ClientSession): Promise<SharedConditionDocument[]> {
    return await this.conditions.find({ workspace }, { session }).sort({ key: 1 }).toArray();
  }

  /** What each `{condition: key}` of the workspace stands for. */
  async named(workspace: string, session?: ClientSession): Promise<NamedConditions> {
    return namedBy(await this.all(workspace, session));
  }

  async put(
    session: ClientSession,
    workspace: string,
    key: string,
    save: { definition: SharedConditionDefinition; version: string; by: string; now: Date },
  ): Promise<void> {
    const { definition, version, by, now } = save;
    await this.conditions.updateOne(
      { _id: `${workspace}:${key}` },
      { $set: { workspace, key, definition, liveVersion: version, updatedAt: now, updatedBy: by }, $setOnInsert: { createdAt: now } },
      { session, upsert: true },
    );
  }

  async remove(session: ClientSession, workspace: string, key: string): Promise<void> {
    await this.conditions.deleteOne({ _id: `${workspace}:${key}` }, { session });
  }
}

export function namedBy(conditions: readonly SharedConditionDocument[]): NamedConditions {
  return new Map(conditions.map(({ key, definition }) => [key, definition.condition]));
}
