import { hashId } from '@cairn/workflows/contracts/names.js';

import type { EventDocument, IdentityId } from '../events/event.js';
import type { IdentityDocument } from './core-store.js';
import type { ProfileDocument, ProfileIdentity } from './profile.js';
import { parseIdentity } from './resolve-identities.js';
import { sweepBucketOf } from './sweep-bucket.js';

/** A new person's id derives from the event that made them, so that whoever creates it creates the same. */
export function profileIdFor(event: Pick<EventDocument, 'workspace' | 'messageId'>): string {
  return hashId('profile', event.workspace, event.messageId);
}

/** A person before the first fold. `version` '' stands for "not stored yet". */
export function newProfile(workspace: string, profileId: string, first: IdentityDocument): ProfileDocument {
  return {
    _id: `${workspace}:${profileId}`,
    workspace,
    profileId,
    createdAt: first.since,
    updatedAt: first.since,
    traits: {},
    tags: {},
    accounts: {},
    computed: {},
    identities: [profileIdentity(first)],
    aggregates: {},
    memberships: {},
    runs: {},
    entered: {},
    exitTimes: {},
    slots: {},
    consent: { unsubscribed: {} },
    bucket: sweepBucketOf(workspace, profileId),
    version: '',
    applied: [],
    effects: [],
    epoch: 0,
  };
}

export function profileIdentity(identity: IdentityDocument): ProfileIdentity {
  return { type: identity.type, value: identity.value, id: identity._id, since: identity.since, messageId: identity.messageId };
}

/** The document of an identity that an event brings to its owner. */
export function newIdentity(workspace: string, id: IdentityId, owner: string, event: Pick<EventDocument, 'messageId' | 'receivedAt'>): IdentityDocument {
  return { _id: id, workspace, ...parseIdentity(id), owner, since: event.receivedAt, messageId: event.messageId, before: [] };
}
