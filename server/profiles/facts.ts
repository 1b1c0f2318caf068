import type { AccountFacts, AggregateState, FactEvent, Facts, Json } from '@cairn/rules/contracts/facts.js';
import { personZone } from '@cairn/rules/time/person-zone.js';

import type { EventDocument } from '../events/event.js';
import { escapeKey, unescapeKey } from '../platform/keys.js';
import type { ProfileDocument } from './profile.js';

/** What conditions read of a profile. */
export type FactsSource = Pick<ProfileDocument, 'traits' | 'aggregates' | 'memberships'> &
  Partial<Pick<ProfileDocument, 'profileId' | 'tags' | 'computed' | 'consent'>>;

/** Projection of what {@link factsFor} reads. */
export const factFields = { profileId: 1, traits: 1, aggregates: 1, memberships: 1, tags: 1, computed: 1, consent: 1 } as const satisfies {
  [Field in keyof FactsSource]-?: 1;
};

export interface FactsAround {
  /** The event that started this. */
  trigger?: FactEvent;
  /** Those the person belongs to, where a condition may ask for them. */
  accounts?: readonly AccountFacts[];
  /** The workspace's zone, for who has none. IANA; absent: UTC. */
  zone?: string;
}

/** A person at one instant, as conditions see them. Reads the document it was given: pass the newest one. */
export function factsFor(profile: FactsSource, now: number, around: FactsAround = {}): Facts {
  return new ProfileFacts(profile, now, around);
}

class ProfileFacts implements Facts {
  readonly now: number;
  readonly trigger?: FactEvent;
  private readonly profile: FactsSource;
  private readonly belongsTo: readonly AccountFacts[];
  private readonly workspaceZone: string;
  private knownZone?: string;

  constructor(profile: FactsSource, now: number, { trigger, accounts = [], zone = 'UTC' }: FactsAround) {
    this.profile = profile;
    this.now = now;
    this.belongsTo = accounts;
    this.workspaceZone = zone;
    if (trigger) this.trigger = trigger;
  }

  get zone(): string {
    this.knownZone ??= personZone((name) => this.trait(name), this.workspaceZone);
    return this.knownZone;
  }

  get profileId(): string {
    return this.profile.profileId ?? '';
  }

  trait(name: string): Json | undefined {
    const key = escapeKey(name);
    const state = Object.hasOwn(this.profile.traits, key) ? this.profile.traits[key] : undefined;
    return state === undefined || state.value === null ? undefined : unescapeJson(state.value);
  }

  computed(name: string): Json | undefined {
    const key = escapeKey(name);
    const { computed } = this.profile;
    const value = computed !== undefined && Object.hasOwn(computed, key) ? computed[key]?.value : undefined;
    return value === undefined || value === null ? undefined : unescapeJson(value);
  }

  aggregate(key: string): AggregateState | undefined {
    return Object.hasOwn(this.profile.aggregates, key) ? this.profile.aggregates[key] : undefined;
  }

  segment(key: string): boolean {
    return Object.hasOwn(this.profile.memberships, key);
  }

  segmentSince(key: string): number | undefined {
    return this.segment(key) ? this.profile.memberships[key]?.since.getTime() : undefined;
  }

  tag(key: string): boolean {
    const { tags } = this.profile;
    return tags !== undefined && Object.hasOwn(tags, key) && tags[key]?.on === true;
  }

  tagSince(key: string): number | undefined {
    const { tags } = this.profile;
    return tags !== undefined && Object.hasOwn(tags, key) ? tags[key]?.since.getTime() : undefined;
  }

  consent(channel: string): boolean {
    const unsubscribed = this.profile.consent?.unsubscribed;
    return unsubscribed === undefined || !Object.hasOwn(unsubscribed, channel);
  }

  accounts(): readonly AccountFacts[] {
    return this.belongsTo;
  }
}

/** An event as conditions see it: names as the sender wrote them. */
export function factEventOf(event: Pick<EventDocument, 'messageId' | 'type' | 'name' | 'timestamp' | 'properties' | 'traits'>): FactEvent {
  return {
    messageId: event.messageId,
    name: event.name,
    timestamp: event.timestamp.getTime(),
    properties: (event.properties ? unescapeJson(event.properties) : {}) as { [key: string]: Json },
    ...(event.type === 'identify' && event.traits && { traits: unescapeJson(event.traits) as { [key: string]: Json } }),
  };
}

/** Keys as they were before they were stored. Shares what needs no change. */
export function unescapeJson(value: Json): Json {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) {
    const items = value.map(unescapeJson);
    return items.some((item, index) => item !== value[index]) ? items : value;
  }
  let changed = false;
  const entries = Object.entries(value).map(([key, item]): [string, Json] => {
    const name = key.includes('%') ? unescapeKey(key) : key;
    const inner = unescapeJson(item);
    if (name !== key || inner !== item) changed = true;
    return [name, inner];
  });
  // `fromEntries` defines own properties, `__proto__` included: no setter is called.
  return changed ? Object.fromEntries(entries) : value;
}
