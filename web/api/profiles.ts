import type { Json } from '@cairn/rules/contracts/facts.js';

export const profilesPath = '/api/profiles';

export interface Identity {
  type: 'userId' | 'external' | 'email' | 'phone' | 'anonymousId';
  value: string;
  since?: string;
}

/** A person in lists. */
export interface ProfileSummary {
  id: string;
  displayName: string | null;
  identities?: Identity[];
  createdAt?: string;
  lastSeenAt?: string | null;
}

export interface Trait {
  name: string;
  value: Json;
  at: string;
  source: string;
}

export interface Profile extends ProfileSummary {
  identities: Identity[];
  traits: Trait[];
  segments: { key: string; name: string; since: string }[];
  activeRuns: { runId: string; journey: string; stepId?: string | null; enteredAt?: string }[];
  consent: { unsubscribed: { [channel: string]: string } };
  createdAt: string;
  lastSeenAt: string | null;
  mergedFrom?: string[];
}

/** The name to show: their own, else their strongest identity, else what the caller says. */
export function profileName(profile: Pick<ProfileSummary, 'displayName' | 'identities' | 'id'>, fallback: string): string {
  const named = profile.displayName?.trim();
  if (named !== undefined && named !== '') return named;
  const strongest = identityOrder.map((type) => profile.identities?.find((identity) => identity.type === type)).find((identity) => identity !== undefined);
  return strongest?.value ?? fallback;
}

/** How people look for somebody, best first. */
const identityOrder: Identity['type'][] = ['email', 'userId', 'external', 'phone', 'anonymousId'];
