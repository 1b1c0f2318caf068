import type { EventDocument } from '@cairn/server/events/event.js';
import type { DeliveryDocument } from '@cairn/server/messages/delivery.js';
import { collections } from '@cairn/server/platform/collections.js';
import type { MergeDocument, ProfileBefore } from '@cairn/server/profiles/core-store.js';
import type { ProfileDocument } from '@cairn/server/profiles/profile.js';
import { turnsOf } from '@cairn/server/profiles/tags.js';
import { deliveryKeyFor, hashId, runIdFor } from '@cairn/workflows/contracts/names.js';

import { accountSegments, judgeAccounts } from './oracle-accounts.js';
import { moodOf, type SimEvent } from './sim-events.js';
import { taggings } from './taggers.js';
import type { World } from './world.js';
import { allEventsKey, heldMood, recentSeconds, waitedKey, workspace } from './world-definitions.js';

/** When all is quiet: nothing accepted is lost, nothing folded twice, nothing owed, every profile what the sorted events say. */
export function judgeWorld(world: World): void {
  const profiles = world.db.all<ProfileDocument>(collections.profiles).filter(({ mergedInto }) => !mergedInto);
  const owners = new Map<string, SimEvent[]>(profiles.map(({ profileId }) => [profileId, []]));
  for (const event of world.events) {
    const stored = world.db.get<EventDocument>(collections.events, `${workspace}:${event.id}`);
    if (!stored) {
      if (world.acknowledged.has(event.id)) world.violate('accepted-event-lost', event.id);
      continue;
    }
    if (stored.pending !== undefined) world.violate('pending-for-ever', event.id);
    const owning = profiles.filter(({ identities }) => identities.some(({ id }) => id === event.who));
    if (owning.length > 1) world.violate('two-owners', event.who);
    if (stored.refused) continue;
    const [owner] = owning;
    if (!owner) world.violate('nobody-folded', event.id);
    else owners.get(owner.profileId)?.push(event);
  }
  for (const profile of profiles) judgeProfile(world, profile, owners.get(profile.profileId) ?? []);
  judgeAccounts(world);
  judgeIdentities(world, profiles);
  judgeConsent(world, profiles);
  judgeUndone(world);
  for (const [runId, workflow] of world.workflows) if (!workflow.closed) world.violate('run-stuck', runId);
  for (const [runId, { run }] of world.runs) if (!run.ended) world.violate('run-not-ended-in-record', runId);
  for (const { key } of world.sink) judgeSent(world, key);
  for (const { key, state } of world.db.all<DeliveryDocument>('deliveries')) {
    if (state === 'intended' || state === 'handing-over') world.violate('delivery-open', `${key} is ${state}`);
  }
}

function judgeProfile(world: World, profile: ProfileDocument, events: SimEvent[]): void {
  const sorted = [...events].sort((a, b) => (a.timestamp ?? 0) - (b.timestamp ?? 0) || (a.id < b.id ? -1 : 1));
  const times = sorted.map(({ timestamp }) => timestamp ?? 0);
  const folded = profile.aggregates[allEventsKey]?.recent ?? [];
  const name = profile.profileId.slice(0, 6);
  for (const [index, at] of times.entries()) {
    const count = folded.filter((time) => time === at).length;
    if (count !== 1) world.violate(count > 1 ? 'folded-twice' : 'folded-never', `${sorted[index]?.id} in ${name}`);
  }
  if (folded.length > times.length) world.violate('folded-of-others', `${name}: ${folded.join()} instead of ${times.join()}`);
  const plan = sorted.filter(({ group }) => !group).at(-1)?.id;
  if (profile.traits.plan?.value !== plan) world.violate('profile-not-fold', `${name}: plan is ${String(profile.traits.plan?.value)}, not ${plan}`);
  judgeHeld(world, profile, sorted);
  judgeLinks(world, profile, sorted);
  judgeTags(world, profile);
  const published = world.db.get('definitions', 'definitions') !== undefined;
  const waits = sorted.filter(({ kind }) => kind === 'W').map(({ timestamp }) => timestamp ?? 0);
  if (published && (profile.aggregates[waitedKey]?.recent ?? []).join() !== waits.join()) world.violate('aggregate-not-fold', name);
  judgeComputed(world, profile, { times, waits: waits.length, published });
  judgeSegments(world, profile, { count: times.length, waited: waits.length > 0, last: times.at(-1) ?? 0, published });
  const exitsOf = (events: SimEvent[]) => events.filter(({ kind }) => kind === 'E').map(({ timestamp }) => timestamp ?? 0);
  const exits = exitsOf(sorted);
  const lastExit = profile.exitTimes['J1/bought'];
  if (lastExit !== (exits.length > 0 ? Math.max(...exits) : undefined)) world.violate('exit-times-not-fold', name);
  if (profile.effects.length > 0) world.violate('effect-left', `${name}: ${profile.effects.map(({ id }) => id).join()}`);
  // Whoever was one with them for a time may have ended their runs.
  const excusing = world.settings.unmerges > 0 ? exitsOf(world.events) : exits;
  for (const event of sorted) if (event.kind === 'T' && !event.historic) judgeEntries(world, profile, event, excusing);
  for (const run of Object.values(profile.runs)) if (!run.ended) world.violate('run-not-ended', run.runId);
}

