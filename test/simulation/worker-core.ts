import type { CoreSession, Definitions, DefinitionsSource, EffectPerformer } from '@cairn/server/profiles/core.js';
import type { CoreStore } from '@cairn/server/profiles/core-store.js';
import { HandMerges } from '@cairn/server/profiles/hand-merges.js';
import { MemoryCoreStore } from '@cairn/server/profiles/memory-core-store.js';
import { type MemorySession, notYet } from '@cairn/server/profiles/memory-database.js';
import { ProfileCoreService } from '@cairn/server/profiles/profile-core.js';

import { LostReply, type Process } from './scheduler.js';
import type { Worker, World } from './world.js';
import { definitionsAt } from './world-definitions.js';

/** The product's core over the simulated database, its mutant's parts in place. */
export function coreOf(
  world: World,
  process: Process,
  worker: Worker,
  effects?: EffectPerformer,
): { core: ProfileCoreService; store: CoreStore; hands: HandMerges } {
  const { db, mutant, settings } = world;
  const store = mutant.store ? mutant.store(db, process) : new MemoryCoreStore(db, process);
  const deps = {
    store,
    definitions: definitionsOf(world, process, worker),
    clock: { now: () => world.nowMs },
    token: () => world.token(),
    pageLimit: settings.pageLimit,
    appliedKept: settings.appliedKept,
    ...(effects && { effects }),
    ...(mutant.core ?? {}),
  };
  return { store, core: new ProfileCoreService(deps), hands: new HandMerges(settings.blindUndo ? { ...deps, store: seeingNothingPending(store) } : deps) };
}

export function definitionsOf({ db, mutant, settings }: World, process: Process, worker: Worker): DefinitionsSource {
  const known = definitionsAt({ strict: settings.limits && !mutant.noLimits, acting: settings.acting });
  const fresh = async (atLeast: number, session?: CoreSession): Promise<Definitions> => {
    const seen = session ? (session as MemorySession) : { index: 0 };
    worker.epoch = await process.step('look at the definitions', () => {
      const view = db.view(seen);
      return view ? Math.max(worker.epoch, view.read<{ _id: string; epoch: number }>('definitions').get('definitions')?.epoch ?? 1) : notYet;
    });
    if (worker.epoch < atLeast) throw new LostReply('The definitions are not there yet.');
    return known[worker.epoch] as Definitions;
  };
  const current = async (atLeast: number): Promise<Definitions> =>
    worker.epoch >= atLeast || mutant.staysWithOldDefinitions ? (known[worker.epoch] as Definitions) : await fresh(atLeast);
  return {
    current: async (_, atLeast = 0) => await current(atLeast),
    fresh: async (_, { atLeast = 0, session } = {}) =>
      mutant.looksNowAndThen || mutant.staysWithOldDefinitions ? await current(atLeast) : await fresh(atLeast, mutant.looksAlone ? undefined : session),
  };
}

/** Whoever looks through it folds and marks nothing before: what others folded a moment ago is in `applied` alone (core 15). */
function seeingNothingPending(store: CoreStore): CoreStore {
  const blind = Object.create(store) as CoreStore;
  blind.readPending = async () => [];
  return blind;
}
