import type { AccountDocument } from '@cairn/server/accounts/account.js';
import type { EventDocument } from '@cairn/server/events/event.js';
import { collections } from '@cairn/server/platform/collections.js';
import type { ProfileDocument } from '@cairn/server/profiles/profile.js';

import { type SimEvent, tierOf } from './sim-events.js';
import type { World } from './world.js';
import { workspace } from './world-definitions.js';

/** Every account is what its calls say, by their own time; its people are counted, and nobody is left to be asked again. */
export function judgeAccounts(world: World): void {
  for (const [groupId, tier] of tiers(world)) {
    const account = world.db.get<AccountDocument>(collections.accounts, `${workspace}:${groupId}`);
    if (account?.traits.tier?.value !== tier) world.violate('account-not-calls', `${groupId}: tier is ${String(account?.traits.tier?.value)}, not ${tier}`);
    const people = peopleOf(world, groupId).length;
    if (account?.people.all !== people) world.violate('account-miscounted', `${groupId}: ${account?.people.all} people instead of ${people}`);
    if (account?.dueAt) world.violate('account-never-settled', groupId);
  }
}

/** The segments that a person is in by their accounts. */
export function accountSegments(world: World, profile: ProfileDocument, published: boolean): string[] {
  const own = [...tiers(world)].filter(([groupId]) => belongs(profile, groupId));
  const inside = (segment: string, groupId: string) => peopleOf(world, groupId).map(({ memberships }) => Object.hasOwn(memberships, segment));
  return [
    ...(own.some(([, tier]) => tier === 'gold') ? ['of-gold'] : []),
    ...(own.some(([groupId]) => inside('many', groupId).includes(true)) ? ['with-many'] : []),
    ...(published && own.some(([groupId]) => !inside('waited', groupId).includes(false)) ? ['all-waited'] : []),
    ...(published && own.some(([groupId]) => !inside('recent', groupId).includes(true)) ? ['quiet'] : []),
  ];
}

/** account → its newest call's tier. */
function tiers(world: World): Map<string, string> {
  const calls = world.events.filter((event): event is SimEvent & { group: { groupId: string } } => {
    const stored = world.db.get<EventDocument>(collections.events, `${workspace}:${event.id}`);
    return event.group !== undefined && stored !== undefined && !stored.refused;
  });
  calls.sort((a, b) => (a.timestamp ?? 0) - (b.timestamp ?? 0) || (a.id < b.id ? -1 : 1));
  return new Map(calls.map(({ id, group }) => [group.groupId, tierOf(id)]));
}

function peopleOf(world: World, groupId: string): ProfileDocument[] {
  return world.db.all<ProfileDocument>(collections.profiles).filter((profile) => !profile.mergedInto && belongs(profile, groupId));
}

function belongs({ accounts }: ProfileDocument, groupId: string): boolean {
  return accounts[groupId] !== undefined && !accounts[groupId].left;
}
