import type { EventDocument, IdentityId } from '@cairn/server/events/event.js';
import { collections } from '@cairn/server/platform/collections.js';
import type { MergeDocument } from '@cairn/server/profiles/core-store.js';
import { notYet } from '@cairn/server/profiles/memory-database.js';
import type { ProfileDocument } from '@cairn/server/profiles/profile.js';

import { LostReply, type Process } from './scheduler.js';
import { coreOf } from './worker-core.js';
import type { World } from './world.js';
import { workspace } from './world-definitions.js';

/** Finds two people to be one, until somebody knows that they are. */
export async function handMerger(world: World, process: Process): Promise<void> {
  const { db, random, scheduler } = world;
  const { hands } = coreOf(world, process, random.pick(world.workers));
  const since = 1 + random.below(8);
  const profiles = await process.step('look for two to merge', () => {
    const live = alive(world);
    return live.length > 1 && world.second >= since ? pickTwo(live, () => random.next()) : scheduler.chaos ? notYet : null;
  });
  if (!profiles) return;
  await hands.merge({ workspace, profiles, by: 'user:someone', note: `of ${db.all(collections.merges).length}` });
}

/** Finds a merge to be undone, until somebody knows that it is. */
export async function unmerger(world: World, process: Process): Promise<void> {
  const { db, random, scheduler } = world;
  const { hands } = coreOf(world, process, random.pick(world.workers));
  const since = 1 + random.below(9);
  const found = await process.step('look for a merge to undo', () => {
    const standing = db.all<MergeDocument>(collections.merges).filter(({ undoneAt }) => !undoneAt);
    if (standing.length > 0 && world.second >= since) return random.pick(standing);
    return scheduler.chaos ? notYet : null;
  });
  if (!found) return;
  const linked = linksOf(world, found);
  const known = new Set(db.all<MergeDocument>(collections.merges).map(({ _id }) => _id));
  const undone = await hands.undo({ workspace, mergeId: found._id.slice(workspace.length + 1), by: 'user:someone' });
  // Undone by somebody else, or rolled back with its merge.
  if (undone && !undone.already) world.undone.push({ merge: found._id, pairs: linked, known });
}

/** Pairs of names, one of each side, that accepted events bring together: from here on they are no evidence. */
function linksOf({ db, acknowledged }: World, { profilesBefore, cause }: MergeDocument): [IdentityId, IdentityId][] {
  const [stay, leave] = [profilesBefore.survivor, profilesBefore.loser].map(({ identities }) => identities.map(({ id }) => id)) as [IdentityId[], IdentityId[]];
  const read = db.view({ index: 0 })?.read<EventDocument>(collections.events).values() ?? [];
  const named = [cause.names, ...[...read].flatMap(({ messageId, names }) => (acknowledged.has(messageId) ? [names] : []))];
  return named.flatMap((names) =>
    stay.flatMap((one) => leave.flatMap((other): [IdentityId, IdentityId][] => (names.includes(one) && names.includes(other) ? [[one, other]] : []))),
  );
}

/** Somebody revokes their consent; as the product's own service does it, followed through merges. */
export async function revoker(world: World, process: Process): Promise<void> {
  const { random, scheduler } = world;
  const { core, store } = coreOf(world, process, random.pick(world.workers));
  const since = 1 + random.below(8);
  let profileId: string | undefined | null = await process.step('look for somebody who has enough', () => {
    const live = alive(world);
    return live.length > 0 && world.second >= since ? random.pick(live) : scheduler.chaos ? notYet : null;
  });
  while (profileId) {
    const asked: string = profileId;
    let held: IdentityId[] = [];
    const answer: { follow?: string } | null = await core.decide<{ follow?: string }>({
      workspace,
      profileId: asked,
      barrier: (session) => store.barrier(session, workspace, asked),
      decide: ({ profile, now }) => {
        if (profile.mergedInto !== undefined) return { result: { follow: profile.mergedInto } };
        held = profile.identities.map(({ id }) => id);
        const unsubscribed = { ...profile.consent.unsubscribed, email: new Date(now) };
        return { result: {}, profile: { ...profile, consent: { ...profile.consent, unsubscribed } } };
      },
    });
    if (!answer) throw new LostReply('Nobody there.');
    if (answer.follow === undefined) {
      await process.step(`REVOKED ${held.join()}`, () => void world.revoked.push(held));
      return;
    }
    profileId = answer.follow;
  }
}

function alive({ db }: World): string[] {
  return db.all<ProfileDocument>(collections.profiles).flatMap(({ profileId, mergedInto }) => (mergedInto ? [] : [profileId]));
}

function pickTwo(ids: string[], chance: () => number): [string, string] {
  const first = Math.floor(chance() * ids.length);
  const second = (first + 1 + Math.floor(chance() * (ids.length - 1))) % ids.length;
  return [ids[first] as string, ids[second] as string];
}