/** Since when the mood is what it is: the first of the unbroken row of equal ones, however late any of them came. */
function judgeHeld(world: World, profile: ProfileDocument, sorted: SimEvent[]): void {
  const moods = sorted.filter(({ group }) => !group);
  const mood = moods.at(-1) && moodOf(moods.at(-1)?.id ?? '');
  const other = moods.map(({ id }) => moodOf(id)).findLastIndex((one) => one !== mood);
  const since = moods[other + 1];
  const held = profile.aggregates[heldMood.key]?.held;
  if (held?.since?.messageId !== since?.id)
    world.violate('held-not-fold', `${profile.profileId.slice(0, 6)}: since ${String(held?.since?.messageId)}, not ${String(since?.id)}`);
}

/** The newest group call about each account says whether the person belongs to it. */
function judgeLinks(world: World, profile: ProfileDocument, sorted: SimEvent[]): void {
  const newest = new Map(sorted.flatMap(({ id, group }) => (group ? [[group.groupId, `${id}${group.left ? ' left' : ''}`] as const] : [])));
  const found = new Map(Object.entries(profile.accounts).map(([key, { messageId, left }]) => [key, `${messageId}${left ? ' left' : ''}`]));
  const told = (links: Map<string, string>) => [...links].map(([key, link]) => `${key}: ${link}`).sort();
  if (told(found).join() !== told(newest).join())
    world.violate('accounts-not-fold', `${profile.profileId.slice(0, 6)}: ${told(found).join()} instead of ${told(newest).join()}`);
}

/** What was done to tags is done once, and nothing of it is lost, whoever turned out to be whom. */
function judgeTags(world: World, profile: ProfileDocument): void {
  const name = profile.profileId.slice(0, 6);
  for (const { name: tagging, of, change } of taggings) {
    if (!world.tagged.has(tagging) || !profile.identities.some(({ value }) => value === of)) continue;
    const state = profile.tags[change.tag];
    const turns = state ? turnsOf(state).filter(({ on, source }) => on === change.on && source === change.source) : [];
    if (change.tag !== 'gone' && turns.length !== 1) world.violate('tagged-not-once', `${tagging} in ${name}: ${turns.length} times`);
  }
  if (world.tagged.has('hand-u') && profile.tags.bulk?.on && profile.identities.some(({ value }) => value === 'u')) world.violate('untagging-lost', name);
  if (world.tagged.has('hand-a') && profile.identities.some(({ value }) => value === 'a') && !profile.tags.picked?.on) world.violate('tagging-lost', name);
  if (world.publishedEpoch() >= 2 && profile.tags.gone) world.violate('deleted-tag-stays', name);
}

