import { type AuditDocument, type AuditEntry, auditDocument } from '../platform/audit.js';
import type { ReadAccounts } from './account-links.js';
import { CatchUp, type CatchUpDeps } from './catch-up.js';
import type { CoreSession, Definitions } from './core.js';
import { CoreAttempt, foldedOf } from './core-attempt.js';
import type { MergeDocument } from './core-store.js';
import { IdentityChanges, movedTo, tooMany } from './identity-changes.js';
import { olderFirst } from './merge-profiles.js';
import { mergeErrors } from './merges.errors.js';
import type { ProfileDocument } from './profile.js';
import { profileLimits, sizeOf } from './profile-limits.js';
import { type Split, splitMerge } from './split-merge.js';
import { unmergeProfiles } from './unmerge-profiles.js';

export interface HandMerge {
  workspace: string;
  /** profileIds; of merged ones, their survivors are meant. */
  profiles: readonly [string, string];
  /** `user:…`, `key:…` or `matching`. */
  by: string;
  /** Why, in the words of whoever decides. */
  note?: string | undefined;
}

export interface UndoRequest {
  workspace: string;
  /** `_id` without the workspace. */
  mergeId: string;
  by: string;
}

/** `already`: they were one person before, and nothing was written. */
export interface Merged {
  survivor: string;
  merge: MergeDocument | null;
  already: boolean;
}

/** `already`: it was undone before. */
export interface Undone {
  merge: MergeDocument;
  already: boolean;
}

/** Two people as they are, and as they would be as one: before the fold that asks every condition again. */
export interface MergePlan {
  survivor: ProfileDocument;
  loser: ProfileDocument;
  merged: ProfileDocument;
  definitions: Definitions;
  /** The identity rule that they exceed together; whoever merges by hand may. */
  exceeds: { type: string; limit: number } | undefined;
  /** That the two belong to. */
  accounts: ReadAccounts;
  /** ms UTC. */
  now: number;
}

/** One person as they are, and the two that they would be. */
export interface UndoPlan {
  merge: MergeDocument;
  holder: ProfileDocument;
  staying: ProfileDocument;
  leaving: ProfileDocument;
  split: Split;
  /** Owners of the events that the holder has folded. */
  folded: string[];
  definitions: Definitions;
  now: number;
}

/**
 * Merges and their undoing by whoever decides on them. Everything accepted before is applied first; each is one transaction, so that killed anywhere
 * either nothing is done or all of it; asked again, it answers what was done.
 */
export class HandMerges {
  constructor(private readonly deps: CatchUpDeps) {}

  /** Null: one of them does not exist. @throws UserError */
  async merge(request: HandMerge): Promise<Merged | null> {
    return await this.inRounds(request.workspace, 'The merge', async (attempt) => await attempt.merge(request));
  }

  /** Null: as {@link merge}. `already`: they are one person. */
  async planMerge(request: Pick<HandMerge, 'workspace' | 'profiles'>): Promise<{ plan: MergePlan } | { already: ProfileDocument } | null> {
    return await this.inRounds(request.workspace, 'The merge', async (attempt) => await attempt.planMerge(request.profiles));
  }

  /** Null: there is no such merge. @throws UserError */
  async undo(request: UndoRequest): Promise<Undone | null> {
    return await this.inRounds(request.workspace, `Undoing merge ${request.mergeId}`, async (attempt) => await attempt.undo(request));
  }

  async planUndo({ workspace, mergeId }: Pick<UndoRequest, 'workspace' | 'mergeId'>): Promise<{ plan: UndoPlan } | { already: MergeDocument } | null> {
    return await this.inRounds(workspace, `Undoing merge ${mergeId}`, async (attempt) => await attempt.planUndo(mergeId));
  }

  private async inRounds<T>(workspace: string, what: string, attempt: (attempt: HandMergeAttempt) => Promise<T | typeof again>): Promise<T> {
    for (let round = 0; round < (this.deps.maxRounds ?? 60); round++) {
      const result = await this.deps.store.withSession(async (session) => await attempt(new HandMergeAttempt(this.deps, session, workspace)));
      if (result !== again) return result as T;
      this.deps.onConflict?.();
    }
    throw mergeErrors.contended(what);
  }
}

/** Somebody else changed one of them meanwhile. */
const again = Symbol('again');

class HandMergeAttempt extends CoreAttempt {
  private readonly changes: IdentityChanges;

  constructor(deps: CatchUpDeps, session: CoreSession, workspace: string) {
    super(deps, session, workspace);
    this.changes = new IdentityChanges(deps, session, workspace);
  }

  async merge({ profiles, by, note }: HandMerge): Promise<Merged | typeof again | null> {
    const found = await this.planMerge(profiles);
    if (!found) return null;
    if ('already' in found) return { survivor: found.already.profileId, merge: null, already: true };
    const { survivor, loser, definitions, exceeds, merged } = found.plan;
    if (exceeds?.type === 'all') throw mergeErrors.tooManyIdentities(exceeds.limit);
    if (sizeOf(merged) > profileLimits.bytes) throw mergeErrors.tooLarge(profileLimits.bytes);
    const cause = { names: [], by, ...(note !== undefined && { note }) };
    const about = { kind: 'profile', id: survivor.profileId };
    const audit = this.audit({ by, action: 'profile.merge', about, detail: { loser: loser.profileId, ...(note !== undefined && { note }) } });
    const merge = await this.changes.mergePair(survivor, loser, { cause, audit }, definitions);
    return merge ? { survivor: survivor.profileId, merge, already: false } : again;
  }

