import type { ProfileDocument } from '../profiles/profile.js';

/** Where mail for this person goes: the trait `email`, else the first identity of that type. Not checked yet. */
export function addressOf(profile: Pick<ProfileDocument, 'traits' | 'identities'>): string | undefined {
  const trait = Object.hasOwn(profile.traits, 'email') ? (profile.traits.email?.value ?? null) : null;
  if (trait !== null && trait !== '') return typeof trait === 'string' ? trait : JSON.stringify(trait);
  return profile.identities.find(({ type }) => type === 'email')?.value;
}

const local = /^[\p{L}\p{N}!#$%&'*+/=?^_`{|}~-]+(?:\.[\p{L}\p{N}!#$%&'*+/=?^_`{|}~-]+)*$/u;
const label = /^[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?$/u;

/**
 * One plain mailbox, `local@domain`: no display name, no quoted or commented parts, no list, no control character (CR and LF would
 * write headers of their own). At most 254 characters, 64 before the `@`.
 */
export function isAddress(text: string): boolean {
  if (text.length > 254 || /\p{C}|\s/u.test(text)) return false;
  const at = text.lastIndexOf('@');
  if (at < 1 || at > 64 || !local.test(text.slice(0, at))) return false;
  const labels = text.slice(at + 1).split('.');
  return labels.every((part) => label.test(part)) && !/^\d+$/.test(labels.at(-1) ?? '');
}
