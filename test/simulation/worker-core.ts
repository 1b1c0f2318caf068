import type { Definitions, DefinitionsSource, EffectPerformer } from '@cairn/server/profiles/core.js';
import type { CoreStore } from '@cairn/server/profiles/core-store.js';
import { HandMerges } from '@cairn/server/profiles/hand-merges.js';
import { MemoryCoreStore } from '@cairn/server/profiles/memory-core-store.js';
import { ProfileCoreService } from '@cairn/server/profiles/profile-core.js';

import { LostReply, type Process } from './scheduler.js';
import type { Worker, World } from './world.js';
import { definitionsAt, strictDefinitionsAt } from './world-definitions.js';

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
  return {
    current: async (_, atLeast = 0): Promise<Definitions> => {
      if (atLeast > worker.epoch && !mutant.staysWithOldDefinitions) {
        worker.epoch = await process.step('reload definitions', () =>
          Math.max(worker.epoch, db.view({ index: 0 })?.read<{ _id: string; epoch: number }>('definitions').get('definitions')?.epoch ?? 1),
        );
        if (worker.epoch < atLeast) throw new LostReply('The definitions are not there yet.');
      }
      const known = settings.limits && !mutant.noLimits ? strictDefinitionsAt : definitionsAt;
      return known[worker.epoch] as Definitions;
    },
  };
}

/** Whoever looks through it folds and marks nothing before: what others folded a moment ago is in `applied` alone (core 15). */
function seeingNothingPending(store: CoreStore): CoreStore {
  const blind = Object.create(store) as CoreStore;
  blind.readPending = async () => [];
  return blind;
}
