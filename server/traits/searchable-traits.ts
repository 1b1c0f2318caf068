import type { Db, MongoClient } from 'mongodb';

import { collections, type WorkspaceDocument } from '../platform/collections.js';
import type { VersionsStore } from '../platform/versions.store.js';
import { searchableByDefault, searchableLimit } from '../profiles/search-keys.js';
import { traitErrors } from './traits.errors.js';

/** Which traits people can be found by. A change raises the epoch: every profile's keys are made anew in the background. */
export class SearchableTraits {
  constructor(
    private readonly client: MongoClient,
    private readonly db: Db,
    private readonly versions: VersionsStore,
  ) {}

  async read(workspace: string): Promise<readonly string[]> {
    const settings = await this.workspaces.findOne({ _id: workspace }, { projection: { searchableTraits: 1 } });
    return settings?.searchableTraits ?? searchableByDefault;
  }

  /** @throws UserError `too-many-searchable`. */
  async set(workspace: string, name: string, searchable: boolean): Promise<void> {
    await this.client.withSession(async (session) => {
      await session.withTransaction(async () => {
        const settings = await this.workspaces.findOne({ _id: workspace }, { session, projection: { searchableTraits: 1 } });
        const names = settings?.searchableTraits ?? [...searchableByDefault];
        if (names.includes(name) === searchable) return;
        const next = searchable ? [...names, name] : names.filter((each) => each !== name);
        if (next.length > searchableLimit) throw traitErrors.tooManySearchable(searchableLimit);
        await this.workspaces.updateOne({ _id: workspace }, { $set: { searchableTraits: next } }, { session });
        await this.versions.raise(session, workspace, true);
      });
    });
  }

  private get workspaces() {
    return this.db.collection<WorkspaceDocument>(collections.workspaces);
  }
}
