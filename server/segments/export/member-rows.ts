import { unescapeKey, unescapeKeys } from '../../platform/keys.js';
import { displayNameOf, emailOf } from '../../profiles/display-name.js';
import type { ProfileDocument } from '../../profiles/profile.js';

export type ExportedMember = Pick<ProfileDocument, 'profileId' | 'traits' | 'identities' | 'memberships'> & Partial<Pick<ProfileDocument, 'lastSeenAt'>>;

/** Fields that an export needs of a profile. */
export const exportedFields = { profileId: 1, traits: 1, identities: 1, memberships: 1, lastSeenAt: 1 } as const;

/** One line of an export, by column. Instants stay instants; a trait is text, JSON where it is no text. Absent: empty. */
export interface MemberRow {
  [column: string]: string | Date | undefined;
}

export const fixedColumns = ['profile_id', 'name', 'email', 'user_id', 'since', 'last_seen'] as const;
/** Columns that hold instants. */
export const instantColumns: ReadonlySet<string> = new Set(['since', 'last_seen']);

/** What a trait's column is called: nothing that a sender chose can take the place of a fixed one. */
export function traitColumn(trait: string): string {
  return `trait.${trait}`;
}

/** @param traits names of those that become columns. */
export function toMemberRow(profile: ExportedMember, segment: string, traits: ReadonlySet<string>): MemberRow {
  const row: MemberRow = {
    profile_id: profile.profileId,
    name: displayNameOf(profile),
    email: emailOf(profile) ?? undefined,
    user_id: profile.identities.find(({ type }) => type === 'userId')?.value,
    since: profile.memberships[segment]?.since,
    last_seen: profile.lastSeenAt,
  };
  for (const [key, { value }] of Object.entries(profile.traits)) {
    const trait = unescapeKey(key);
    if (traits.has(trait) && value !== null) row[traitColumn(trait)] = textOf(unescapeKeys({ value }).value);
  }
  return row;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
