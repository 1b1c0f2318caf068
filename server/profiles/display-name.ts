import type { ProfileDocument } from './profile.js';

type Named = Pick<ProfileDocument, 'profileId' | 'traits' | 'identities'>;

/** What to call a person in lists: name, first and last name, email, another identity, else the end of the id. */
export function displayNameOf(profile: Named): string {
  return nameOf(profile) ?? emailOf(profile) ?? identityOf(profile, 'userId') ?? `…${profile.profileId.slice(-6)}`;
}

/** The name trait, else first and last name. */
export function nameOf(profile: Pick<Named, 'traits'>): string | null {
  const first = textTrait(profile, 'first_name') ?? textTrait(profile, 'firstName');
  const last = textTrait(profile, 'last_name') ?? textTrait(profile, 'lastName');
  return textTrait(profile, 'name') ?? ([first, last].filter(Boolean).join(' ') || null);
}

/** The address that mails go to: the trait, else an identity. */
export function emailOf(profile: Named): string | null {
  return textTrait(profile, 'email') ?? identityOf(profile, 'email');
}

function identityOf(profile: Named, type: 'userId' | 'email'): string | null {
  return profile.identities.find((identity) => identity.type === type)?.value ?? null;
}

function textTrait(profile: Pick<Named, 'traits'>, name: string): string | null {
  const value = Object.hasOwn(profile.traits, name) ? profile.traits[name]?.value : undefined;
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : null;
}
