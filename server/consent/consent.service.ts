import { ulid } from 'ulid';

import { applyChange } from '../profiles/apply-events.js';
import type { Clock, CoreSession, ProfileCore } from '../profiles/core.js';
import type { ConsentDocument, ConsentsStore } from './consents.store.js';
import type { MailedPeople } from './mailed-people.js';
import type { UnsubscribeClaim } from './unsubscribe-token.js';

interface Dependencies {
  store: Pick<ConsentsStore, 'append' | 'unsubscribedAt'>;
  mailed: Pick<MailedPeople, 'apartSince'>;
  core: Pick<ProfileCore, 'decide' | 'withSession'>;
  clock: Clock;
}

export class ConsentService {
  constructor(private readonly deps: Dependencies) {}

  /** See {@link ConsentsStore.unsubscribedAt}. */
  async unsubscribedAt(claim: UnsubscribeClaim): Promise<Date | null | undefined> {
    return await this.deps.store.unsubscribedAt(claim.workspace, claim.profileId, claim.channel);
  }

  /**
   * Records it, then changes the profile's snapshot. When this returns, every send decided from now on sees it; one decided before begins
   * its hand-over within a second or not at all (semantics §6.2). False: there is no such person any more; the record stays.
   *
   * Where a merge was undone since the message was mailed, any of those who were one then may hold the link: it revokes for all of them, and grants
   * again for the one alone whom it names.
   */
  async change(claim: UnsubscribeClaim, action: ConsentDocument['action'], via: ConsentDocument['via']): Promise<boolean> {
    return await this.deps.core.withSession(async (session) => {
      let found = await this.changeOne({ claim, action, via }, session);
      if (action === 'resubscribed') return found;
      const told = new Set([claim.profileId]);
      // Looked up after the change, in its session: whom an undoing told apart before it is here, and one that comes after it takes the revocation to both.
      for (;;) {
        const profileId = (await this.deps.mailed.apartSince(claim, session)).find((id) => !told.has(id));
        if (profileId === undefined) return found;
        told.add(profileId);
        found = (await this.changeOne({ claim: { ...claim, profileId }, action, via }, session)) || found;
      }
    });
  }

  private async changeOne(
    { claim, action, via }: { claim: UnsubscribeClaim; action: ConsentDocument['action']; via: ConsentDocument['via'] },
    attempt: CoreSession,
  ): Promise<boolean> {
    const { store, core, clock } = this.deps;
    const { workspace, channel, deliveryKey } = claim;
    const at = new Date(clock.now());
    const id = ulid(at.getTime());
    let profileId: string | undefined = claim.profileId;
    while (profileId !== undefined) {
      const owner: string = profileId;
      const answer: { done: true } | { follow: string } | null = await core.decide<{ done: true } | { follow: string }>({
        workspace,
        profileId: owner,
        session: attempt,
        barrier: async (session) =>
          await store.append({ _id: `${workspace}:${id}`, workspace, profileId: owner, channel, action, at, via, deliveryKey }, session),
        decide: (view) => {
          const { profile } = view;
          if (profile.mergedInto !== undefined) return { result: { follow: profile.mergedInto } };
          const { [channel]: since, ...others } = profile.consent.unsubscribed;
          if (since === undefined && action === 'resubscribed') return { result: { done: true } };
          // Said again, it is said anew: somebody who is told apart from them later may have been the one who did.
          const unsubscribed = action === 'unsubscribed' ? { ...others, [channel]: at } : others;
          const changed = applyChange(view, (draft) => {
            draft.profile.consent = { ...profile.consent, unsubscribed };
            draft.changed.consent = true;
          });
          return { result: { done: true }, ...changed };
        },
      });
      if (answer === null) return false;
      if ('done' in answer) return true;
      profileId = answer.follow;
    }
    return false;
  }
}
