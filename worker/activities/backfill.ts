import type { BackfillsStore } from '@cairn/server/backfills/backfills.store.js';
import { liveBuckets } from '@cairn/server/events/buckets.js';
import type { Clock, DefinitionsSource, Person } from '@cairn/server/profiles/core.js';
import type { ProfileCoreService } from '@cairn/server/profiles/profile-core.js';
import { type BackfillActivities, type BackfillInput, backfillSlices } from '@cairn/workflows/contracts/backfill.js';

import { type GuardDeps, guarded } from './guarded.js';

export interface BackfillDeps extends GuardDeps {
  store: BackfillsStore;
  definitions: Pick<DefinitionsSource, 'fresh'>;
  /** Those of these buckets who are behind, the ones left out apart. */
  behind(workspace: string, epoch: number, buckets: readonly number[], limit: number): Promise<Person[]>;
  core: Pick<ProfileCoreService, 'fold'>;
  clock: Clock;
}

/** How often it is counted who is left: at least so much apart, and never more than a twentieth of the time. */
const progressEveryMs = 5_000;
const progressShare = 20;
const batchSize = 200;
const batchesAtOnce = 2;
/** Outboxes are the sweep's. */
const leaveEffects = (): void => undefined;

export function createBackfillActivities(deps: BackfillDeps): BackfillActivities {
  return {
    fillSlice: async (input) => await guarded(deps, input, async (signal) => await fillSlice(deps, input, signal)),
    checkBackfill: async (input) =>
      await guarded(deps, input, async () => {
        const { epoch, behind } = await tellProgress(deps, input);
        // Whoever cannot be folded is the sweep's: it tries again later, for ever.
        return { more: behind > 0 && (await deps.store.noteChecked(input.workspace, input.backfillId, epoch)) };
      }),
    endBackfill: async ({ workspace, backfillId, state }) =>
      await guarded(deps, { workspace, backfillId }, async () => {
        const { epoch } = await deps.definitions.fresh(workspace);
        if (state === 'completed') await tellProgress(deps, { workspace, backfillId });
        await deps.store.end(workspace, backfillId, { state, epoch, now: new Date(deps.clock.now()) });
      }),
  };
}

async function fillSlice(
  deps: BackfillDeps,
  { workspace, backfillId, slice }: Parameters<BackfillActivities['fillSlice']>[0],
  signal: AbortSignal,
): Promise<void> {
  const own = Array.from({ length: liveBuckets / backfillSlices }, (_, n) => slice * (liveBuckets / backfillSlices) + n);
  // Withdrawn: whoever began it could not know whether it had begun. Those it was for are anybody's.
  if ((await deps.store.read(workspace, backfillId)) === null) return;
  const troubled = new Set<string>();
  let tellAt = 0;
  for (;;) {
    signal.throwIfAborted();
    const { epoch } = await deps.definitions.fresh(workspace);
    const found = await deps.behind(workspace, epoch, own, batchSize * batchesAtOnce + troubled.size);
    const people = found.filter((person) => !troubled.has(idOf(person)));
    if (people.length === 0) return;
    const batches = Array.from({ length: Math.ceil(people.length / batchSize) }, (_, n) => people.slice(n * batchSize, (n + 1) * batchSize));
    await Promise.all(batches.map(async (batch) => await foldBatch(deps, batch, troubled)));
    const began = deps.clock.now();
    if (began < tellAt) continue;
    await tellProgress(deps, { workspace, backfillId });
    const told = deps.clock.now();
    tellAt = told + Math.max(progressEveryMs, progressShare * (told - began));
  }
}

/** Somebody who cannot be folded must not hold up the others. */
async function foldBatch({ core, log }: BackfillDeps, batch: Person[], troubled: Set<string>): Promise<void> {
  try {
    await core.fold(batch, leaveEffects);
    return;
  } catch (error) {
    log.warn({ err: error, people: batch.length }, 'a batch of a backfill failed; its people are folded one by one');
  }
  for (const person of batch) await core.fold([person], leaveEffects).catch(() => troubled.add(idOf(person)));
}

/** Who is new meanwhile is not behind: those there were when it began are counted once, for a million takes a while. */
async function tellProgress({ store, definitions, clock }: BackfillDeps, { workspace, backfillId }: BackfillInput): Promise<{ epoch: number; behind: number }> {
  const { epoch } = await definitions.fresh(workspace);
  const behind = await store.countBehind(workspace, epoch);
  await store.progress(workspace, backfillId, { epoch, behind, now: new Date(clock.now()) });
  return { epoch, behind };
}

function idOf(person: Person): string {
  return `${person.workspace}:${'profileId' in person ? person.profileId : person.identity}`;
}
