import type { Definitions, DefinitionsSource, EffectPerformer } from '@cairn/server/profiles/core.js';
import type { CoreStore } from '@cairn/server/profiles/core-store.js';
import { MemoryCoreStore } from '@cairn/server/profiles/memory-core-store.js';
import { ProfileCoreService } from '@cairn/server/profiles/profile-core.js';

import { LostReply, type Process } from './scheduler.js';
import type { Worker, World } from './world.js';
import { definitionsAt } from './world-definitions.js';

/** The product's core over the simulated database, its mutant's parts in place. */
export function coreOf(world: World, process: Process, worker: Worker, effects?: EffectPerformer): { core: ProfileCoreService; store: CoreStore } {
  const { db, mutant, settings } = world;
  const store = mutant.store ? mutant.store(db, process) : new MemoryCoreStore(db, process);
  const core = new ProfileCoreService({
    store,
    definitions: definitionsOf(world, process, worker),
    clock: { now: () => world.nowMs },
    token: () => world.token(),
    pageLimit: settings.pageLimit,
    appliedKept: settings.appliedKept,
    ...(effects && { effects }),
    ...(mutant.core ?? {}),
  });
  return { store, core };
}

function definitionsOf({ db, mutant }: World, process: Process, worker: Worker): DefinitionsSource {
  return {
    current: async (_, atLeast = 0): Promise<Definitions> => {
      if (atLeast > worker.epoch && !mutant.staysWithOldDefinitions) {
        worker.epoch = await process.step('reload definitions', () =>
          Math.max(worker.epoch, db.view({ index: 0 })?.read<{ _id: string; epoch: number }>('definitions').get('definitions')?.epoch ?? 1),
        );
        if (worker.epoch < atLeast) throw new LostReply('The definitions are not there yet.');
      }
      return definitionsAt[worker.epoch] as Definitions;
    },
  };
}
