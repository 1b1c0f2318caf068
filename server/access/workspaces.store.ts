import { isZone } from '@cairn/rules/time/zone.js';
import type { Collection, Db } from 'mongodb';

import { collections, type WorkspaceDocument } from '../platform/collections.js';

export interface NewWorkspace {
  id: string;
  name: string;
  /** IANA. */
  timezone?: string;
  sender: { name: string; address: string };
  caps?: WorkspaceDocument['caps'];
  now: Date;
}

export class WorkspacesStore {
  private readonly workspaces: Collection<WorkspaceDocument>;

  constructor(db: Db) {
    this.workspaces = db.collection<WorkspaceDocument>(collections.workspaces);
  }

  async read(workspace: string): Promise<WorkspaceDocument | null> {
    return await this.workspaces.findOne({ _id: workspace });
  }

  /** Adds it if it is absent; one that is there stays as it is. */
  async create(workspace: NewWorkspace): Promise<WorkspaceDocument> {
    if (!/^[a-z0-9-]{1,40}$/.test(workspace.id)) throw new Error(`A workspace's id is 1–40 of a–z, 0–9 and -, not "${workspace.id}".`);
    if (workspace.timezone !== undefined) requireZone(workspace.timezone);
    const stored = await this.workspaces.findOneAndUpdate(
      { _id: workspace.id },
      {
        $setOnInsert: {
          name: workspace.name,
          epoch: 1,
          revision: 1,
          timezone: workspace.timezone ?? 'UTC',
          caps: workspace.caps ?? [],
          triggerAgeMs: 3_600_000,
          sender: workspace.sender,
          createdAt: workspace.now,
        },
      },
      { upsert: true, returnDocument: 'after' },
    );
    if (stored === null) throw new Error(`Workspace ${workspace.id} was not stored.`);
    return stored;
  }

  /** Conditions are asked in it: in the same write everybody falls below the epoch, and is asked again. False: it was that one, or there is no such workspace. */
  async setTimezone(workspace: string, timezone: string): Promise<boolean> {
    requireZone(timezone);
    const { matchedCount } = await this.workspaces.updateOne(
      { _id: workspace, timezone: { $ne: timezone } },
      [{ $set: { timezone, revision: { $add: ['$revision', 1] }, epoch: { $add: ['$epoch', 1] }, timezoneEpoch: { $add: ['$epoch', 1] } } }],
      { writeConcern: { w: 'majority', journal: true } },
    );
    return matchedCount > 0;
  }
}

function requireZone(timezone: string): void {
  if (!isZone(timezone)) throw new Error(`A timezone is a name like Europe/Berlin, not "${timezone}".`);
}
