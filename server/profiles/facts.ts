import type { AccountFacts, AggregateState, FactEvent, Facts, Json } from '@cairn/rules/contracts/facts.js';

import type { EventDocument } from '../events/event.js';
import { escapeKey, unescapeKey } from '../platform/keys.js';
import type { ProfileDocument } from './profile.js';

/** What conditions read of a profile. */
export type FactsSource = Pick<ProfileDocument, 'traits' | 'aggregates' | 'memberships'> & Partial<Pick<ProfileDocument, 'tags'>>;

/**
 * A person at one instant, as conditions see them. Reads the document it was given: pass the newest one.
 * @param accounts those the person belongs to, where a condition may ask for them.
 */
export function factsFor(profile: FactsSource, now: number, trigger?: FactEvent, accounts: readonly AccountFacts[] = []): Facts {
  return new ProfileFacts(profile, now, trigger, accounts);
}

class ProfileFacts implements Facts {
  readonly now: number;
  readonly trigger?: FactEvent;
  private readonly profile: FactsSource;
  private readonly belongsTo: readonly AccountFacts[];

  constructor(profile: FactsSource, now: number, trigger: FactEvent | undefined, accounts: readonly AccountFacts[]) {
    this.profile = profile;
    this.now = now;
    this.belongsTo = accounts;
    if (trigger) this.trigger = trigger;
  }

  trait(name: string): Json | undefined {
    const key = escapeKey(name);
    const state = Object.hasOwn(this.profile.traits, key) ? this.profile.traits[key] : undefined;
    return state === undefined || state.value === null ? undefined : unescapeJson(state.value);
  }

  aggregate(key: string): AggregateState | undefined {
    return Object.hasOwn(this.profile.aggregates, key) ? this.profile.aggregates[key] : undefined;
  }

  segment(key: string): boolean {
    return Object.hasOwn(this.profile.memberships, key);
  }

  tag(key: string): boolean {
    const { tags } = this.profile;
    return tags !== undefined && Object.hasOwn(tags, key) && tags[key]?.on === true;
  }

  accounts(): readonly AccountFacts[] {
    return this.belongsTo;
  }
}

/** An event as conditions see it: names as the sender wrote them. */
export function factEventOf(event: Pick<EventDocument, 'messageId' | 'name' | 'timestamp' | 'properties'>): FactEvent {
  return {
    messageId: event.messageId,
    name: event.name,
    timestamp: event.timestamp.getTime(),
    properties: (event.properties ? unescapeJson(event.properties) : {}) as { [key: string]: Json },
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
