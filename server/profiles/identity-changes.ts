import { hashId } from '@cairn/workflows/contracts/names.js';

import type { EventDocument, IdentityId } from '../events/event.js';
import type { CompiledIdentityRules } from '../identities/identity-rules.js';
import type { AuditDocument } from '../platform/audit.js';
import type { Definitions } from './core.js';
import { CoreAttempt, type Unit } from './core-attempt.js';
import type { IdentityDocument, MergeCause, MergeDocument } from './core-store.js';
import { mergeProfiles, olderFirst } from './merge-profiles.js';
import { newIdentity, profileIdentity } from './new-profile.js';
import type { ProfileDocument } from './profile.js';
import { HeldIdentities, type Resolution } from './resolve-identities.js';

/** The part of catch-up that changes the identity graph: attach and merge, each one transaction (core 5). Whatever it did, the units concerned start again. */
export class IdentityChanges extends CoreAttempt {
  /** Everything that the unit's events bring to this target, at once: one transaction instead of one for each. */
  attachable(
    unit: Unit,
    event: EventDocument,
    first: Extract<Resolution, { kind: 'attach' }>,
    { profiles, identityRules }: { profiles: Map<string, ProfileDocument>; identityRules: CompiledIdentityRules },
  ): IdentityDocument[] {
    const { target } = first;
    const taken = new Map(first.identities.map((id) => [id, newIdentity(this.workspace, id, target, event)]));
    const own = (profiles.get(target)?.identities ?? []).map(({ id }) => id);
    let held = new HeldIdentities(identityRules, [...own, ...taken.keys()]);
    for (const other of unit.resolved) {
      if (other.resolution.kind !== 'attach' || other.resolution.target !== target) continue;
      for (const id of other.resolution.identities) {
        const one = new HeldIdentities(identityRules, [id]);
        // One too many now waits for the next round, which gives its reason.
        if (taken.has(id) || held.excessWith(one)) continue;
        taken.set(id, newIdentity(this.workspace, id, target, other.event));
        held = held.with(one);
      }
    }
    return [...taken.values()];
  }

  /** To a profile that is not the unit's own. */
  async attach(target: ProfileDocument | undefined, identities: IdentityDocument[]): Promise<void> {
    if (!target || target.mergedInto) return;
    const after = { ...target, identities: [...target.identities, ...identities.map(profileIdentity)], version: this.deps.token() };
    await this.deps.store.writeProfiles(this.session, [{ before: target, after, identities }]);
  }

  /** Those who join, without their fold: what comes next concerns two profiles. */
  async store({ stored, base, joining }: Unit): Promise<void> {
    await this.deps.store.writeProfiles(this.session, [{ before: stored, after: { ...base, version: this.deps.token() }, identities: joining }]);
  }

  /** @param known as stored, of those that this round has read: the write is conditional on them. */
  async merge(ids: readonly [string, string], event: EventDocument, known: ReadonlyMap<string, ProfileDocument>, definitions: Definitions): Promise<void> {
    const stored = ids.every((id) => known.has(id)) ? known : await this.profilesById([...ids]);
    const [a, b] = ids.map((id) => stored.get(id));
    if (!a || !b) return;
    // Read after their identities: they may be one already, have grown too much for one, or be linked by this event no more.
    const isOpen = !a.mergedInto && !b.mergedInto && !tooMany(definitions.identityRules, a, b) && isLinked(event.names, a, b);
    if (isOpen) await this.mergePair(a, b, { cause: { messageId: event.messageId, names: event.names } }, definitions);
  }

  /** Two that are there and not merged. Null: one of them moved. Whoever decides it is asked before; the older of both survives. */
  async mergePair(
    a: ProfileDocument,
    b: ProfileDocument,
    why: { cause: MergeCause; audit?: AuditDocument },
    definitions: Definitions,
  ): Promise<MergeDocument | null> {
    const [survivor, loser] = olderFirst(a, b);
    const now = this.deps.clock.now();
    const merged = await this.merged(survivor, loser, definitions, now);
    merged.survivor.version = this.deps.token();
    merged.loser.version = this.deps.token();
    await this.writeDecisions([{ profile: merged.survivor, decisions: merged.decisions }]);
    const identities = await this.ownersOf(loser.identities.map(({ id }) => id));
    const journal: MergeDocument = {
      _id: `${this.workspace}:${hashId('merge', survivor.version, loser.version)}`,
      workspace: this.workspace,
      survivor: survivor.profileId,
      loser: loser.profileId,
      at: new Date(now),
      cause: why.cause,
      profilesBefore: { survivor: withoutEffects(survivor), loser: withoutEffects(loser) },
    };
    const written = await this.deps.store.merge(this.session, {
      survivor: { before: survivor, after: merged.survivor },
      loser: { before: loser, after: merged.loser },
      identities: [...identities.values()].map((identity) => movedTo(identity, survivor.profileId, new Date(now), { merge: journal._id })),
      journal,
      ...(why.audit && { audit: why.audit }),
    });
    return written ? journal : null;
  }

  /** What both would be as one, not yet written. */
  async merged(survivor: ProfileDocument, loser: ProfileDocument, definitions: Definitions, now: number): Promise<ReturnType<typeof mergeProfiles>> {
    const folded = { survivor: await this.foldedSince(survivor, loser), loser: await this.foldedSince(loser, survivor) };
    const accounts = await this.accountsOf(definitions, [{ profile: survivor }, { profile: loser }]);
    return mergeProfiles({ survivor, loser, folded, definitions, accounts, now });
  }

  /** What `of` folded since the oldest active run of the other side began. */
  private async foldedSince(of: ProfileDocument, other: ProfileDocument): Promise<EventDocument[]> {
    const began = Object.values(other.runs).flatMap((run) => (run.ended ? [] : [run.enteredAt]));
    return began.length > 0 ? await this.folded(of, new Date(Math.min(...began))) : [];
  }
}

function withoutEffects(profile: ProfileDocument): Omit<ProfileDocument, 'effects'> {
  const { effects: _effects, ...rest } = profile;
  return rest;
}

/** An identity with its next owner. */
export function movedTo(identity: IdentityDocument, owner: string, at: Date, by: { merge: string } | { undo: string }): IdentityDocument {
  return { ...identity, owner, since: at, before: [...identity.before, { profileId: identity.owner, from: identity.since, to: at, ...by }] };
}

/** Would both as one hold more than the rules allow? */
export function tooMany(rules: CompiledIdentityRules, a: ProfileDocument, b: ProfileDocument): { type: string; limit: number } | undefined {
  const [first, second] = [a, b].map(
    ({ identities }) =>
      new HeldIdentities(
        rules,
        identities.map(({ id }) => id),
      ),
  ) as [HeldIdentities, HeldIdentities];
  return first.excessWith(second);
}

/** Do these names belong to both, and is there a pair of them that the undoing of a merge has not set apart? */
function isLinked(names: IdentityId[], a: ProfileDocument, b: ProfileDocument): boolean {
  const held = ({ identities }: ProfileDocument) => identities.filter(({ id }) => names.includes(id));
  return held(a).some((one) => held(b).some((other) => !one.apart?.includes(other.id) && !other.apart?.includes(one.id)));
}
