import { handMerger, revoker, unmerger } from './hands.js';
import { client, publisher, replayer } from './outside.js';
import { accountant, janitor, projector } from './projectors.js';
import { tagger, taggings } from './taggers.js';
import type { World } from './world.js';

/** Everybody who acts in one seed; workflows and their activities come as journeys start. */
export function startCast(world: World): void {
  const { settings } = world;
  for (const event of world.events) world.keep(`client-${event.id}`, (process) => client(world, process, event));
  for (const name of ['projA', 'projB', 'projC']) {
    const worker = world.random.pick(world.workers);
    world.keep(name, (process) => projector(world, process, worker));
  }
  const accounting = world.random.pick(world.workers);
  if (!world.mutant.noAccountant) world.keep('accountant', (process) => accountant(world, process, accounting));
  world.keep('janitor', (process) => janitor(world, process));
  if (settings.tagging) for (const tagging of taggings) world.keep(tagging.name, (process) => tagger(world, process, tagging));
  for (let n = 0; n < settings.handMerges; n++) world.keep(`merger-${n}`, (process) => handMerger(world, process));
  for (let n = 0; n < settings.unmerges; n++) world.keep(`unmerger-${n}`, (process) => unmerger(world, process));
  for (let n = 0; n < settings.revocations; n++) world.keep(`revoker-${n}`, (process) => revoker(world, process));
  if (settings.deadLetters) world.keep('replayer', (process) => replayer(world, process));
  if (settings.publish || settings.deadLetters) world.keep('publisher', (process) => publisher(world, process));
}
