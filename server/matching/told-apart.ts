import type { Db } from 'mongodb';

import { MergesStore } from '../identities/merges.store.js';
import { ProfilesReader } from '../profiles/profiles.reader.js';
import { MatchPairsStore } from './match-pairs.store.js';

/** What people said of two profiles, and what the journal knows of them: a search may not go over it, whatever the weight. */
export class ToldApart {
  private readonly reader: ProfilesReader;
  private readonly merges: MergesStore;
  private readonly pairs: MatchPairsStore;

  constructor(db: Db) {
    this.reader = new ProfilesReader(db);
    this.merges = new MergesStore(db);
    this.pairs = new MatchPairsStore(db);
  }

  /** Did somebody say that they, or any two that became part of them, are not the same, or undo what had made them one? */
  async areApart(workspace: string, one: string, other: string): Promise<boolean> {
    const [ones, others] = (await Promise.all([one, other].map(async (id) => await this.reader.idsOf(workspace, id)))) as [string[], string[]];
    const [answered, undone] = await Promise.all([
      this.pairs.isAnsweredNotSame(workspace, ones, others),
      this.merges.between(workspace, ones, others, { undone: true }),
    ]);
    return answered || undone !== null;
  }

  /** The standing merge that made one of these two, if it was they who were merged: its id in the journal. */
  async mergeOf(workspace: string, one: string, other: string): Promise<string | null> {
    return (await this.merges.between(workspace, [one], [other], { undone: false }))?.slice(workspace.length + 1) ?? null;
  }
}