/** How often anything, how often lately, and how often W: kept current by events, by time alone and by the new definition. */
function judgeComputed(world: World, profile: ProfileDocument, seen: { times: number[]; waits: number; published: boolean }): void {
  const lately = seen.times.filter((at) => at > world.nowMs - recentSeconds * 1_000).length;
  const expected = { '*': seen.times.length, recent: lately, ...(seen.published && { W: seen.waits }) };
  const told = (values: [string, unknown][]) =>
    values
      .map(([name, value]) => `${name} ${String(value)}`)
      .sort()
      .join(', ');
  const found = told(Object.entries(profile.computed).map(([name, { value }]) => [name, value]));
  if (found !== told(Object.entries(expected)))
    world.violate('computed-not-fold', `${profile.profileId.slice(0, 6)}: ${found} instead of ${told(Object.entries(expected))}`);
}

function judgeSegments(world: World, profile: ProfileDocument, seen: { count: number; waited: boolean; last: number; published: boolean }): void {
  const expected = [
    ...(seen.count >= (seen.published ? 1 : 3) ? ['many'] : []),
    ...(world.nowMs < seen.last + recentSeconds * 1_000 && seen.count > 0 ? ['recent'] : []),
    ...(seen.published && seen.waited ? ['waited'] : []),
    ...accountSegments(world, profile, seen.published),
    ...(profile.tags.picked?.on ? ['with-picked'] : []),
    ...(seen.count >= (seen.published ? 1 : 3) ? ['with-ruled', 'with-acted'] : []),
  ];
  const found = Object.keys(profile.memberships).sort();
  if (found.join() !== expected.sort().join())
    world.violate('stale-segment', `${profile.profileId.slice(0, 6)}: in ${found.join()}, should be in ${expected.join()}`);
  const acts = profile.ruleAnswers !== undefined && Object.hasOwn(profile.ruleAnswers, 'acts');
  if (acts !== seen.count >= (seen.published ? 1 : 3)) world.violate('stale-rule', `${profile.profileId.slice(0, 6)}: ${acts}`);
}

/** Every trigger brought its runs, unless an exit at or after it may have come first. */
function judgeEntries(world: World, profile: ProfileDocument, event: SimEvent, exits: number[]): void {
  const excused = exits.some((at) => at >= (event.timestamp ?? 0));
  // Published while events came: whoever sends after that is folded by it, however lately a worker looked.
  if (world.sincePublished.has(event.id) && !excused && !world.runs.has(runIdFor(workspace, 'J5', event.id, event.id)))
    world.violate('entry-lost', `J5 for ${event.id}`);
  for (const journey of ['J1', 'J2', ...(world.settings.acting ? ['J6'] : [])]) {
    const runId = runIdFor(workspace, journey, event.id, event.id);
    const record = world.runs.get(runId);
    if (!record) {
      if (!excused) world.violate('entry-lost', `${journey} for ${event.id}`);
      continue;
    }
    if (!world.workflows.has(runId)) world.violate('effect-lost', `start of ${runId}`);
    const ended = record.run.ended;
    if (ended?.reason === 'completed') {
      if (journey === 'J6') judgeActs(world, runId);
      else judgeDelivery(world, runId);
    } else if (!excused) world.violate('ended-without-cause', `${journey} for ${event.id}: ${ended?.reason}`);
    if (profile.entered[journey]) world.violate('counted-key', journey);
  }
}

/** What the run changed of the person it saw itself; the event of the traits is stored once, folded, and the person was handed on once. */
function judgeActs(world: World, runId: string): void {
  const way = world.runs.get(runId)?.path.find(({ stepId, outcome }) => stepId === 'look' && outcome !== undefined)?.outcome;
  // Whoever was told apart meanwhile may have left tag or trait with the other.
  if (way !== 'both' && world.settings.unmerges === 0) world.violate('change-unseen', `${runId} went ${way}`);
  const event = world.db.get<EventDocument>(collections.events, `${workspace}:journey-${hashId('update', workspace, runId, 'set', '1')}`);
  if (!event || event.pending !== undefined) world.violate('trait-lost', runId);
  const hand = runIdFor(workspace, 'J7', `handOff:${runId}/hand/1`, '');
  if (way === 'both' && !world.workflows.has(hand)) world.violate('hand-off-lost', runId);
  const handed = [...world.runs.values()].filter(({ run }) => run.journey === 'J7' && run.trigger.messageId.startsWith(`handOff:${runId}/`));
  if (handed.length !== (way === 'both' ? 1 : 0)) world.violate('handed-on-not-once', `${runId}: ${handed.length} times`);
}

