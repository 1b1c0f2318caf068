import { type IdentityId, identityTypes } from '../events/event.js';
import type { ProfileDocument } from './profile.js';

/** The identity that somebody who acts for a person names. */
export function strongestIdentity({ identities }: Pick<ProfileDocument, 'identities'>): IdentityId {
  const [first] = [...identities].sort((a, b) => identityTypes.indexOf(a.type) - identityTypes.indexOf(b.type));
  if (!first) throw new Error('A live profile has an identity.');
  return first.id;
}
