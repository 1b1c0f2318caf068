import type { FactEvent, Json } from '@cairn/rules/contracts/facts.js';

import { unescapeKey } from '../platform/keys.js';
import { unescapeJson } from '../profiles/facts.js';
import type { ProfileDocument } from '../profiles/profile.js';

/** What a template may read of one person: `{{ traits.first_name }}`, `{{ trigger.properties.cart_id }}`. */
export interface PersonVariables {
  traits: { [name: string]: Json };
  trigger: { name: string; timestamp: string; properties: { [name: string]: Json } };
}

export function personVariables(profile: Pick<ProfileDocument, 'traits'>, trigger: FactEvent): PersonVariables {
  return {
    traits: traitValues(profile),
    trigger: { name: trigger.name, timestamp: new Date(trigger.timestamp).toISOString(), properties: trigger.properties },
  };
}

/** Traits that have a value, under the names their senders gave. */
export function traitValues(profile: Pick<ProfileDocument, 'traits'>): { [name: string]: Json } {
  const entries = Object.entries(profile.traits).flatMap(([name, { value }]): [string, Json][] =>
    value === null ? [] : [[unescapeKey(name), unescapeJson(value)]],
  );
  // `fromEntries` defines own properties, `__proto__` included: no setter is called.
  return Object.fromEntries(entries);
}
