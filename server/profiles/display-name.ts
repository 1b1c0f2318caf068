import type { ProfileDocument } from './profile.js';

type Named = Pick<ProfileDocument, 'profileId' | 'traits' | 'identities'>;

/** What to call a person in lists: name, first and last name, email, another identity, else the end of the id. */
export function displayNameOf(profile: Named): string {
  const name =
    textTrait(profile, 'name') ??
    ([textTrait(profile, 'first_name') ?? textTrait(profile, 'firstName'), textTrait(profile, 'last_name') ?? textTrait(profile, 'lastName')]
      .filter(Boolean)
      .join(' ') ||
      null);
  return name ?? emailOf(profile) ?? identityOf(profile, 'userId') ?? `…${profile.profileId.slice(-6)}`;
}

/** The address that mails go to: the trait, else an identity. */
export function emailOf(profile: Named): string | null {
  return textTrait(profile, 'email') ?? identityOf(profile, 'email');
}

function identityOf(profile: Named, type: 'userId' | 'email'): string | null {
  return profile.identities.find((identity) => identity.type === type)?.value ?? null;
}

function textTrait(profile: Named, name: string): string | null {
  const value = Object.hasOwn(profile.traits, name) ? profile.traits[name]?.value : undefined;
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : null;
}