function judgeDelivery(world: World, runId: string): void {
  const key = deliveryKeyFor(workspace, runId, 'mail', 1, 'email');
  const delivery = world.db.get<DeliveryDocument>('deliveries', `${workspace}:${key}`);
  if (!delivery || delivery.state === 'intended' || delivery.state === 'handing-over') world.violate('send-skipped', `${key} is ${delivery?.state}`);
}

function judgeSent(world: World, key: string): void {
  const delivery = world.db.get<DeliveryDocument>('deliveries', `${workspace}:${key}`);
  if (!delivery || !['sent', 'unknown'].includes(delivery.state)) world.violate('sent-but-denied', `${key} is ${delivery?.state}`);
  const holder = world.db.all<ProfileDocument>(collections.profiles).some(({ slots }) => slots[key]);
  if (!holder) world.violate('sent-without-slot', key);
}

/** Whoever had revoked their consent, or was one with somebody who did, gets nothing, whoever they are taken for since. */
function judgeConsent(world: World, profiles: ProfileDocument[]): void {
  for (const { profileId, identities, consent } of profiles) {
    const by = world.revoked.find((held) => identities.some(({ id }) => held.includes(id)));
    if (by && !consent.unsubscribed.email) world.violate('consent-widened', `${profileId.slice(0, 6)}, revoked by ${by.join()}`);
  }
}

/** Two told apart are merged again by something new alone. */
function judgeUndone(world: World): void {
  for (const { merge, pairs, known } of world.undone) {
    const isOld = (one: string, other: string) => pairs.some(([x, y]) => (x === one && y === other) || (x === other && y === one));
    for (const { _id, cause, profilesBefore } of world.db.all<MergeDocument>(collections.merges)) {
      if (known.has(_id) || cause.messageId === undefined) continue;
      const named = (profile: ProfileBefore) => profile.identities.flatMap(({ id }) => (cause.names.includes(id) ? [id] : []));
      const links = named(profilesBefore.survivor).flatMap((one) => named(profilesBefore.loser).map((other): [string, string] => [one, other]));
      if (links.every(([one, other]) => isOld(one, other))) world.violate('merged-again', `${merge} by ${cause.messageId}`);
    }
  }
}

function judgeIdentities(world: World, profiles: ProfileDocument[]): void {
  const listed = profiles.flatMap(({ profileId, identities }) => identities.map(({ id }) => ({ id, profileId })));
  for (const { id, profileId } of listed) {
    const owner = world.db.get<{ _id: string; owner: string }>(collections.identities, id)?.owner;
    if (owner !== profileId) world.violate('identity-elsewhere', `${id} listed by ${profileId.slice(0, 6)}, owned by ${owner?.slice(0, 6)}`);
  }
  const { handMerges, switchOfUser, limits, unmerges } = world.settings;
  for (const { profileId, identities } of handMerges > 0 ? [] : profiles) {
    const held = (type: string) => identities.filter((identity) => identity.type === type).length;
    if (held('userId') > 1) world.violate('two-users-in-one', profileId);
    if (limits && (held('anonymousId') > 1 || held('email') > 1)) world.violate('over-limit', profileId);
  }
  if (switchOfUser || limits || unmerges > 0) return;
  // With one user only, whoever is named together is one person.
  for (const event of world.events) {
    const stored = world.db.get<EventDocument>(collections.events, `${workspace}:${event.id}`);
    if (!stored || stored.refused) continue;
    const owners = new Set(event.names.map((name) => listed.find(({ id }) => id === name)?.profileId));
    if (owners.size > 1) world.violate('not-merged', `${event.id} names ${event.names.join()}`);
  }
}
