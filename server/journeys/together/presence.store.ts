import type { Collection, Db } from 'mongodb';

import { collections } from '../../platform/collections.js';

/** One open window on a journey. `_id` = `workspace:journey:actor:windowId`. Index `{workspace, journey}`; the server drops them by `expiresAt`. */
export interface PresenceDocument {
  _id: string;
  workspace: string;
  journey: string;
  /** `user:…` or `key:…`. */
  actor: string;
  windowId: string;
  /** The step whose panel is open there. */
  stepId: string | null;
  /** Not there any more from then on, unless it is heard of again. */
  expiresAt: Date;
}

export type Window = Pick<PresenceDocument, 'workspace' | 'journey' | 'actor' | 'windowId'>;

/** Who has a journey open. Only a courtesy: nothing rests on it, so nothing waits for a majority. */
export class PresenceStore {
  private readonly presence: Collection<PresenceDocument>;

  constructor(db: Db) {
    this.presence = db.collection<PresenceDocument>(collections.presence, { readConcern: { level: 'local' }, writeConcern: { w: 1 } });
  }

  async ensureIndexes(): Promise<void> {
    await this.presence.createIndexes([{ key: { workspace: 1, journey: 1 } }, { key: { expiresAt: 1 }, expireAfterSeconds: 0 }]);
  }

  async beat(window: Window, stepId: string | null, expiresAt: Date): Promise<void> {
    await this.presence.updateOne({ _id: idOf(window) }, { $set: { ...window, stepId, expiresAt } }, { upsert: true });
  }

  async leave(window: Window): Promise<void> {
    await this.presence.deleteOne({ _id: idOf(window) });
  }

  /** By actor. MongoDB drops expired ones only about once a minute. */
  async present(workspace: string, journey: string, now: Date): Promise<PresenceDocument[]> {
    return await this.presence
      .find({ workspace, journey, expiresAt: { $gt: now } })
      .sort({ _id: 1 })
      .limit(200)
      .toArray();
  }
}

function idOf({ workspace, journey, actor, windowId }: Window): string {
  return `${workspace}:${journey}:${actor}:${windowId}`;
}
