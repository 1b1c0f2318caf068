import type { Json } from '@cairn/rules/contracts/facts.js';
import type { Collection, Db } from 'mongodb';

import type { IdentityId } from '../events/event.js';
import { collections } from '../platform/collections.js';
import type { IdentityDocument } from './core-store.js';
import type { ProfileDocument } from './profile.js';
import { mergesFollowed } from './profile-limits.js';

/** Some fields of a profile. */
export interface ProfileParts {
  profileId: string;
  mergedInto?: string;
  traits?: { [name: string]: { value?: Json } };
  computed?: { [name: string]: { value?: Json } };
  memberships?: { [segment: string]: unknown };
  tags?: { [tag: string]: { on: boolean } };
}

/** Reads a few fields of one person: two looks by `_id`, at the identity and at the profile. */
export class ProfilePartsReader {
  private readonly identities: Collection<IdentityDocument>;
  private readonly profiles: Collection<ProfileDocument>;

  constructor(db: Db) {
    this.identities = db.collection<IdentityDocument>(collections.identities);
    this.profiles = db.collection<ProfileDocument>(collections.profiles);
  }

  /** Null: nobody is known by it. */
  async byIdentity(workspace: string, identity: IdentityId, fields: { [path: string]: 1 }): Promise<ProfileParts | null> {
    const found = await this.identities.findOne({ _id: identity }, { projection: { owner: 1 } });
    if (found === null) return null;
    const projection = { profileId: 1, mergedInto: 1, ...fields };
    let owner: string | undefined = found.owner;
    for (let followed = 0; owner !== undefined && followed <= mergesFollowed; followed += 1) {
      const profile: ProfileParts | null = await this.profiles.findOne({ _id: `${workspace}:${owner}` }, { projection });
      if (profile?.mergedInto === undefined) return profile;
      owner = profile.mergedInto;
    }
    return null;
  }
}