  async planMerge(profiles: readonly [string, string]): Promise<{ plan: MergePlan } | { already: ProfileDocument } | null> {
    const [a, b] = await this.fresh([...profiles]);
    if (!a || !b) return null;
    if (a.profileId === b.profileId) return { already: a };
    const definitions = await this.deps.definitions.fresh(this.workspace, { atLeast: Math.max(a.epoch, b.epoch), session: this.session });
    const [survivor, loser] = olderFirst(a, b);
    const now = this.deps.clock.now();
    const { survivor: merged } = await this.changes.merged(survivor, loser, definitions, now);
    const accounts = await this.accountsOf(definitions, [{ profile: survivor }, { profile: loser }]);
    return { plan: { survivor, loser, merged, definitions, accounts, exceeds: tooMany(definitions.identityRules, a, b), now } };
  }

  async undo({ mergeId, by }: UndoRequest): Promise<Undone | typeof again | null> {
    const found = await this.planUndo(mergeId);
    if (found === null || found === again) return found;
    if ('already' in found) return { merge: found.already, already: true };
    const { plan, loser } = found;
    const { merge, holder, staying, leaving, split, now } = plan;
    const at = new Date(now);
    const identities = await this.ownersOf(leaving.identities.map(({ id }) => id));
    const undone = { undoneAt: at, undoneBy: by };
    const written = await this.deps.store.unmerge(this.session, {
      staying: { before: holder, after: { ...staying, version: this.deps.token() } },
      leaving: { before: loser, after: { ...leaving, version: this.deps.token() } },
      identities: [...identities.values()].map((identity) => movedTo(identity, leaving.profileId, at, { undo: merge._id })),
      redirect: split.redirect,
      journal: { _id: merge._id, ...undone },
      audit: this.audit({ by, action: 'merge.undo', about: { kind: 'merge', id: mergeId }, detail: { stays: holder.profileId, leaves: leaving.profileId } }),
    });
    return written ? { merge: { ...merge, ...undone }, already: false } : again;
  }

  async planUndo(mergeId: string): Promise<{ plan: UndoPlan; loser: ProfileDocument } | { already: MergeDocument } | typeof again | null> {
    const [merge] = await this.deps.store.readMerges(this.session, this.workspace, [`${this.workspace}:${mergeId}`]);
    if (!merge) return null;
    if (merge.undoneAt) return { already: merge };
    const [holder] = await this.fresh([merge.loser]);
    const loser = (await this.profilesById([merge.loser])).get(merge.loser);
    // Undone by somebody else since it was read.
    if (!holder || !loser?.mergedInto) return again;
    const definitions = await this.deps.definitions.fresh(this.workspace, { atLeast: holder.epoch, session: this.session });
    const events = await this.owned(holder);
    const split = await this.split(merge, holder, events);
    if (!split) throw mergeErrors.nothingLeft(mergeId);
    const now = this.deps.clock.now();
    const eventIds = await this.eventsAmong(split, holder);
    const folded = foldedOf(holder, events);
    const accounts = await this.accountsOf(definitions, [{ profile: holder, events: folded }]);
    const sides = unmergeProfiles({ merge, holder, loser, split, events, eventIds, folded, definitions, accounts, now });
    return { plan: { merge, holder, split, folded: folded.map(({ who }) => who), definitions, now, ...sides }, loser };
  }

  private async split(merge: MergeDocument, holder: ProfileDocument, events: Parameters<typeof splitMerge>[0]['events']): Promise<Split | null> {
    const identities = [...(await this.ownersOf(holder.identities.map(({ id }) => id))).values()];
    const named = new Set(identities.flatMap(({ before }) => before.flatMap((owner) => owner.merge ?? [])));
    const merges = named.size > 0 ? await this.deps.store.readMerges(this.session, this.workspace, [...named]) : [];
    return splitMerge({ merge, holder, identities, merges, events });
  }

  private async eventsAmong({ before }: Split, holder: ProfileDocument): Promise<Set<string>> {
    const profiles = [holder, ...[...before.stay, ...before.leave].map(({ profile }) => profile)];
    const ids = new Set(profiles.flatMap(({ traits }) => Object.values(traits).map(({ messageId }) => messageId)));
    const marks = await this.deps.store.readMarks(this.session, this.workspace, [...ids]);
    return new Set(marks.map(({ _id }) => _id.slice(this.workspace.length + 1)));
  }

  /** Core 7: a write of this very attempt, then all that was accepted before it is applied. */
  private async fresh(profileIds: string[]): Promise<(ProfileDocument | null)[]> {
    const [any] = profileIds;
    // One write is enough for all that the session reads after it, whoever it is about.
    if (any !== undefined) await this.deps.store.barrier(this.session, this.workspace, any);
    const people = profileIds.map((profileId) => ({ workspace: this.workspace, profileId }));
    return await new CatchUp(this.deps, this.session, this.workspace).run(people, { drain: true });
  }

  private audit(entry: Omit<AuditEntry, 'workspace' | 'at'>): AuditDocument {
    return auditDocument({ ...entry, workspace: this.workspace, at: new Date(this.deps.clock.now()) });
  }
}
