import { collections } from '@cairn/server/platform/collections.js';
import { changeTags, type TagOutcome } from '@cairn/server/profiles/change-tags.js';
import { notYet } from '@cairn/server/profiles/memory-database.js';
import type { ProfileDocument } from '@cairn/server/profiles/profile.js';
import type { TagChange } from '@cairn/server/profiles/tags.js';

import { LostReply, type Process } from './scheduler.js';
import { coreOf } from './worker-core.js';
import type { World } from './world.js';
import { workspace } from './world-definitions.js';

/** What is done to the tags of one person by hand and by jobs, each until it is acknowledged. In this order: a person takes off what the job put on. */
export const taggings: readonly { name: string; of: string; after?: string; change: TagChange }[] = [
  { name: 'job-u', of: 'u', change: { tag: 'bulk', on: true, by: 'import', source: 'list', job: 'job-u' } },
  { name: 'hand-u', of: 'u', after: 'job-u', change: { tag: 'bulk', on: false, by: 'hand', source: 'user:someone' } },
  { name: 'hand-a', of: 'a', change: { tag: 'picked', on: true, by: 'hand', source: 'user:someone' } },
  { name: 'gone-u', of: 'u', change: { tag: 'gone', on: true, by: 'hand', source: 'user:someone' } },
];

/** Turns a tag until somebody knows that it was turned, and now and then once more; never that one job twice. */
export async function tagger(world: World, process: Process, { name, of, after, change }: (typeof taggings)[number]): Promise<void> {
  const worker = world.random.pick(world.workers);
  const { core, store } = coreOf(world, process, worker);
  const profileId = await process.step('look for somebody to tag', () => {
    if (after !== undefined && !world.tagged.has(after)) return notYet;
    const found = world.db
      .all<ProfileDocument>(collections.profiles)
      .find((profile) => !profile.mergedInto && profile.identities.some(({ value }) => value === of));
    return found?.profileId ?? notYet;
  });
  // A job forgets how far it came; a person knows what they did.
  if (world.tagged.has(name) && change.job === undefined) return;
  const { job: _job, ...forgetful } = change;
  const outcome = await core.decide<TagOutcome[]>({
    workspace,
    profileId,
    barrier: (session) => store.barrier(session, workspace, profileId),
    // Told apart meanwhile, it is somebody else.
    decide: (view) =>
      view.profile.identities.some(({ value }) => value === of) ? changeTags(view, [world.mutant.jobsForget ? forgetful : change]) : { result: [] },
  });
  if (!outcome?.length) throw new LostReply('Nobody there.');
  await process.step(`TAGGED ${name} ${outcome.join()}`, () => void (outcome[0] !== 'unknown-tag' && world.tagged.add(name)));
  if (world.scheduler.chaos && world.random.chance(0.3)) throw new LostReply('Tags again.');
}
