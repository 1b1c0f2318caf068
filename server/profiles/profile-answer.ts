import { type EventDocument, identityTypes } from '../events/event.js';
import type { TagColor } from '../platform/collections.js';
import { unescapeKey, unescapeKeys } from '../platform/keys.js';
import { liveLinks } from './account-links.js';
import { displayNameOf, emailOf } from './display-name.js';
import type { ProfileDocument, TagState } from './profile.js';
import type { ProfileAnswer, ProfileSummary } from './profiles.schemas.js';

/** Names of the things a profile mentions by key; a deleted one is called by its key. */
export interface KnownNames {
  segment(key: string): string;
  journey(key: string): string;
  tag(key: string): { name: string; color: TagColor };
}

/** What {@link toProfileSummary} reads: a projection for lists. */
export const summaryFields = { profileId: 1, traits: 1, identities: 1, createdAt: 1, lastSeenAt: 1, memberships: 1, tags: 1, runs: 1, workspace: 1 } as const;
export type SummarySource = Pick<ProfileDocument, 'profileId' | 'traits' | 'identities' | 'createdAt' | 'memberships' | 'runs'> &
  Partial<Pick<ProfileDocument, 'lastSeenAt' | 'tags'>>;

/** A person in a list. */
export function toProfileSummary(profile: SummarySource): ProfileSummary {
  return {
    id: profile.profileId,
    displayName: displayNameOf(profile),
    email: emailOf(profile),
    identities: profile.identities.map(({ type, value }) => ({ type, value })).sort((a, b) => identityTypes.indexOf(a.type) - identityTypes.indexOf(b.type)),
    createdAt: profile.createdAt.toISOString(),
    lastSeenAt: profile.lastSeenAt?.toISOString() ?? null,
    segments: Object.keys(profile.memberships).sort(),
    tags: tagsOn(profile).map(([key]) => key),
    activeRuns: Object.values(profile.runs).filter((run) => run.ended === undefined).length,
  };
}

export interface AnswerContext {
  names: KnownNames;
  /** Events by messageId: those that brought identities. */
  events: ReadonlyMap<string, Pick<EventDocument, 'messageId' | 'name' | 'source'>>;
  /** Traits whose values are masked. */
  sensitive: ReadonlySet<string>;
  /** What the person's accounts are called, by id. */
  accounts: ReadonlyMap<string, string>;
}

export function toProfileAnswer(
  profile: ProfileDocument,
  { names, events, sensitive, accounts }: AnswerContext,
  more: { pendingEvents: number; mergedFrom?: string },
): ProfileAnswer {
  return {
    id: profile.profileId,
    displayName: displayNameOf(profile),
    email: emailOf(profile),
    identities: profile.identities
      .map(({ type, value, since, messageId }) => ({ type, value, since: since.toISOString(), by: broughtBy(messageId, events) }))
      .sort((a, b) => identityTypes.indexOf(a.type) - identityTypes.indexOf(b.type)),
    traits: traitsOf(profile, sensitive),
    computed: computedOf(profile),
    segments: Object.entries(profile.memberships)
      .map(([key, { since }]) => ({ key, name: names.segment(key), since: since.toISOString() }))
      .sort((a, b) => a.name.localeCompare(b.name)),
    formerSegments: Object.entries(profile.formerMemberships ?? {})
      .filter(([key]) => !Object.hasOwn(profile.memberships, key))
      .map(([key, { since, until }]) => ({ key, name: names.segment(key), since: since.toISOString(), until: until.toISOString() }))
      .sort((a, b) => (a.until < b.until ? 1 : -1)),
    accounts: liveLinks(profile)
      .map(([key, { at }]) => ({ id: unescapeKey(key), name: accounts.get(unescapeKey(key)) ?? unescapeKey(key), since: at.toISOString() }))
      .sort((a, b) => a.name.localeCompare(b.name)),
    tags: tagsOn(profile)
      .map(([key, { since, by }]) => ({ key, ...names.tag(key), since: since.toISOString(), by }))
      .sort((a, b) => a.name.localeCompare(b.name)),
    activeRuns: activeRunsOf(profile, names),
    consent: { unsubscribed: Object.fromEntries(Object.entries(profile.consent.unsubscribed).map(([channel, at]) => [channel, at.toISOString()])) },
    createdAt: profile.createdAt.toISOString(),
    lastSeenAt: profile.lastSeenAt?.toISOString() ?? null,
    ...more,
  };
}

function tagsOn({ tags = {} }: Partial<Pick<ProfileDocument, 'tags'>>): [string, TagState][] {
  return Object.entries(tags)
    .filter(([, { on }]) => on)
    .sort(([a], [b]) => (a < b ? -1 : 1));
}

function broughtBy(messageId: string | undefined, events: AnswerContext['events']): ProfileAnswer['identities'][number]['by'] {
  const event = messageId === undefined ? undefined : events.get(messageId);
  return event ? { messageId: event.messageId, name: event.name, source: event.source } : null;
}

function traitsOf(profile: ProfileDocument, sensitive: ReadonlySet<string>): ProfileAnswer['traits'] {
  return Object.entries(profile.traits)
    .filter(([, state]) => state.value !== null)
    .map(([key, state]) => {
      const { value } = unescapeKeys({ value: state.value });
      const name = unescapeKey(key);
      const masked = sensitive.has(name);
      return { name, value: masked ? null : value, at: state.at.toISOString(), source: state.source, masked };
    })
    .sort((a, b) => a.name.localeCompare(b.name));
}

function computedOf(profile: ProfileDocument): ProfileAnswer['computed'] {
  return Object.entries(profile.computed)
    .map(([key, { value, at }]) => ({ name: unescapeKey(key), value, at: at.toISOString() }))
    .sort((a, b) => a.name.localeCompare(b.name));
}

function activeRunsOf(profile: ProfileDocument, names: KnownNames): ProfileAnswer['activeRuns'] {
  return Object.values(profile.runs)
    .filter((run) => run.ended === undefined)
    .map((run) => ({
      runId: run.runId,
      journey: run.journey,
      journeyName: names.journey(run.journey),
      version: run.version,
      stepId: run.position.stepId,
      enteredAt: new Date(run.enteredAt).toISOString(),
      dueAt: run.wait === undefined ? null : new Date(run.wait.dueAt).toISOString(),
    }))
    .sort((a, b) => (a.enteredAt < b.enteredAt ? 1 : -1));
}
