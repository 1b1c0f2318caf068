import { expect, it } from 'vitest';

import { defaultCompiledRules } from '../identities/identity-rules.js';
import type { Definitions } from './core.js';
import { mergeProfiles } from './merge-profiles.js';
import { newIdentity, newProfile } from './new-profile.js';
import type { ProfileDocument } from './profile.js';

const definitions: Definitions = {
  ...{ workspace: 'w', epoch: 1, segments: [], journeys: [], tags: [], deletedTags: [], aggregates: [], caps: [] },
  version: () => undefined,
  identityRules: defaultCompiledRules,
};

function person(id: string, change: Partial<ProfileDocument>): ProfileDocument {
  const first = newIdentity('w', `w:userId:${id}`, id, { messageId: 'm', receivedAt: new Date(0) });
  return { ...newProfile('w', id, first), version: `v-${id}`, epoch: 1, ...change };
}

it('names that every object has are names like others', () => {
  const since = new Date(5_000);
  const survivor = person('p', { entered: { cart: { c1: 1 } } });
  const loser = person('q', { entered: { cart: { constructor: 2, c1: 1 } }, memberships: { constructor: { since } } });
  const merged = mergeProfiles({ survivor, loser, folded: { survivor: [], loser: [] }, definitions, now: 9_000 });
  expect(merged.survivor.entered).toEqual({ cart: { c1: 2, constructor: 2 } });
  expect(merged.survivor.memberships).toEqual({ constructor: { since } });
});

it('a date that came by for either side does not come again for both', () => {
  const survivor = person('p', { dues: { birthday: '2026-03-04 09:00', renewal: '2026-05-01 09:00' } });
  const loser = person('q', { dues: { birthday: '2027-03-04 09:00', weekly: '2026-11-23 10:00' } });
  const merged = mergeProfiles({ survivor, loser, folded: { survivor: [], loser: [] }, definitions, now: 9_000 });
  expect(merged.survivor.dues).toEqual({ birthday: '2027-03-04 09:00', renewal: '2026-05-01 09:00', weekly: '2026-11-23 10:00' });
});
